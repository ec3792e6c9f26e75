//! The gradient of the mean loss over all targets of the logical batch: a long example weighs more
//! than a short one, and cutting into physical batches changes nothing.

use model::{Model, Parameter, Pass, catch};
use tch::{Kind, Tensor};

use super::{Gradient, Gradients, LogicalBatch};
use crate::Error;
use crate::batch::{Batch, physical};

/// Plain gradients.
#[derive(Debug, Default)]
pub struct Plain {
    /// Compute each block twice instead of keeping what is inside it.
    pub recompute: bool,
}

impl Gradient for Plain {
    fn compute(
        &mut self,
        model: &Model,
        trainable: &[Parameter],
        batch: &LogicalBatch<'_>,
    ) -> Result<Gradients, Error> {
        let targets: usize = batch
            .examples
            .iter()
            .map(|example| batch.cut.count(example))
            .sum();
        let weight = 1.0 / targets.max(1) as f64;
        let lengths: Vec<(usize, usize)> = batch
            .examples
            .iter()
            .map(|example| example.ids.len().min(batch.cut.length))
            .enumerate()
            .collect();
        let mut sum = catch(|| Sum::new(model, trainable))?;
        // What is computed twice has to drop the same inputs twice.
        let start = batch.seed.or(self.recompute.then_some(0));
        for indices in physical(&lengths, batch.physical) {
            let chosen: Vec<_> = indices.iter().map(|index| batch.examples[*index]).collect();
            let seeds: Option<Vec<i64>> = start.map(|seed| {
                let own = |index: &usize| seed.wrapping_add(*index as i64);
                indices.iter().map(own).collect()
            });
            let data = catch(|| Batch::new(&chosen, batch.cut, model.device()))?;
            catch(|| sum.add(&data, weight, seeds.as_deref(), self.recompute))?;
        }
        catch(|| sum.finish()).map_err(Error::from)
    }
}

/// Gradients summed over physical batches.
struct Sum<'a> {
    model: &'a Model,
    trainable: &'a [Parameter],
    values: Vec<Option<Tensor>>,
    /// Where the head's weight is among the trainable ones.
    head: Option<usize>,
    loss: Tensor,
    tokens: usize,
    padded_tokens: usize,
}

impl<'a> Sum<'a> {
    fn new(model: &'a Model, trainable: &'a [Parameter]) -> Self {
        let head = &model.head_weight().name;
        Self {
            model,
            trainable,
            values: trainable.iter().map(|_| None).collect(),
            head: trainable
                .iter()
                .position(|parameter| parameter.name == *head),
            loss: Tensor::zeros([], (Kind::Double, model.device())),
            tokens: 0,
            padded_tokens: 0,
        }
    }

    /// Adds the gradient of `weight` times the summed loss of a physical batch.
    ///
    /// The head's part is formed by hand, slice by slice; autograd sees the trunk only, through
    /// the product of the hidden states and their known gradient.
    fn add(&mut self, batch: &Batch, weight: f64, seeds: Option<&[i64]>, recompute: bool) {
        self.tokens += batch.tokens;
        self.padded_tokens += batch.padded_tokens;
        if batch.targets.numel() == 0 {
            return;
        }
        let (model, trainable) = (self.model, self.trainable);
        let mut pass = Pass::training();
        pass.seeds = seeds;
        let leaves: Vec<&Tensor> = trainable.iter().map(|leaf| &leaf.value).collect();
        if recompute {
            let values = std::mem::take(&mut self.values);
            let mut parts = Parts(values);
            let whole = |hidden: &Tensor| {
                let chosen = hidden.index_select(0, &batch.rows);
                let by_chosen = self.head(&chosen, batch, weight, &mut parts.0);
                let zeros = Tensor::zeros(hidden.size(), (model.wide(), model.device()));
                zeros.index_copy(0, &batch.rows, &by_chosen)
            };
            let mut later = Parts(trainable.iter().map(|_| None).collect());
            model.backward_by_block(&batch.ids, &pass, &leaves, whole, &mut |gradients| {
                later.add(gradients);
            });
            parts.add_known(later);
            self.values = parts.0;
            return;
        }
        let hidden = model.hidden(&batch.ids, &pass).index_select(0, &batch.rows);
        let mut parts = Parts(std::mem::take(&mut self.values));
        let by_hidden = self.head(&hidden.detach(), batch, weight, &mut parts.0);
        let surrogate = (hidden.to_kind(model.wide()) * by_hidden).sum(model.wide());
        parts.add(Tensor::run_backward(&[surrogate], &leaves, false, false));
        self.values = parts.0;
    }

    /// Counts the loss, adds the gradient by the head's weight, returns that by the hidden states.
    fn head(
        &mut self,
        hidden: &Tensor,
        batch: &Batch,
        weight: f64,
        values: &mut [Option<Tensor>],
    ) -> Tensor {
        let rows = batch.targets.numel() as i64;
        let weights = Tensor::full([rows], weight, (self.model.wide(), self.model.device()));
        let head = self.head.map(|index| &mut values[index]);
        let found = self
            .model
            .cross_entropy(hidden, &batch.targets, &weights, head);
        self.loss += found.loss.sum(Kind::Double) * weight;
        found.hidden
    }

    fn finish(self) -> Gradients {
        let whole = |(value, leaf): (Option<Tensor>, &Parameter)| {
            value.unwrap_or_else(|| leaf.value.detach().zeros_like())
        };
        Gradients {
            values: self
                .values
                .into_iter()
                .zip(self.trainable)
                .map(whole)
                .collect(),
            loss: self.loss,
            tokens: self.tokens,
            padded_tokens: self.padded_tokens,
        }
    }
}

/// Gradients so far, one for each leaf.
struct Parts(Vec<Option<Tensor>>);

impl Parts {
    fn add(&mut self, gradients: Vec<Tensor>) {
        for (total, gradient) in self.0.iter_mut().zip(gradients) {
            if gradient.defined() {
                join(total, gradient);
            }
        }
    }

    fn add_known(&mut self, other: Self) {
        for (total, gradient) in self.0.iter_mut().zip(other.0) {
            if let Some(gradient) = gradient {
                join(total, gradient);
            }
        }
    }
}

fn join(total: &mut Option<Tensor>, gradient: Tensor) {
    match total {
        // A matrix's gradient is its own; a vector's may be handed out for two parameters.
        Some(total) if gradient.dim() > 1 => *total += gradient,
        Some(other) => *total = Some(&*other + gradient),
        None => *total = Some(gradient),
    }
}
