//! The vocabulary head, a slice of rows at a time: logits (R, V) in float32 are the largest tensor
//! of a step and are never held in full.

use tch::{Device, Tensor};

use crate::Model;
use crate::config::ModelConfig;
use crate::operators;

/// Bytes of float32 logits that live at once.
const CHUNK_BYTES: usize = 48 << 20;

/// The same on a GPU, whose products need more rows to be fast.
const DEVICE_CHUNK_BYTES: usize = 2 << 30;

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
    /// Gradient of each loss, weighted or not, by the product of the hidden states and the head's weight, (R, V): of
    /// the type of the products where those keep float32 sums, else float32.
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
        let (mut found, head) = (Vec::new(), self.head_operand());
        for (first, length) in chunks(targets.size()[0], rows_per_chunk(&self.config, self.device))
        {
            let logits = self.logits_by(&hidden.narrow(0, first, length), &head);
            for (start, length) in chunks(length, rows_in_cache(&self.config, self.device)) {
                let targets = targets.narrow(0, first + start, length);
                found.push(read(&logits.narrow(0, start, length), &targets));
            }
        }
        found
    }

    /// The losses and the gradient of each by its logits before any soft cap, times its weight where there are
    /// weights.
    ///
    /// `hidden` (R, D), `targets` (R) int64, `weights` (R) float32, `head` of [`Self::head_operand`]. Holds one
    /// matrix (R, V): the caller chooses R.
    pub fn logit_gradient(
        &self,
        hidden: &Tensor,
        targets: &Tensor,
        weights: Option<&Tensor>,
        head: &Tensor,
    ) -> LogitGradient {
        let _guard = tch::no_grad_guard();
        let (targets, weights) = (targets.unsqueeze(1), weights.map(|each| each.unsqueeze(1)));
        let rows = hidden.size()[0];
        // A narrower gradient is kept while a chunk of logits lives at a time; else they are overwritten by it.
        let narrow = self.device != Device::Cpu || operators::multiplies_narrow(hidden);
        let whole = (!narrow).then(|| self.logits_by(hidden, head));
        let product = whole.as_ref().map_or_else(
            || {
                let size = [rows, self.head_weight().value.size()[0]];
                Tensor::empty(size, (self.compute, self.device))
            },
            Tensor::shallow_clone,
        );
        let mut losses = Vec::new();
        for (first, length) in chunks(rows, rows_per_chunk(&self.config, self.device)) {
            let logits = match &whole {
                Some(logits) => logits.narrow(0, first, length),
                None => self.logits_by(&hidden.narrow(0, first, length), head),
            };
            for (start, length) in chunks(length, rows_in_cache(&self.config, self.device)) {
                let part = |tensor: &Tensor| tensor.narrow(0, first + start, length);
                let weights = weights.as_ref().map(part);
                let slice = logits.narrow(0, start, length);
                let (targets, out) = (part(&targets), part(&product));
                losses.push(self.by_products(&slice, &targets, weights.as_ref(), &out));
            }
        }
        let loss = self.join(&losses, &[0], hidden.device());
        LogitGradient { loss, product }
    }

    /// Writes the gradient by the products that `logits` (S, V) were made of into `out`, which may be the logits;
    /// returns the losses (S). `targets` and `weights` (S, 1).
    fn by_products(
        &self,
        logits: &Tensor,
        targets: &Tensor,
        weights: Option<&Tensor>,
        out: &Tensor,
    ) -> Tensor {
        // c tanh(z / c) has the derivative 1 - (logit / c)^2 by z.
        let slope = self
            .config
            .logit_soft_cap
            .map(|cap| 1.0f64 - (logits / cap).square());
        let log = logits.log_softmax(-1, self.wide());
        let of_targets = log.gather(1, targets, false);
        let mut out = log.exp_out(out);
        // Softmax - one-hot, with all digits where the softmax is nearly one.
        let _ = out.scatter_(1, targets, &of_targets.expm1().to_kind(out.kind()));
        for factor in slope.as_ref().into_iter().chain(weights) {
            let _ = out.g_mul_(factor);
        }
        -of_targets.squeeze_dim(1)
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
        let head = self.head_operand();
        for (start, length) in chunks(hidden.size()[0], rows_per_chunk(&self.config, self.device)) {
            let part = |tensor: &Tensor| tensor.narrow(0, start, length);
            let (hidden, weights) = (part(hidden), part(weights).unsqueeze(1));
            let LogitGradient { loss, product } =
                self.logit_gradient(&hidden, &part(targets), None, &head);
            losses.push(loss);
            let product = product.to_kind(self.compute);
            // Weights go on the narrow side.
            gradients.push(self.through_head(&product, &head) * &weights);
            if let Some(total) = weight_gradient.as_deref_mut() {
                let hidden = (hidden * &weights).to_kind(self.compute);
                self.add_product(total, &product, &hidden);
            }
        }
        let device = hidden.device();
        HeadGradient {
            loss: self.join(&losses, &[0], device),
            hidden: self.join(&gradients, &[0, hidden.size()[1]], device),
        }
    }

    /// The gradient by the hidden states, (R, D) float32, from that by the products (R, V); `head` of
    /// [`Self::head_operand`].
    pub fn through_head(&self, product: &Tensor, head: &Tensor) -> Tensor {
        let through = operators::linear(&product.to_kind(self.compute), &head.tr(), None);
        through.to_kind(self.wide())
    }

    fn join(&self, parts: &[Tensor], shape: &[i64], device: tch::Device) -> Tensor {
        match parts.is_empty() {
            true => Tensor::zeros(shape, (self.wide(), device)),
            false => Tensor::cat(parts, 0),
        }
    }

    /// total += left^T right, in float32 or better: `left` (R, M), `right` (R, N).
    fn add_product(&self, total: &mut Option<Tensor>, left: &Tensor, right: &Tensor) {
        if operators::adds_products(left, right) {
            let options = (self.wide(), self.device);
            let sum = total
                .get_or_insert_with(|| Tensor::zeros([left.size()[1], right.size()[1]], options));
            return operators::add_products(sum, left, right, &[left.size()[0]], None);
        }
        let left = left.tr();
        match total {
            Some(total) if left.kind() == self.wide() => {
                let _ = total.addmm_(&left, right);
            }
            Some(total) => *total += left.matmul(right),
            None => *total = Some(left.matmul(right).to_kind(self.wide())),
        }
    }
}
