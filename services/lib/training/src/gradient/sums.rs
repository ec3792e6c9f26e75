//! Sums of gradients, one for each trainable parameter, made when something is first added.

use std::collections::HashMap;

use model::Parameter;
use tch::Tensor;

use super::product::{self, Factors};

/// Sums by the names of their parameters. What is added under another name is dropped.
#[derive(Debug)]
pub(super) struct Sums<'a> {
    trainable: &'a [Parameter],
    index: HashMap<&'a str, usize>,
    values: Vec<Option<Tensor>>,
}

impl<'a> Sums<'a> {
    pub(super) fn new(trainable: &'a [Parameter]) -> Self {
        let names = trainable.iter().map(|parameter| parameter.name.as_str());
        Self {
            trainable,
            index: names
                .enumerate()
                .map(|(place, name)| (name, place))
                .collect(),
            values: trainable.iter().map(|_| None).collect(),
        }
    }

    /// Whether a parameter of this name is trained.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Adds a gradient that nothing else holds.
    pub(super) fn add(&mut self, name: &str, value: Tensor) {
        match self.slot(name) {
            Some(Some(sum)) => *sum += value,
            Some(empty) => *empty = Some(value),
            None => {}
        }
    }

    /// Adds the sum over units of factor left^T right: rows (N, M) and (N, K) of the sums' element type or narrower.
    pub(super) fn add_weighted(
        &mut self,
        name: &str,
        left: &Tensor,
        right: &Tensor,
        factors: &Factors<'_>,
    ) {
        if let Some(sum) = self.slot(name) {
            product::add_weighted(sum, left, right, factors);
        }
    }

    /// Adds rows (N, width) at `ids` (N).
    pub(super) fn add_rows(&mut self, name: &str, ids: &Tensor, rows: &Tensor) {
        let Some(place) = self.index.get(name).copied() else {
            return;
        };
        let zeros = || self.trainable[place].value.detach().zeros_like();
        let sum = self.values[place].get_or_insert_with(zeros);
        let _ = sum.index_add_(0, ids, rows);
    }

    /// One per trainable parameter, in their order; zero where nothing was added.
    pub(super) fn finish(self) -> Vec<Tensor> {
        let whole = |(value, leaf): (Option<Tensor>, &Parameter)| {
            value.unwrap_or_else(|| leaf.value.detach().zeros_like())
        };
        self.values
            .into_iter()
            .zip(self.trainable)
            .map(whole)
            .collect()
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<Tensor>> {
        let place = self.index.get(name)?;
        self.values.get_mut(*place)
    }
}
