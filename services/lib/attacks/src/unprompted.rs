//! PII extraction (Lukas et al. 2023): text is drawn from the checkpoint, and the
//! values of the training records that turn up in it are counted.
//!
//! Values of holdout records are counted in the same texts, for values come out by
//! guessing as well. The two rates are no test: a value that many training records
//! hold is commoner than one that a holdout happens to hold.

use corpus::{EntityType, Split};
use serde::{Deserialize, Serialize};

use crate::interval::Rate;

/// What was drawn, and in how much of it each value stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Texts drawn.
    pub texts: u64,
    /// Tokens of all of them.
    pub tokens: u64,
    /// The values that were looked for: each is of one split only.
    pub values: Vec<Value>,
}

/// A value, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// What it is.
    pub entity_type: EntityType,
    /// The split whose records hold it.
    pub split: Split,
    /// Drawn texts in which it stands.
    pub texts: u64,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unprompted {
    /// Texts drawn.
    pub texts: u64,
    /// Tokens of all of them.
    pub tokens: u64,
    /// Values of the training split that came out.
    pub train: Rate,
    /// Values of the holdout that came out: by guessing.
    pub holdout: Rate,
}

/// What came out; `None` where a split has no value of its own.
pub fn unprompted(written: &Written) -> Option<Unprompted> {
    let rate = |split| {
        let of = || written.values.iter().filter(|v| v.split == split);
        let count = of().filter(|v| v.texts > 0).count() as u64;
        Some(of().count() as u64)
            .filter(|of| *of > 0)
            .map(|of| Rate::new(count, of))
    };
    let (train, holdout) = (rate(Split::Train)?, rate(Split::Holdout)?);
    Some(Unprompted {
        texts: written.texts,
        tokens: written.tokens,
        train,
        holdout,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(split: Split, texts: u64) -> Value {
        Value {
            entity_type: EntityType::from_static("PERSON"),
            split,
            texts,
        }
    }

    #[test]
    fn the_holdout_says_what_is_guessed() {
        let mut values: Vec<Value> = (0..20).map(|i| value(Split::Train, i % 2)).collect();
        let mut written = Written {
            texts: 50,
            tokens: 3_200,
            values: values.clone(),
        };
        assert_eq!(unprompted(&written), None);
        values.extend((0..20).map(|_| value(Split::Holdout, 0)));
        written.values = values;
        let found = unprompted(&written).unwrap();
        assert_eq!((found.train.count, found.train.of), (10, 20));
        assert_eq!((found.holdout.count, found.holdout.of), (0, 20));
    }
}
