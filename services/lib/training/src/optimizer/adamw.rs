//! AdamW (Loshchilov and Hutter 2019): two moments a scalar.

use model::{AdamW, Parameter};
use tch::Tensor;

use super::{Factor, OptimizerConfig, Step, by_slices};

pub(super) fn slots(parameter: &Parameter) -> Vec<Tensor> {
    let value = parameter.value.detach();
    vec![value.zeros_like(), value.zeros_like()]
}

/// One step on one parameter; `count` counts it.
pub(super) fn update(
    config: &OptimizerConfig,
    count: i32,
    step: &Step,
    value: &Tensor,
    gradient: &Tensor,
    slots: &mut [Tensor],
) {
    let [first, second] = slots else {
        return;
    };
    let update = Update {
        beta1: config.beta1,
        beta2: config.beta2,
        epsilon: config.epsilon,
        shrink: config.shrink(value, step.learning_rate),
        rate: step.learning_rate / (1.0 - config.beta1.powi(count)),
        root_scale: (1.0 - config.beta2.powi(count)).sqrt().recip(),
        factor: &step.factor,
    };
    by_slices(
        [value, gradient, first, second],
        |[value, gradient, first, second]| {
            update.apply(value, gradient, first, second);
        },
    );
}

/// The same on all parameters at once, float32, where libtorch has kernels for it; whether it has.
pub(super) fn update_all(
    config: &OptimizerConfig,
    count: i32,
    step: &Step,
    parameters: &[Parameter],
    gradients: &[Tensor],
    slots: &[Vec<Tensor>],
) -> bool {
    let divisor = step.factor.divisor(parameters);
    let decays = |place: &usize| config.decay(&parameters[*place].value) > 0.0;
    let (matrices, vectors): (Vec<usize>, Vec<usize>) = (0..parameters.len()).partition(decays);
    [(matrices, config.weight_decay), (vectors, 0.0)]
        .iter()
        .all(|(places, weight_decay)| {
            let of = |tensor: &dyn Fn(usize) -> Tensor| -> Vec<Tensor> {
                places.iter().map(|place| tensor(*place)).collect()
            };
            let how = AdamW {
                count,
                learning_rate: step.learning_rate,
                beta1: config.beta1,
                beta2: config.beta2,
                weight_decay: *weight_decay,
                epsilon: config.epsilon,
            };
            model::adamw(
                how,
                &of(&|place| parameters[place].value.detach()),
                &of(&|place| gradients[place].shallow_clone()),
                [
                    &of(&|place| slots[place][0].shallow_clone()),
                    &of(&|place| slots[place][1].shallow_clone()),
                ],
                divisor.as_ref(),
            )
        })
}

/// What one step does to every scalar of one parameter.
struct Update<'a> {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    shrink: f64,
    rate: f64,
    root_scale: f64,
    factor: &'a Factor,
}

impl Update<'_> {
    fn apply(&self, mut value: Tensor, gradient: Tensor, mut first: Tensor, mut second: Tensor) {
        let gradient = self.factor.of(&gradient);
        let _ = first.lerp_(&gradient, 1.0 - self.beta1);
        let rooted = gradient * (1.0 - self.beta2).sqrt();
        let _ = second.g_mul_scalar_(self.beta2).addcmul_(&rooted, &rooted);
        let mut root = second.sqrt();
        let root = root
            .g_mul_scalar_(self.root_scale)
            .g_add_scalar_(self.epsilon);
        if self.shrink != 1.0 {
            let _ = value.g_mul_scalar_(self.shrink);
        }
        let _ = value.addcdiv_(&(first * -self.rate), &root);
    }
}
