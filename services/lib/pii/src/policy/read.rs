//! Policies from text.

use serde::Deserializer;

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
    /// [`Problem::Unreadable`], with the field, or the line for what belongs to none. The values themselves are never
    /// quoted: a policy may hold words that are secret.
    pub fn read(text: &str, format: Format) -> Result<Self, PolicyError> {
        match format {
            Format::Yaml => at_field(serde_norway::Deserializer::from_str(text), |e| {
                e.location().map(|place| place.line())
            }),
            Format::Json => {
                let mut json = serde_json::Deserializer::from_str(text);
                let policy = at_field(&mut json, |e| Some(e.line()))?;
                json.end().map_err(|e| at_line(Some(e.line())))?;
                Ok(policy)
            }
            Format::Toml => {
                let line = |e: &toml::de::Error| {
                    let before = text.get(..e.span()?.start)?;
                    Some(1 + before.matches('\n').count())
                };
                let toml = toml::Deserializer::parse(text).map_err(|e| at_line(line(&e)))?;
                at_field(toml, line)
            }
        }
    }
}

/// Reads a policy; an error names the field, or the line.
fn at_field<'de, D: Deserializer<'de>>(
    text: D,
    line: impl FnOnce(&D::Error) -> Option<usize>,
) -> Result<Policy, PolicyError> {
    serde_path_to_error::deserialize(text).map_err(|error| {
        let path = error.path().to_string();
        // A `?` stands for what is not known, a dot for the whole.
        match path.trim_end_matches(['.', '?']) {
            "" => at_line(line(error.inner())),
            path => PolicyError::at(path, Problem::Unreadable),
        }
    })
}

fn at_line(line: Option<usize>) -> PolicyError {
    let at = line.map_or_else(|| "policy".to_owned(), |line| format!("line {line}"));
    PolicyError::at(at, Problem::Unreadable)
}
