//! Rotary position embedding: each pair of dimensions of a head turns with the position.

#[cfg(test)]
mod tests;

use tch::{Device, Kind, Tensor};

use crate::config::{RopeConfig, RopeScaling};
use crate::cuda::to_device;
use crate::operators;

/// Cosines and sines of a run of positions, each (T, pairs).
#[derive(Debug)]
pub(crate) struct Rotation {
    cos: Tensor,
    sin: Tensor,
    half: i64,
}

impl Rotation {
    /// The rotation of positions `start .. start + length`, which are the last of their sequence.
    pub(crate) fn new(
        rope: &RopeConfig,
        start: i64,
        length: i64,
        kind: Kind,
        device: Device,
    ) -> Self {
        let frequencies = frequencies(rope, start + length);
        let angle = |position: i64| {
            // Single precision, because that is where the models were trained.
            frequencies
                .iter()
                .map(move |frequency| f64::from(position as f32 * frequency))
        };
        let angles: Vec<f64> = (start..start + length).flat_map(angle).collect();
        let half = frequencies.len() as i64;
        let factor = attention_factor(&rope.scaling);
        let table = |value: fn(f64) -> f64| {
            let values: Vec<f32> = angles
                .iter()
                .map(|angle| value(*angle) as f32 * factor)
                .collect();
            let table = Tensor::from_slice(&values).reshape([length, half]);
            to_device(table.to_kind(kind), device)
        };
        Self {
            cos: table(f64::cos),
            sin: table(f64::sin),
            half,
        }
    }

    /// Turns (B, H, T, HD): dimension j is paired with j + pairs.
    pub(crate) fn apply(&self, x: &Tensor) -> Tensor {
        if let Some(turned) = operators::rotate(x, &self.cos, &self.sin) {
            return turned;
        }
        let head_dim = x.size()[3];
        let first = x.narrow(3, 0, self.half);
        let second = x.narrow(3, self.half, self.half);
        let turned_first = &first * &self.cos - &second * &self.sin;
        let turned_second = &second * &self.cos + &first * &self.sin;
        let rest = head_dim - 2 * self.half;
        if rest == 0 {
            return Tensor::cat(&[turned_first, turned_second], 3);
        }
        Tensor::cat(
            &[
                turned_first,
                turned_second,
                x.narrow(3, 2 * self.half, rest),
            ],
            3,
        )
    }
}

/// Radians per position of each pair of dimensions, in a sequence of `length` positions.
///
/// Each step is rounded to single precision where `transformers` rounds it.
pub(crate) fn frequencies(rope: &RopeConfig, length: i64) -> Vec<f32> {
    let mut theta = rope.theta;
    if let RopeScaling::Dynamic {
        factor,
        original_positions,
    } = rope.scaling
    {
        let dim = rope.rotary_dim as f64;
        let longer = (length as f64).max(original_positions);
        let growth = factor * longer / original_positions - (factor - 1.0);
        theta *= growth.powf(dim / (dim - 2.0));
    }
    let frequency = |pair: usize| {
        let exponent = (2 * pair) as f32 / rope.rotary_dim as f32;
        // The wavelength over 2 pi.
        let period = theta.powf(f64::from(exponent)) as f32;
        scale(pair, period, rope, length)
    };
    (0..rope.pairs()).map(frequency).collect()
}

fn scale(pair: usize, period: f32, rope: &RopeConfig, length: i64) -> f32 {
    let frequency = 1.0 / period;
    match &rope.scaling {
        RopeScaling::Default | RopeScaling::Dynamic { .. } => frequency,
        RopeScaling::Linear { factor } => frequency / *factor as f32,
        RopeScaling::Proportional { turning, .. } if pair >= *turning => 0.0,
        RopeScaling::Proportional { factor, .. } => frequency / *factor as f32,
        RopeScaling::LongRope {
            short,
            long,
            original_positions,
            ..
        } => {
            let divisors = match length as f64 > *original_positions {
                true => long,
                false => short,
            };
            1.0 / (divisors[pair] as f32 * period)
        }
        RopeScaling::Yarn {
            factor,
            first,
            last,
            ..
        } => {
            let divided = 1.0 / (*factor as f32 * period);
            // A ramp without a width would divide by zero.
            let width = if first == last { 0.001 } else { last - first };
            let ramp = ((pair as f32 - *first as f32) / width as f32).clamp(0.0, 1.0);
            let kept = 1.0 - ramp;
            divided * (1.0 - kept) + frequency * kept
        }
        RopeScaling::Llama3 {
            factor,
            low_frequency_factor: low,
            high_frequency_factor: high,
            original_positions,
        } => {
            let wavelength = f64::from(2.0 * std::f32::consts::PI / frequency);
            if wavelength < original_positions / high {
                return frequency;
            }
            if wavelength > original_positions / low {
                return frequency / *factor as f32;
            }
            let smooth = (original_positions / wavelength - low) / (high - low);
            let plain = f64::from(frequency);
            ((1.0 - smooth) * plain / factor + smooth * plain) as f32
        }
    }
}

/// The factor on cosines and sines.
fn attention_factor(scaling: &RopeScaling) -> f32 {
    match scaling {
        RopeScaling::Yarn {
            attention_factor, ..
        }
        | RopeScaling::LongRope {
            attention_factor, ..
        } => *attention_factor as f32,
        _ => 1.0,
    }
}
