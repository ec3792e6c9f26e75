//! The nonlinearities of feed-forward parts, by the names that `config.json` gives them.

use super::unsupported;
use crate::Error;

/// The nonlinearity of the feed-forward part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// x * sigmoid(x).
    Silu,
    /// x * Phi(x), exact.
    Gelu,
    /// The tanh approximation of GELU.
    GeluTanh,
    /// GELU, bounded to ±10.
    GeluClipped,
    /// x * sigmoid(1.702 x).
    GeluQuick,
    /// max(x, 0).
    Relu,
    /// max(x, 0)^2.
    ReluSquared,
    /// min(max(x, 0), 6).
    Relu6,
    /// max(x, x / 100).
    LeakyRelu,
    /// x * tanh(ln(1 + e^x)).
    Mish,
    /// x * min(max(x + 3, 0), 6) / 6.
    HardSwish,
    /// The normal distribution function with mean sqrt(1/2) and deviation sqrt(1/(4 pi)).
    Laplace,
    /// sqrt(ln(1 + e^x)).
    SqrtSoftplus,
    /// 1 / (1 + e^-x).
    Sigmoid,
    /// tanh(x).
    Tanh,
    /// x.
    Linear,
}

impl Activation {
    /// The activation that `transformers` calls `name`. Those that learn parameters of their own are
    /// refused like unknown ones.
    pub(super) fn named(field: &str, name: &str) -> Result<Self, Error> {
        Ok(match name {
            "silu" | "swish" => Self::Silu,
            "gelu" | "gelu_python" => Self::Gelu,
            "gelu_new" | "gelu_pytorch_tanh" | "gelu_fast" | "gelu_accurate"
            | "gelu_python_tanh" => Self::GeluTanh,
            "gelu_10" => Self::GeluClipped,
            "quick_gelu" => Self::GeluQuick,
            "relu" => Self::Relu,
            "relu2" => Self::ReluSquared,
            "relu6" => Self::Relu6,
            "leaky_relu" => Self::LeakyRelu,
            "mish" => Self::Mish,
            "hardswish" => Self::HardSwish,
            "laplace" => Self::Laplace,
            "sqrtsoftplus" => Self::SqrtSoftplus,
            "sigmoid" => Self::Sigmoid,
            "tanh" => Self::Tanh,
            "linear" => Self::Linear,
            other => {
                let problem = format!("the activation {other} is not supported");
                return Err(unsupported(field, problem));
            }
        })
    }
}
