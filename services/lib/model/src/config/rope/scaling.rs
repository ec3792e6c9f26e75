//! The changes of rotary frequencies, one variant each.

use super::{Fields, Stands};
use crate::Error;

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
    /// A larger base for sequences that are longer than the model was trained on ("NTK-aware").
    Dynamic {
        /// How much longer they may become.
        factor: f64,
        /// Positions that the model was trained on.
        original_positions: f64,
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
    /// YaRN (Peng et al. 2023): a ramp over the pairs from kept to divided.
    Yarn {
        /// Divisor of the lowest frequencies.
        factor: f64,
        /// Factor on cosines and sines.
        attention_factor: f64,
        /// The pair up to which frequencies are kept.
        first: f64,
        /// The pair from which they are divided.
        last: f64,
        /// Positions of the model before it was stretched.
        original_positions: f64,
    },
    /// LongRoPE (Ding et al. 2024): a divisor for each pair.
    LongRope {
        /// Divisors for sequences of up to `original_positions`.
        short: Vec<f64>,
        /// Divisors for longer ones.
        long: Vec<f64>,
        /// Factor on cosines and sines.
        attention_factor: f64,
        /// Positions of the model before it was stretched.
        original_positions: f64,
    },
    /// The first pairs as if the whole head turned, and divided by `factor`; the others stand still.
    Proportional {
        /// Divisor.
        factor: f64,
        /// Pairs that turn.
        turning: usize,
    },
}

/// What a change may depend on besides its own parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) theta: f64,
    pub(super) part: f64,
    pub(super) dim: usize,
    pub(super) positions: usize,
    pub(super) stands: Stands,
}

/// Reads the parameters of one kind of change.
pub(super) fn read(fields: &Fields<'_>, kind: &str, site: Site) -> Result<RopeScaling, Error> {
    let factor = positive(fields, "factor")?;
    let inner = positive(fields, "original_max_position_embeddings")?;
    let beside = match site.stands {
        Stands::Alone { original } => original,
        Stands::Nested => None,
    };
    // What stands beside the object wins: `transformers` copies it in.
    let original_positions = beside.or(inner).unwrap_or(site.positions as f64);
    match kind {
        "linear" => Ok(RopeScaling::Linear {
            factor: fields.need("factor", factor)?,
        }),
        "dynamic" if site.dim < 4 => {
            fields.refuse("rope_type", "dynamic needs at least four dimensions")
        }
        "dynamic" => Ok(RopeScaling::Dynamic {
            factor: fields.need("factor", factor)?,
            original_positions: site.positions as f64,
        }),
        "llama3" => {
            let low = positive(fields, "low_freq_factor")?;
            let high = positive(fields, "high_freq_factor")?;
            Ok(RopeScaling::Llama3 {
                factor: fields.need("factor", factor)?,
                low_frequency_factor: fields.need("low_freq_factor", low)?,
                high_frequency_factor: fields.need("high_freq_factor", high)?,
                original_positions,
            })
        }
        "yarn" => yarn(fields, factor, original_positions, site),
        "longrope" => long_rope(fields, factor, original_positions, site),
        "proportional" => Ok(RopeScaling::Proportional {
            factor: factor.unwrap_or(1.0),
            turning: (site.part * site.dim as f64 / 2.0) as usize,
        }),
        other => fields.refuse("rope_type", format!("{other} is not supported")),
    }
}

fn positive(fields: &Fields<'_>, field: &str) -> Result<Option<f64>, Error> {
    match fields.number(field)? {
        Some(value) if value <= 0.0 => fields.refuse(field, "must be positive"),
        found => Ok(found),
    }
}

/// A parameter that zero switches off, as Python reads it.
fn unless_zero(fields: &Fields<'_>, field: &str) -> Result<Option<f64>, Error> {
    Ok(fields.number(field)?.filter(|value| *value != 0.0))
}

fn yarn(
    fields: &Fields<'_>,
    factor: Option<f64>,
    original_positions: f64,
    site: Site,
) -> Result<RopeScaling, Error> {
    if !fields.has("factor") {
        fields.need("factor", factor)?;
    }
    if !site.dim.is_multiple_of(2) {
        return fields.refuse("rope_type", "yarn needs an even number of dimensions");
    }
    let factor = factor.unwrap_or(site.positions as f64 / original_positions);
    let stretch = |weight: f64| match factor <= 1.0 {
        true => 1.0,
        false => 0.1 * weight * factor.ln() + 1.0,
    };
    let weights = (
        unless_zero(fields, "mscale")?,
        unless_zero(fields, "mscale_all_dim")?,
    );
    let attention_factor = match (fields.number("attention_factor")?, weights) {
        (Some(given), _) => given,
        (None, (Some(above), Some(below))) => stretch(above) / stretch(below),
        (None, _) => stretch(1.0),
    };
    let fast = unless_zero(fields, "beta_fast")?.unwrap_or(32.0);
    let slow = unless_zero(fields, "beta_slow")?.unwrap_or(1.0);
    let dim = site.dim as f64;
    // The pair that turns so often over the original positions.
    let pair = |turns: f64| {
        dim * (original_positions / (turns * std::f64::consts::TAU)).ln() / (2.0 * site.theta.ln())
    };
    let truncate = fields.flag("truncate")?.unwrap_or(true);
    // `transformers` looks for the flag beside the layers' objects, where none is.
    let truncate = truncate || matches!(site.stands, Stands::Nested);
    let (first, last) = match truncate {
        true => (pair(fast).floor(), pair(slow).ceil()),
        false => (pair(fast), pair(slow)),
    };
    Ok(RopeScaling::Yarn {
        factor,
        attention_factor,
        first: first.max(0.0),
        last: last.min(dim - 1.0),
        original_positions,
    })
}

fn long_rope(
    fields: &Fields<'_>,
    factor: Option<f64>,
    original_positions: f64,
    site: Site,
) -> Result<RopeScaling, Error> {
    let divisors = |field: &str| {
        let found = fields.numbers(field)?;
        let found = fields.need(field, found)?;
        if found.len() != site.dim.div_ceil(2) {
            let problem = format!("must have {} entries", site.dim.div_ceil(2));
            return fields.refuse(field, problem);
        }
        Ok(found)
    };
    let factor = factor.unwrap_or(site.positions as f64 / original_positions);
    let attention_factor = match fields.number("attention_factor")? {
        Some(given) => given,
        None if factor <= 1.0 => 1.0,
        None => (1.0 + factor.ln() / original_positions.ln()).sqrt(),
    };
    Ok(RopeScaling::LongRope {
        short: divisors("short_factor")?,
        long: divisors("long_factor")?,
        attention_factor,
        original_positions,
    })
}
