//! Products with weights.
//!
//! libtorch multiplies float32 matrices on a CPU with MKL, which on processors of AMD takes a slower path than
//! oneDNN, part of libtorch as well, does (docs/benchmarks.md). libtorch has that product without a gradient and
//! tch has it not at all, so it comes as an operator of our own (`product/linear.cpp`) that a program of one line
//! in TorchScript calls (`product/linear.py`).

use std::sync::LazyLock;

use tch::{CModule, Device, IValue, Kind, Tensor};

static ONEDNN: LazyLock<Option<CModule>> =
    LazyLock::new(|| CModule::load_data(&mut include_bytes!("product/linear.pt").as_slice()).ok());

/// x W^T + b. By oneDNN where both are float32 on the CPU; by libtorch's own way elsewhere, and where oneDNN is
/// not there.
pub(crate) fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Tensor {
    by_onednn(x, weight, bias).unwrap_or_else(|| x.linear(weight, bias))
}

fn by_onednn(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Option<Tensor> {
    let fits = |t: &Tensor| t.kind() == Kind::Float && t.device() == Device::Cpu && t.numel() > 0;
    let program = ONEDNN.as_ref().filter(|_| fits(x) && fits(weight))?;
    let given = |tensor: &Tensor| IValue::Tensor(tensor.shallow_clone());
    let bias = bias.map_or(IValue::None, given);
    match program.forward_is(&[given(x), given(weight), bias]) {
        Ok(IValue::Tensor(product)) => Some(product),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(found: &Tensor, expected: &Tensor) {
        assert_eq!(found.size(), expected.size());
        let apart = (found - expected).abs().max().double_value(&[]);
        assert!(apart < 1e-3, "{apart}");
    }

    #[test]
    fn both_ways_give_the_same_with_the_same_gradients() {
        let options = (Kind::Float, Device::Cpu);
        for (rows, inner, outer) in [(1, 8, 3), (37, 64, 200), (5, 1, 1)] {
            let x = Tensor::randn([rows, inner], options);
            let weight = Tensor::randn([outer, inner], options);
            let bias = Tensor::randn([outer], options);
            let by = Tensor::randn([rows, outer], options);
            // Which of the three learn.
            for learns in 0..8u8 {
                let leaf = |tensor: &Tensor, bit: u8| {
                    let learns = learns & bit != 0;
                    tensor.copy().set_requires_grad(learns)
                };
                let three = [leaf(&x, 1), leaf(&weight, 2), leaf(&bias, 4)];
                let [x, weight, bias] = &three;
                for bias in [None, Some(bias)] {
                    let found = by_onednn(x, weight, bias).expect("libtorch has oneDNN");
                    alike(&found, &x.linear(weight, bias));
                    let leaves: Vec<&Tensor> = [Some(x), Some(weight), bias]
                        .into_iter()
                        .flatten()
                        .filter(|leaf| leaf.requires_grad())
                        .collect();
                    if leaves.is_empty() {
                        assert!(!found.requires_grad());
                        continue;
                    }
                    let gradients = |out: &Tensor| {
                        let sum = (out * &by).sum(Kind::Float);
                        Tensor::run_backward(&[sum], &leaves, false, false)
                    };
                    let pairs = gradients(&found).into_iter();
                    for (found, expected) in pairs.zip(gradients(&x.linear(weight, bias))) {
                        alike(&found, &expected);
                    }
                }
            }
        }
        let wide = Tensor::randn([4, 8], (Kind::Double, Device::Cpu));
        assert_eq!(linear(&wide, &wide, None).kind(), Kind::Double);
        let none = Tensor::zeros([0, 8], options);
        assert_eq!(
            linear(&none, &Tensor::zeros([3, 8], options), None).size(),
            [0, 3]
        );
    }
}
