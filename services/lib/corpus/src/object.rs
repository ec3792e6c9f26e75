//! An object of a file of records.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// An object of JSON, none of whose fields stands twice: readers differ in which of two counts, so data would be lost
/// without a word, or scanned in one place and trained on in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object<V>(pub BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Fields<V> {
    type Value = Object<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((name, value)) = access.next_entry()? {
            if fields.insert(name, value).is_some() {
                return Err(A::Error::custom("a field stands twice"));
            }
        }
        Ok(Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_is_refused() {
        let read = serde_json::from_str::<Object<u8>>;
        let fields = [("a".to_owned(), 1), ("b".to_owned(), 2)];
        let once = read(r#"{"a":1,"b":2}"#).ok();
        assert_eq!(once, Some(Object(fields.into())));
        // Also where it is written in another way.
        for twice in [r#"{"a":1,"b":2,"a":1}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(read(twice).is_err());
        }
        assert!(read("[1]").is_err());
        assert!(read(r#"{"a":1"#).is_err_and(|error| error.is_eof()));
    }
}
