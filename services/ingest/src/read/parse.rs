//! From a raw record to the text, spans and split it states.

use corpus::{Object, Span, Split};
use serde_json::Value;

use super::{Numbered, Raw, chat, mail};
use crate::error::BadRecord;
use crate::spec::Fields;

/// Values of the known fields, as bytes: not yet known to be UTF-8.
#[derive(Default)]
pub(crate) struct FieldValues {
    /// Text.
    pub(crate) text: Option<Vec<u8>>,
    /// Identifier.
    pub(crate) id: Option<Vec<u8>>,
    /// Subject.
    pub(crate) subject: Option<Vec<u8>>,
}

/// What a record states about itself.
#[derive(Debug, PartialEq)]
pub(crate) struct Stated {
    /// Its id, if it has one.
    pub(crate) id: Option<String>,
    /// Its text, not empty.
    pub(crate) text: String,
    /// Whom it is about.
    pub(crate) subject: Option<String>,
    /// Spans that came with it, checked and sorted.
    pub(crate) spans: Option<Vec<Span>>,
    /// The split it belongs to.
    pub(crate) split: Option<Split>,
}

/// Parses a raw record.
pub(crate) fn parse(numbered: Numbered, fields: &Fields) -> Result<Stated, BadRecord> {
    let line = numbered.line;
    match numbered.raw {
        Raw::Bad(bad) => Err(bad),
        Raw::Json(bytes) => parse_json(&bytes, line, fields),
        Raw::Mail(bytes) => not_empty(mail::parse(&bytes, line)?, line, fields),
        Raw::Fields(values) => {
            let text = values
                .text
                .ok_or(BadRecord::new("MISSING_FIELD", line, &fields.text))?;
            let utf8 = |bytes: Vec<u8>, field: &str| {
                String::from_utf8(bytes).map_err(|_| BadRecord::new("INVALID_UTF8", line, field))
            };
            let stated = Stated {
                text: utf8(text, &fields.text)?,
                id: values.id.map(|v| utf8(v, &fields.id)).transpose()?,
                subject: values
                    .subject
                    .map(|v| utf8(v, &fields.subject))
                    .transpose()?,
                spans: None,
                split: None,
            };
            not_empty(stated, line, fields)
        }
    }
}

fn parse_json(bytes: &[u8], line: u64, fields: &Fields) -> Result<Stated, BadRecord> {
    let text = std::str::from_utf8(bytes).map_err(|_| BadRecord::new("INVALID_UTF8", line, ""))?;
    let Object(mut object): Object<Value> = serde_json::from_str(text).map_err(|e| {
        let reason = if e.is_eof() {
            "TORN_RECORD"
        } else {
            "MALFORMED_RECORD"
        };
        BadRecord::new(reason, line, "")
    })?;
    let text = match object.remove(&fields.text) {
        Some(Value::String(text)) => text,
        Some(Value::Array(turns)) => chat::text(&turns)
            .ok_or_else(|| BadRecord::new("WRONG_FIELD_TYPE", line, &fields.text))?,
        Some(Value::Null) | None => chat::find(&mut object, line)?
            .ok_or_else(|| BadRecord::new("MISSING_FIELD", line, &fields.text))?,
        Some(_) => return Err(BadRecord::new("WRONG_FIELD_TYPE", line, &fields.text)),
    };
    let mut label = |name: &str| match object.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(Value::Number(value)) => Ok(Some(value.to_string())),
        Some(_) => Err(BadRecord::new("WRONG_FIELD_TYPE", line, name)),
    };
    let (id, subject) = (label(&fields.id)?, label(&fields.subject)?);
    let split = label("split")?.map(|name| split(&name, line)).transpose()?;
    let spans = match object.remove("spans") {
        None | Some(Value::Null) => None,
        Some(value) => Some(spans(value, &text, line)?),
    };
    not_empty(
        Stated {
            id,
            text,
            subject,
            spans,
            split,
        },
        line,
        fields,
    )
}

fn not_empty(stated: Stated, line: u64, fields: &Fields) -> Result<Stated, BadRecord> {
    if stated.text.trim().is_empty() {
        return Err(BadRecord::new("EMPTY_TEXT", line, &fields.text));
    }
    Ok(stated)
}

fn split(name: &str, line: u64) -> Result<Split, BadRecord> {
    Split::ALL
        .into_iter()
        .find(|split| split.as_str() == name)
        .ok_or(BadRecord::new("UNKNOWN_SPLIT", line, "split"))
}

fn spans(value: Value, text: &str, line: u64) -> Result<Vec<Span>, BadRecord> {
    let bad = || BadRecord::new("INVALID_SPAN", line, "spans");
    let mut spans: Vec<Span> = serde_json::from_value(value).map_err(|_| bad())?;
    if spans.iter().any(|span| span.check(text).is_err()) {
        return Err(bad());
    }
    spans.sort_by_key(|span| (span.start, span.end));
    Ok(spans)
}
