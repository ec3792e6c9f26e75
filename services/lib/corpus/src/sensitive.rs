//! From spans to the sensitive-token mask.
//!
//! A token is sensitive when its bytes share at least one non-space character
//! with a span (the rule of the paper's reading in 2502.13313, section 3, made
//! exact for fast tokenizers: a leading space alone never makes a token
//! sensitive, one byte of the secret does).
//!
//! The mask has three values where a tagger was unsure: a token that touches
//! only spans of a low score is neither known to be sensitive nor known not to
//! be, and a measurement leaves it out of both sides.

use serde::{Deserialize, Serialize};

use crate::{Record, Span};

/// For each token, the index of the first span it overlaps, or `None` when the
/// token is not sensitive.
///
/// `offsets` are byte ranges into `text`, one a token, in order; `spans` are
/// sorted by start. Offsets that fall outside the text are treated as not
/// sensitive: special tokens carry the empty range.
pub fn sensitive_spans(
    text: &str,
    offsets: &[(usize, usize)],
    spans: &[Span],
) -> Vec<Option<usize>> {
    offsets
        .iter()
        .map(|&(start, end)| first_overlap(text, start, end, spans))
        .collect()
}

/// What is known of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// It touches no span.
    Not,
    /// It touches a span of personal data.
    Sensitive,
    /// It touches only spans that may be personal data or not.
    Uncertain,
}

/// From which score on a span counts. Scores are the recognisers', in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// From here on a span is sensitive.
    pub sensitive: f32,
    /// From here on, up to `sensitive`, it is uncertain; below it is dropped.
    pub uncertain: f32,
}

impl Default for Thresholds {
    /// Every span that the tagging policy lets pass is sensitive.
    fn default() -> Self {
        Self {
            sensitive: 0.0,
            uncertain: 0.0,
        }
    }
}

impl Thresholds {
    /// Whether both lie in [0, 1] and in their order.
    pub fn are_valid(&self) -> bool {
        (0.0..=1.0).contains(&self.uncertain) && (self.uncertain..=1.0).contains(&self.sensitive)
    }

    /// Parts spans by score: sensitive ones and uncertain ones, each in their
    /// order.
    pub fn part(&self, spans: Vec<Span>) -> (Vec<Span>, Vec<Span>) {
        let kept = spans.into_iter().filter(|s| s.score >= self.uncertain);
        kept.partition(|span| span.score >= self.sensitive)
    }
}

/// The mask of three values: one a token, by a record's sensitive and
/// uncertain spans. A token that touches both kinds is sensitive.
pub fn sensitivity_mask(record: &Record, offsets: &[(usize, usize)]) -> Vec<Sensitivity> {
    let text = record.text.expose();
    offsets
        .iter()
        .map(|&(start, end)| {
            if first_overlap(text, start, end, &record.spans).is_some() {
                Sensitivity::Sensitive
            } else if first_overlap(text, start, end, &record.uncertain).is_some() {
                Sensitivity::Uncertain
            } else {
                Sensitivity::Not
            }
        })
        .collect()
}

fn first_overlap(text: &str, start: usize, end: usize, spans: &[Span]) -> Option<usize> {
    spans.iter().position(|span| {
        let (low, high) = (start.max(span.start), end.min(span.end));
        low < high
            && text
                .as_bytes()
                .get(low..high)
                .is_some_and(|b| b.iter().any(|c| !c.is_ascii_whitespace()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EntityType;

    fn span(start: usize, end: usize) -> Span {
        Span {
            start,
            end,
            entity: EntityType::from_static("PERSON"),
            score: 1.0,
            recognizer: "gold".into(),
        }
    }

    fn flags(text: &str, offsets: &[(usize, usize)], spans: &[Span]) -> Vec<bool> {
        let hits = sensitive_spans(text, offsets, spans).into_iter();
        hits.map(|hit| hit.is_some()).collect()
    }

    #[test]
    fn a_token_that_touches_a_span_by_one_byte_is_sensitive() {
        let text = "I am Mary Rowan.";
        //           I      am     ␣Ma     ry      ␣Rowan    .
        let offsets = [(0, 1), (1, 4), (4, 7), (7, 9), (9, 15), (15, 16)];
        let mask = flags(text, &offsets, &[span(5, 15)]);
        assert_eq!(mask, [false, false, true, true, true, false]);
    }

    #[test]
    fn a_space_alone_is_not_sensitive() {
        let text = "x y z";
        // The span claims the space as well; the token that is only that space stays clear.
        let mask = flags(text, &[(0, 1), (1, 2), (2, 3)], &[span(1, 3)]);
        assert_eq!(mask, [false, false, true]);
    }

    #[test]
    fn empty_and_foreign_offsets_are_not_sensitive() {
        let mask = flags("ab", &[(0, 0), (7, 9)], &[span(0, 2)]);
        assert_eq!(mask, [false, false]);
    }

    #[test]
    fn the_mask_has_three_values() {
        let score = |start, end, score| Span {
            score,
            ..span(start, end)
        };
        let spans = vec![score(0, 1, 0.9), score(1, 3, 0.5), score(4, 5, 0.2)];
        let thresholds = Thresholds {
            sensitive: 0.8,
            uncertain: 0.4,
        };
        let (spans, uncertain) = thresholds.part(spans);
        let record = Record {
            id: String::new(),
            text: crate::Redacted::new("abcde"),
            subject: None,
            spans,
            uncertain,
            split: crate::Split::Train,
        };
        let mask = sensitivity_mask(&record, &[(0, 2), (2, 3), (3, 5)]);
        use Sensitivity::{Not, Sensitive, Uncertain};
        assert_eq!(mask, [Sensitive, Uncertain, Not]);
        // The mask of two values is what it was: the uncertain are not in it.
        let two = flags("abcde", &[(0, 2), (2, 3), (3, 5)], &record.spans);
        assert_eq!(two, [true, false, false]);
        assert!(thresholds.are_valid());
        for (sensitive, uncertain) in [(0.4, 0.5), (1.1, 0.5), (f32::NAN, 0.0), (0.5, f32::NAN)] {
            let wrong = Thresholds {
                sensitive,
                uncertain,
            };
            assert!(!wrong.are_valid());
        }
    }

    #[test]
    fn the_first_span_wins() {
        let hits = sensitive_spans("abcd", &[(0, 4), (2, 3)], &[span(0, 1), span(2, 4)]);
        assert_eq!(hits, [Some(0), Some(1)]);
    }
}
