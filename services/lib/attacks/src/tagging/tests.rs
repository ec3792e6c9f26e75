use corpus::Split;

use super::*;
use crate::Bootstrap;
use crate::bootstrap::SplitMix64;
use crate::signal::tests::record;

const PLAN: Bootstrap = Bootstrap {
    seed: 1,
    resamples: 200,
};

fn share(value: f64, width: f64) -> Estimate {
    Estimate {
        value,
        low: value - width,
        high: value + width,
    }
}

/// Records of 40 tokens, 10 of them personal data; training made those of members easier by `memory` nats.
/// Tagged are `found` of the 10 and `wrong` of the 30.
fn world(memory: f64, found: f64, wrong: f64) -> Vec<crate::Observed> {
    let mut random = SplitMix64::new(9);
    (0..400)
        .map(|number| {
            let split = [Split::Train, Split::Holdout][number as usize % 2];
            let tokens: Vec<_> = (0..40)
                .map(|i| {
                    let personal = i < 10;
                    let tagged = random.unit() < if personal { found } else { wrong };
                    let base = -3.0 - random.unit();
                    let noise = 0.4 * random.unit();
                    let learned = if personal && split == Split::Train {
                        memory
                    } else {
                        0.0
                    };
                    (
                        tagged.then_some(0),
                        base as f32,
                        (base + noise + learned) as f32,
                    )
                })
                .collect();
            record(number, split, &["PERSON"], &tokens)
        })
        .collect()
}

#[test]
fn the_gap_is_found_again_under_known_errors() {
    let (found, wrong) = (0.7, 0.1);
    let findings = crate::find(&world(1.0, found, wrong), &PLAN).unwrap();
    let measured = findings.memorisation_gap.as_ref().unwrap().overall().1;
    // 10 x 0.7 right and 30 x 0.1 wrong.
    let error = TaggingError {
        precision: share(0.7, 0.02),
        recall: share(0.7, 0.02),
        records: 200,
    };
    let found = corrected(&findings, &error).unwrap();
    assert!((measured.value - 0.6).abs() < 0.03, "{measured:?}");
    assert!((found.left.value - 0.6).abs() < 1e-2, "{found:?}");
    assert!((found.gap.value - 1.0).abs() < 0.05, "{found:?}");
    assert!(found.gap.low < 1.0 && 1.0 < found.gap.high);
    // Wider than the measured interval scaled.
    let scaled = (measured.high - measured.low) / found.left.value;
    assert!(found.gap.high - found.gap.low > scaled);
}

#[test]
fn perfect_tagging_changes_nothing_and_hopeless_tagging_tells_nothing() {
    let findings = crate::find(&world(0.5, 1.0, 0.0), &PLAN).unwrap();
    let perfect = TaggingError {
        precision: share(1.0, 0.0),
        recall: share(1.0, 0.0),
        records: 100,
    };
    let found = corrected(&findings, &perfect).unwrap();
    assert_eq!(
        found.gap,
        findings.memorisation_gap.as_ref().unwrap().overall().1
    );
    let hopeless = TaggingError {
        precision: share(0.1, 0.1),
        ..perfect
    };
    assert!(hopeless.is_valid());
    assert_eq!(corrected(&findings, &hopeless), None);
    let odd = TaggingError {
        recall: share(1.0, 0.1),
        ..perfect
    };
    assert!(!odd.is_valid());
}

#[test]
fn an_interval_about_zero_grows_on_both_sides() {
    let findings = crate::find(&world(0.0, 0.7, 0.1), &PLAN).unwrap();
    let measured = findings.memorisation_gap.as_ref().unwrap().overall().1;
    assert!(measured.low < 0.0 && measured.high > 0.0);
    let error = TaggingError {
        precision: share(0.7, 0.1),
        recall: share(0.7, 0.1),
        records: 50,
    };
    let found = corrected(&findings, &error).unwrap();
    assert!(found.gap.low < measured.low && found.gap.high > measured.high);
}

#[test]
fn spoiled_labels_have_the_rates_asked_for_and_the_gap_survives_their_correction() {
    let records = world(1.0, 1.0, 0.0);
    let noise = Noise {
        missed: 0.3,
        wrong: 0.4,
        seed: 5,
    };
    // One span of ten tokens a record.
    let (spoiled, error) = spoil(&records, &noise).unwrap();
    assert!(spoiled.iter().all(|o| o.check().is_ok()));
    assert!((error.recall.value - 0.7).abs() < 0.07, "{error:?}");
    assert!(
        (error.precision.value - 0.7 / 1.1).abs() < 0.07,
        "{error:?}"
    );
    assert_eq!(spoil(&records, &noise).unwrap().0, spoiled);
    let gap = |records: &[crate::Observed]| crate::find(records, &PLAN).unwrap();
    let (true_gap, found) = (gap(&records), gap(&spoiled));
    let of = |f: &Findings| f.memorisation_gap.as_ref().unwrap().overall().1.value;
    assert!(of(&found) < 0.75 * of(&true_gap));
    let repaired = corrected(&found, &error).unwrap().gap.value;
    assert!((repaired - of(&true_gap)).abs() < 0.05, "{repaired}");
    let nothing = Noise {
        missed: 0.0,
        wrong: 0.0,
        seed: 5,
    };
    assert_eq!(spoil(&records, &nothing).unwrap().0, records);
    let all = Noise {
        missed: 1.0,
        ..nothing
    };
    assert!(spoil(&records, &all).is_none());
}
