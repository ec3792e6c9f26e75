//! Context words: what stands near a candidate.

/// How far before a candidate a context word may end, in bytes. Enough for a
/// question and the answer's first words.
pub(crate) const BEFORE: usize = 96;
/// How far behind a candidate a context word may end, in bytes.
pub(crate) const AFTER: usize = 32;
/// What context adds to a score, and the least score it leads to: Presidio's
/// values (`LemmaContextAwareEnhancer`).
const BOOST: f32 = 0.35;
const FLOOR: f32 = 0.4;

/// The score of a candidate that has context.
pub(crate) fn raise(score: f32) -> f32 {
    (score + BOOST).clamp(FLOOR, 1.0)
}

/// Context words of a recogniser, ready to look for.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<String>,
    /// Which letters they start with, in either case.
    starts: [bool; 256],
}

impl Words {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
        let mut starts = [false; 256];
        for byte in words.iter().filter_map(|word| word.bytes().next()) {
            starts[usize::from(byte)] = true;
            starts[usize::from(byte.to_ascii_uppercase())] = true;
        }
        Self { words, starts }
    }

    /// The words, in lower case.
    pub(crate) fn as_slice(&self) -> &[String] {
        &self.words
    }

    /// Whether any of the words stands near `[start, end)` as whole words, ASCII
    /// case ignored. Unlike Presidio's substrings, "lic" is not found in "public".
    pub(crate) fn near(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let before = start.saturating_sub(BEFORE);
        let after = bytes.len().min(end + AFTER);
        !self.words.is_empty()
            && (self.within(bytes, before, start) || self.within(bytes, end, after))
    }

    /// Whether a word stands in `bytes[low..high]`; the bytes around it count as
    /// its borders.
    fn within(&self, bytes: &[u8], low: usize, high: usize) -> bool {
        let is_word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let mut inside = is_word(low.checked_sub(1).and_then(|i| bytes.get(i)));
        for at in low..high {
            let byte = bytes[at];
            let opens = !inside && self.starts[usize::from(byte)];
            inside = byte.is_ascii_alphanumeric();
            let found = |word: &String| {
                let end = at + word.len();
                end <= high
                    && bytes[at..end].eq_ignore_ascii_case(word.as_bytes())
                    && !is_word(bytes.get(end))
            };
            if opens && self.words.iter().any(found) {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
