//! Greedy extraction of tagged spans, by verification.
//!
//! A span is **extracted** when greedy decoding from everything before it in its
//! record writes exactly the span. That is so if and only if every token of the
//! span is the most likely one at its position under teacher forcing, so one
//! pass decides it without decoding.
//!
//! Some spans are guessed by any model (a repeated name, a common domain), so
//! the count of the base model and of the holdout stand beside the one that
//! matters.

use std::collections::BTreeMap;

use corpus::{EntityType, Split};
use serde::{Deserialize, Serialize};

use crate::interval::Rate;
use crate::measure::Mentions;
use crate::table::stratum;
use crate::{Observation, Observed};

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Group {
    /// The only entity type counted; `None` for all.
    pub entity_type: Option<EntityType>,
    /// All mentions, or the first of a value in its record.
    pub mentions: Mentions,
    /// Which split.
    pub split: Split,
}

/// Spans extracted in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// What is counted.
    #[serde(flatten)]
    pub group: Group,
    /// Under the base model.
    pub base: Rate,
    /// Under the checkpoint.
    pub tuned: Rate,
    /// By the checkpoint and not by the base model: what fine-tuning gave away.
    pub gained: Rate,
}

#[derive(Default)]
struct Tally {
    spans: u64,
    base: u64,
    tuned: u64,
    gained: u64,
}

/// Counts the spans that were predicted whole. Spans that start a record have no
/// prefix and spans that were cut have no end: neither is counted.
pub(crate) fn extraction(records: &[Observed]) -> Vec<Extraction> {
    let mut tallies: BTreeMap<Group, Tally> = BTreeMap::new();
    for observed in records.iter().filter(|o| stratum(o.split).is_some()) {
        for (span, tokens) in observed.spans.iter().zip(observed.tokens_by_span()) {
            if !span.whole || tokens.is_empty() {
                continue;
            }
            let base = extracted(observed, &tokens, &observed.base);
            let tuned = extracted(observed, &tokens, &observed.tuned);
            let group = |mentions, entity_type| Group {
                split: observed.split,
                entity_type,
                mentions,
            };
            let mut groups = vec![
                group(Mentions::All, None),
                group(Mentions::All, Some(span.entity_type.clone())),
            ];
            if span.first_mention {
                groups.push(group(Mentions::First, None));
                groups.push(group(Mentions::First, Some(span.entity_type.clone())));
            }
            for group in groups {
                let tally = tallies.entry(group).or_default();
                tally.spans += 1;
                tally.base += u64::from(base);
                tally.tuned += u64::from(tuned);
                tally.gained += u64::from(tuned && !base);
            }
        }
    }
    let rows = tallies.into_iter().map(|(group, t)| Extraction {
        group,
        base: Rate::new(t.base, t.spans),
        tuned: Rate::new(t.tuned, t.spans),
        gained: Rate::new(t.gained, t.spans),
    });
    rows.collect()
}

fn extracted(observed: &Observed, tokens: &[usize], pass: &[Observation]) -> bool {
    tokens
        .iter()
        .all(|index| pass[*index].top1 == observed.tokens[*index].id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::record;

    #[test]
    fn a_span_counts_only_whole() {
        // Of the helper, a log-probability of -0.05 is a hit and -2 is none.
        let mut records = [
            record(
                0,
                Split::Train,
                &["PERSON", "EMAIL_ADDRESS", "PERSON"],
                &[
                    (Some(0), -2.0, -0.05),
                    (Some(0), -0.05, -0.05),
                    (None, -2.0, -0.05),
                    (Some(1), -2.0, -0.05),
                    (Some(1), -2.0, -2.0),
                    (Some(2), -0.05, -0.05),
                ],
            ),
            record(
                0,
                Split::Holdout,
                &["PERSON", "PERSON"],
                &[(Some(0), -2.0, -0.05)],
            ),
        ];
        records[0].spans[2].first_mention = false;
        let count = |records: &[Observed], split, entity: Option<&'static str>, mentions| {
            let entity_type = entity.map(EntityType::from_static);
            let group = Group {
                split,
                entity_type,
                mentions,
            };
            let found = extraction(records).into_iter().find(|e| e.group == group);
            found.map(|e| (e.base.count, e.tuned.count, e.gained.count, e.tuned.of))
        };
        assert_eq!(
            count(&records, Split::Train, None, Mentions::All),
            Some((1, 2, 1, 3))
        );
        assert_eq!(
            count(&records, Split::Train, None, Mentions::First),
            Some((0, 1, 1, 2))
        );
        let email = Some("EMAIL_ADDRESS");
        assert_eq!(
            count(&records, Split::Train, email, Mentions::All),
            Some((0, 0, 0, 1))
        );
        // The second span of the holdout record has no token: not counted.
        assert_eq!(
            count(&records, Split::Holdout, None, Mentions::All),
            Some((0, 1, 1, 1))
        );
        records[1].spans[0].whole = false;
        assert_eq!(count(&records, Split::Holdout, None, Mentions::All), None);
    }
}
