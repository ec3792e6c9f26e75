//! Operators of our own, and one of libtorch's that tch leaves out.
//!
//! libtorch multiplies float32 matrices with MKL, which on processors of AMD takes a slower path than oneDNN, part
//! of libtorch as well, does (docs/benchmarks.md); it has that product without a gradient, and tch has it not at
//! all. Its normalisation and gated activation are chains of operations that each keep what went in. Ours are
//! C++ (`operators/operators.cpp`), called by programs of one line in TorchScript (`operators/operators.py`), so
//! that nothing here is unsafe.

mod narrow;

use std::sync::LazyLock;

pub(crate) use narrow::attend;
pub use narrow::{add_products, multiplies_narrow, products};
use tch::{CModule, Device, IValue, Kind, Tensor};

static OPERATORS: LazyLock<Option<CModule>> = LazyLock::new(|| {
    CModule::load_data(&mut include_bytes!("operators/operators.pt").as_slice()).ok()
});

/// x W^T + b, as every linear layer has it: x (N, in), W (out, in), b (out). By oneDNN where both are float32
/// on the CPU; by libtorch's own way elsewhere, and where oneDNN is not there.
pub fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Tensor {
    let fits = |t: &Tensor| t.kind() == Kind::Float && on_cpu(t) && t.numel() > 0;
    let found = match fits(x) && fits(weight) {
        true => call(
            "linear",
            &[given(x), given(weight), bias.map_or(IValue::None, given)],
        ),
        false => None,
    };
    found.unwrap_or_else(|| x.linear(weight, bias))
}

/// x / rms(x) * scale over the last dimension, `epsilon` added to the mean square. `None` where there is no
/// operator for it.
pub(crate) fn rms_norm(x: &Tensor, scale: &Tensor, epsilon: f64) -> Option<Tensor> {
    let inputs = [given(x), given(scale), IValue::Double(epsilon)];
    on_cpu(x).then(|| call("rms_norm", &inputs)).flatten()
}

/// silu(gate) * up.
pub(crate) fn gated(gate: &Tensor, up: &Tensor) -> Tensor {
    call("gated", &[given(gate), given(up)]).unwrap_or_else(|| gate.silu() * up)
}

/// Turns dimension j of x (.., T, width) and dimension j + pairs by angles whose cosines and sines are (T, pairs).
/// `None` where there is no operator for it.
pub(crate) fn rotate(x: &Tensor, cosines: &Tensor, sines: &Tensor) -> Option<Tensor> {
    call("rotate", &[given(x), given(cosines), given(sines)])
}

/// What [`adamw`] goes by, the same for all its tensors.
#[derive(Debug, Clone, Copy)]
pub struct AdamW {
    /// Steps, this one among them.
    pub count: i32,
    /// Learning rate.
    pub learning_rate: f64,
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
}

/// One step of AdamW on all of `values` with few kernels, each scalar read and written once, which a GPU needs to be
/// fast: `gradients` over `divisor` (a scalar) are learnt from, `moments` first and second. All float32 on one
/// device. Whether there is a program for it; if not, nothing was done.
///
/// # Panics
/// As every operation on tensors, where libtorch refuses it.
pub fn adamw(
    how: AdamW,
    values: &[Tensor],
    gradients: &[Tensor],
    moments: [&[Tensor]; 2],
    divisor: Option<&Tensor>,
) -> bool {
    let Some(first) = values.first() else {
        return true;
    };
    let list = |tensors: &[Tensor]| {
        IValue::TensorList(tensors.iter().map(Tensor::shallow_clone).collect())
    };
    let count = Tensor::full([], f64::from(how.count), (Kind::Float, first.device()));
    let [firsts, seconds] = moments;
    let inputs = [
        list(values),
        list(gradients),
        list(firsts),
        list(seconds),
        given(&count),
        divisor.map_or(IValue::None, given),
        IValue::Double(how.learning_rate),
        IValue::Double(how.beta1),
        IValue::Double(how.beta2),
        IValue::Double(how.weight_decay),
        IValue::Double(how.epsilon),
    ];
    let Some(operators) = OPERATORS.as_ref() else {
        return false;
    };
    // Not the other way after a failure: some values may have been changed.
    if let Err(error) = operators.method_is("adamw", &inputs) {
        panic!("{error}");
    }
    true
}

fn on_cpu(tensor: &Tensor) -> bool {
    tensor.device() == Device::Cpu
}

fn given(tensor: &Tensor) -> IValue {
    IValue::Tensor(tensor.shallow_clone())
}

fn call(name: &str, inputs: &[IValue]) -> Option<Tensor> {
    match OPERATORS.as_ref()?.method_is(name, inputs) {
        Ok(IValue::Tensor(found)) => Some(found),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways give the same, and the same gradients, whichever of the inputs learn.
    fn alike(
        inputs: &[Tensor],
        ours: impl Fn(&[Tensor]) -> Option<Tensor>,
        theirs: impl Fn(&[Tensor]) -> Tensor,
    ) {
        for learns in 0..1u32 << inputs.len() {
            let leaf = |(place, input): (usize, &Tensor)| {
                input.copy().set_requires_grad(learns >> place & 1 == 1)
            };
            let inputs: Vec<Tensor> = inputs.iter().enumerate().map(leaf).collect();
            let (found, expected) = (ours(&inputs), theirs(&inputs));
            let Some(found) = found else {
                panic!("this libtorch has no such operator");
            };
            close(&found, &expected);
            let leaves: Vec<&Tensor> = inputs.iter().filter(|one| one.requires_grad()).collect();
            assert_eq!(found.requires_grad(), !leaves.is_empty());
            if leaves.is_empty() {
                continue;
            }
            let by = expected.detach().sin() + 0.5;
            let gradients = |out: &Tensor| {
                let sum = (out * &by).sum(out.kind());
                Tensor::run_backward(&[sum], &leaves, false, false)
            };
            for (found, expected) in gradients(&found).iter().zip(gradients(&expected)) {
                close(found, &expected);
            }
        }
    }

    fn close(found: &Tensor, expected: &Tensor) {
        assert_eq!(found.size(), expected.size());
        assert_eq!(found.kind(), expected.kind());
        let bound = match found.kind() {
            Kind::Double => 1e-12,
            _ => 1e-5,
        };
        let most = expected.abs().max().double_value(&[]).max(1.0);
        let apart = (found - expected).abs().max().double_value(&[]);
        assert!(apart < bound * most, "{apart} of {most}");
    }

    #[test]
    fn products() {
        let options = (Kind::Float, Device::Cpu);
        for (rows, inner, outer) in [(1, 8, 3), (37, 64, 200), (5, 1, 1)] {
            let x = Tensor::randn([rows, inner], options);
            let weight = Tensor::randn([outer, inner], options);
            let bias = Tensor::randn([outer], options);
            let call = |inputs: &[Tensor], bias| {
                call("linear", &[given(&inputs[0]), given(&inputs[1]), bias])
            };
            alike(
                &[x.copy(), weight.copy()],
                |inputs| call(inputs, IValue::None),
                |inputs| inputs[0].linear::<&Tensor>(&inputs[1], None),
            );
            alike(
                &[x, weight, bias],
                |inputs| call(inputs, given(&inputs[2])),
                |inputs| inputs[0].linear(&inputs[1], Some(&inputs[2])),
            );
        }
        let wide = Tensor::randn([4, 8], (Kind::Double, Device::Cpu));
        assert_eq!(linear(&wide, &wide, None).kind(), Kind::Double);
        let none = Tensor::zeros([0, 8], options);
        let found = linear(&none, &Tensor::zeros([3, 8], options), None);
        assert_eq!(found.size(), [0, 3]);
    }

    #[test]
    fn norms_gates_and_rotations() {
        for kind in [Kind::Float, Kind::Double] {
            for shape in [vec![1, 1], vec![7, 97], vec![2, 3, 5, 8]] {
                let random = || Tensor::randn(&shape, (kind, Device::Cpu));
                let width = shape[shape.len() - 1];
                let scale = Tensor::randn([width], (kind, Device::Cpu));
                alike(
                    &[random() * 3.0, scale],
                    |inputs| rms_norm(&inputs[0], &inputs[1], 1e-5),
                    |inputs| {
                        let x = &inputs[0];
                        let mean_square = x.square().mean_dim(-1, true, None);
                        x * (mean_square + 1e-5).rsqrt() * &inputs[1]
                    },
                );
                let size = [shape[shape.len() - 2], width / 2];
                let angles = Tensor::randn(size, (kind, Device::Cpu));
                let (cosines, sines) = (angles.cos(), angles.sin());
                alike(
                    &[random()],
                    |inputs| rotate(&inputs[0], &cosines, &sines),
                    |inputs| {
                        let pair =
                            |place: i64| inputs[0].narrow(-1, place * (width / 2), width / 2);
                        let rest = inputs[0].narrow(-1, width / 2 * 2, width % 2);
                        let first = pair(0) * &cosines - pair(1) * &sines;
                        let second = pair(1) * &cosines + pair(0) * &sines;
                        Tensor::cat(&[first, second, rest], -1)
                    },
                );
                alike(
                    &[random(), random()],
                    |inputs| call("gated", &[given(&inputs[0]), given(&inputs[1])]),
                    |inputs| inputs[0].silu() * &inputs[1],
                );
            }
        }
    }
}
