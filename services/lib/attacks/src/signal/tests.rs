use super::*;
use crate::bootstrap::SplitMix64;

/// An observation with a given log-probability; `top1` is the token itself when
/// `hit`, another one when not.
pub(crate) fn seen(log_prob: f32, id: u32, hit: bool) -> Observation {
    Observation {
        log_prob,
        rank: if hit { 1 } else { 2 },
        top1: if hit { id } else { id + 1 },
        mean: -2.0,
        variance: 0.5,
        top_k_log_mass: -0.04,
    }
}

/// A record from (span, base log-probability, tuned log-probability) triples.
pub(crate) fn record(
    number: u64,
    split: Split,
    entities: &[&'static str],
    tokens: &[(Option<u32>, f32, f32)],
) -> Observed {
    let spans = entities.iter().map(|name| TaggedSpan {
        entity_type: EntityType::from_static(name),
        first_mention: true,
        whole: true,
    });
    Observed {
        record: number,
        split,
        subject: Some(number),
        zlib_bytes: 20 + 4 * tokens.len() as u32,
        lowercase: None,
        recall: None,
        neighbours: Vec::new(),
        references: Vec::new(),
        tokens: tokens
            .iter()
            .map(|&(span, ..)| Token {
                id: 7,
                span,
                uncertain: false,
            })
            .collect(),
        spans: spans.collect(),
        base: tokens
            .iter()
            .map(|&(_, base, _)| seen(base, 7, base > -0.1))
            .collect(),
        tuned: tokens
            .iter()
            .map(|&(.., tuned)| seen(tuned, 7, tuned > -0.1))
            .collect(),
    }
}

/// Random records: half of them members, two entity types, some without spans.
pub(crate) fn random_records(count: u64, seed: u64) -> Vec<Observed> {
    let mut random = SplitMix64::new(seed);
    (0..count)
        .map(|number| {
            let split = if number % 2 == 0 {
                Split::Train
            } else {
                Split::Holdout
            };
            let tokens: Vec<_> = (0..3 + random.below(8))
                .map(|_| {
                    let span = match random.below(4) {
                        0 => Some(0),
                        1 => Some(1),
                        _ => None,
                    };
                    let base = -5.0 * random.unit() as f32;
                    let learned = if split == Split::Train { 0.5 } else { 0.8 };
                    (span.filter(|_| number % 5 != 0), base, base * learned)
                })
                .collect();
            record(number / 2, split, &["PERSON", "EMAIL_ADDRESS"], &tokens)
        })
        .collect()
}

#[test]
fn torn_records_are_refused() {
    let good = record(
        3,
        Split::Train,
        &["PERSON"],
        &[(Some(0), -1.0, -0.5), (None, -1.0, -1.0)],
    );
    assert_eq!(good.check(), Ok(()));
    assert_eq!(good.tokens_by_span(), [[0]]);
    assert_eq!(good.change(0), 0.5);

    let mut ragged = good.clone();
    ragged.tuned.pop();
    let expected = SignalError::Ragged {
        record: 3,
        tokens: 2,
        base: 2,
        tuned: 1,
    };
    assert_eq!(ragged.check(), Err(expected));

    let mut dangling = good.clone();
    dangling.tokens[1].span = Some(1);
    assert_eq!(
        dangling.check(),
        Err(SignalError::Span {
            record: 3,
            token: 1
        })
    );

    let mut torn = good.clone();
    torn.recall = Some(f32::NEG_INFINITY);
    let expected = SignalError::RecordNotFinite {
        record: 3,
        field: "recall",
    };
    assert_eq!(torn.check(), Err(expected));

    let mut broken = good;
    broken.base[0].top_k_log_mass = f32::NAN;
    assert_eq!(
        broken.check(),
        Err(SignalError::NotFinite {
            record: 3,
            token: 0
        })
    );
}
