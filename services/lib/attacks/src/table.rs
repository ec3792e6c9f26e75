//! The table behind the losses: for each cell, per-record sums that every
//! replicate of the bootstrap re-weights.

use std::collections::BTreeMap;

use corpus::Split;

use crate::measure::{Cell, Mentions, TokenGroup};
use crate::{Bootstrap, Observed, Token};

/// The splits that are compared, in the order of the bootstrap's strata.
pub(crate) const STRATA: [Split; 2] = [Split::Train, Split::Holdout];

/// Position of a split among [`STRATA`].
pub(crate) fn stratum(split: Split) -> Option<usize> {
    STRATA.iter().position(|s| *s == split)
}

/// The records of each stratum, in order.
pub(crate) fn by_stratum(records: &[Observed]) -> [Vec<&Observed>; 2] {
    STRATA.map(|split| records.iter().filter(|r| r.split == split).collect())
}

/// Sizes of the strata.
pub(crate) fn sizes(records: &[Observed]) -> [usize; 2] {
    by_stratum(records).map(|stratum| stratum.len())
}

/// One record's part in a cell.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    record: usize,
    tokens: f64,
    base: f64,
    tuned: f64,
}

/// All records' parts in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) cell: Cell,
    stratum: usize,
    rows: Vec<Row>,
}

/// Mean losses of a cell in one replicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Means {
    pub(crate) base: f64,
    pub(crate) tuned: f64,
}

impl Means {
    pub(crate) fn change(self) -> f64 {
        self.tuned - self.base
    }
}

/// The two averagings of a cell; `None` where the replicate has no such token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Averages {
    pub(crate) token_micro: Means,
    pub(crate) record_macro: Means,
}

/// Every cell, on the data and on every replicate.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) point: Vec<Option<Averages>>,
    pub(crate) replicates: Vec<Vec<Option<Averages>>>,
}

impl Table {
    pub(crate) fn new(records: &[Observed], bootstrap: &Bootstrap) -> Self {
        let columns = columns(records);
        let strata = sizes(records);
        let evaluate = |weights: &Vec<Vec<u32>>| -> Vec<_> {
            columns
                .iter()
                .map(|column| column.averages(&weights[column.stratum]))
                .collect()
        };
        let point = evaluate(&crate::bootstrap::identity(&strata));
        let replicates = bootstrap.replicate(&strata, evaluate);
        Self {
            columns,
            point,
            replicates,
        }
    }

    /// Index of a cell, where any token is in it.
    pub(crate) fn find(&self, cell: &Cell) -> Option<usize> {
        self.columns.iter().position(|column| column.cell == *cell)
    }
}

impl Column {
    pub(crate) fn token_count(&self) -> u64 {
        self.rows.iter().map(|row| row.tokens as u64).sum()
    }

    pub(crate) fn record_count(&self) -> u64 {
        self.rows.len() as u64
    }

    fn averages(&self, weights: &[u32]) -> Option<Averages> {
        let (mut tokens, mut base, mut tuned) = (0.0, 0.0, 0.0);
        let (mut records, mut base_means, mut tuned_means) = (0.0, 0.0, 0.0);
        for row in &self.rows {
            let weight = f64::from(weights[row.record]);
            tokens += weight * row.tokens;
            base += weight * row.base;
            tuned += weight * row.tuned;
            records += weight;
            base_means += weight * row.base / row.tokens;
            tuned_means += weight * row.tuned / row.tokens;
        }
        (records > 0.0).then(|| Averages {
            token_micro: Means {
                base: base / tokens,
                tuned: tuned / tokens,
            },
            record_macro: Means {
                base: base_means / records,
                tuned: tuned_means / records,
            },
        })
    }
}

fn columns(records: &[Observed]) -> Vec<Column> {
    let mut columns: BTreeMap<Cell, Column> = BTreeMap::new();
    for (stratum, members) in by_stratum(records).into_iter().enumerate() {
        for (record, observed) in members.into_iter().enumerate() {
            for (cell, row) in sums(observed) {
                columns
                    .entry(cell.clone())
                    .or_insert_with(|| Column {
                        cell,
                        stratum,
                        rows: Vec::new(),
                    })
                    .rows
                    .push(Row { record, ..row });
            }
        }
    }
    columns.into_values().collect()
}

/// A record's sums in every cell that it has a token in.
fn sums(observed: &Observed) -> BTreeMap<Cell, Row> {
    let mut sums: BTreeMap<Cell, Row> = BTreeMap::new();
    let known = |token: &&Token| token.span.is_some() || !token.uncertain;
    for (index, token) in observed.tokens.iter().enumerate().filter(|(_, t)| known(t)) {
        for cell in cells(observed, token.span) {
            let row = sums.entry(cell).or_default();
            row.tokens += 1.0;
            row.base -= f64::from(observed.base[index].log_prob);
            row.tuned -= f64::from(observed.tuned[index].log_prob);
        }
    }
    sums
}

/// The cells that a token counts in.
fn cells(observed: &Observed, span: Option<u32>) -> Vec<Cell> {
    let split = observed.split;
    let cell = |tokens, mentions| Cell {
        split,
        tokens,
        mentions,
        entity_type: None,
    };
    let Some(span) = span.map(|index| &observed.spans[index as usize]) else {
        return vec![cell(TokenGroup::NonSensitive, Mentions::All)];
    };
    let mentions = if span.first_mention {
        Mentions::First
    } else {
        Mentions::Repeat
    };
    let all = cell(TokenGroup::Sensitive, Mentions::All);
    let typed = Cell {
        entity_type: Some(span.entity_type.clone()),
        ..all.clone()
    };
    vec![all, cell(TokenGroup::Sensitive, mentions), typed]
}
