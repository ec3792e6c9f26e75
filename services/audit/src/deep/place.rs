//! Places in records that hold a value, and their text with other values there.

use chassis::Failure;
use corpus::split::group_key;
use corpus::tokenize::Tokenizer;
use corpus::{EntityType, Split};

use crate::error;
use crate::probe::Probed;

/// Bytes of the record before a place and after it that are read, about.
const BEFORE: usize = 256;
const AFTER: usize = 64;

/// A place in a probed record that holds a value, of which every token is predicted.
pub(super) struct Place<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    pub(super) entity: &'a EntityType,
    pub(super) split: Split,
    first: bool,
}

/// A place with candidates, the value that was there first.
pub(super) struct Candidates {
    /// What all texts begin with.
    pub(super) prefix: Vec<i64>,
    /// The rest of each.
    pub(super) suffixes: Vec<Vec<i64>>,
}

impl Candidates {
    /// Tokens that reading them takes.
    pub(super) fn tokens(&self) -> u64 {
        let suffixes: usize = self.suffixes.iter().map(Vec::len).sum();
        (self.prefix.len() + suffixes) as u64
    }

    /// Tokens of the longest text.
    pub(super) fn longest(&self) -> usize {
        let suffix = self.suffixes.iter().map(Vec::len).max();
        self.prefix.len() + suffix.unwrap_or(0)
    }
}

impl<'a> Place<'a> {
    /// The places of a record.
    pub(super) fn all(probed: &'a Probed) -> impl Iterator<Item = Self> {
        let text = probed.record.text.expose();
        let spans = probed.record.spans.iter().zip(&probed.spans);
        spans
            .filter(|(_, tagged)| tagged.whole)
            .map(move |(span, tagged)| Self {
                text,
                start: span.start,
                end: span.end,
                entity: &tagged.entity_type,
                split: probed.record.split,
                first: tagged.first_mention,
            })
    }

    /// Whether a probe may ask about it: the first mention of a value, with text after it, for a value that is
    /// the beginning of another would be likelier than that at the end of a text.
    pub(super) fn asked(&self) -> bool {
        self.first && !self.after().is_empty()
    }

    /// The value that is there.
    pub(super) fn value(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// What all spellings of a value share.
    pub(super) fn key(&self) -> u64 {
        self.key_of(self.value())
    }

    /// The same of another value of the kind.
    pub(super) fn key_of(&self, value: &str) -> u64 {
        group_key(self.entity.as_str(), value)
    }

    /// The text before it, `bytes` of it at most.
    pub(super) fn before(&self, bytes: usize) -> &'a str {
        let from = self
            .text
            .floor_char_boundary(self.start.saturating_sub(bytes));
        &self.text[from..self.start]
    }

    /// The text after it, up to the same length for every probe.
    pub(super) fn after(&self) -> &'a str {
        let to = self
            .text
            .ceil_char_boundary((self.end + AFTER).min(self.text.len()));
        &self.text[self.end..to]
    }

    /// The text around it with its own value and with others; `None` where the texts have no first token alike.
    pub(super) fn with<'b>(
        &self,
        tokenizer: &Tokenizer,
        others: impl Iterator<Item = &'b str>,
    ) -> Result<Option<Candidates>, Failure> {
        let (before, after) = (self.before(BEFORE), self.after());
        let encode = |value: &str| {
            let encoded = tokenizer.encode(&format!("{before}{value}{after}"));
            Ok(encoded.map_err(|e| error::tokenizer(&e))?.ids)
        };
        let first = encode(self.value())?;
        let others = others
            .map(encode)
            .collect::<Result<Vec<Vec<i64>>, Failure>>()?;
        let alike = |ids: &Vec<i64>| ids.iter().zip(&first).take_while(|(a, b)| a == b).count();
        // Something has to be left to read of the value that was there.
        let common = others.iter().map(alike).min().unwrap_or(usize::MAX);
        let common = common.min(first.len().saturating_sub(1));
        let rest = |ids: &Vec<i64>| ids[common..].to_vec();
        Ok((common > 0).then(|| Candidates {
            suffixes: std::iter::once(&first).chain(&others).map(rest).collect(),
            prefix: first[..common].to_vec(),
        }))
    }
}
