//! The gradient of the mean loss over all targets of the logical batch: a long example weighs more
//! than a short one, and cutting into physical batches changes nothing.

use model::{Model, Parameter, Pass, catch};
use tch::{Kind, Tensor};

use super::{Gradient, Gradients, LogicalBatch};
use crate::Error;
use crate::batch::{Batch, physical};

/// Plain gradients.
#[derive(Debug, Default)]
pub struct Plain;

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
        let mut sum = Sum::new(model, trainable);
        for indices in physical(&lengths, batch.physical_batch_size) {
            let chosen: Vec<_> = indices.iter().map(|index| batch.examples[*index]).collect();
            catch(|| sum.add(&Batch::new(&chosen, batch.cut, model.device()), weight))?;
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
    loss: f64,
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
            loss: 0.0,
            tokens: 0,
            padded_tokens: 0,
        }
    }

    /// Adds the gradient of `weight` times the summed loss of a physical batch.
    ///
    /// The head's part is formed by hand, slice by slice; autograd sees the trunk only, through
    /// the product of the hidden states and their known gradient.
    fn add(&mut self, batch: &Batch, weight: f64) {
        self.tokens += batch.tokens;
        self.padded_tokens += batch.padded_tokens;
        let rows = batch.targets.numel() as i64;
        if rows == 0 {
            return;
        }
        let hidden = self
            .model
            .hidden(&batch.ids, &Pass::training())
            .index_select(0, &batch.rows);
        let weights = Tensor::full([rows], weight, (Kind::Float, self.model.device()));
        let head = self.head.map(|index| &mut self.values[index]);
        let by_head = self
            .model
            .cross_entropy(&hidden.detach(), &batch.targets, &weights, head);
        self.loss += weight * by_head.loss.sum(Kind::Double).double_value(&[]);
        let surrogate = (hidden.to_kind(Kind::Float) * by_head.hidden).sum(Kind::Float);
        let leaves: Vec<&Tensor> = self.trainable.iter().map(|leaf| &leaf.value).collect();
        let gradients = Tensor::run_backward(&[surrogate], &leaves, false, false);
        for (total, gradient) in self.values.iter_mut().zip(gradients) {
            if !gradient.defined() {
                continue;
            }
            match total {
                Some(total) => *total += gradient,
                None => *total = Some(gradient),
            }
        }
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
