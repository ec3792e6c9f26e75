//! Standard output: results and nothing else.

use std::io::{ErrorKind, Write};

use serde_json::Value;

use crate::error::Error;
use crate::json::{self, Named};

/// Where results go, and in which form.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// Results as JSON or for people.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether results are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One message: as a JSON document, or as the text made from it.
    pub(crate) fn message<M: Named>(
        &self,
        message: &M,
        text: impl FnOnce(&M) -> String,
    ) -> Result<(), Error> {
        if self.json {
            self.value(&json::of(message)?)
        } else {
            self.text(&text(message))
        }
    }

    /// Several messages: as a JSON array, or as the text made from them.
    pub(crate) fn messages<M: Named>(
        &self,
        messages: &[M],
        text: impl FnOnce(&[M]) -> String,
    ) -> Result<(), Error> {
        if self.json {
            let values: Result<Vec<Value>, Error> = messages.iter().map(json::of).collect();
            self.value(&Value::Array(values?))
        } else {
            self.text(&text(messages))
        }
    }

    /// A JSON document for a reader of whole documents.
    pub(crate) fn value(&self, value: &Value) -> Result<(), Error> {
        self.text(&format!("{value:#}\n"))
    }

    /// A JSON document on one line.
    pub(crate) fn line(&self, value: &Value) -> Result<(), Error> {
        self.text(&format!("{value}\n"))
    }

    /// Text as it is.
    pub(crate) fn text(&self, text: &str) -> Result<(), Error> {
        self.bytes(text.as_bytes())
    }

    /// Bytes as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes)
            .and_then(|()| out.flush())
            .map_err(|error| match error.kind() {
                ErrorKind::BrokenPipe => Error::OutputClosed,
                _ => Error::io("write", "standard output", &error),
            })
    }
}

/// A remark for a person, on standard error.
pub(crate) fn remark(text: &str) {
    // Without a standard error there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}
