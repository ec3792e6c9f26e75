//! Products with weights that nothing is learnt about.
//!
//! libtorch multiplies float32 matrices on a CPU with MKL, which on processors of AMD takes a slower path than
//! oneDNN, part of libtorch as well, does (docs/benchmarks.md, audit scoring).
//! The operator is not part of tch, so it comes as a program of two lines in TorchScript (`product/linear.py`).

use std::sync::LazyLock;

use tch::{CModule, Device, Kind, Tensor};

static ONEDNN: LazyLock<Option<CModule>> =
    LazyLock::new(|| CModule::load_data(&mut include_bytes!("product/linear.pt").as_slice()).ok());

/// x W^T + b. By oneDNN where both are float32 on the CPU and neither takes part in a gradient, which the operator
/// does not know; by libtorch's own way elsewhere, and where oneDNN is not there.
pub(crate) fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Tensor {
    let plain =
        |t: &Tensor| t.kind() == Kind::Float && t.device() == Device::Cpu && !t.requires_grad();
    let fits = plain(x) && plain(weight) && x.numel() > 0;
    let onednn = ONEDNN.as_ref().filter(|_| fits);
    let product = onednn.and_then(|program| program.forward_ts(&[x, weight]).ok());
    match (product, bias) {
        (Some(product), Some(bias)) => product + bias,
        (Some(product), None) => product,
        (None, bias) => x.linear(weight, bias),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_give_the_same_and_gradients_take_the_known_one() {
        let options = (Kind::Float, Device::Cpu);
        for (rows, inner, outer) in [(1, 8, 3), (37, 64, 200), (5, 1, 1)] {
            let x = Tensor::randn([rows, inner], options);
            let weight = Tensor::randn([outer, inner], options);
            let bias = Tensor::randn([outer], options);
            for bias in [None, Some(&bias)] {
                let expected = x.linear(&weight, bias);
                let found = linear(&x, &weight, bias);
                let apart = (found - expected).abs().max().double_value(&[]);
                assert!(apart < 1e-4, "{apart}");
            }
            let learnt = weight.copy().set_requires_grad(true);
            assert!(linear(&x, &learnt, None).requires_grad());
        }
        assert!(ONEDNN.is_some(), "libtorch of this project has oneDNN");
        let wide = Tensor::randn([4, 8], (Kind::Double, Device::Cpu));
        assert_eq!(linear(&wide, &wide, None).kind(), Kind::Double);
        let none = Tensor::zeros([0, 8], options);
        assert_eq!(
            linear(&none, &Tensor::zeros([3, 8], options), None).size(),
            [0, 3]
        );
    }
}
