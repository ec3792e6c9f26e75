//! The losses, in nats per token: base model, checkpoint, and the change from
//! one to the other on the same records.
//!
//! The two that carry a name of their own (arXiv 2502.13313, section 2):
//! **privacy** is the loss on sensitive tokens of the training split (higher is
//! more private), **utility** the loss on non-sensitive tokens of the holdout
//! (lower is better). Token-micro averages weigh every token alike, record-macro
//! averages every record.

use corpus::{EntityType, Split};
use serde::{Deserialize, Serialize};

use crate::Estimate;
use crate::table::{Averages, Means, Table};

/// Which tokens are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenGroup {
    /// Tokens that overlap a span.
    Sensitive,
    /// All others.
    NonSensitive,
}

/// Which mentions of a value are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mentions {
    /// All.
    All,
    /// The first of a value in its record.
    First,
    /// Later ones, which the context gives away.
    Repeat,
}

/// How a loss is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Averaging {
    /// Over tokens, all records together.
    TokenMicro,
    /// Over tokens in each record, then over records.
    RecordMacro,
}

/// What a loss is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// The only entity type counted; `None` for all.
    pub entity_type: Option<EntityType>,
    /// Which mentions; [`Mentions::All`] for non-sensitive tokens.
    pub mentions: Mentions,
    /// Which split.
    pub split: Split,
    /// Which tokens.
    pub tokens: TokenGroup,
}

/// A loss under both models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What it is over.
    #[serde(flatten)]
    pub cell: Cell,
    /// How it is averaged.
    pub averaging: Averaging,
    /// Under the base model.
    pub base: Estimate,
    /// Under the checkpoint.
    pub tuned: Estimate,
    /// Checkpoint minus base, from the same records: below zero where
    /// fine-tuning made the tokens easier to predict.
    pub change: Estimate,
    /// Tokens counted.
    pub token_count: u64,
    /// Records counted.
    pub record_count: u64,
}

impl Averaging {
    const ALL: [Self; 2] = [Self::TokenMicro, Self::RecordMacro];

    fn of(self, averages: &Averages) -> Means {
        match self {
            Self::TokenMicro => averages.token_micro,
            Self::RecordMacro => averages.record_macro,
        }
    }
}

/// Every loss of a table: a cell without tokens has none.
pub(crate) fn measures(table: &Table) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let Some(point) = &table.point[index] else {
            continue;
        };
        for averaging in Averaging::ALL {
            let estimate = |read: fn(Means) -> f64| {
                let replicates = table.replicates.iter();
                let drawn = replicates.map(|r| r[index].map(|a| read(averaging.of(&a))));
                Estimate::new(read(averaging.of(point)), drawn)
            };
            measures.push(Measure {
                cell: column.cell.clone(),
                averaging,
                base: estimate(|m| m.base),
                tuned: estimate(|m| m.tuned),
                change: estimate(Means::change),
                token_count: column.token_count(),
                record_count: column.record_count(),
            });
        }
    }
    measures
}

#[cfg(test)]
mod tests;
