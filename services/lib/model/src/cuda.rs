//! CUDA, where the machine has it: one program serves a processor and a GPU.
//!
//! A program is linked to the CPU part of libtorch alone. The CUDA part announces itself to the CPU part
//! when it is loaded, so whoever starts a process that is to compute on a GPU has the dynamic linker load
//! it first.

use std::path::{Path, PathBuf};

use tch::{Device, Tensor};

#[cfg(test)]
mod tests;

/// The library of the CPU part, and the one that adds CUDA to it.
const CPU_PART: &str = "libtorch_cpu.so";
const CUDA_PART: &str = "libtorch_cuda.so";

/// The environment variable, and its value, with which a process that uses the same libtorch as this one
/// can compute on a GPU; `None` where libtorch's CUDA part does not lie beside its CPU part.
pub fn preload() -> Option<(&'static str, PathBuf)> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let library = loaded(&maps, CPU_PART)?.with_file_name(CUDA_PART);
    // The dynamic linker takes blanks and colons for the ends of names.
    let named = !library.to_str()?.contains([' ', ':']);
    (named && library.exists()).then_some(("LD_PRELOAD", library))
}

/// Where a library of this name was loaded from, by what `/proc/self/maps` says.
fn loaded<'a>(maps: &'a str, name: &str) -> Option<&'a Path> {
    let paths = maps
        .lines()
        .filter_map(|line| line.find('/').map(|start| Path::new(&line[start..])));
    paths
        .into_iter()
        .find(|path| path.file_name().is_some_and(|file| file == name))
}

/// Moves a tensor that was just made in the host's memory. On its way to a GPU it passes through memory
/// that the device reads by itself: nobody waits, neither for the copy nor for what the device still does.
pub fn to_device(host: Tensor, device: Device) -> Tensor {
    match device {
        Device::Cuda(_) => {
            let kind = host.kind();
            host.internal_pin_memory(device)
                .to_device_(device, kind, true, false)
        }
        _ => host.to_device(device),
    }
}
