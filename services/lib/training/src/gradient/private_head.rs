//! The vocabulary head in a private step. Its gradient by its weight is, for one unit, L^T h with L
//! (R, V) the gradient by the logits and h (R, D) the hidden states of the unit's targets. Where the
//! head's weight is the embedding too, both uses add up before the norm is taken:
//! ||L^T h + E||^2 = ||L^T h||^2 + 2 <L^T h, E> + ||E||^2.

use model::{LogitGradient, Model, to_device};
use tch::{Kind, Tensor};

use super::gram::Gram;
use super::per_example::{Part, SquareNorms, ghost_is_cheaper};
use super::private::Unit;
use super::product::{self, Factors};
use super::sums::Sums;
use crate::batch::{Batch, breadth};

/// Bytes of a gradient by the logits that is kept from the forward to the backward pass. A larger one
/// is made again.
const KEPT_BYTES: usize = 320 << 20;

/// The targets of a physical batch, unit after unit.
pub(super) struct Rows {
    /// Targets of each unit.
    counts: Vec<i64>,
    /// (N) int64.
    targets: Tensor,
    /// The weight of each target's loss in its unit's, (N) float64.
    weights: Tensor,
}

impl Rows {
    pub(super) fn of(data: &Batch, units: &[&Unit<'_>]) -> Self {
        let most = data.counts.len() / units.len().max(1);
        let (mut counts, mut weights) = (Vec::new(), Vec::new());
        for (unit, targets) in units.iter().zip(data.counts.chunks(most.max(1))) {
            counts.push(targets.iter().sum::<usize>() as i64);
            for &count in targets {
                let weight = 1.0 / (count * unit.examples.len()) as f64;
                weights.extend(std::iter::repeat_n(weight, count));
            }
        }
        Self {
            counts,
            targets: data.targets.shallow_clone(),
            weights: to_device(Tensor::from_slice(&weights), data.targets.device()),
        }
    }
}

/// The head of one physical batch.
pub(super) struct Head<'a> {
    model: &'a Model,
    /// Its weight, as products take it.
    operand: Tensor,
    rows: Rows,
    /// (N, D) in the compute type.
    hidden: Tensor,
    /// Whether its weight is trained.
    trained: bool,
    /// Units that are computed at once.
    groups: Vec<std::ops::Range<usize>>,
    /// L of all rows, if it is small enough to be kept.
    kept: Option<Tensor>,
}

impl<'a> Head<'a> {
    pub(super) fn new(model: &'a Model, rows: Rows, hidden: Tensor, sums: &Sums<'_>) -> Self {
        let trained = sums.has(&model.head_weight().name);
        let most = KEPT_BYTES * breadth(model.device()) / (4 * model.config().vocab_size);
        let most = most as i64;
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        let mut held = 0;
        for (unit, count) in rows.counts.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if held + count <= most => {
                    group.end = unit + 1;
                    held += count;
                }
                _ => {
                    groups.push(unit..unit + 1);
                    held = *count;
                }
            }
        }
        let _guard = tch::no_grad_guard();
        Self {
            model,
            operand: model.head_operand(),
            rows,
            hidden,
            trained,
            groups,
            kept: None,
        }
    }

    /// (start, length) of the rows of a group.
    fn range(&self, group: &std::ops::Range<usize>) -> (i64, i64) {
        let start = self.rows.counts[..group.start].iter().sum();
        (start, self.rows.counts[group.clone()].iter().sum())
    }

    fn logit_gradient(&self, (start, length): (i64, i64)) -> Tensor {
        let part = |tensor: &Tensor| tensor.narrow(0, start, length);
        let weights = part(&self.rows.weights).to_kind(self.model.wide());
        let (hidden, targets) = (part(&self.hidden), part(&self.rows.targets));
        let LogitGradient { product, .. } =
            self.model
                .logit_gradient(&hidden, &targets, Some(&weights), &self.operand);
        // Rounded, if at all, as every other gradient of the pass: each unit's norm and sum are of the same.
        product
    }

    /// The gradient of the sum of the units' losses by the hidden states, (N, D).
    pub(super) fn hidden_gradient(&mut self) -> Tensor {
        let _guard = tch::no_grad_guard();
        let mut parts = Vec::new();
        for group in &self.groups {
            let product = self.logit_gradient(self.range(group));
            parts.push(self.model.through_head(&product, &self.operand));
            if self.trained && self.groups.len() == 1 {
                self.kept = Some(product);
            }
        }
        Tensor::cat(&parts, 0)
    }

    /// Whether a layer's weight is the head's.
    pub(super) fn shares(&self, part: &Part) -> bool {
        let name = &self.model.head_weight().name;
        part.table().is_some_and(|(weight, ..)| weight == name)
    }

    /// L of a group's rows.
    fn product(&self, range: (i64, i64)) -> Tensor {
        match &self.kept {
            Some(kept) => kept.shallow_clone(),
            None => self.logit_gradient(range),
        }
    }

    /// Squared norms of the gradient by the head's weight, the table that shares it left out but not
    /// what the two have in common; `None` where it is not trained.
    pub(super) fn square_norms(&self, parts: &[Part]) -> Option<SquareNorms> {
        if !self.trained {
            return None;
        }
        let table = parts
            .iter()
            .find(|part| self.shares(part))
            .and_then(Part::table);
        let (device, units) = (self.hidden.device(), self.rows.counts.len() as i64);
        let mut all = SquareNorms::zeros(units, device);
        for group in &self.groups {
            let range = self.range(group);
            let product = self.product(range);
            for unit in group.clone() {
                let start: i64 = self.rows.counts[..unit].iter().sum();
                let count = self.rows.counts[unit];
                if count == 0 {
                    continue;
                }
                let logits = product.narrow(0, start - range.0, count);
                let hidden = self.hidden.narrow(0, start, count).to_kind(logits.kind());
                let wide = self.model.wide();
                let mut norms = matrix(&logits, &hidden, wide);
                if let Some((_, ids, rows)) = table {
                    let own = |tensor: &Tensor| {
                        let positions = tensor.size()[0] / units;
                        tensor.narrow(0, unit as i64 * positions, positions)
                    };
                    let both = logits.index_select(1, &own(ids)).to_kind(wide)
                        * hidden.to_kind(wide).matmul(&own(rows).to_kind(wide).tr());
                    norms.square += both.sum(Kind::Double) * 2.0;
                    // What the two have in common is at most their product.
                    norms.terms *= 2.0;
                }
                let place = to_device(Tensor::from_slice(&[unit as i64]), device);
                let _ = all.square.index_add_(0, &place, &norms.square);
                let _ = all.terms.index_add_(0, &place, &norms.terms);
            }
        }
        Some(all)
    }

    /// Adds each unit's gradient by the head's weight times its factor, (U).
    pub(super) fn add_weighted(&self, factors: &Tensor, sums: &mut Sums<'_>) {
        let name = self.model.head_weight().name.as_str();
        for group in &self.groups {
            let range = self.range(group);
            let (start, length) = (group.start as i64, group.len() as i64);
            let factors = Factors {
                of_units: &factors.narrow(0, start, length),
                counts: self.rows.counts[group.clone()].to_vec(),
            };
            let product = self.product(range);
            let hidden = self.hidden.narrow(0, range.0, range.1);
            sums.add_weighted(name, &product, &hidden, &factors);
        }
    }
}

/// The squared norm of left^T right, (1): `left` (R, V), `right` (R, D).
fn matrix(left: &Tensor, right: &Tensor, wide: Kind) -> SquareNorms {
    let cheaper = ghost_is_cheaper(left.size()[0], left.size()[1], right.size()[1]);
    let (left, right) = (left.unsqueeze(0), right.unsqueeze(0));
    if cheaper {
        let mut norms = Gram::of(&left, wide).norms(&Gram::of(&right, wide));
        if product::goes_in_parts(&left) || product::goes_in_parts(&right) {
            norms.terms = product::terms(&right, &left);
        }
        return norms;
    }
    let formed = product::of_batches(&left.transpose(1, 2), &right, wide);
    let square = formed.norm_scalaropt_dtype(2, Kind::Double).square();
    SquareNorms {
        square: square.unsqueeze(0),
        terms: product::terms(&right, &left),
    }
}
