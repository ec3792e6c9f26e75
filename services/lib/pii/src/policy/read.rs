//! Policies from text.

use super::{Policy, PolicyError, Problem};

/// How a policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl Format {
    /// The format a file's name says it has, by its ending.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// [`Problem::Unreadable`], with the line where the format tells it. The
    /// text itself is never quoted: a policy may hold words that are secret.
    pub fn read(text: &str, format: Format) -> Result<Self, PolicyError> {
        let line = |line: Option<usize>| {
            let at = line.map_or_else(|| "policy".to_owned(), |line| format!("line {line}"));
            PolicyError::at(at, Problem::Unreadable)
        };
        match format {
            Format::Yaml => serde_norway::from_str(text)
                .map_err(|e| line(e.location().map(|place| place.line()))),
            Format::Json => serde_json::from_str(text).map_err(|e| line(Some(e.line()))),
            Format::Toml => toml::from_str(text).map_err(|e| {
                let before = e.span().and_then(|span| text.get(..span.start));
                line(before.map(|before| before.lines().count().max(1)))
            }),
        }
    }
}
