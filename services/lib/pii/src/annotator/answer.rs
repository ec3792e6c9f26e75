//! From what a model wrote to spans of the text it was asked about.

use std::collections::HashSet;

use corpus::{EntityType, Span};
use serde_json::Value;
use thiserror::Error;

/// An answer that holds no list of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the answer holds no JSON list of entities")]
pub struct Unreadable;

/// What one answer says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Sorted spans that do not overlap; every occurrence of a quotation is one.
    pub spans: Vec<Span>,
    /// Quotations that do not stand in the text.
    pub unplaced: usize,
    /// Entries of a type that was not asked for, or without a type and a text.
    pub unknown: usize,
}

/// Reads an answer about `text`. Words around the JSON are passed over, and so is what a model thought first:
/// models like to explain, and to fence code. Of several lists the last counts.
///
/// # Errors
/// [`Unreadable`].
pub fn read(
    answer: &str,
    text: &str,
    types: &[EntityType],
    by: &'static str,
) -> Result<Answer, Unreadable> {
    let mut found = Answer::default();
    let mut placed: Vec<Span> = Vec::new();
    let mut seen = HashSet::new();
    for entry in entries(answer)? {
        let quoted = |name: &str| entry.get(name)?.as_str().map(str::trim);
        let entity = quoted("type").and_then(|name| {
            let name = name.to_ascii_uppercase().replace([' ', '-'], "_");
            types.iter().find(|entity| entity.as_str() == name)
        });
        let (Some(entity), Some(quotation)) = (entity, quoted("text")) else {
            found.unknown += 1;
            continue;
        };
        if !seen.insert((entity.clone(), quotation.to_owned())) {
            continue;
        }
        let places = occurrences(text, quotation);
        found.unplaced += usize::from(places.is_empty());
        placed.extend(places.into_iter().map(|(start, end)| Span {
            start,
            end,
            entity: entity.clone(),
            score: 1.0,
            recognizer: by.into(),
        }));
    }
    // The longest first; what overlaps a longer one adds nothing.
    placed.sort_by_key(|span| (std::cmp::Reverse(span.end - span.start), span.start));
    for span in placed {
        if found.spans.iter().all(|other| !other.overlaps(&span)) {
            found.spans.push(span);
        }
    }
    found.spans.sort_by_key(|span| span.start);
    Ok(found)
}

/// The entries of the last list of entities.
fn entries(answer: &str) -> Result<Vec<Value>, Unreadable> {
    let answer = answer.rsplit("</think>").next().unwrap_or(answer).trim();
    let (mut at, mut last, mut failed) = (0, None, 0);
    while let Some(found) = answer[at..].find(['{', '[']) {
        let start = at + found;
        let mut stream = serde_json::Deserializer::from_str(&answer[start..]).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => {
                // What lies inside a value of another shape is no answer.
                at = start + stream.byte_offset().max(1);
                let whole = start == 0 && at == answer.len();
                last = listed(value, whole).or(last);
            }
            _ => {
                failed += 1;
                at = start + 1;
            }
        }
        // An answer is short; a hostile one gives up soon.
        if failed > 64 {
            break;
        }
    }
    last.ok_or(Unreadable)
}

/// The entries of a value that is a list of entities; nothing at all is one only as a whole answer.
fn listed(value: Value, whole: bool) -> Option<Vec<Value>> {
    match value {
        Value::Object(mut object) => match object.remove("entities") {
            Some(Value::Array(entries)) => Some(entries),
            _ => None,
        },
        Value::Array(entries) if entries.is_empty() => whole.then_some(entries),
        Value::Array(entries) => {
            let shaped = |entry: &Value| entry.get("type").is_some() && entry.get("text").is_some();
            entries.iter().all(shaped).then_some(entries)
        }
        _ => None,
    }
}

/// Where `quotation` stands in `text`: as whole words, or, where it never does (languages without blanks,
/// endings), anywhere.
fn occurrences(text: &str, quotation: &str) -> Vec<(usize, usize)> {
    if quotation.is_empty() {
        return Vec::new();
    }
    let joined = |left: Option<char>, right: Option<char>| {
        left.is_some_and(char::is_alphanumeric) && right.is_some_and(char::is_alphanumeric)
    };
    let place = |(start, _): (usize, &str)| (start, start + quotation.len());
    let all: Vec<(usize, usize)> = text.match_indices(quotation).map(place).collect();
    let apart = |(start, end): &(usize, usize)| {
        !joined(text[..*start].chars().next_back(), quotation.chars().next())
            && !joined(quotation.chars().next_back(), text[*end..].chars().next())
    };
    let words: Vec<(usize, usize)> = all.iter().copied().filter(apart).collect();
    if words.is_empty() { all } else { words }
}
