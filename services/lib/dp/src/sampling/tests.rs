use super::PoissonSampler;
use crate::{Generator, SecureRng, TestRng};

fn secure() -> Generator {
    SecureRng::from_os().unwrap().into()
}

/// Two-sided standard normal quantile at a false-alarm rate of 1e-9 per check: with fewer than a
/// thousand checks in this crate, one run in a million would fail by chance at most.
const Z: f64 = 6.2;

#[test]
fn edges_are_exact() {
    let mut rng: Generator = TestRng::seeded(1).into();
    assert!(PoissonSampler::new(0.0, 1000).draw(&mut rng).is_empty());
    let all: Vec<usize> = (0..1000).collect();
    assert_eq!(PoissonSampler::new(1.0, 1000).draw(&mut rng), all);
    assert!(PoissonSampler::new(0.5, 0).draw(&mut rng).is_empty());
    let batch = PoissonSampler::new(0.3, 1000).draw(&mut rng);
    assert!(batch.windows(2).all(|pair| pair[0] < pair[1]));
    // Exactly representable: half of all 64-bit values.
    assert_eq!(PoissonSampler::new(0.5, 1).threshold, 1 << 63);
}

#[test]
fn empty_batches_happen() {
    let mut rng = secure();
    let sampler = PoissonSampler::new(0.01, 10);
    let empty = (0..2000)
        .filter(|_| sampler.draw(&mut rng).is_empty())
        .count() as f64;
    let p = 0.99f64.powi(10);
    assert!((empty - 2000.0 * p).abs() < Z * (2000.0 * p * (1.0 - p)).sqrt());
}

#[test]
fn every_unit_is_included_at_the_rate() {
    let mut rng = secure();
    let (units, draws, rate) = (100usize, 20_000usize, 0.05);
    let sampler = PoissonSampler::new(rate, units as u64);
    let mut counts = vec![0u32; units];
    let mut sizes = Vec::with_capacity(draws);
    for _ in 0..draws {
        let batch = sampler.draw(&mut rng);
        sizes.push(batch.len() as f64);
        batch.iter().for_each(|&unit| counts[unit] += 1);
    }
    let (mean, std) = (
        draws as f64 * rate,
        (draws as f64 * rate * (1.0 - rate)).sqrt(),
    );
    for count in counts {
        assert!(
            (f64::from(count) - mean).abs() < Z * std + 1.0,
            "{count} of {mean}"
        );
    }
    // Independent trials: batch sizes are binomial. Fixed-size batches would have variance 0.
    let expected = units as f64 * rate;
    let variance = units as f64 * rate * (1.0 - rate);
    let average = sizes.iter().sum::<f64>() / draws as f64;
    assert!((average - expected).abs() < Z * (variance / draws as f64).sqrt());
    let spread = sizes.iter().map(|s| (s - expected).powi(2)).sum::<f64>() / draws as f64;
    // Fourth central moment of a binomial gives the spread of its sample variance.
    let fourth = variance * (1.0 + 3.0 * (units as f64 - 2.0) * rate * (1.0 - rate));
    let error = ((fourth - variance * variance) / draws as f64).sqrt();
    assert!(
        (spread - variance).abs() < Z * error + 0.02,
        "{spread} against {variance}"
    );
}

#[test]
fn units_and_steps_are_independent() {
    let mut rng = secure();
    let (draws, rate) = (40_000usize, 0.3);
    let sampler = PoissonSampler::new(rate, 4);
    let mut previous = [false; 4];
    let mut together = [[0u32; 4]; 4];
    let mut lagged = [0u32; 4];
    for _ in 0..draws {
        let batch = sampler.draw(&mut rng);
        let now: [bool; 4] = std::array::from_fn(|unit| batch.contains(&unit));
        for a in 0..4 {
            lagged[a] += u32::from(now[a] && previous[a]);
            for b in 0..a {
                together[a][b] += u32::from(now[a] && now[b]);
            }
        }
        previous = now;
    }
    let p = rate * rate;
    let (mean, std) = (draws as f64 * p, (draws as f64 * p * (1.0 - p)).sqrt());
    for a in 0..4 {
        // Consecutive pairs overlap, which at most doubles the variance.
        assert!((f64::from(lagged[a]) - mean).abs() < Z * std * 2f64.sqrt() + 1.0);
        for count in &together[a][..a] {
            assert!((f64::from(*count) - mean).abs() < Z * std + 1.0);
        }
    }
}
