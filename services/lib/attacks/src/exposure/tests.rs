use super::*;
use crate::bootstrap::SplitMix64;

/// A standard normal draw by inversion.
fn normal(random: &mut SplitMix64) -> f64 {
    crate::normal::quantile(random.unit().max(1e-300))
}

fn skewed(shape: f64, count: usize, seed: u64) -> Vec<f64> {
    let mut random = SplitMix64::new(seed);
    let delta = shape / (1.0 + shape * shape).sqrt();
    let rest = (1.0 - delta * delta).sqrt();
    (0..count)
        .map(|_| 3.0 + 2.0 * (delta * normal(&mut random).abs() + rest * normal(&mut random)))
        .collect()
}

#[test]
fn ranks_by_hand_with_ties_against_the_secret() {
    let references = [2.0, 1.0, 3.0, 1.0];
    let at = |loss| {
        let found = exposure(Canary {
            loss,
            references: &references,
        });
        let found = found.unwrap();
        (found.rank, found.bits, found.p_value)
    };
    assert_eq!(at(0.5), (1, 2.0, 0.2));
    assert_eq!(at(1.0), (3, 2.0 - 3_f64.log2(), 0.6));
    assert_eq!(at(9.0), (5, 2.0 - 5_f64.log2(), 1.0));
}

#[test]
fn what_cannot_be_ranked_is_refused() {
    let refused = |loss, references: &[f64]| exposure(Canary { loss, references }).unwrap_err();
    assert_eq!(refused(1.0, &[]), ExposureError::NoReferences);
    assert_eq!(refused(f64::NAN, &[1.0]), ExposureError::NotANumber);
    assert_eq!(refused(1.0, &[f64::NAN]), ExposureError::NotANumber);
}

#[test]
fn the_family_error_holds_for_canaries_that_were_not_trained_on() {
    let mut random = SplitMix64::new(5);
    let mut alarms = 0;
    for _ in 0..400 {
        let lists: Vec<Vec<f64>> = (0..10)
            .map(|_| (0..300).map(|_| random.unit()).collect())
            .collect();
        let canaries: Vec<Canary> = lists
            .iter()
            .map(|references| Canary {
                loss: random.unit(),
                references,
            })
            .collect();
        let found = exposures(&canaries, 0.05).unwrap();
        assert!(found.detectable);
        alarms += u32::from(found.significant.count > 0);
    }
    // 20 expected at 5 %; 35 is beyond 3 standard deviations.
    assert!(alarms <= 35, "{alarms}");
}

#[test]
fn known_secrets_are_significant_when_there_are_references_enough() {
    let references: Vec<f64> = (0..599).map(f64::from).collect();
    let of = |count: usize, references: &[f64]| {
        let canary = Canary {
            loss: -1.0,
            references,
        };
        let found = exposures(&vec![canary; count], 0.05).unwrap();
        (found.significant.count, found.detectable)
    };
    assert_eq!(references_needed(30, 0.05), 599);
    assert_eq!(of(30, &references), (30, true));
    assert_eq!(of(30, &references[1..]), (0, false));
}

#[test]
fn the_fit_finds_the_distribution_a_sample_came_from() {
    for (shape, seed) in [(0.0, 1), (2.0, 2), (-4.0, 3)] {
        let sample = skewed(shape, 20_000, seed);
        let fitted = SkewNormal::fit(&sample).unwrap();
        let truth = SkewNormal {
            shape,
            location: 3.0,
            scale: 2.0,
        };
        for x in [0.0, 2.0, 3.0, 5.0] {
            let gap = fitted.log_cdf(x).exp() - truth.log_cdf(x).exp();
            assert!(gap.abs() < 0.015, "{shape} {x}: {gap} {fitted:?}");
        }
        assert!(fitted.kolmogorov_smirnov(&sample) > 0.05);
    }
    assert_eq!(SkewNormal::fit(&[1.0; 20]), None);
    assert_eq!(SkewNormal::fit(&[1.0, 2.0]), None);
}

#[test]
fn extrapolation_is_refused_where_it_is_not_to_be_believed() {
    let references = skewed(1.0, 2000, 9);
    let bits = |loss, references: &[f64]| extrapolated_bits(Canary { loss, references });
    // Beside the references, both say the same.
    let near = bits(2.0, &references).unwrap();
    let ranked = exposure(Canary {
        loss: 2.0,
        references: &references,
    });
    assert!((near - ranked.unwrap().bits).abs() < 0.2);
    let beyond = bits(-2.6, &references).unwrap();
    assert!(beyond > 12.0, "{beyond}");
    assert!(matches!(
        bits(-40.0, &references),
        Err(ExposureError::TooFar { .. })
    ));
    let two_humps: Vec<f64> = (0..2000)
        .map(|i| f64::from(i % 2) * 50.0 + f64::from(i % 7))
        .collect();
    assert!(matches!(
        bits(0.0, &two_humps),
        Err(ExposureError::PoorFit { .. })
    ));
}

#[test]
fn ranks_that_stop_early_alarm_no_oftener() {
    // Nobody was trained on; whoever is first among the first few is ranked among all.
    let (canaries, all) = (20, 399);
    let mut random = crate::bootstrap::SplitMix64::new(5);
    let mut uniform = || random.next_u64() as f64;
    let (mut alarms, mut small) = (0, 0);
    let audits = 600;
    for _ in 0..audits {
        let drawn: Vec<(f64, Vec<f64>)> = (0..canaries)
            .map(|_| {
                let loss = uniform();
                let few: Vec<f64> = (0..RANKED_FIRST).map(|_| uniform()).collect();
                let beaten = few.iter().any(|reference| *reference <= loss);
                let more = if beaten { 0 } else { all - RANKED_FIRST };
                (
                    loss,
                    few.into_iter()
                        .chain((0..more).map(|_| uniform()))
                        .collect(),
                )
            })
            .collect();
        let ranked: Vec<Canary<'_>> = drawn
            .iter()
            .map(|(loss, references)| Canary {
                loss: *loss,
                references,
            })
            .collect();
        let found = exposures(&ranked, 0.05).unwrap();
        assert!(found.detectable);
        alarms += u32::from(found.significant.count > 0);
        small += found
            .canaries
            .iter()
            .filter(|c| c.exposure.p_value <= 0.01)
            .count();
    }
    assert!(alarms as f64 <= 0.065 * f64::from(audits), "{alarms}");
    let share = small as f64 / f64::from(audits * canaries);
    assert!(share <= 0.0115, "{share}");
}
