//! The tagger's error rates, as `tacit pii review estimate --json` prints them.

use std::path::Path;

use proto::artifact::v1::Estimate;
use proto::audit::v1::TaggingError;
use serde::Deserialize;

use crate::error::Error;

/// What is needed of an estimate.
#[derive(Deserialize)]
struct Rates {
    records: u64,
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    precision: Interval,
    recall: Interval,
}

#[derive(Deserialize)]
struct Interval {
    value: f64,
    low: f64,
    high: f64,
}

impl From<Interval> for Estimate {
    fn from(interval: Interval) -> Self {
        Self {
            value: interval.value,
            low: interval.low,
            high: interval.high,
        }
    }
}

/// Reads a file of them.
pub(super) fn read(path: &Path) -> Result<TaggingError, Error> {
    let what = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", &what, &e))?;
    let rates: Rates = serde_json::from_slice(&bytes).map_err(|_| {
        Error::Usage(format!(
            "--tagging-error: {what} is not what `tacit pii review estimate --json` prints"
        ))
    })?;
    Ok(TaggingError {
        precision: Some(rates.token.precision.into()),
        recall: Some(rates.token.recall.into()),
        records: rates.records,
    })
}
