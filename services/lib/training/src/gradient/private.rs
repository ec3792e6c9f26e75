//! The sum of the clipped gradients of the units of a logical batch: what a private step releases,
//! before its noise. One forward and one backward pass, whatever the number of units.

use std::cmp::Reverse;

use model::{Model, Parameter, Pass, Tape, catch};
use tch::{Device, Kind, Tensor};

use super::clip::Clipping;
use super::per_example::{Grams, Part, SquareNorms};
use super::private_head::{Head, Rows};
use super::sums::Sums;
use crate::Error;
use crate::batch::{Batch, Cut, Example, Physical, breadth, runs};

/// Bytes of the gradient by the logits that are held at most, where that leaves a choice.
const HEAD_BYTES: usize = 256 << 20;

/// Everything that one neighbour differs by, as far as it takes part in a step.
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    /// Its examples; their mean loss is the unit's.
    pub examples: Vec<&'a Example>,
    /// Where its dropout comes from: it must not hang on who else was drawn.
    pub seed: i64,
}

/// The units of one private step.
#[derive(Debug)]
pub struct UnitBatch<'a> {
    /// In any order, possibly none.
    pub units: Vec<Unit<'a>>,
    /// What of the examples is used.
    pub cut: Cut,
    /// How many of them are computed at once.
    pub physical: Physical,
}

/// Clipped gradients, summed.
#[derive(Debug)]
pub struct ClippedSum {
    /// One per trainable parameter, in their order, float32.
    pub values: Vec<Tensor>,
    /// Norm of each unit's gradient before clipping, in the batch's order.
    pub norms: Vec<f64>,
}

/// Sums each unit's gradient, scaled as `clipping` says. The loss of an example is the mean over its
/// own targets; an example without any has a gradient of zero, and so has a unit whose gradient is not
/// finite.
///
/// # Errors
/// Those of the model.
pub fn clipped_sum(
    model: &Model,
    trainable: &[Parameter],
    batch: &UnitBatch<'_>,
    clipping: Clipping,
) -> Result<ClippedSum, Error> {
    let mut sums = Sums::new(trainable);
    let mut norms = vec![0.0; batch.units.len()];
    for indices in physical(batch, model) {
        let found = catch(|| add_physical(model, batch, &indices, clipping, &mut sums))?;
        for (index, norm) in indices.into_iter().zip(found) {
            norms[index] = norm;
        }
    }
    let values = catch(|| sums.finish())?;
    Ok(ClippedSum { values, norms })
}

/// Sums that nobody has waited for.
#[derive(Debug)]
pub(crate) struct AheadSum {
    /// One per trainable parameter, in their order, float32.
    pub(crate) values: Vec<Tensor>,
    /// Whether every unit's gradient is finite: a boolean scalar on the device. If not, the sums are not
    /// either.
    pub(crate) whole: Tensor,
}

/// The same as [`clipped_sum`], without waiting for the device in between.
///
/// # Errors
/// Those of the model.
pub(crate) fn clipped_sum_ahead(
    model: &Model,
    trainable: &[Parameter],
    batch: &UnitBatch<'_>,
    clipping: Clipping,
) -> Result<AheadSum, Error> {
    let mut sums = Sums::new(trainable);
    let mut whole = catch(|| Tensor::ones([], (Kind::Bool, model.device())))?;
    for indices in physical(batch, model) {
        catch(|| {
            if let Some(formed) = Formed::of(model, batch, &indices, &sums) {
                whole = whole.logical_and(&formed.norms().isfinite().all());
                formed.add_to(&mut sums, clipping);
            }
        })?;
    }
    let values = catch(|| sums.finish())?;
    Ok(AheadSum { values, whole })
}

/// Cuts the units into physical batches, those of like size together.
fn physical(batch: &UnitBatch<'_>, model: &Model) -> Vec<Vec<usize>> {
    let size = |index: usize| {
        let lengths = batch.units[index].examples.iter();
        let longest = lengths.map(|one| batch.cut.length_of(one)).max();
        (batch.units[index].examples.len(), longest.unwrap_or(0))
    };
    let head = HEAD_BYTES * breadth(model.device());
    let at_once = Physical {
        tokens: batch
            .physical
            .tokens
            .min(head / (4 * model.config().vocab_size)),
        ..batch.physical
    };
    let mut order: Vec<usize> = (0..batch.units.len()).collect();
    order.sort_by_key(|index| Reverse(size(*index)));
    let sizes: Vec<(usize, usize)> = order.iter().map(|index| size(*index)).collect();
    runs(&sizes, at_once)
        .into_iter()
        .map(|run| order[run].to_vec())
        .collect()
}

/// Adds the clipped gradients of some units to the sums; returns the units' norms before clipping.
fn add_physical(
    model: &Model,
    batch: &UnitBatch<'_>,
    indices: &[usize],
    clipping: Clipping,
    sums: &mut Sums<'_>,
) -> Vec<f64> {
    let Some(formed) = Formed::of(model, batch, indices, sums) else {
        return vec![0.0; indices.len()];
    };
    let norms = Vec::<f64>::try_from(formed.norms().to_device(Device::Cpu)).unwrap_or_default();
    if norms.iter().any(|norm| !norm.is_finite()) {
        // Nothing times zero is nothing, but for what is not finite: go without these units.
        drop(formed);
        return without_broken(model, batch, indices, clipping, sums, norms);
    }
    formed.add_to(sums, clipping);
    norms
}

/// What one pass over some units found, before any of it is in the sums.
struct Formed<'a> {
    parts: Vec<Part>,
    of_parts: Vec<SquareNorms>,
    head: Head<'a>,
    of_head: Option<SquareNorms>,
    all: SquareNorms,
    wide: Kind,
}

impl<'a> Formed<'a> {
    /// `None` where no unit has a target.
    fn of(
        model: &'a Model,
        batch: &UnitBatch<'_>,
        indices: &[usize],
        sums: &Sums<'_>,
    ) -> Option<Self> {
        let units: Vec<&Unit<'_>> = indices.iter().map(|index| &batch.units[*index]).collect();
        let (parts, head) = one_pass(model, &units, batch.cut, sums)?;
        let (count, wide) = (units.len() as i64, model.wide());
        let _guard = tch::no_grad_guard();
        let mut grams = Grams::default();
        let of_parts: Vec<SquareNorms> = parts
            .iter()
            .map(|part| part.square_norms(count, &mut grams, wide))
            .collect();
        drop(grams);
        let mut of_head = head.square_norms(&parts);
        let mut all = SquareNorms::zeros(count, model.device());
        for (part, norms) in parts.iter().zip(&of_parts) {
            // A table that shares the head's weight is one layer with it.
            match of_head.as_mut().filter(|_| head.shares(part)) {
                Some(shared) => shared.add(norms),
                None => all.add(norms),
            }
        }
        of_head.iter().for_each(|norms| all.add(norms));
        Some(Self {
            parts,
            of_parts,
            head,
            of_head,
            all,
            wide,
        })
    }

    /// Norms before clipping, (U) float64.
    fn norms(&self) -> Tensor {
        self.all.square.clamp_min(0.0).sqrt()
    }

    fn add_to(self, sums: &mut Sums<'_>, clipping: Clipping) {
        let _guard = tch::no_grad_guard();
        let Self {
            parts,
            of_parts,
            head,
            of_head,
            all,
            wide,
        } = self;
        let layers = parts.len() + of_head.iter().len();
        let factors = |norms: &SquareNorms| {
            let norms = if clipping.per_layer { norms } else { &all };
            clipping.factors(norms, layers).to_kind(wide)
        };
        if let Some(norms) = &of_head {
            head.add_weighted(&factors(norms), sums);
        }
        for (part, norms) in parts.into_iter().zip(of_parts).rev() {
            let tied = of_head.as_ref().filter(|_| head.shares(&part));
            part.add_weighted(&factors(tied.unwrap_or(&norms)), sums);
        }
    }
}

/// The trained layers with the gradients of their outputs, and the head; `None` where no unit has a
/// target.
fn one_pass<'a>(
    model: &'a Model,
    units: &[&Unit<'_>],
    cut: Cut,
    sums: &Sums<'_>,
) -> Option<(Vec<Part>, Head<'a>)> {
    let empty = Example {
        ids: Vec::new(),
        sensitive: None,
        subject: None,
    };
    let most = units
        .iter()
        .map(|unit| unit.examples.len())
        .max()
        .unwrap_or(0);
    let mut chosen: Vec<&Example> = Vec::new();
    let mut seeds = Vec::new();
    for unit in units {
        // Every unit has as many rows, so that its positions lie together.
        let missing = most - unit.examples.len();
        chosen.extend(&unit.examples);
        chosen.extend(std::iter::repeat_n(&empty, missing));
        seeds.extend((0..most as i64).map(|place| unit.seed.wrapping_add(place)));
    }
    let data = Batch::new(&chosen, cut, model.device());
    if data.targets.numel() == 0 {
        return None;
    }
    let tape = Tape::default();
    let mut pass = Pass::training();
    pass.seeds = Some(&seeds);
    pass.tape = Some(&tape);
    let hidden = model.hidden(&data.ids, &pass).index_select(0, &data.rows);
    let mut head = Head::new(model, Rows::of(&data, units), hidden.detach(), sums);
    let by_hidden = head.hidden_gradient();
    let records = tape.into_records();
    let surrogate = (hidden.to_kind(model.wide()) * by_hidden).sum(model.wide());
    drop(hidden);
    let outputs: Vec<&Tensor> = records.iter().map(|record| &record.output).collect();
    let gradients = Tensor::run_backward(&[surrogate], &outputs, false, false);
    let parts = records
        .into_iter()
        .zip(gradients)
        .filter(|(_, gradient)| gradient.defined())
        .map(|(record, gradient)| Part::new(record, gradient))
        .collect();
    Some((parts, head))
}

fn without_broken(
    model: &Model,
    batch: &UnitBatch<'_>,
    indices: &[usize],
    clipping: Clipping,
    sums: &mut Sums<'_>,
    mut norms: Vec<f64>,
) -> Vec<f64> {
    let whole: Vec<usize> = (0..indices.len())
        .filter(|place| norms[*place].is_finite())
        .collect();
    if whole.is_empty() {
        return norms;
    }
    let left: Vec<usize> = whole.iter().map(|place| indices[*place]).collect();
    let again = add_physical(model, batch, &left, clipping, sums);
    for (place, norm) in whole.into_iter().zip(again) {
        norms[place] = norm;
    }
    norms
}
