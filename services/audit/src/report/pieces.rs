//! A record's text cut into pieces at its tokens and spans, for the page.

use corpus::{Redacted, Span};

/// A stretch of text, or a masked span.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The text; empty for a masked span.
    pub text: Redacted,
    /// Index of the predicted token it belongs to; `None` for the first token,
    /// for what was cut off and for what lies between tokens.
    pub token: Option<usize>,
    /// Index of the span it lies in.
    pub span: Option<usize>,
}

/// A record on the page, as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownText {
    /// In order of the text.
    pub pieces: Vec<Piece>,
}

impl ShownText {
    /// Cuts a record. `offsets` are the byte ranges of its predicted tokens in
    /// the text, in order; a byte belongs to the first token that covers it.
    ///
    /// **Guarantee**: unless `reveal`, no byte of a span is in any piece; each
    /// span stands as one piece without text.
    pub fn new(text: &str, offsets: &[(usize, usize)], spans: &[Span], reveal: bool) -> Self {
        let token_of = owners(text, offsets.iter().copied());
        let span_of = owners(text, spans.iter().map(|span| (span.start, span.end)));
        let mut pieces: Vec<Piece> = Vec::new();
        let mut start = 0;
        for (end, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
            let here = (token_of[start], span_of[start]);
            let masked = here.1.is_some() && !reveal;
            let last = pieces
                .last_mut()
                .filter(|p| p.span == here.1 && (masked || p.token == here.0));
            let added = if masked { "" } else { &text[start..end] };
            match last {
                Some(piece) if masked => piece.token = piece.token.or(here.0),
                Some(piece) => {
                    let mut joined = std::mem::take(&mut piece.text).into_exposed();
                    joined.push_str(added);
                    piece.text = Redacted::new(joined);
                }
                None => pieces.push(Piece {
                    text: Redacted::new(added),
                    token: here.0,
                    span: here.1,
                }),
            }
            start = end;
        }
        if text.is_empty() {
            pieces.clear();
        }
        Self { pieces }
    }
}

/// For each byte of the text, the first range that covers it.
fn owners(text: &str, ranges: impl Iterator<Item = (usize, usize)>) -> Vec<Option<usize>> {
    // One entry more than there are bytes, so that empty text has an owner to ask.
    let mut owners = vec![None; text.len() + 1];
    for (index, (start, end)) in ranges.enumerate() {
        let end = end.min(text.len());
        for owner in owners.get_mut(start..end).unwrap_or_default() {
            owner.get_or_insert(index);
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use corpus::EntityType;

    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span {
            start,
            end,
            entity: EntityType::from_static("PERSON"),
            score: 1.0,
            recognizer: "gold".into(),
        }
    }

    fn shown(text: &ShownText) -> Vec<(String, Option<usize>, Option<usize>)> {
        let pieces = text.pieces.iter();
        pieces
            .map(|p| (p.text.expose().to_owned(), p.token, p.span))
            .collect()
    }

    #[test]
    fn spans_are_masked_and_the_rest_is_kept() {
        let text = "I am Zoë Rowan.";
        let offsets = [(1, 4), (4, 7), (7, 9), (9, 15), (15, 16)];
        let masked = ShownText::new(text, &offsets, &[span(5, 15)], false);
        let expected = [
            ("I", None, None),
            (" am", Some(0), None),
            (" ", Some(1), None),
            ("", Some(1), Some(0)),
            (".", Some(4), None),
        ];
        let expected = expected.map(|(text, token, span)| (text.to_owned(), token, span));
        assert_eq!(shown(&masked), expected);
        let open = ShownText::new(text, &offsets, &[span(5, 15)], true);
        let joined: String = open.pieces.iter().map(|p| p.text.expose()).collect();
        assert_eq!(joined, text);
        assert_eq!(open.pieces.iter().filter(|p| p.span == Some(0)).count(), 3);
    }

    #[test]
    fn a_character_split_over_two_tokens_stays_whole() {
        // A byte-level tokenizer gives both halves the offsets of the character.
        let cut = ShownText::new("é!", &[(0, 2), (0, 2), (2, 3)], &[], false);
        assert_eq!(
            shown(&cut),
            [
                ("é".to_owned(), Some(0), None),
                ("!".to_owned(), Some(2), None)
            ]
        );
        assert_eq!(ShownText::new("", &[], &[], false).pieces, []);
        // Offsets outside the text are nobody's.
        assert_eq!(shown(&ShownText::new("a", &[(3, 9)], &[], true)).len(), 1);
    }
}
