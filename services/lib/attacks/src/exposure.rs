//! Exposure of canaries (Carlini et al. 2019): how far up a secret stands among
//! the secrets that might have been drawn in its place.
//!
//! Before training, a canary and its references were drawn alike. If it was not
//! trained on, its rank among them is uniform, so rank / (references + 1) is an
//! exact p-value. Losses are over the tokens of the secret only.

mod skew_normal;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::skew_normal::SkewNormal;
use crate::interval::Rate;
use crate::multiple::holm;

/// Bits beyond log2 of the references that an extrapolation is believed for.
pub const EXTRAPOLATED_BITS: f64 = 10.0;

/// References after which a canary that one of them beats need not be ranked among more. Whether to go on is
/// decided by ranks that are uniform without training, and by nothing that comes later, so the p-value stays
/// exact or errs to the safe side (after Besag and Clifford 1991).
pub const RANKED_FIRST: u64 = 99;

/// The level at which a Kolmogorov-Smirnov test rejects the extrapolating model.
const FIT_LEVEL: f64 = 0.05;

/// A canary beside its references. Lower losses (or perplexities) are better
/// remembered.
#[derive(Clone, Copy, Debug)]
pub struct Canary<'a> {
    /// Loss of the secret.
    pub loss: f64,
    /// Losses of other secrets of its format, in its place.
    pub references: &'a [f64],
}

/// Where a canary stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// 1 + the references that are at most as lossy: of equals, references first.
    pub rank: u64,
    /// References.
    pub references: u64,
    /// log2(references) - log2(rank): from log2(R / (R + 1)) to log2(R).
    pub bits: f64,
    /// The chance of such a rank or better if the canary was not trained on.
    pub p_value: f64,
}

/// All canaries of an audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposures {
    /// Each, in the order given.
    pub canaries: Vec<Adjusted>,
    /// Those that are significant at the family level.
    pub significant: Rate,
    /// The chance of any false alarm among all of them.
    pub family_level: f64,
    /// Whether every canary has enough references to be significant at all, or was beaten by one of
    /// [`RANKED_FIRST`]: with fewer, a model that knows every secret would go unnoticed.
    pub detectable: bool,
}

/// A canary's exposure with its place in the family.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// By itself.
    #[serde(flatten)]
    pub exposure: Exposure,
    /// Its p-value after Holm.
    pub adjusted_p_value: f64,
    /// Whether that is at most the family level.
    pub significant: bool,
}

/// Why an exposure was refused.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum ExposureError {
    /// Nothing to compare with.
    #[error("a canary has no references")]
    NoReferences,
    /// A loss that is not a number.
    #[error("a loss is not a number")]
    NotANumber,
    /// The references do not follow the model, so it says nothing about a tail.
    #[error("the references do not follow a skew-normal distribution")]
    PoorFit {
        /// P-value of the Kolmogorov-Smirnov test.
        p_value: f64,
    },
    /// The extrapolation is too far beyond what was seen.
    #[error("an extrapolation of {bits:.1} bits is beyond the {most:.1} that are believed")]
    TooFar {
        /// What the model says.
        bits: f64,
        /// What would have been believed.
        most: f64,
    },
}

/// The exposure of one canary.
///
/// # Errors
/// When there is no reference or a loss is not a number.
pub fn exposure(canary: Canary<'_>) -> Result<Exposure, ExposureError> {
    let Canary { loss, references } = canary;
    if references.is_empty() {
        return Err(ExposureError::NoReferences);
    }
    if loss.is_nan() || references.iter().any(|r| r.is_nan()) {
        return Err(ExposureError::NotANumber);
    }
    let rank = 1 + references.iter().filter(|r| **r <= loss).count() as u64;
    let count = references.len() as u64;
    Ok(Exposure {
        rank,
        references: count,
        bits: (count as f64).log2() - (rank as f64).log2(),
        p_value: rank as f64 / (count + 1) as f64,
    })
}

/// The exposures of all canaries, with the family error held at `family_level`.
///
/// # Errors
/// As [`exposure`], for the first canary it refuses.
pub fn exposures(canaries: &[Canary<'_>], family_level: f64) -> Result<Exposures, ExposureError> {
    let all: Vec<Exposure> = canaries
        .iter()
        .map(|canary| exposure(*canary))
        .collect::<Result<_, _>>()?;
    let p_values: Vec<f64> = all.iter().map(|e| e.p_value).collect();
    let canaries: Vec<Adjusted> = all
        .iter()
        .zip(holm(&p_values))
        .map(|(exposure, adjusted_p_value)| Adjusted {
            exposure: *exposure,
            adjusted_p_value,
            significant: adjusted_p_value <= family_level,
        })
        .collect();
    let needed = references_needed(all.len() as u64, family_level);
    Ok(Exposures {
        significant: Rate::new(
            canaries.iter().filter(|c| c.significant).count() as u64,
            canaries.len() as u64,
        ),
        detectable: all
            .iter()
            .all(|e| e.references >= needed || (e.rank > 1 && e.references >= RANKED_FIRST)),
        canaries,
        family_level,
    })
}

/// The references with which each of `canaries` can be significant by itself at
/// the family level: the smallest p-value, 1 / (R + 1), times their number.
pub fn references_needed(canaries: u64, family_level: f64) -> u64 {
    (canaries as f64 / family_level - 1.0 - 1e-9)
        .ceil()
        .max(1.0) as u64
}

/// Exposure beyond the number of references, in bits, **by a model**: a
/// skew-normal distribution fitted to the references.
///
/// # Errors
/// Besides those of [`exposure`]: when a Kolmogorov-Smirnov test rejects the
/// model, and when it goes more than [`EXTRAPOLATED_BITS`] beyond log2 of the
/// number of references.
pub fn extrapolated_bits(canary: Canary<'_>) -> Result<f64, ExposureError> {
    exposure(canary)?;
    let Canary { loss, references } = canary;
    let model = SkewNormal::fit(references).ok_or(ExposureError::PoorFit { p_value: 0.0 })?;
    let p_value = model.kolmogorov_smirnov(references);
    if p_value < FIT_LEVEL {
        return Err(ExposureError::PoorFit { p_value });
    }
    let bits = model.exposure_bits(loss);
    let most = (references.len() as f64).log2() + EXTRAPOLATED_BITS;
    if bits > most {
        return Err(ExposureError::TooFar { bits, most });
    }
    Ok(bits)
}

#[cfg(test)]
mod tests;
