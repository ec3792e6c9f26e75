//! The memorisation gap: a difference in differences.
//!
//! Fine-tuning makes all text of the domain likelier, sensitive or not, seen or
//! not. With D the mean rise of log-probability (checkpoint minus base), S the
//! sensitive and N the other tokens, the gap is
//! `[D_train(S) - D_holdout(S)] - [D_train(N) - D_holdout(N)]`: what is left is
//! particular to the personal data of the records that were trained on. Zero
//! when nothing of it was memorised, positive when it was; in nats per token.

use corpus::{EntityType, Split};
use serde::{Deserialize, Serialize};

use crate::Estimate;
use crate::measure::{Cell, Mentions, TokenGroup};
use crate::table::{Averages, Table};

/// The gap, in the forms that guard each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemorisationGap {
    /// All entity types together.
    pub pooled: Estimate,
    /// First mentions only: nothing can be copied from the context.
    pub first_mentions: Option<Estimate>,
    /// The mean of the gaps by entity type, weighted by their sensitive training
    /// tokens: a split in which one type is commoner than in the other moves
    /// `pooled`, not this.
    pub stratified: Option<Estimate>,
    /// By entity type, where both splits have it.
    pub by_entity_type: Vec<EntityGap>,
}

impl MemorisationGap {
    /// The one that conclusions stand on, and its name: a split in which one type is commoner must not move
    /// it, so `stratified` where there is one.
    pub fn overall(&self) -> (&'static str, Estimate) {
        match self.stratified {
            Some(stratified) => ("stratified", stratified),
            None => ("pooled", self.pooled),
        }
    }
}

/// The gap of one entity type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityGap {
    /// Which.
    pub entity_type: EntityType,
    /// Its gap.
    pub gap: Estimate,
}

/// The columns whose changes make a gap: train S, holdout S, train N, holdout N.
type Columns = [usize; 4];

/// The gap; `None` where a split has no sensitive or no other token.
pub(crate) fn gap(table: &Table) -> Option<MemorisationGap> {
    let pooled = columns(table, None, Mentions::All)?;
    let typed: Vec<(EntityType, Columns)> = entity_types(table)
        .into_iter()
        .filter_map(|e| Some((e.clone(), columns(table, Some(e), Mentions::All)?)))
        .collect();
    let weights: Vec<f64> = typed
        .iter()
        .map(|(_, c)| table.columns[c[0]].token_count() as f64)
        .collect();
    let stratified = |row: &[Option<Averages>]| {
        let mut sum = (0.0, 0.0);
        for ((_, columns), weight) in typed.iter().zip(&weights) {
            // A replicate that drew no record with the type says nothing about it.
            if let Some(gap) = difference(row, columns) {
                sum = (sum.0 + weight * gap, sum.1 + weight);
            }
        }
        (sum.1 > 0.0).then(|| sum.0 / sum.1)
    };
    Some(MemorisationGap {
        pooled: estimate(table, |row| difference(row, &pooled))?,
        first_mentions: columns(table, None, Mentions::First)
            .and_then(|columns| estimate(table, |row| difference(row, &columns))),
        stratified: estimate(table, stratified),
        by_entity_type: typed
            .iter()
            .filter_map(|(entity_type, columns)| {
                let gap = estimate(table, |row| difference(row, columns))?;
                Some(EntityGap {
                    entity_type: entity_type.clone(),
                    gap,
                })
            })
            .collect(),
    })
}

fn estimate(
    table: &Table,
    statistic: impl Fn(&[Option<Averages>]) -> Option<f64>,
) -> Option<Estimate> {
    let value = statistic(&table.point)?;
    Some(Estimate::new(
        value,
        table.replicates.iter().map(|row| statistic(row)),
    ))
}

/// Losses fall where log-probabilities rise, hence the order of the operands.
fn difference(row: &[Option<Averages>], columns: &Columns) -> Option<f64> {
    let change = |i: usize| row[columns[i]].map(|a| a.token_micro.change());
    Some((change(1)? - change(0)?) - (change(3)? - change(2)?))
}

fn columns(table: &Table, entity_type: Option<EntityType>, mentions: Mentions) -> Option<Columns> {
    let sensitive = |split| {
        let entity_type = entity_type.clone();
        table.find(&Cell {
            split,
            tokens: TokenGroup::Sensitive,
            mentions,
            entity_type,
        })
    };
    let other = |split| {
        let tokens = TokenGroup::NonSensitive;
        table.find(&Cell {
            split,
            tokens,
            mentions: Mentions::All,
            entity_type: None,
        })
    };
    Some([
        sensitive(Split::Train)?,
        sensitive(Split::Holdout)?,
        other(Split::Train)?,
        other(Split::Holdout)?,
    ])
}

fn entity_types(table: &Table) -> Vec<EntityType> {
    let mut types: Vec<EntityType> = table
        .columns
        .iter()
        .filter_map(|column| column.cell.entity_type.clone())
        .collect();
    types.sort();
    types.dedup();
    types
}
