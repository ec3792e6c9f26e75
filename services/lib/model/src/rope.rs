//! Rotary position embedding: each pair of dimensions of a head turns with the position.

use tch::{Device, Kind, Tensor};

use crate::config::{RopeConfig, RopeScaling};

/// Cosines and sines of a run of positions, each (T, rotary_dim / 2).
#[derive(Debug)]
pub(crate) struct Rotation {
    cos: Tensor,
    sin: Tensor,
    half: i64,
}

impl Rotation {
    /// The rotation of positions `start .. start + length`.
    pub(crate) fn new(
        rope: &RopeConfig,
        start: i64,
        length: i64,
        kind: Kind,
        device: Device,
    ) -> Self {
        let frequencies = frequencies(rope);
        let angle = |position: i64| {
            // Single precision, because that is where the models were trained.
            frequencies
                .iter()
                .map(move |frequency| f64::from(position as f32 * frequency))
        };
        let angles: Vec<f64> = (start..start + length).flat_map(angle).collect();
        let half = frequencies.len() as i64;
        let table = |value: fn(f64) -> f64| {
            let values: Vec<f32> = angles.iter().map(|angle| value(*angle) as f32).collect();
            Tensor::from_slice(&values)
                .reshape([length, half])
                .to_kind(kind)
                .to_device(device)
        };
        Self {
            cos: table(f64::cos),
            sin: table(f64::sin),
            half,
        }
    }

    /// Turns (B, H, T, HD): dimension j is paired with j + rotary_dim / 2.
    pub(crate) fn apply(&self, x: &Tensor) -> Tensor {
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

/// Radians per position of each pair of dimensions.
fn frequencies(rope: &RopeConfig) -> Vec<f32> {
    let pairs = rope.rotary_dim / 2;
    let frequency = |pair: usize| {
        let exponent = (2 * pair) as f32 / rope.rotary_dim as f32;
        let plain = 1.0 / (rope.theta.powf(f64::from(exponent)) as f32);
        scale(plain, &rope.scaling)
    };
    (0..pairs).map(frequency).collect()
}

fn scale(frequency: f32, scaling: &RopeScaling) -> f32 {
    match *scaling {
        RopeScaling::Default => frequency,
        RopeScaling::Linear { factor } => frequency / factor as f32,
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
                return frequency / factor as f32;
            }
            let smooth = (original_positions / wavelength - low) / (high - low);
            let plain = f64::from(frequency);
            ((1.0 - smooth) * plain / factor + smooth * plain) as f32
        }
    }
}
