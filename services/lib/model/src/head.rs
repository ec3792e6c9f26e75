//! The vocabulary head, a slice of rows at a time: logits (R, V) in float32 are the largest tensor
//! of a step and are never held in full.

use tch::{Device, Tensor};

use crate::Model;
use crate::config::ModelConfig;
use crate::operators;

/// Bytes of float32 logits that live at once.
const CHUNK_BYTES: usize = 48 << 20;

/// The same on a GPU, whose products need more rows to be fast.
const DEVICE_CHUNK_BYTES: usize = 1 << 30;

/// Rows of logits that live at once.
fn rows_per_chunk(config: &ModelConfig, device: Device) -> i64 {
    let bytes = match device {
        Device::Cpu => CHUNK_BYTES,
        _ => DEVICE_CHUNK_BYTES,
    };
    (bytes / (4 * config.vocab_size)).max(16) as i64
}

/// Bytes of logits that are read at once: what is made of them goes over them several times, and from a
/// processor's cache that is twice as fast.
const CACHED_BYTES: usize = 12 << 20;

/// Rows of logits that are read at once.
fn rows_in_cache(config: &ModelConfig, device: Device) -> i64 {
    match device {
        Device::Cpu => (CACHED_BYTES / (4 * config.vocab_size)).max(1) as i64,
        _ => rows_per_chunk(config, device),
    }
}

/// (start, length) of each slice of `rows` rows.
fn chunks(rows: i64, size: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..rows)
        .step_by(size as usize)
        .map(move |start| (start, size.min(rows - start)))
}

/// What [`Model::cross_entropy`] computes.
#[derive(Debug)]
pub struct HeadGradient {
    /// Negative log-probability of each target, (R) float32, unweighted.
    pub loss: Tensor,
    /// Gradient of the weighted sum of losses by the hidden states, (R, D) float32.
    pub hidden: Tensor,
}

/// What [`Model::logit_gradient`] computes.
#[derive(Debug)]
pub struct LogitGradient {
    /// Negative log-probability of each target, (R) float32, unweighted.
    pub loss: Tensor,
    /// Gradient of the weighted sum of losses by the product of the hidden states and the head's
    /// weight, (R, V) float32.
    pub product: Tensor,
}

impl Model {
    /// Negative log-probabilities of `targets` (R) after hidden states (R, D), as (R) float32.
    pub fn target_loss(&self, hidden: &Tensor, targets: &Tensor) -> Tensor {
        let parts = self.each_slice(hidden, targets, |logits, targets| {
            -logits
                .log_softmax(-1, self.wide())
                .gather(1, &targets.unsqueeze(1), false)
                .squeeze_dim(1)
        });
        self.join(&parts, &[0], hidden.device())
    }

    /// What `read` makes of logits (S, V) and targets (S), slice after slice of hidden states (R, D) and targets
    /// (R).
    pub(crate) fn each_slice<T>(
        &self,
        hidden: &Tensor,
        targets: &Tensor,
        mut read: impl FnMut(&Tensor, &Tensor) -> T,
    ) -> Vec<T> {
        let _guard = tch::no_grad_guard();
        let mut found = Vec::new();
        for (first, length) in chunks(targets.size()[0], rows_per_chunk(&self.config, self.device))
        {
            let logits = self.logits(&hidden.narrow(0, first, length));
            for (start, length) in chunks(length, rows_in_cache(&self.config, self.device)) {
                let targets = targets.narrow(0, first + start, length);
                found.push(read(&logits.narrow(0, start, length), &targets));
            }
        }
        found
    }

    /// The loss sum_r weights_r * loss_r and its gradient by each logit before any soft cap.
    ///
    /// `hidden` (R, D), `targets` (R) int64, `weights` (R) float32. Holds one matrix (R, V): the
    /// caller chooses R.
    pub fn logit_gradient(
        &self,
        hidden: &Tensor,
        targets: &Tensor,
        weights: &Tensor,
    ) -> LogitGradient {
        let _guard = tch::no_grad_guard();
        let (targets, weights) = (targets.unsqueeze(1), weights.unsqueeze(1));
        // Logits first, slice after slice overwritten by the gradient.
        let product = self.logits(hidden);
        let slices = chunks(product.size()[0], rows_in_cache(&self.config, self.device));
        let losses: Vec<Tensor> = slices
            .map(|(start, length)| {
                let part = |tensor: &Tensor| tensor.narrow(0, start, length);
                self.overwrite_by_gradient(part(&product), &part(&targets), &part(&weights))
            })
            .collect();
        let loss = self.join(&losses, &[0], hidden.device());
        LogitGradient { loss, product }
    }

    /// Puts the gradient by the products in the place of `logits` (S, V); returns the losses (S). `targets` and
    /// `weights` (S, 1).
    fn overwrite_by_gradient(
        &self,
        mut logits: Tensor,
        targets: &Tensor,
        weights: &Tensor,
    ) -> Tensor {
        // c tanh(z / c) has the derivative 1 - (logit / c)^2 by z.
        let slope = self
            .config
            .logit_soft_cap
            .map(|cap| 1.0f64 - (&logits / cap).square());
        let mut gradient = logits.log_softmax(-1, self.wide());
        let loss = -gradient.gather(1, targets, false).squeeze_dim(1);
        // d loss / d logit = softmax - one-hot.
        let _ = gradient.exp_().g_mul_(weights);
        let _ = gradient.scatter_add_(1, targets, &-weights);
        if let Some(slope) = slope {
            let _ = gradient.g_mul_(&slope);
        }
        logits.copy_(&gradient);
        loss
    }

    /// The loss sum_r weights_r * loss_r and its gradients, without the logits of all rows at once.
    ///
    /// `hidden` (R, D), `targets` (R) int64, `weights` (R) float32. With `weight_gradient`, the
    /// gradient by the head's weight (V, D) float32 is added to what it holds.
    pub fn cross_entropy(
        &self,
        hidden: &Tensor,
        targets: &Tensor,
        weights: &Tensor,
        mut weight_gradient: Option<&mut Option<Tensor>>,
    ) -> HeadGradient {
        let _guard = tch::no_grad_guard();
        let (mut losses, mut gradients) = (Vec::new(), Vec::new());
        for (start, length) in chunks(hidden.size()[0], rows_per_chunk(&self.config, self.device)) {
            let part = |tensor: &Tensor| tensor.narrow(0, start, length);
            let hidden = part(hidden);
            let LogitGradient { loss, product } =
                self.logit_gradient(&hidden, &part(targets), &part(weights));
            losses.push(loss);
            let product = product.to_kind(self.compute);
            gradients.push(self.through_head(&product));
            if let Some(total) = weight_gradient.as_deref_mut() {
                self.add_product(total, &product.tr(), &hidden.to_kind(self.compute));
            }
        }
        let device = hidden.device();
        HeadGradient {
            loss: self.join(&losses, &[0], device),
            hidden: self.join(&gradients, &[0, hidden.size()[1]], device),
        }
    }

    /// The gradient by the hidden states, (R, D) float32, from that by the products (R, V).
    pub fn through_head(&self, product: &Tensor) -> Tensor {
        let weight = self.head_weight().value.detach().to_kind(self.compute);
        let through = operators::linear(&product.to_kind(self.compute), &weight.tr(), None);
        through.to_kind(self.wide())
    }

    fn join(&self, parts: &[Tensor], shape: &[i64], device: tch::Device) -> Tensor {
        match parts.is_empty() {
            true => Tensor::zeros(shape, (self.wide(), device)),
            false => Tensor::cat(parts, 0),
        }
    }

    /// total += left right, in float32 or better.
    fn add_product(&self, total: &mut Option<Tensor>, left: &Tensor, right: &Tensor) {
        match total {
            Some(total) if left.kind() == self.wide() => {
                let _ = total.addmm_(left, right);
            }
            Some(total) => *total += left.matmul(right),
            None => *total = Some(left.matmul(right).to_kind(self.wide())),
        }
    }
}
