//! The vocabulary head, a slice of rows at a time: logits (R, V) in float32 are the largest tensor
//! of a step and are never held in full.

use tch::{Kind, Tensor};

use crate::Model;
use crate::config::ModelConfig;

/// Bytes of float32 logits that live at once.
const CHUNK_BYTES: usize = 48 << 20;

/// Rows of logits that live at once.
pub(crate) fn rows_per_chunk(config: &ModelConfig) -> i64 {
    (CHUNK_BYTES / (4 * config.vocab_size)).max(16) as i64
}

/// (start, length) of each slice of `rows` rows.
pub(crate) fn chunks(rows: i64, size: i64) -> impl Iterator<Item = (i64, i64)> {
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

impl Model {
    /// Negative log-probabilities of `targets` (R) after hidden states (R, D), as (R) float32.
    pub fn target_loss(&self, hidden: &Tensor, targets: &Tensor) -> Tensor {
        let _guard = tch::no_grad_guard();
        let rows = hidden.size()[0];
        let part = |(start, length): (i64, i64)| {
            let logits = self.logits(&hidden.narrow(0, start, length));
            let targets = targets.narrow(0, start, length).unsqueeze(1);
            -logits
                .log_softmax(-1, Kind::Float)
                .gather(1, &targets, false)
                .squeeze_dim(1)
        };
        let parts: Vec<Tensor> = chunks(rows, rows_per_chunk(&self.config))
            .map(part)
            .collect();
        if parts.is_empty() {
            return Tensor::zeros([0], (Kind::Float, hidden.device()));
        }
        Tensor::cat(&parts, 0)
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
        let weight = self.head_weight().operand(self.compute);
        let (mut losses, mut gradients) = (Vec::new(), Vec::new());
        for (start, length) in chunks(hidden.size()[0], rows_per_chunk(&self.config)) {
            let hidden = hidden.narrow(0, start, length);
            let targets = targets.narrow(0, start, length).unsqueeze(1);
            let logits = self.logits(&hidden);
            let mut by_logit = logits.log_softmax(-1, Kind::Float);
            losses.push(-by_logit.gather(1, &targets, false).squeeze_dim(1));
            // d loss / d logit = softmax - one-hot.
            let minus_one = Tensor::full([length, 1], -1.0, (Kind::Float, hidden.device()));
            let _ = by_logit.exp_().scatter_add_(1, &targets, &minus_one);
            let _ = by_logit.g_mul_(&weights.narrow(0, start, length).unsqueeze(1));
            if let Some(cap) = self.config.logit_soft_cap {
                by_logit *= 1.0 - (logits / cap).square();
            }
            let by_logit = by_logit.to_kind(self.compute);
            gradients.push(by_logit.matmul(&weight).to_kind(Kind::Float));
            if let Some(total) = weight_gradient.as_deref_mut() {
                add_product(total, &by_logit.tr(), &hidden.to_kind(self.compute));
            }
        }
        let join = |parts: Vec<Tensor>, shape: &[i64]| match parts.is_empty() {
            true => Tensor::zeros(shape, (Kind::Float, hidden.device())),
            false => Tensor::cat(&parts, 0),
        };
        HeadGradient {
            loss: join(losses, &[0]),
            hidden: join(gradients, &[0, weight.size()[1]]),
        }
    }
}

/// total += left right, float32.
fn add_product(total: &mut Option<Tensor>, left: &Tensor, right: &Tensor) {
    match total {
        Some(total) if left.kind() == Kind::Float => {
            let _ = total.addmm_(left, right);
        }
        Some(total) => *total += left.matmul(right),
        None => *total = Some(left.matmul(right).to_kind(Kind::Float)),
    }
}
