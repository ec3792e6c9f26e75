use super::*;

#[test]
fn the_generator_is_the_published_one() {
    // First outputs for seed 1234567, from the reference C program of the paper's authors.
    let mut random = SplitMix64::new(1_234_567);
    let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
    assert_eq!(
        first,
        [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423
        ]
    );
}

#[test]
fn replicates_draw_as_many_as_there_are_in_each_stratum() {
    let bootstrap = Bootstrap {
        seed: 5,
        resamples: 50,
    };
    let sums = bootstrap.replicate(&[7, 0, 3], |weights| {
        weights
            .iter()
            .map(|stratum| stratum.iter().sum::<u32>())
            .collect::<Vec<_>>()
    });
    assert_eq!(sums, vec![vec![7, 0, 3]; 50]);
    let again = bootstrap.replicate(&[7, 0, 3], Clone::clone);
    assert_eq!(again, bootstrap.replicate(&[7, 0, 3], Clone::clone));
    assert!(again.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn percentiles_interpolate() {
    let sorted: Vec<f64> = (0..=40).map(f64::from).collect();
    let estimate = Estimate::new(20.0, sorted.into_iter().map(Some));
    assert_eq!(
        estimate,
        Estimate {
            value: 20.0,
            low: 1.0,
            high: 39.0
        }
    );
    let alone = Estimate::new(3.0, [None, None].into_iter());
    assert_eq!(
        alone,
        Estimate {
            value: 3.0,
            low: 3.0,
            high: 3.0
        }
    );
}

#[test]
fn the_interval_of_a_mean_is_as_wide_as_theory_says() {
    let mut random = SplitMix64::new(9);
    let data: Vec<f64> = (0..400).map(|_| random.unit()).collect();
    let mean = |w: &[u32]| {
        data.iter()
            .zip(w)
            .map(|(x, w)| x * f64::from(*w))
            .sum::<f64>()
            / data.len() as f64
    };
    let bootstrap = Bootstrap {
        seed: 1,
        resamples: 4000,
    };
    let replicates = bootstrap.replicate(&[data.len()], |weights| Some(mean(&weights[0])));
    let value = mean(&identity(&[data.len()])[0]);
    let estimate = Estimate::new(value, replicates.into_iter());
    let variance = data.iter().map(|x| (x - value).powi(2)).sum::<f64>() / data.len() as f64;
    let expected = 2.0 * 1.96 * (variance / data.len() as f64).sqrt();
    assert!(((estimate.high - estimate.low) / expected - 1.0).abs() < 0.06);
}

#[test]
fn a_draw_without_replacement_is_sorted_distinct_and_even() {
    let mut hits = [0_u32; 10];
    for seed in 0..2000 {
        let chosen = SplitMix64::new(seed).choose(10, 3);
        assert_eq!(chosen.len(), 3);
        assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
        chosen.iter().for_each(|c| hits[*c as usize] += 1);
    }
    // 600 expected, standard deviation 20.5.
    assert!(hits.iter().all(|h| (500..700).contains(h)), "{hits:?}");
    assert_eq!(SplitMix64::new(0).choose(3, 9), [0, 1, 2]);
}
