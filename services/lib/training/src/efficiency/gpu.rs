//! The GPU of a run: its memory and its energy, by NVIDIA's management library where the driver brings it.

use nvml_wrapper::Nvml;
use nvml_wrapper::enums::device::UsedGpuMemory;
use tch::Device;

/// What is told of the GPU that this process computes on.
pub(crate) struct Gpu {
    nvml: Nvml,
    index: u32,
    /// Joules that its counter had at the start.
    start: Option<f64>,
    peak: u64,
}

impl Gpu {
    /// Begins to watch; `None` on a processor, without the library, or where it is not clear which GPU
    /// computes.
    pub(crate) fn of(device: Device) -> Option<Self> {
        let Device::Cuda(_) = device else {
            return None;
        };
        let nvml = Nvml::init().ok()?;
        let count = nvml.device_count().ok()?;
        // The library counts all devices, CUDA those that it was shown.
        let ours = (0..count).find(|index| memory_of_process(&nvml, *index).is_some());
        let index = ours.or((count == 1).then_some(0))?;
        let mut gpu = Self {
            start: energy(&nvml, index),
            nvml,
            index,
            peak: 0,
        };
        gpu.look();
        Some(gpu)
    }

    /// Takes note of the memory in use. libtorch keeps what it has taken from the device, so that a look
    /// now and then sees the highest.
    pub(crate) fn look(&mut self) {
        let whole = || {
            let device = self.nvml.device_by_index(self.index).ok()?;
            Some(device.memory_info().ok()?.used)
        };
        // In a container the library may not know the process: then all of the device's.
        let used = memory_of_process(&self.nvml, self.index).or_else(whole);
        self.peak = self.peak.max(used.unwrap_or(0));
    }

    /// Bytes in use at most, the context's own among them.
    pub(crate) fn peak(&self) -> u64 {
        self.peak
    }

    /// Joules since the start, where the device counts them.
    pub(crate) fn joules(&self) -> Option<f64> {
        let used = energy(&self.nvml, self.index)? - self.start?;
        (used >= 0.0).then_some(used)
    }
}

fn memory_of_process(nvml: &Nvml, index: u32) -> Option<u64> {
    let device = nvml.device_by_index(index).ok()?;
    let processes = device.running_compute_processes().ok()?;
    let own = processes
        .iter()
        .find(|process| process.pid == std::process::id())?;
    match own.used_gpu_memory {
        UsedGpuMemory::Used(bytes) => Some(bytes),
        UsedGpuMemory::Unavailable => None,
    }
}

fn energy(nvml: &Nvml, index: u32) -> Option<f64> {
    let device = nvml.device_by_index(index).ok()?;
    Some(device.total_energy_consumption().ok()? as f64 * 1e-3)
}
