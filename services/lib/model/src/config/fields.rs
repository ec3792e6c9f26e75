//! Access to the fields of a `config.json` that remembers which were read, so that a field nobody
//! understood is refused.

use std::cell::RefCell;
use std::collections::HashSet;

use serde_json::{Map, Value};

use super::harmless::is_harmless;
use super::unsupported;
use crate::Error;

/// A JSON object whose fields are read by type.
pub(super) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
    seen: RefCell<HashSet<&'a str>>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(path: &str, map: &'a Map<String, Value>) -> Self {
        Self {
            path: path.to_owned(),
            map,
            seen: RefCell::default(),
        }
    }

    fn name(&self, field: &str) -> String {
        if self.path.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.path)
        }
    }

    /// Whether the field is there, be it null.
    pub(super) fn has(&self, field: &str) -> bool {
        self.map.contains_key(field)
    }

    /// Whether there is no field at all.
    pub(super) fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// A refusal that names the field.
    pub(super) fn refuse<T>(&self, field: &str, problem: impl Into<String>) -> Result<T, Error> {
        Err(unsupported(self.name(field), problem))
    }

    /// The field, unless it is absent or null.
    pub(super) fn value(&self, field: &str) -> Option<&'a Value> {
        let (key, value) = self.map.get_key_value(field)?;
        self.seen.borrow_mut().insert(key);
        (!value.is_null()).then_some(value)
    }

    fn typed<T>(
        &self,
        field: &str,
        what: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        self.value(field)
            .map(|value| read(value).ok_or_else(|| unsupported(self.name(field), what)))
            .transpose()
    }

    pub(super) fn size(&self, field: &str) -> Result<Option<usize>, Error> {
        self.typed(field, "must be a whole number", |value| {
            value
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
        })
    }

    pub(super) fn integer(&self, field: &str) -> Result<Option<i64>, Error> {
        self.typed(field, "must be a whole number", Value::as_i64)
    }

    pub(super) fn numbers(&self, field: &str) -> Result<Option<Vec<f64>>, Error> {
        let read = |value: &Value| value.as_array()?.iter().map(Value::as_f64).collect();
        self.typed(field, "must be a list of numbers", read)
    }

    pub(super) fn number(&self, field: &str) -> Result<Option<f64>, Error> {
        let read = |value: &Value| value.as_f64().filter(|number| number.is_finite());
        self.typed(field, "must be a number", read)
    }

    pub(super) fn flag(&self, field: &str) -> Result<Option<bool>, Error> {
        self.typed(field, "must be true or false", Value::as_bool)
    }

    pub(super) fn word(&self, field: &str) -> Result<Option<&'a str>, Error> {
        self.typed(field, "must be a string", Value::as_str)
    }

    pub(super) fn list(&self, field: &str) -> Result<Option<&'a Vec<Value>>, Error> {
        self.typed(field, "must be a list", Value::as_array)
    }

    pub(super) fn object(&self, field: &str) -> Result<Option<Fields<'a>>, Error> {
        let map = self.typed(field, "must be an object", Value::as_object)?;
        Ok(map.map(|map| Fields::new(&self.name(field), map)))
    }

    pub(super) fn need<T>(&self, field: &str, found: Option<T>) -> Result<T, Error> {
        found.ok_or_else(|| unsupported(self.name(field), "is missing"))
    }

    /// Refuses a field that must keep the value that means "not used".
    pub(super) fn refuse_flag(&self, field: &str, unused: bool) -> Result<(), Error> {
        match self.flag(field)? {
            Some(value) if value != unused => Err(unsupported(
                self.name(field),
                format!("{value} is not supported"),
            )),
            _ => Ok(()),
        }
    }

    /// Refuses what nobody read. A field set to null or false asks for nothing.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let seen = self.seen.borrow();
        let understood = |key: &str, value: &Value| {
            seen.contains(key)
                || (self.path.is_empty() && is_harmless(key))
                || matches!(value, Value::Null | Value::Bool(false))
        };
        match self.map.iter().find(|(key, value)| !understood(key, value)) {
            Some((key, _)) => Err(unsupported(
                self.name(key),
                "is unknown and may change the mathematics",
            )),
            None => Ok(()),
        }
    }
}
