//! What plain steps found, read from the device that computed them. On a CPU that is at once. A GPU works
//! through what it was given while the next steps are prepared, and every reading waits until it has caught
//! up, so what steps found there is read when it is told and not before.

use std::time::{Duration, Instant};

use model::catch;
use tch::{Device, Tensor};

use super::Session;
use crate::optimizer::Factor;
use crate::{Error, LossPoint};

#[cfg(test)]
mod tests;

/// Least time between two readings from a GPU.
const EVERY: Duration = Duration::from_millis(500);

/// What steps found and nobody has read.
#[derive(Debug)]
pub(super) struct Readings {
    /// Whether steps go on before what they found is read.
    pub(super) ahead: bool,
    last: Instant,
    unread: Vec<Unread>,
}

/// Scalars on the device.
#[derive(Debug)]
struct Unread {
    step: u64,
    learning_rate: f64,
    loss: Tensor,
    norm: Tensor,
}

/// The loss of a step and the norm of its gradient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) loss: f64,
    pub(super) norm: f64,
}

impl Readings {
    pub(super) fn of(device: Device) -> Self {
        Self {
            ahead: device != Device::Cpu,
            last: Instant::now(),
            unread: Vec::new(),
        }
    }
}

impl Session<'_> {
    /// Takes what a step found; reads it if it is time, or if `told` says that somebody waits for it.
    pub(super) fn found(
        &mut self,
        loss: Tensor,
        norm: &Tensor,
        told: bool,
    ) -> Result<Option<Found>, Error> {
        let step = self.record.steps + 1;
        self.readings.unread.push(Unread {
            step,
            learning_rate: self.learning_rate(step - 1),
            loss,
            norm: norm.shallow_clone(),
        });
        match told || !self.readings.ahead || self.readings.last.elapsed() >= EVERY {
            true => self.read(),
            false => Ok(None),
        }
    }

    /// Reads what was not read yet, waiting for the device; the newest of it. A step that is not finite ends
    /// the run: at that step where nothing goes ahead, else at the first reading after it.
    pub(super) fn read(&mut self) -> Result<Option<Found>, Error> {
        let mut newest = None;
        for unread in self.readings.unread.drain(..) {
            let value = |scalar: &Tensor| catch(|| scalar.double_value(&[]));
            let (loss, norm) = (value(&unread.loss)?, value(&unread.norm)?);
            if !(loss.is_finite() && norm.is_finite()) {
                return Err(Error::Diverged { step: unread.step });
            }
            self.record.loss_curve.push(LossPoint {
                step: unread.step,
                loss,
                learning_rate: unread.learning_rate,
            });
            newest = Some(Found { loss, norm });
        }
        self.readings.last = Instant::now();
        Ok(newest)
    }
}

/// The factor that bounds a gradient of this norm: a number where it was read.
pub(super) fn clip(bound: Option<f64>, read: Option<Found>, norm: &Tensor) -> Factor {
    match (bound, read) {
        (None, _) => Factor::Known(1.0),
        (Some(bound), Some(found)) => Factor::Known((bound / found.norm).min(1.0)),
        (Some(bound), None) => Factor::Pending((norm.reciprocal() * bound).clamp_max(1.0)),
    }
}
