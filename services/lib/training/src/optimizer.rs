//! AdamW with float32 state, updated a cache-sized slice at a time.

#[cfg(test)]
mod tests;

use model::Parameter;
use tch::Tensor;

/// Scalars updated together: their six vectors stay in a core's second-level cache.
const SLICE: i64 = 1 << 16;

/// Settings of AdamW (Loshchilov and Hutter 2019).
#[derive(Debug, Clone, Copy)]
pub struct AdamConfig {
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
    /// Decoupled weight decay of matrices; vectors do not decay.
    pub weight_decay: f64,
}

/// The optimiser and its moments.
#[derive(Debug)]
pub struct AdamW {
    config: AdamConfig,
    step: i32,
    moments: Vec<(Tensor, Tensor)>,
}

impl AdamW {
    /// Zero moments for each of `parameters`.
    pub fn new(config: AdamConfig, parameters: &[Parameter]) -> Self {
        let zeros = |parameter: &Parameter| {
            let value = parameter.value.detach();
            (value.zeros_like(), value.zeros_like())
        };
        Self {
            config,
            step: 0,
            moments: parameters.iter().map(zeros).collect(),
        }
    }

    /// One step on `parameters`, the same as given to [`Self::new`], along `gradients` times
    /// `factor`. Gradients are dropped as they are used.
    pub fn step(
        &mut self,
        parameters: &[Parameter],
        gradients: Vec<Tensor>,
        learning_rate: f64,
        factor: f64,
    ) {
        let _guard = tch::no_grad_guard();
        self.step += 1;
        let correction1 = 1.0 - self.config.beta1.powi(self.step);
        let correction2 = 1.0 - self.config.beta2.powi(self.step);
        for ((parameter, gradient), moments) in parameters.iter().zip(gradients).zip(&self.moments)
        {
            let decays = parameter.value.dim() > 1 && self.config.weight_decay > 0.0;
            let update = Update {
                config: self.config,
                shrink: if decays {
                    1.0 - learning_rate * self.config.weight_decay
                } else {
                    1.0
                },
                rate: learning_rate / correction1,
                root_scale: correction2.sqrt().recip(),
                factor,
            };
            update.apply(&parameter.value, &gradient, moments);
        }
    }
}

/// What one step does to every scalar of one parameter.
struct Update {
    config: AdamConfig,
    shrink: f64,
    rate: f64,
    root_scale: f64,
    factor: f64,
}

impl Update {
    fn apply(&self, value: &Tensor, gradient: &Tensor, (first, second): &(Tensor, Tensor)) {
        let flat = |tensor: &Tensor| tensor.detach().view([-1]);
        let (value, first, second) = (flat(value), flat(first), flat(second));
        let gradient = gradient.reshape([-1]);
        let total = value.numel() as i64;
        for start in (0..total).step_by(SLICE as usize) {
            let slice = |tensor: &Tensor| tensor.narrow(0, start, SLICE.min(total - start));
            self.apply_slice(
                slice(&value),
                slice(&gradient),
                slice(&first),
                slice(&second),
            );
        }
    }

    fn apply_slice(
        &self,
        mut value: Tensor,
        gradient: Tensor,
        mut first: Tensor,
        mut second: Tensor,
    ) {
        let AdamConfig {
            beta1,
            beta2,
            epsilon,
            ..
        } = self.config;
        let gradient = if self.factor == 1.0 {
            gradient
        } else {
            gradient * self.factor
        };
        let _ = first.lerp_(&gradient, 1.0 - beta1);
        let rooted = gradient * (1.0 - beta2).sqrt();
        let _ = second.g_mul_scalar_(beta2).addcmul_(&rooted, &rooted);
        let mut root = second.sqrt();
        let root = root.g_mul_scalar_(self.root_scale).g_add_scalar_(epsilon);
        if self.shrink != 1.0 {
            let _ = value.g_mul_scalar_(self.shrink);
        }
        let _ = value.addcdiv_(&(first * -self.rate), &root);
    }
}

/// Euclidean norm of all gradients together.
pub fn global_norm(gradients: &[Tensor]) -> f64 {
    let _guard = tch::no_grad_guard();
    let square = |gradient: &Tensor| {
        let flat = gradient.reshape([-1]);
        flat.dot(&flat).double_value(&[])
    };
    gradients.iter().map(square).sum::<f64>().sqrt()
}
