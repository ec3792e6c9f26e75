//! From spans to the sensitive-token mask.
//!
//! A token is sensitive when its bytes share at least one non-space character
//! with a span (the rule of the paper's reading in 2502.13313, section 3, made
//! exact for fast tokenizers: a leading space alone never makes a token
//! sensitive, one byte of the secret does).

use crate::Span;

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

/// The sensitive-token mask: one flag a token.
pub fn sensitive_token_mask(text: &str, offsets: &[(usize, usize)], spans: &[Span]) -> Vec<bool> {
    sensitive_spans(text, offsets, spans)
        .into_iter()
        .map(|hit| hit.is_some())
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

    #[test]
    fn a_token_that_touches_a_span_by_one_byte_is_sensitive() {
        let text = "I am Mary Rowan.";
        //           I      am     ␣Ma     ry      ␣Rowan    .
        let offsets = [(0, 1), (1, 4), (4, 7), (7, 9), (9, 15), (15, 16)];
        let mask = sensitive_token_mask(text, &offsets, &[span(5, 15)]);
        assert_eq!(mask, [false, false, true, true, true, false]);
    }

    #[test]
    fn a_space_alone_is_not_sensitive() {
        let text = "x y z";
        // The span claims the space as well; the token that is only that space stays clear.
        let mask = sensitive_token_mask(text, &[(0, 1), (1, 2), (2, 3)], &[span(1, 3)]);
        assert_eq!(mask, [false, false, true]);
    }

    #[test]
    fn empty_and_foreign_offsets_are_not_sensitive() {
        let mask = sensitive_token_mask("ab", &[(0, 0), (7, 9)], &[span(0, 2)]);
        assert_eq!(mask, [false, false]);
    }

    #[test]
    fn the_first_span_wins() {
        let hits = sensitive_spans("abcd", &[(0, 4), (2, 3)], &[span(0, 1), span(2, 4)]);
        assert_eq!(hits, [Some(0), Some(1)]);
    }
}
