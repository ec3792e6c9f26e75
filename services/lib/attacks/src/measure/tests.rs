use super::*;
use crate::bootstrap::{Bootstrap, SplitMix64};
use crate::signal::tests::{random_records, record};
use crate::{Observed, findings};

fn cell(split: Split, tokens: TokenGroup) -> Cell {
    Cell {
        split,
        tokens,
        entity_type: None,
        mentions: Mentions::All,
    }
}

fn get<'a>(measures: &'a [Measure], cell: &Cell, averaging: Averaging) -> &'a Measure {
    measures
        .iter()
        .find(|m| m.cell == *cell && m.averaging == averaging)
        .unwrap()
}

#[test]
fn losses_by_hand() {
    let records = [
        // Sensitive: base 4 and 2, tuned 1 and 1. Non-sensitive: base 1, tuned 0.5.
        record(
            0,
            Split::Train,
            &["PERSON", "EMAIL_ADDRESS"],
            &[
                (Some(0), -4.0, -1.0),
                (None, -1.0, -0.5),
                (Some(1), -2.0, -1.0),
            ],
        ),
        // Sensitive: base 6, tuned 3.
        record(1, Split::Train, &["PERSON"], &[(Some(0), -6.0, -3.0)]),
        // Sensitive: base 5, tuned 4.5. Non-sensitive: base 2, tuned 1.
        record(
            0,
            Split::Holdout,
            &["PERSON"],
            &[(Some(0), -5.0, -4.5), (None, -2.0, -1.0)],
        ),
    ];
    let findings = findings::find(
        &records,
        &Bootstrap {
            seed: 0,
            resamples: 20,
        },
    )
    .unwrap();
    let privacy = cell(Split::Train, TokenGroup::Sensitive);
    let micro = get(&findings.measures, &privacy, Averaging::TokenMicro);
    assert_eq!((micro.base.value, micro.tuned.value), (4.0, 5.0 / 3.0));
    assert_eq!(micro.change.value, 5.0 / 3.0 - 4.0);
    assert_eq!((micro.token_count, micro.record_count), (3, 2));
    let by_record = get(&findings.measures, &privacy, Averaging::RecordMacro);
    assert_eq!((by_record.base.value, by_record.tuned.value), (4.5, 2.0));

    let person = Cell {
        entity_type: Some(EntityType::from_static("PERSON")),
        ..privacy
    };
    let person = get(&findings.measures, &person, Averaging::TokenMicro);
    assert_eq!(
        (person.base.value, person.tuned.value, person.token_count),
        (5.0, 2.0, 2)
    );

    let utility = cell(Split::Holdout, TokenGroup::NonSensitive);
    let utility = get(&findings.measures, &utility, Averaging::TokenMicro);
    assert_eq!((utility.base.value, utility.tuned.value), (2.0, 1.0));

    // Rise of log-probability: train S 7/3, holdout S 1/2, train N 1/2, holdout N 1.
    let gap = findings.memorisation_gap.unwrap().pooled.value;
    assert!((gap - ((7.0 / 3.0 - 0.5) - (0.5 - 1.0))).abs() < 1e-12);
}

#[test]
fn first_mentions_stand_apart_from_repeats() {
    let mut one = record(
        0,
        Split::Train,
        &["PERSON"; 2],
        &[(Some(0), -4.0, -3.0), (Some(1), -1.0, -0.5)],
    );
    one.spans[1].first_mention = false;
    let two = record(0, Split::Holdout, &["PERSON"], &[(Some(0), -4.0, -3.0)]);
    let findings = findings::find(
        &[one, two],
        &Bootstrap {
            seed: 0,
            resamples: 5,
        },
    )
    .unwrap();
    let all = cell(Split::Train, TokenGroup::Sensitive);
    for (mentions, base) in [
        (Mentions::All, 2.5),
        (Mentions::First, 4.0),
        (Mentions::Repeat, 1.0),
    ] {
        let cell = Cell {
            mentions,
            ..all.clone()
        };
        assert_eq!(
            get(&findings.measures, &cell, Averaging::TokenMicro)
                .base
                .value,
            base
        );
    }
}

/// Draws whole records and averages their tokens, one by one.
fn slow_interval(records: &[Observed], bootstrap: &Bootstrap, split: Split) -> Estimate {
    let strata: Vec<Vec<&Observed>> = [Split::Train, Split::Holdout]
        .map(|s| records.iter().filter(|r| r.split == s).collect())
        .to_vec();
    let mean_change = |drawn: &[&Observed]| {
        let changes: Vec<f64> = drawn
            .iter()
            .flat_map(|r| {
                (0..r.tokens.len())
                    .filter(|i| r.tokens[*i].span.is_some())
                    .map(move |i| (r, i))
            })
            .map(|(r, i)| -r.change(i))
            .collect();
        (!changes.is_empty()).then(|| changes.iter().sum::<f64>() / changes.len() as f64)
    };
    let at = usize::from(split == Split::Holdout);
    let mut random = SplitMix64::new(bootstrap.seed);
    let mut replicates = Vec::new();
    for _ in 0..bootstrap.resamples {
        let drawn: Vec<Vec<&Observed>> = strata
            .iter()
            .map(|s| {
                (0..s.len())
                    .map(|_| s[random.below(s.len() as u64) as usize])
                    .collect()
            })
            .collect();
        replicates.push(mean_change(&drawn[at]));
    }
    Estimate::new(mean_change(&strata[at]).unwrap(), replicates.into_iter())
}

#[test]
fn the_fast_bootstrap_equals_the_slow_one() {
    let records = random_records(40, 3);
    let bootstrap = Bootstrap {
        seed: 77,
        resamples: 200,
    };
    let fast = findings::find(&records, &bootstrap).unwrap();
    for split in [Split::Train, Split::Holdout] {
        let slow = slow_interval(&records, &bootstrap, split);
        let cell = cell(split, TokenGroup::Sensitive);
        let fast = get(&fast.measures, &cell, Averaging::TokenMicro).change;
        for (a, b) in [
            (fast.value, slow.value),
            (fast.low, slow.low),
            (fast.high, slow.high),
        ] {
            assert!((a - b).abs() < 1e-12, "{split:?}: {a} {b}");
        }
        assert!(fast.low < fast.value && fast.value < fast.high);
    }
}
