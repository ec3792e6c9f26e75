//! What a score is worth: of the spans that a recogniser gave it, how many are right.

use std::collections::BTreeMap;

use serde::Serialize;

use super::score::wilson;
use super::{Interval, Mark};
use crate::calibration::{Counted, counted_as};
use corpus::Span;

/// Lower ends of the ranges that scores are counted in.
const RANGES: [f32; 8] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Spans of one recogniser by score. A span is right when it shares a byte with a
/// gold span, whatever its type.
#[derive(Debug, Default)]
pub(super) struct Sure {
    counts: BTreeMap<(String, usize), (u64, u64)>,
}

/// How sure a score may make one.
#[derive(Debug, Serialize)]
pub struct Worth {
    /// The recogniser; of the tagger, with the entity type behind it.
    pub recognizer: String,
    /// The lowest score of the range, up to the next row's.
    pub from: f32,
    /// Spans with such a score.
    pub spans: u64,
    /// Share of them that is right, with Wilson's interval.
    pub right: Interval,
}

impl Sure {
    pub(super) fn add(&mut self, spans: &[Span], gold: &[Mark]) {
        for span in spans {
            let recognizer = counted_as(&span.recognizer, &span.entity);
            let range = RANGES
                .partition_point(|from| *from <= span.score)
                .saturating_sub(1);
            let right = gold
                .iter()
                .any(|mark| mark.start < span.end && span.start < mark.end);
            let count = self.counts.entry((recognizer, range)).or_default();
            count.0 += 1;
            count.1 += u64::from(right);
        }
    }

    pub(super) fn counted(&self) -> Vec<Counted> {
        let row =
            |((recognizer, range), &(spans, right)): (&(String, usize), &(u64, u64))| Counted {
                recognizer: recognizer.clone(),
                from: RANGES[*range],
                spans,
                right,
            };
        self.counts.iter().map(row).collect()
    }

    pub(super) fn report(&self) -> Vec<Worth> {
        let row = |((recognizer, range), &(spans, right)): (&(String, usize), &(u64, u64))| Worth {
            recognizer: recognizer.clone(),
            from: RANGES[*range],
            spans,
            right: wilson(right, spans),
        };
        self.counts.iter().map(row).collect()
    }
}
