//! Words that programs give each other, and nothing longer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;

/// A machine word: 1 to 64 of `A-Z a-z 0-9 . _ : @ = + / -`, not starting with a
/// sign. It has no blanks, so that no sentence and no record fits into one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Word(String);

impl Word {
    /// Characters at most.
    pub const LONGEST: usize = 64;

    /// Reads a word.
    ///
    /// # Errors
    /// [`Error::Word`], which does not quote it.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let sign = |b: u8| matches!(b, b'.' | b'_' | b':' | b'@' | b'=' | b'+' | b'/' | b'-');
        let allowed = text.bytes().all(|b| b.is_ascii_alphanumeric() || sign(b));
        let starts = text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric());
        if allowed && starts && text.len() <= Self::LONGEST {
            Ok(Self(text))
        } else {
            Err(Error::Word)
        }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Word {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_names_and_no_sentences() {
        for good in ["mia.tpr@fpr=0.01", "PASS", "tacit/0.0.0", "1e-6", "a"] {
            assert_eq!(Word::new(good).unwrap().as_str(), good);
        }
        let long = "a".repeat(65);
        for bad in [
            "",
            "two words",
            "ä",
            "-x",
            "a\"b",
            "a\nb",
            "<b>",
            long.as_str(),
        ] {
            assert!(matches!(Word::new(bad), Err(Error::Word)), "{bad}");
        }
        assert!(serde_json::from_str::<Word>("\"two words\"").is_err());
    }
}
