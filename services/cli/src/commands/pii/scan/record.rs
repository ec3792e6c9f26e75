//! One record: from its bytes to the lines printed for it.

use std::io::Write;

use corpus::{Object, Span};
use pii::{Calibration, Scanner};
use serde::Serialize;
use serde_json::Value;

use super::super::source::{Format, Raw, refuse, title};
use crate::error::Error;

/// What offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Offsets {
    /// Unicode code points
    Chars,
    /// Bytes of UTF-8
    Bytes,
}

/// Where a record's parts are, and how its spans are written.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Fields<'a> {
    pub(in super::super) text: &'a str,
    pub(in super::super) id: &'a str,
    pub(in super::super) offsets: Offsets,
    pub(in super::super) json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    spans: Vec<Found<'a>>,
}

/// A span as it is printed.
#[derive(Serialize)]
pub(in super::super) struct Found<'a> {
    pub(in super::super) start: usize,
    pub(in super::super) end: usize,
    #[serde(rename = "type")]
    pub(in super::super) entity: &'a str,
    pub(in super::super) score: f64,
    /// How often such spans were right on labelled text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) precision: Option<f64>,
    pub(in super::super) recognizer: &'a str,
}

/// Id and text of a record.
pub(in super::super) fn read(
    name: &str,
    format: Format,
    fields: &Fields<'_>,
    raw: &Raw,
) -> Result<(Value, String), Error> {
    match format {
        Format::Text => Ok((Value::from(name), utf8(name, raw)?.to_owned())),
        Format::Jsonl => parse(name, fields, raw),
    }
}

/// The lines of a record. `worth` says how often spans are right, where scores do not say so themselves.
pub(super) fn lines(
    scanner: &Scanner,
    worth: Option<&Calibration>,
    name: &str,
    format: Format,
    fields: &Fields<'_>,
    raw: &Raw,
) -> Result<Vec<u8>, Error> {
    let (id, text) = read(name, format, fields, raw)?;
    let spans = scanner.scan(&text);
    let mut line = Line {
        id: &id,
        spans: found(&text, &spans, fields.offsets),
    };
    for (shown, span) in line.spans.iter_mut().zip(&spans) {
        shown.precision = worth.and_then(|worth| worth.of_span(span)).map(rounded);
    }
    let mut out = Vec::new();
    if fields.json {
        // Numbers and strings always have a JSON form, and a vector takes all.
        let _ = serde_json::to_writer(&mut out, &line);
        out.push(b'\n');
        return Ok(out);
    }
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    for span in &line.spans {
        let Found {
            start,
            end,
            entity,
            score,
            recognizer,
            ..
        } = span;
        let _ = writeln!(out, "{id}\t{start}\t{end}\t{entity}\t{score}\t{recognizer}");
    }
    Ok(out)
}

/// Spans with their offsets in the unit asked for.
pub(in super::super) fn found<'a>(
    text: &str,
    spans: &'a [Span],
    offsets: Offsets,
) -> Vec<Found<'a>> {
    let (mut at, mut chars) = (0, 0);
    let mut offset = |byte: usize| match offsets {
        Offsets::Bytes => byte,
        Offsets::Chars => {
            chars += text[at..byte].chars().count();
            at = byte;
            chars
        }
    };
    spans
        .iter()
        .map(|span| Found {
            start: offset(span.start),
            end: offset(span.end),
            entity: span.entity.as_str(),
            score: rounded(span.score),
            precision: None,
            recognizer: &span.recognizer,
        })
        .collect()
}

fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}

fn utf8<'a>(name: &str, raw: &'a Raw) -> Result<&'a str, Error> {
    std::str::from_utf8(&raw.bytes).map_err(|e| {
        let before = &raw.bytes[..e.valid_up_to()];
        let line = raw.line + before.iter().filter(|&&b| b == b'\n').count() as u64;
        refuse(
            "INVALID_UTF8",
            format!("{}, line {line}: not UTF-8", title(name)),
        )
    })
}

fn parse(name: &str, fields: &Fields<'_>, raw: &Raw) -> Result<(Value, String), Error> {
    let bad = |reason: &'static str, what: String| {
        refuse(
            reason,
            format!("{}, line {}: {what}", title(name), raw.line),
        )
    };
    let line = utf8(name, raw)?;
    let line = if raw.line == 1 {
        line.trim_start_matches('\u{feff}')
    } else {
        line
    };
    let Object(mut object) = serde_json::from_str::<Object<Value>>(line).map_err(|_| {
        let what = "not a JSON object, or one in which a field stands twice";
        bad("MALFORMED_RECORD", what.to_owned())
    })?;
    let text = match object.remove(fields.text) {
        Some(Value::String(text)) => text,
        None | Some(Value::Null) => {
            return Err(bad("MISSING_FIELD", format!("no field `{}`", fields.text)));
        }
        Some(_) => {
            let what = format!("the field `{}` is not a string", fields.text);
            return Err(bad("WRONG_FIELD_TYPE", what));
        }
    };
    let id = match object.remove(fields.id) {
        Some(id @ (Value::String(_) | Value::Number(_))) => id,
        None | Some(Value::Null) => Value::from(raw.line),
        Some(_) => {
            let what = format!("the field `{}` is neither a string nor a number", fields.id);
            return Err(bad("WRONG_FIELD_TYPE", what));
        }
    };
    Ok((id, text))
}
