//! What the tagger's own errors do to the memorisation gap.
//!
//! Tokens that were tagged by mistake are other text, and tokens that were missed
//! are personal data: both draw the two groups of tokens together. Where a share
//! `p` of the tagged tokens is personal data (precision), and a share `o` of the
//! others is (what was missed), and mistakes fall alike in both splits and on what
//! is remembered as on what is not, the gap that is measured is `p - o` times the
//! gap there is (a mixture of two means; the same step as Rogan and Gladen 1978
//! take for a prevalence).

mod noise;

pub use noise::{Noise, spoil};

use serde::{Deserialize, Serialize};

use crate::measure::{Averaging, Mentions, TokenGroup};
use crate::{Estimate, Findings};

/// How well records like these are tagged, by token, as people who looked found it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaggingError {
    /// Share of tagged tokens that are personal data.
    pub precision: Estimate,
    /// Share of tokens of personal data that are tagged.
    pub recall: Estimate,
    /// Records that were looked at.
    pub records: u64,
}

/// The memorisation gap with the tagger's errors taken out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// What part of a gap is left after these errors, in [0, 1].
    pub left: Estimate,
    /// The gap, in nats per token; its interval takes in the worst of three: the
    /// measured gap's, precision's and recall's. Those two count words, as if words
    /// were independent: where few records were looked at it is too narrow.
    pub gap: Estimate,
}

impl TaggingError {
    /// Whether the shares are shares, in order.
    pub fn is_valid(&self) -> bool {
        let share =
            |e: Estimate| 0.0 <= e.low && e.low <= e.value && e.value <= e.high && e.high <= 1.0;
        share(self.precision) && share(self.recall) && self.records > 0
    }

    /// `p - o` at one precision and recall, given the tokens that are tagged and not.
    fn left(precision: f64, recall: f64, tagged: f64, others: f64) -> f64 {
        let missed = if recall > 0.0 {
            tagged * precision * (1.0 - recall) / recall
        } else {
            others
        };
        precision - (missed / others).min(1.0)
    }
}

/// The gap without the tagger's errors; `None` where none was measured, or where
/// the tagging may be no better than chance and nothing can be told.
pub fn corrected(findings: &Findings, error: &TaggingError) -> Option<Corrected> {
    let (_, gap) = findings.memorisation_gap.as_ref()?.overall();
    let tokens = |group| {
        let of = |m: &&crate::measure::Measure| {
            m.cell.tokens == group
                && m.cell.mentions == Mentions::All
                && m.cell.entity_type.is_none()
                && m.averaging == Averaging::TokenMicro
        };
        let counts = findings.measures.iter().filter(of);
        counts.map(|m| m.token_count as f64).sum::<f64>()
    };
    let (tagged, others) = (
        tokens(TokenGroup::Sensitive),
        tokens(TokenGroup::NonSensitive),
    );
    let at = |precision, recall| TaggingError::left(precision, recall, tagged, others);
    let left = Estimate {
        value: at(error.precision.value, error.recall.value),
        low: at(error.precision.low, error.recall.low),
        high: at(error.precision.high, error.recall.high),
    };
    if left.low <= 0.0 {
        return None;
    }
    // The ends go outwards: the upper one is furthest where least is left if positive, where most is if not.
    let end = |v: f64, outwards: f64| {
        v / if v * outwards > 0.0 {
            left.low
        } else {
            left.high
        }
    };
    Some(Corrected {
        left,
        gap: Estimate {
            value: gap.value / left.value,
            low: end(gap.low, -1.0),
            high: end(gap.high, 1.0),
        },
    })
}

#[cfg(test)]
mod tests;
