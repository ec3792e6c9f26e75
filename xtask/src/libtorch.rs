//! libtorch out of the PyTorch wheel: the CPU part alone, or with all that CUDA needs.

use crate::console::say;
use crate::layout::Layout;
use crate::stamp::{Stamp, replace};
use crate::{pins, python};

/// Members of the torch wheel that compiling and linking the CPU part needs. `libtorch_cuda.so` stays out:
/// a program that finds it loads it, and it is as large as the rest.
const CPU: [&str; 5] = [
    "torch/include/*=include/",
    "torch/lib/libtorch.so=lib/",
    "torch/lib/libtorch_cpu.so=lib/",
    "torch/lib/libc10.so=lib/",
    "torch/lib/libgomp.so*=lib/",
];

/// Members of the torch wheel that CUDA adds.
const CUDA: [&str; 5] = [
    "torch/lib/libtorch_cuda.so=lib/",
    "torch/lib/libtorch_cuda_linalg.so=lib/",
    "torch/lib/libtorch_nvshmem.so=lib/",
    "torch/lib/libc10_cuda.so=lib/",
    "torch/lib/libcaffe2_nvrtc.so=lib/",
];

/// What `setup` may be asked about libtorch.
#[derive(Clone, Copy)]
pub(crate) struct Want {
    /// Also all that a CUDA host needs.
    pub(crate) cuda: bool,
    /// Leave the wheels behind afterwards.
    pub(crate) keep: bool,
}

/// Whether libtorch is in place and of the pinned version (the CUDA one serves a CPU too).
pub(crate) fn in_place(layout: &Layout, cuda: bool) -> bool {
    Stamp::read(&layout.libtorch())
        .is_some_and(|s| s.pins == digest() && (s.variant == "cuda" || !cuda))
}

/// Brings libtorch, unless it is in place. The folder appears whole or not at all.
///
/// # Errors
/// When a wheel cannot be brought or unpacked.
pub(crate) fn ensure(layout: &Layout, want: Want) -> anyhow::Result<()> {
    if in_place(layout, want.cuda) {
        say(format_args!(
            "    libtorch is in place: {}",
            layout.libtorch().display()
        ));
        return Ok(());
    }
    let variant = if want.cuda { "cuda" } else { "cpu" };
    let mut wanted = pins::parse(pins::LIBTORCH)?;
    if want.cuda {
        wanted.extend(pins::parse(pins::LIBTORCH_CUDA)?);
    }
    let mut wheels = Vec::new();
    for pin in &wanted {
        wheels.push(python::wheel(layout, pin)?);
    }
    let making = layout.libtorch().with_extension("new");
    if making.exists() {
        std::fs::remove_dir_all(&making)?;
    }
    for (pin, wheel) in wanted.iter().zip(&wheels) {
        python::unpack(layout, wheel, &making, &rules(&pin.name, want.cuda))?;
    }
    Stamp::write(&making, &digest(), variant)?;
    replace(&making, &layout.libtorch())?;
    if !want.keep {
        for wheel in wheels {
            std::fs::remove_file(wheel)?;
        }
    }
    say(format_args!(
        "    libtorch ({variant}) is in {}",
        layout.libtorch().display()
    ));
    Ok(())
}

fn rules(wheel: &str, cuda: bool) -> Vec<&'static str> {
    match wheel {
        "torch" if cuda => [CPU, CUDA].concat(),
        "torch" => CPU.to_vec(),
        // Each of these libraries looks for the others beside itself, so one folder holds them all.
        "nvidia-cuda-cupti" => vec!["nvidia/cu13/lib/libcupti.so.13=lib/"],
        "nvidia-cuda-nvrtc" => vec![
            "nvidia/cu13/lib/libnvrtc.so.13=lib/",
            "nvidia/cu13/lib/libnvrtc-builtins.so.*=lib/",
        ],
        _ => vec!["nvidia/*/lib/lib*.so.[0-9]*=lib/."],
    }
}

fn digest() -> String {
    pins::sha256(format!("{}{}", pins::LIBTORCH, pins::LIBTORCH_CUDA).as_bytes())
}
