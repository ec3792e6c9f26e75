//! Chats: a list of turns becomes one text, a line `role: what was said` each.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::BadRecord;

/// Fields that hold turns where no text field is there: the form of chat
/// completions, and the form of ShareGPT.
const FIELDS: [&str; 2] = ["messages", "conversations"];

/// The text of an object's turns; `None` where it has none.
pub(super) fn find(
    object: &mut BTreeMap<String, Value>,
    line: u64,
) -> Result<Option<String>, BadRecord> {
    let Some(field) = FIELDS.into_iter().find(|field| object.contains_key(*field)) else {
        return Ok(None);
    };
    let text = object
        .remove(field)
        .as_ref()
        .and_then(Value::as_array)
        .and_then(|t| text(t));
    match text {
        Some(text) => Ok(Some(text)),
        None => Err(BadRecord::new("WRONG_FIELD_TYPE", line, field)),
    }
}

/// The text of turns: objects of `role` and `content`, or of `from` and
/// `value`. Content is text, or parts of which those of type text count, or
/// nothing beside calls of tools. `None` when one is no turn.
pub(super) fn text(turns: &[Value]) -> Option<String> {
    let lines: Vec<String> = turns.iter().map(turn).collect::<Option<_>>()?;
    Some(lines.concat().trim_end().to_owned())
}

fn turn(turn: &Value) -> Option<String> {
    let either = |a, b| turn.get(a).or_else(|| turn.get(b));
    let role = either("role", "from")?.as_str()?;
    let calls = calls(turn);
    let said = match either("content", "value") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts
            .iter()
            .filter(|part| part.get("type").is_none_or(|kind| kind == "text"))
            .map(|part| part.get("text")?.as_str())
            .collect::<Option<Vec<_>>>()?
            .join("\n"),
        None | Some(Value::Null) if !calls.is_empty() => String::new(),
        _ => return None,
    };
    let mut lines = String::new();
    if !said.is_empty() || calls.is_empty() {
        lines.push_str(&format!("{role}: {said}\n"));
    }
    for call in calls {
        lines.push_str(&format!("{role}: {call}\n"));
    }
    Some(lines)
}

/// Calls of tools as `name arguments`: their arguments hold text like any other.
fn calls(turn: &Value) -> Vec<String> {
    let calls = turn.get("tool_calls").and_then(Value::as_array);
    calls
        .into_iter()
        .flatten()
        .filter_map(|call| {
            let function = call.get("function")?;
            let name = function.get("name")?.as_str()?;
            let arguments = function.get("arguments").map(|arguments| match arguments {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            Some(format!("{name} {}", arguments.unwrap_or_default()))
        })
        .collect()
}
