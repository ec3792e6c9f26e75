//! What becomes of the spans of a record: the actions of a policy.

mod key;
mod pseudonym;

use corpus::{EntityType, Span};
use serde::{Deserialize, Serialize};

pub use key::Key;

use crate::Policy;

/// What becomes of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The text stays as it is.
    Tag,
    /// The type stands in place of the text: `[EMAIL_ADDRESS]`.
    Redact,
    /// A star stands in place of every letter and digit.
    Mask,
    /// An invented value of the same form stands in place of the text.
    Pseudonymise,
    /// The whole record is left out.
    DropRecord,
}

/// A record after its actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The new text.
    pub text: String,
    /// The spans, each over what now stands in its place.
    pub spans: Vec<Span>,
}

/// Actions of a policy, with the key of its pseudonyms.
#[derive(Clone, Copy, Debug)]
pub struct Actions<'a> {
    policy: &'a Policy,
    key: &'a Key,
}

impl<'a> Actions<'a> {
    /// The actions of a policy.
    pub fn new(policy: &'a Policy, key: &'a Key) -> Self {
        Self { policy, key }
    }

    /// Applies them to a record: `spans` are sorted, do not overlap and lie on
    /// character boundaries of `text`, as a scanner gives them. `subject` says
    /// who the record is about: the same value of the same subject has the same
    /// pseudonym, in every record, for the same key.
    ///
    /// `None` when the record is to be dropped. A span that does not fit the
    /// text is left out, and its text stays.
    pub fn apply(&self, subject: &str, text: &str, spans: &[Span]) -> Option<Changed> {
        let mut changed = Changed {
            text: String::with_capacity(text.len()),
            spans: Vec::with_capacity(spans.len()),
        };
        let mut at = 0;
        for span in spans {
            let Some(found) = text.get(span.start..span.end).filter(|_| span.start >= at) else {
                continue;
            };
            changed.text.push_str(&text[at..span.start]);
            let start = changed.text.len();
            match self.policy.action_of(&span.entity) {
                Action::DropRecord => return None,
                Action::Tag => changed.text.push_str(found),
                Action::Redact => changed.text.push_str(&placeholder(&span.entity)),
                Action::Mask => changed.text.extend(found.chars().map(masked)),
                Action::Pseudonymise => {
                    let entity = span.entity.as_str();
                    changed.text += &pseudonym::of(self.key, subject, entity, found);
                }
            }
            at = span.end;
            changed.spans.push(Span {
                start,
                end: changed.text.len(),
                ..span.clone()
            });
        }
        changed.text.push_str(&text[at..]);
        Some(changed)
    }
}

fn placeholder(entity: &EntityType) -> String {
    format!("[{entity}]")
}

fn masked(c: char) -> char {
    if c.is_alphanumeric() { '*' } else { c }
}

#[cfg(test)]
mod tests;
