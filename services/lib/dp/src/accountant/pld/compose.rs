//! Composition of tilted losses by the fast Fourier transform, with a bound on its round-off.

use realfft::num_complex::Complex64;
use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

use super::grid::Terms;
use super::loss::Tilted;

/// Round-off of one level of a transform in units of f64 ulps: a complex product, a rounded twiddle
/// factor and an addition (Higham, 2002, chapter 24), with room for radix-4 and radix-8 levels.
const ULPS_PER_LEVEL: f64 = 6.0;

/// Spectral values below e^-90 of the total cannot change a digit; they go into the bound.
const NEGLIGIBLE: f64 = -90.0;

/// A composed distribution, tilted, on the window.
#[derive(Debug)]
pub(super) struct Composed {
    /// Upper bounds on the tilted masses at `low`, `low + 1`, ...
    pub(super) mass: Vec<f64>,
    /// Grid index of the first mass.
    pub(super) low: i128,
    /// Log of the untilted total: the mass at loss l is `mass` times e^{log_mgf - lambda l}.
    pub(super) log_mgf: f64,
    /// Relative error of all masses together.
    pub(super) error: f64,
}

/// Composes `terms` tilted by `lambda` on `length` grid points (even) from `low`.
///
/// Losses outside the window wrap around. A wrapped loss only ever adds mass to a cell, so the
/// cells stay upper bounds; what lay above the window has to be counted by the caller.
pub(super) fn compose(terms: &Terms, lambda: f64, low: i128, length: usize) -> Composed {
    let forward = RealFftPlanner::<f64>::new().plan_fft_forward(length);
    let roundoff = f64::EPSILON * ULPS_PER_LEVEL * f64::from(length.ilog2() + 2);
    let mut product = Spectrum::one(length / 2 + 1);
    let mut offset = 0i128;
    let (mut log_mgf, mut error) = (0.0, 0.0);
    for (loss, count) in &terms.losses {
        let tilted = loss.tilt(terms.width, lambda);
        let centre = centre_of(&tilted.mass);
        let spectrum = transform(&*forward, &tilted, centre, length);
        product.multiply_by_power(&spectrum, *count, roundoff);
        offset += i128::from(*count) * (i128::from(loss.first) + centre as i128);
        log_mgf += *count as f64 * tilted.log_mgf;
        error += *count as f64 * tilted.error;
    }
    drop(forward);
    let (mut mass, cell_error) = product.invert(length, roundoff);
    // Index `offset` of the sum sits at position 0 of the buffer.
    let start = (low - offset).rem_euclid(length as i128) as usize;
    mass.rotate_left(start);
    mass.iter_mut().for_each(|m| *m = m.max(0.0) + cell_error);
    Composed {
        mass,
        low,
        log_mgf,
        error: error + f64::EPSILON * 8.0 * log_mgf.abs(),
    }
}

/// Position nearest the mean: with the mean at zero, the phases of large spectral values are small
/// and their powers keep their digits.
fn centre_of(mass: &[f64]) -> usize {
    let mean: f64 = mass.iter().enumerate().map(|(j, m)| j as f64 * m).sum();
    (mean.round() as usize).min(mass.len().saturating_sub(1))
}

fn transform(
    forward: &dyn RealToComplex<f64>,
    tilted: &Tilted,
    centre: usize,
    length: usize,
) -> Vec<Complex64> {
    let mut buffer = vec![0.0; length];
    let start = (length - centre % length) % length;
    for (j, m) in tilted.mass.iter().enumerate() {
        buffer[(start + j) % length] += m;
    }
    let mut spectrum = vec![Complex64::new(0.0, 0.0); length / 2 + 1];
    let sized = forward.process(&mut buffer, &mut spectrum);
    debug_assert!(sized.is_ok(), "both buffers have the planned size");
    spectrum
}

/// A spectrum and a bound on the error of each value.
struct Spectrum {
    values: Vec<Complex64>,
    bounds: Vec<f64>,
}

impl Spectrum {
    fn one(size: usize) -> Self {
        Self {
            values: vec![Complex64::new(1.0, 0.0); size],
            bounds: vec![0.0; size],
        }
    }

    /// Multiplies by `base` to the power `count`, whose values are off by at most `roundoff`.
    ///
    /// Each output of a transform is a sum of masses times unit roots, so its error is at most
    /// `roundoff` times the sum of the masses, which is 1. Then |a^k - b^k| <= k max(|a|,|b|)^{k-1}
    /// |a - b|.
    fn multiply_by_power(&mut self, base: &[Complex64], count: u64, roundoff: f64) {
        let k = count as f64;
        // Most values of a long composition vanish, and need no logarithm.
        let threshold = (NEGLIGIBLE / k).exp();
        let vanished = (k * (threshold + roundoff).ln()).exp();
        for ((value, bound), b) in self.values.iter_mut().zip(&mut self.bounds).zip(base) {
            let size = value.norm_sqr().sqrt();
            let square = b.norm_sqr();
            if square < threshold * threshold {
                *bound = (*bound + size) * vanished;
                *value = Complex64::new(0.0, 0.0);
                continue;
            }
            let log_size = 0.5 * square.ln();
            let log_upper = (square.sqrt() + roundoff).ln();
            // Polar powers add a few ulps of the phase, at most pi, k times.
            let slip = k * (roundoff + 16.0 * f64::EPSILON) * ((k - 1.0) * log_upper).exp();
            let power = Complex64::from_polar((k * log_size).exp(), k * b.im.atan2(b.re));
            *bound = *bound * ((k * log_upper).exp() + slip) + size * slip;
            *value *= power;
        }
    }

    /// The distribution, and a bound on the error of each of its cells.
    fn invert(mut self, length: usize, roundoff: f64) -> (Vec<f64>, f64) {
        let last = self.values.len() - 1;
        let mut total = 0.0;
        for (j, (value, bound)) in self.values.iter().zip(&self.bounds).enumerate() {
            let both_halves = if j == 0 || j == last { 1.0 } else { 2.0 };
            total += both_halves * (bound + roundoff * value.norm_sqr().sqrt());
        }
        // A real signal has a real mean and a real Nyquist value.
        self.values[0].im = 0.0;
        self.values[last].im = 0.0;
        drop(self.bounds);
        let inverse: Arc<_> = RealFftPlanner::<f64>::new().plan_fft_inverse(length);
        let mut mass = vec![0.0; length];
        let sized = inverse.process(&mut self.values, &mut mass);
        debug_assert!(sized.is_ok(), "both buffers have the planned size");
        let scale = 1.0 / length as f64;
        mass.iter_mut().for_each(|m| *m *= scale);
        (mass, total * scale * (1.0 + 1e-9))
    }
}
