//! Many settings in one process: a JSON object a line in, a JSON object a line out, in order.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use chassis::{Code, Failure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::{Name, Training};
use crate::error::Error;
use crate::output::Output;

/// One line.
#[derive(Deserialize)]
struct Line {
    #[serde(flatten)]
    training: Training,
    delta: f64,
    accountant: Option<Name>,
}

/// Answers every line. A bad one gets an `error` in its place, and the command fails at the end.
pub(super) fn run(file: &Path, accountant: Name, output: &Output) -> Result<(), Error> {
    let read = |error: &std::io::Error| Error::io("read", "the batch file", error);
    let reader: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(file).map_err(|e| Error::io("open", "the batch file", &e))?;
        Box::new(BufReader::new(file))
    };
    let (mut all, mut bad) = (0_u64, 0_u64);
    for line in reader.lines() {
        let line = line.map_err(|e| read(&e))?;
        if line.trim().is_empty() {
            continue;
        }
        all += 1;
        let value = match answer(&line, accountant) {
            Ok(answer) => serde_json::to_value(answer).map_err(dp::Error::Json)?,
            Err(error) => {
                bad += 1;
                refusal(&error)
            }
        };
        output.line(&value)?;
    }
    if bad == 0 {
        return Ok(());
    }
    let message = format!("{bad} of {all} lines have no answer");
    let failure = Failure::new(Code::InvalidArgument, "BATCH_INCOMPLETE", message);
    Err(failure
        .action("each has an `error` in its place in the output")
        .field("batch")
        .into())
}

fn answer(line: &str, accountant: Name) -> Result<Answer, Error> {
    let value: Value = serde_json::from_str(line).map_err(dp::Error::Json)?;
    for key in ["sampling_rate", "noise_multiplier", "steps", "delta"] {
        if !value[key].is_number() {
            let message = format!("{key} is missing or not a number");
            let failure = Failure::new(Code::InvalidArgument, "PRIVACY_JSON_INVALID", message);
            return Err(failure.field(key).into());
        }
    }
    let line: Line = serde_json::from_value(value).map_err(dp::Error::Json)?;
    let accountant = line.accountant.unwrap_or(accountant);
    Answer::epsilon(line.training, line.delta, accountant.into())
}

fn refusal(error: &Error) -> Value {
    match error {
        Error::Failure(failure) => json!({ "error": failure }),
        other => json!({ "error": { "reason": other.reason() } }),
    }
}
