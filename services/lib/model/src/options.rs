//! Where and how precisely a model computes.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use tch::Kind;

use crate::Error;

/// The device that holds a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// The host's processor.
    #[default]
    Cpu,
    /// The CUDA device of this index.
    Cuda(usize),
}

/// Element type of matrix products. But for float64, sums, norms, losses and trained weights are float32 always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// bfloat16 on CUDA and on processors that multiply it faster than float32, else float32.
    #[default]
    Auto,
    /// float32.
    F32,
    /// bfloat16.
    Bf16,
    /// float64 throughout: for checks, slow.
    F64,
}

/// How to load a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Where it computes.
    pub device: Device,
    /// How precisely.
    pub precision: Precision,
}

impl Options {
    pub(crate) fn device(&self) -> Result<tch::Device, Error> {
        match self.device {
            Device::Cpu => Ok(tch::Device::Cpu),
            Device::Cuda(index) if (index as i64) < tch::Cuda::device_count() => {
                Ok(tch::Device::Cuda(index))
            }
            Device::Cuda(index) => Err(Error::DeviceUnavailable { index }),
        }
    }

    pub(crate) fn compute(&self) -> Kind {
        match (self.precision, self.device) {
            (Precision::F32, _) => Kind::Float,
            (Precision::F64, _) => Kind::Double,
            (Precision::Bf16, _) | (Precision::Auto, Device::Cuda(_)) => Kind::BFloat16,
            (Precision::Auto, Device::Cpu) if cpu_multiplies_bf16() => Kind::BFloat16,
            (Precision::Auto, Device::Cpu) => Kind::Float,
        }
    }
}

/// Element type of sums, norms, losses and trained weights where matrix products are in `compute`.
pub(crate) fn wide(compute: Kind) -> Kind {
    if compute == Kind::Double {
        Kind::Double
    } else {
        Kind::Float
    }
}

/// Whether bfloat16 products are faster than float32 ones here, decided by the kind of processor
/// and not by a timing, so that the same machine always computes the same.
///
/// AMX and AMD's AVX-512 BF16 are. Intel's AVX-512 BF16 without AMX is not: on a Xeon of that kind
/// one core made 90 GFLOP/s in float32 and 47 in bfloat16 (512 x 576 x 1536, oneDNN 3.10).
fn cpu_multiplies_bf16() -> bool {
    std::fs::read_to_string("/proc/cpuinfo").is_ok_and(|text| multiplies_bf16(&text))
}

fn multiplies_bf16(cpuinfo: &str) -> bool {
    let words = |name: &str| {
        let line = cpuinfo
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>()
    };
    let flags = words("flags");
    let amd = words("vendor_id").contains(&"AuthenticAMD");
    flags.contains(&"amx_bf16") || (amd && flags.contains(&"avx512_bf16"))
}

/// Sets how many threads tensor operations use; `None` is one per available core.
pub fn set_threads(threads: Option<usize>) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or_else(available).clamp(1, 1024);
    tch::set_num_threads(threads as i32);
    threads
}
