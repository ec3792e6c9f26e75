//! Adafactor (Shazeer and Stern 2018) with a given learning rate and without momentum: the second
//! moment of a matrix is kept as the means of its rows and columns, so that the state of a model is
//! a thousandth of its size.

use model::Parameter;
use tch::{Kind, Tensor};

use super::{OptimizerConfig, Step};

/// Bound on the root mean square of an update before the learning rate (their d).
const CLIP: f64 = 1.0;
/// Added to squared gradients (their epsilon_1).
const FLOOR: f64 = 1e-30;
/// Exponent of the decay 1 - t^-0.8 of the second moment.
const DECAY: f64 = 0.8;

/// Means of rows (n) and columns (m) of a matrix (n, m); the second moment of anything else.
pub(super) fn slots(parameter: &Parameter) -> Vec<Tensor> {
    let value = parameter.value.detach();
    let zeros = |size: i64| Tensor::zeros([size], (value.kind(), value.device()));
    match value.size().as_slice() {
        [rows, columns] => vec![zeros(*rows), zeros(*columns)],
        _ => vec![value.zeros_like()],
    }
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
    let fresh = f64::from(count).powf(-DECAY);
    let gradient = step.factor.of(gradient);
    let square = gradient.square() + FLOOR;
    let mut direction = match slots {
        [rows, columns] => {
            let wide = square.kind();
            let _ = rows.lerp_(&square.mean_dim(1, false, wide), fresh);
            let _ = columns.lerp_(&square.mean_dim(0, false, wide), fresh);
            let by_row = (&*rows / rows.mean(wide)).rsqrt().unsqueeze(1);
            gradient * by_row * columns.rsqrt().unsqueeze(0)
        }
        [second] => {
            let _ = second.lerp_(&square, fresh);
            gradient * second.rsqrt()
        }
        _ => return,
    };
    let root = direction.square().mean(Kind::Double).sqrt();
    let rate = (root / CLIP).clamp_min(1.0).reciprocal() * step.learning_rate;
    let _ = direction.g_mul_(&rate);
    let mut value = value.detach();
    let shrink = config.shrink(&value, step.learning_rate);
    if shrink != 1.0 {
        let _ = value.g_mul_scalar_(shrink);
    }
    value -= direction;
}
