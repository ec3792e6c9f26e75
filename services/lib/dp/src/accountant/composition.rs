//! The normal form of an event: which mechanisms, how often.

use std::collections::BTreeMap;

use crate::error::check;
use crate::{DpEvent, Error, Result};

/// Events sorted into what the accountants know. Order is dropped, which is sound: both the
/// Renyi divergence and the privacy loss distribution of a composition ignore it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Composition {
    /// Sum of 1/sigma^2 over unsampled Gaussians: together they are one Gaussian, exactly.
    pub(crate) gaussian: f64,
    /// Poisson-sampled Gaussians by the bits of (rate, sigma); for positive numbers their order
    /// is that of the numbers.
    sampled: BTreeMap<(u64, u64), u64>,
}

/// One kind of Poisson-sampled Gaussian step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SampledGaussian {
    /// Sampling rate, in (0, 1).
    pub(crate) rate: f64,
    /// Noise multiplier.
    pub(crate) sigma: f64,
    /// How many steps.
    pub(crate) count: u64,
}

impl Composition {
    /// Normal form of `event`.
    pub(crate) fn of(event: &DpEvent) -> Result<Self> {
        let mut composition = Self::default();
        composition.add(event, 1)?;
        Ok(composition)
    }

    /// The sampled steps, in a fixed order.
    pub(crate) fn sampled(&self) -> impl Iterator<Item = SampledGaussian> + '_ {
        self.sampled
            .iter()
            .map(|(&(rate, sigma), &count)| SampledGaussian {
                rate: f64::from_bits(rate),
                sigma: f64::from_bits(sigma),
                count,
            })
    }

    /// Whether nothing was released.
    pub(crate) fn is_empty(&self) -> bool {
        self.gaussian == 0.0 && self.sampled.is_empty()
    }

    fn add(&mut self, event: &DpEvent, times: u64) -> Result<()> {
        match event {
            DpEvent::NoOp {} => Ok(()),
            DpEvent::Gaussian { noise_multiplier } => {
                self.add_gaussian(check_sigma(*noise_multiplier)?, times);
                Ok(())
            }
            DpEvent::PoissonSampled {
                sampling_rate,
                event,
            } => {
                let rate = check_rate(*sampling_rate)?;
                let DpEvent::Gaussian { noise_multiplier } = **event else {
                    return Err(Error::UnsupportedEvent("Poisson sampling of this event"));
                };
                self.add_sampled(rate, check_sigma(noise_multiplier)?, times)
            }
            DpEvent::SelfComposed { event, count } => {
                self.add(event, times.checked_mul(*count).ok_or(Error::TooManySteps)?)
            }
            DpEvent::Composed { events } => events.iter().try_for_each(|e| self.add(e, times)),
        }
    }

    fn add_gaussian(&mut self, sigma: f64, times: u64) {
        // Rounded up, so that the merged Gaussian is never noisier than its parts.
        self.gaussian += (times as f64 / (sigma * sigma)) * (1.0 + 4.0 * f64::EPSILON);
    }

    fn add_sampled(&mut self, rate: f64, sigma: f64, times: u64) -> Result<()> {
        if rate == 0.0 || times == 0 {
            return Ok(());
        }
        if rate == 1.0 {
            self.add_gaussian(sigma, times);
            return Ok(());
        }
        let count = self
            .sampled
            .entry((rate.to_bits(), sigma.to_bits()))
            .or_insert(0);
        *count = count.checked_add(times).ok_or(Error::TooManySteps)?;
        Ok(())
    }
}

/// A noise multiplier the accountants can compute with.
pub(crate) fn check_sigma(sigma: f64) -> Result<f64> {
    check(
        (1e-3..=1e9).contains(&sigma),
        "noise_multiplier",
        sigma,
        "between 0.001 and 1e9",
    )
}

/// A sampling rate: a probability.
pub(crate) fn check_rate(rate: f64) -> Result<f64> {
    check(
        (0.0..=1.0).contains(&rate),
        "sampling_rate",
        rate,
        "between 0 and 1",
    )?;
    // A negative zero compares equal to zero but would sort last by its bits.
    Ok(rate.abs())
}
