//! Stochastic gradient descent, with heavy-ball momentum where it is above zero.

use model::Parameter;
use tch::Tensor;

use super::{OptimizerConfig, Step, by_slices};

pub(super) fn slots(config: &OptimizerConfig, parameter: &Parameter) -> Vec<Tensor> {
    let velocity = || parameter.value.detach().zeros_like();
    (config.momentum > 0.0).then(velocity).into_iter().collect()
}

/// One step on one parameter.
pub(super) fn update(
    config: &OptimizerConfig,
    step: &Step,
    value: &Tensor,
    gradient: &Tensor,
    slots: &mut [Tensor],
) {
    let shrink = config.shrink(value, step.learning_rate);
    let apply = |mut value: Tensor, direction: &Tensor| {
        if shrink != 1.0 {
            let _ = value.g_mul_scalar_(shrink);
        }
        value -= direction * step.learning_rate;
    };
    match slots {
        [velocity] => by_slices(
            [value, gradient, velocity],
            |[value, gradient, mut velocity]| {
                let _ = velocity.g_mul_scalar_(config.momentum);
                velocity += step.factor.of(&gradient);
                apply(value, &velocity);
            },
        ),
        _ => by_slices([value, gradient], |[value, gradient]| {
            apply(value, &step.factor.of(&gradient));
        }),
    }
}
