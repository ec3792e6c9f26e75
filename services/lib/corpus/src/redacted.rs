//! Text that cannot be printed by accident.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A string of user text. `Debug` and `Display` show its size in bytes only, so
/// that it cannot reach a log, a span, a metric or an error through formatting.
///
/// Serialisation writes the content: that is how text reaches a shard.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redacted(String);

impl Redacted {
    /// Wraps text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. The long name marks every place where content is read.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Takes the text out.
    pub fn into_exposed(self) -> String {
        self.0
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Redacted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<redacted {} B>", self.0.len())
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_shows_the_size_and_never_the_content() {
        let text = Redacted::new("Mary Rowan");
        assert_eq!(
            format!("{text} {text:?} {text:#?}"),
            "<redacted 10 B> <redacted 10 B> <redacted 10 B>"
        );
    }

    #[test]
    fn serialisation_keeps_the_content() {
        let text = Redacted::new("a\"b");
        assert_eq!(serde_json::to_string(&text).unwrap(), r#""a\"b""#);
    }
}
