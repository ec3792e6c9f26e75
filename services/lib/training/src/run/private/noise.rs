//! A step's noise, added to its sums.

use dp::{NoiseSource, PlanConfig, PrivateRun, SecureRng};
use model::{Model, catch, gaussian, to_device};
use rayon::prelude::*;
use tch::{Device, Kind, Tensor};

use crate::Error;

/// Noise values in memory at once.
pub(super) const AT_ONCE: usize = 1 << 18;

/// The same on a GPU, where many small copies would take longer than a few large ones.
const DEVICE_AT_ONCE: usize = 1 << 25;

/// Parts of them that are added side by side.
const PARTS: usize = 16;

/// Whether the device of a model draws noise by itself, and every value is the host's: looked at before anything rests
/// on it. What fails there is left to the host.
pub fn draws_noise(model: &Model) -> bool {
    let device = model.device();
    device != Device::Cpu && tried(device).unwrap_or(false)
}

fn tried(device: Device) -> Result<bool, Error> {
    let mut run = PlanConfig::for_batch(1, 1.0, 1, 1e-5)
        .make()?
        .start(SecureRng::from_os()?);
    run.next_batch()?;
    // Some whole blocks and a part of one.
    let source = run.noise_source(70_001)?;
    let mut expected = vec![0.0; source.count()];
    let found = catch(|| drawn(&source, device))?;
    source.fill(&mut expected);
    Ok(catch(|| {
        found.is_some_and(|found| {
            let bits = |values: Tensor| values.to_device(Device::Cpu).view_dtype(Kind::Int);
            bits(found).equal(&bits(Tensor::from_slice(&expected)))
        })
    })?)
}

/// What the device draws, if it can.
fn drawn(source: &NoiseSource, device: Device) -> Option<Tensor> {
    let values = Tensor::empty([source.count() as i64], (Kind::Float, device));
    let (words, counter) = source.words();
    gaussian(&values, &words, counter, 0.5 * source.std()).then_some(values)
}

/// The sums as if they lay one after another.
struct Line {
    vectors: Vec<Tensor>,
    /// Where each ends.
    ends: Vec<usize>,
    device: Device,
}

/// Adds the step's noise to its sums, a slice at a time: the whole would be as large as they are. `there`: the device
/// draws it by itself (see [`draws_noise`]), the same values. The tensors are changed, though they are not `mut`.
pub(super) fn add_noise(run: &mut PrivateRun, sums: &[Tensor], there: bool) -> Result<(), Error> {
    let Some(line) = Line::of(sums)? else {
        return Ok(());
    };
    let at_once = match line.device {
        Device::Cpu => AT_ONCE,
        _ => DEVICE_AT_ONCE,
    };
    let total = line.ends.last().copied().unwrap_or(0);
    let mut noise = Vec::new();
    for start in (0..total).step_by(at_once) {
        let source = run.noise_source(at_once.min(total - start))?;
        if there && catch(|| line.draw(&source, start))? {
            continue;
        }
        noise.resize(source.count(), 0.0);
        source.fill(&mut noise);
        line.add(&noise, start, at_once / PARTS)?;
    }
    Ok(())
}

impl Line {
    fn of(sums: &[Tensor]) -> Result<Option<Self>, Error> {
        let Some(device) = sums.first().map(Tensor::device) else {
            return Ok(None);
        };
        let vectors = catch(|| sums.iter().map(|sum| sum.view([-1])).collect::<Vec<_>>())?;
        let ends = vectors.iter().scan(0, |end, vector| {
            *end += vector.numel();
            Some(*end)
        });
        Ok(Some(Self {
            ends: ends.collect(),
            vectors,
            device,
        }))
    }

    /// Adds what the device draws, from `start` on; whether it could.
    fn draw(&self, source: &NoiseSource, start: usize) -> bool {
        let values = drawn(source, self.device);
        if let Some(values) = &values {
            add_at(self.overlapped(start, source.count()), values);
        }
        values.is_some()
    }

    /// Adds what the host drew, from `start` on, `size` values at a time.
    fn add(&self, noise: &[f32], start: usize, size: usize) -> Result<(), Error> {
        // On its way to a GPU noise is copied twice by the host, which one core is too slow for.
        let parts = noise.chunks(size).enumerate();
        let parts = parts.map(|(part, values)| {
            let places = self.overlapped(start + part * size, values.len());
            (values, places)
        });
        let (work, device): (Vec<_>, _) = (parts.collect(), self.device);
        Ok(work.into_par_iter().try_for_each(|(values, places)| {
            catch(|| add_at(places, &to_device(Tensor::from_slice(values), device)))
        })?)
    }

    /// The parts of the vectors between `start` and `start + length`; with each, how far behind `start` it begins.
    fn overlapped(&self, start: usize, length: usize) -> Vec<(Tensor, usize)> {
        let mut found = Vec::new();
        let mut first = start;
        let from = self.ends.partition_point(|end| *end <= start);
        for (vector, end) in self.vectors.iter().zip(&self.ends).skip(from) {
            let last = (*end).min(start + length);
            if first == start + length {
                break;
            }
            if first < last {
                let begin = end - vector.numel();
                let part = vector.narrow(0, (first - begin) as i64, (last - first) as i64);
                found.push((part, first - start));
            }
            first = last;
        }
        found
    }
}

fn add_at(places: Vec<(Tensor, usize)>, values: &Tensor) {
    for (mut place, first) in places {
        place += values.narrow(0, first as i64, place.numel() as i64);
    }
}
