//! Labelled text as the trainer reads it: forms, tokens, labels.
//!
//! The example `lesson` calls this, so that training and tagging see the same
//! tokens and the same rows.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;

use super::feature;
use super::label::{OUTSIDE, TYPES, begin, inside};
use super::lexicon::Lexicon;
use super::token::Tokens;

/// The label of a token about which the trainer must learn nothing.
const UNKNOWN: u8 = 255;
/// A span of this type says that its tokens' labels are not known.
const UNKNOWN_TYPE: &str = "UNKNOWN";

/// A labelled text, as one line of JSON holds it.
#[derive(Debug, Deserialize)]
pub struct Example {
    text: String,
    spans: Vec<Label>,
    /// Number of the set it belongs to.
    #[serde(default)]
    set: u8,
}

/// A span of an example; offsets count Unicode code points.
#[derive(Debug, Deserialize)]
struct Label {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    entity: String,
}

/// Labelled text in tables.
#[derive(Debug, Default)]
pub struct Lesson {
    forms: HashMap<String, u32>,
    rows: Vec<u32>,
    ends: Vec<u32>,
    tokens: Vec<u32>,
    gaps: Vec<u8>,
    labels: Vec<u8>,
    texts: Vec<u32>,
    sets: Vec<u8>,
}

impl Lesson {
    /// Adds an example.
    pub fn add(&mut self, example: &Example, lexicon: &Lexicon) {
        let text = example.text.as_str();
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
        let mut spans: Vec<(usize, usize, Option<usize>)> = example
            .spans
            .iter()
            .map(|span| {
                let number = TYPES.iter().position(|name| *name == span.entity);
                debug_assert!(number.is_some() || span.entity == UNKNOWN_TYPE);
                (byte(span.start), byte(span.end), number)
            })
            .collect();
        spans.sort_unstable();
        let mut at = 0;
        let mut opened = usize::MAX;
        let mut rows = Vec::new();
        for token in Tokens::new(text) {
            while spans.get(at).is_some_and(|span| span.1 <= token.start) {
                at += 1;
            }
            let label = match spans.get(at) {
                Some(&(start, _, number)) if start < token.end => {
                    let first = opened != at;
                    opened = at;
                    match number {
                        None => UNKNOWN,
                        Some(number) if first => begin(number) as u8,
                        Some(number) => inside(number) as u8,
                    }
                }
                _ => OUTSIDE as u8,
            };
            let word = &text[token.start..token.end];
            let form = self.forms.get(word).copied().unwrap_or_else(|| {
                feature::rows(word, lexicon, &mut rows);
                self.rows.extend(&rows);
                self.ends.push(self.rows.len() as u32);
                let form = self.forms.len() as u32;
                self.forms.insert(word.to_owned(), form);
                form
            });
            self.tokens.push(form);
            self.gaps.push(token.setting() as u8);
            self.labels.push(label);
        }
        self.texts.push(self.tokens.len() as u32);
        self.sets.push(example.set);
    }

    /// The tables as safetensors: `rows` and `ends` of the forms; `tokens` (form
    /// numbers), `gaps`, `labels`; `texts` (where each ends) and `sets`; the
    /// lexicon; and the number of rows of the embedding table.
    ///
    /// # Errors
    /// When the tables do not fit one file.
    pub fn serialize(&self, lexicon: &Lexicon) -> Result<Vec<u8>, safetensors::SafeTensorError> {
        let words = |values: &[u32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
        let tables: Vec<(&str, Dtype, usize, Vec<u8>)> = vec![
            ("rows", Dtype::U32, self.rows.len(), words(&self.rows)),
            ("ends", Dtype::U32, self.ends.len(), words(&self.ends)),
            ("tokens", Dtype::U32, self.tokens.len(), words(&self.tokens)),
            ("gaps", Dtype::U8, self.gaps.len(), self.gaps.clone()),
            ("labels", Dtype::U8, self.labels.len(), self.labels.clone()),
            ("texts", Dtype::U32, self.texts.len(), words(&self.texts)),
            ("sets", Dtype::U8, self.sets.len(), self.sets.clone()),
            ("table", Dtype::U32, 1, words(&[feature::ROWS])),
            (
                "lexicon_keys",
                Dtype::U32,
                lexicon.keys.len(),
                words(&lexicon.keys),
            ),
            (
                "lexicon_bits",
                Dtype::U16,
                lexicon.bits.len(),
                lexicon.bits.iter().flat_map(|v| v.to_le_bytes()).collect(),
            ),
        ];
        let mut views = Vec::new();
        for (name, dtype, length, data) in &tables {
            views.push((*name, TensorView::new(*dtype, vec![*length], data)?));
        }
        safetensors::serialize(views, None)
    }
}
