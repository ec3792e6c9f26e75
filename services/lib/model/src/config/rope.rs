//! The parameters of rotary position embeddings, in both spellings found in the wild.

use super::fields::Fields;
use super::unsupported;
use crate::Error;

/// Rotary position embedding (Su et al. 2021) of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct RopeConfig {
    /// Base of the geometric series of wavelengths.
    pub theta: f64,
    /// Leading dimensions of a head that are rotated; even.
    pub rotary_dim: usize,
    /// How frequencies are stretched for longer contexts.
    pub scaling: RopeScaling,
}

/// A change of rotary frequencies.
#[derive(Debug, Clone, PartialEq)]
pub enum RopeScaling {
    /// None.
    Default,
    /// Every frequency divided by `factor`.
    Linear {
        /// Divisor.
        factor: f64,
    },
    /// Llama 3.1: long wavelengths divided by `factor`, short ones kept, a ramp between.
    Llama3 {
        /// Divisor of the lowest frequencies.
        factor: f64,
        /// Wavelengths above `original_positions / low` are divided.
        low_frequency_factor: f64,
        /// Wavelengths below `original_positions / high` are kept.
        high_frequency_factor: f64,
        /// Positions of the model before it was stretched.
        original_positions: f64,
    },
}

impl RopeConfig {
    /// Reads `rope_parameters`, or `rope_theta` with `rope_scaling`. `rotary_part` is the share of
    /// a head that is rotated where no field says otherwise.
    pub(super) fn read(
        fields: &Fields<'_>,
        head_dim: usize,
        rotary_part: f64,
    ) -> Result<Self, Error> {
        let old_theta = fields.number("rope_theta")?;
        let old_part = fields
            .number("partial_rotary_factor")?
            .unwrap_or(rotary_part);
        if let Some(parameters) = fields.object("rope_parameters")? {
            fields.value("rope_scaling");
            return Self::read_parameters(&parameters, head_dim, old_theta, old_part);
        }
        let scaling = match fields.object("rope_scaling")? {
            Some(scaling) => read_scaling(&scaling)?,
            None => RopeScaling::Default,
        };
        Self::new(old_theta.unwrap_or(10_000.0), head_dim, old_part, scaling)
    }

    /// Reads one `rope_parameters` object.
    pub(super) fn read_parameters(
        parameters: &Fields<'_>,
        head_dim: usize,
        theta: Option<f64>,
        rotary_part: f64,
    ) -> Result<Self, Error> {
        let theta = parameters
            .number("rope_theta")?
            .or(theta)
            .unwrap_or(10_000.0);
        let part = parameters
            .number("partial_rotary_factor")?
            .unwrap_or(rotary_part);
        Self::new(theta, head_dim, part, read_scaling(parameters)?)
    }

    /// An embedding that rotates `rotary_part` of each head.
    pub(super) fn new(
        theta: f64,
        head_dim: usize,
        rotary_part: f64,
        scaling: RopeScaling,
    ) -> Result<Self, Error> {
        if theta <= 0.0 {
            return Err(unsupported("rope_theta", "must be positive"));
        }
        let rotary_dim = (head_dim as f64 * rotary_part) as usize;
        Ok(Self {
            theta,
            rotary_dim,
            scaling,
        })
    }
}

fn read_scaling(fields: &Fields<'_>) -> Result<RopeScaling, Error> {
    let legacy = fields.word("type")?;
    let kind = fields.word("rope_type")?.or(legacy).unwrap_or("default");
    let factor = fields.number("factor")?;
    let scaling = match kind {
        "default" => RopeScaling::Default,
        "linear" => RopeScaling::Linear {
            factor: fields.need("factor", factor)?,
        },
        "llama3" => {
            let low = fields.number("low_freq_factor")?;
            let high = fields.number("high_freq_factor")?;
            let original = fields.number("original_max_position_embeddings")?;
            RopeScaling::Llama3 {
                factor: fields.need("factor", factor)?,
                low_frequency_factor: fields.need("low_freq_factor", low)?,
                high_frequency_factor: fields.need("high_freq_factor", high)?,
                original_positions: fields.need("original_max_position_embeddings", original)?,
            }
        }
        other => {
            return Err(unsupported(
                "rope_type",
                format!("{other} is not supported"),
            ));
        }
    };
    fields.finish()?;
    Ok(scaling)
}
