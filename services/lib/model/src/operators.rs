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
pub use narrow::{add_products, adds_products, multiplies, multiplies_narrow, products};
use tch::{CModule, Device, IValue, Kind, Tensor};
use zeroize::Zeroizing;

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

/// `value` (float32) in bfloat16 for products, so that steps smaller than the distance of two such numbers show in a
/// matrix as a whole at once and not after many: each element is rounded up where what it lacks is less than a threshold
/// of its own (`operators/rounded.hpp`). On the grid nothing changes. The gradient goes through as it is.
///
/// # Panics
/// As every operation on tensors.
pub(crate) fn rounded(value: &Tensor) -> Tensor {
    match OPERATORS.is_some() {
        true => made("rounded", &[given(value), IValue::Bool(false)]),
        false => value.to_kind(Kind::BFloat16),
    }
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

/// Fills `out`, float32, with N(0, (2 `half`)^2) where it is: the words of ChaCha20 from block `counter` on, `key` being
/// the eight words of its key and the two of its stream's number. The same values on every device, those that the crate
/// `dp` draws. Whether the device can.
///
/// # Panics
/// As every operation on tensors.
pub fn gaussian(out: &Tensor, key: &[u32; 10], counter: u64, half: f64) -> bool {
    let Some(operators) = OPERATORS.as_ref() else {
        return false;
    };
    let signed = Zeroizing::new(key.map(u32::cast_signed));
    let mut words = Tensor::from_slice(signed.as_slice());
    let inputs = [
        given(out),
        given(&words),
        IValue::Int(counter.cast_signed()),
        IValue::Double(half),
    ];
    let drawn = operators.method_is("gaussian", &inputs);
    // The key is a secret; copies in registers and on the stack are left.
    let _ = words.zero_();
    match drawn {
        Ok(drawn) => drawn == IValue::Bool(true),
        Err(error) => panic!("{error}"),
    }
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

/// Not another way after a failure: something may have been changed, or passes of one step would differ.
fn made(name: &str, inputs: &[IValue]) -> Tensor {
    let operators = OPERATORS.as_ref();
    match operators.map(|program| program.method_is(name, inputs)) {
        Some(Ok(IValue::Tensor(found))) => found,
        Some(Err(error)) => panic!("{error}"),
        _ => panic!("there is no operator {name}"),
    }
}

#[cfg(test)]
mod tests;
