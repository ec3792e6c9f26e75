//! Probes of values that take passes of their own: picking a value among
//! candidates, coming up with it, and writing values that nobody asked for.

use corpus::Split;
use serde::{Deserialize, Serialize};

use crate::inference::{Choice, Inference, InferenceError, inference};
use crate::reconstruction::{Rebuilt, Reconstruction, reconstruction};
use crate::unprompted::{Unprompted, Written, unprompted};

/// What those passes left: all that [`deep`] needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeepSeen {
    /// Spans with candidates in their place.
    pub inference: Vec<Choice>,
    /// Spans for which values were drawn.
    pub reconstruction: Vec<Rebuilt>,
    /// What was written without being asked for, where any text was drawn.
    pub unprompted: Option<Written>,
}

/// What was found of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeepFindings {
    /// PII inference, where a training span has candidates.
    pub inference: Option<Inference>,
    /// The same in holdout records.
    pub inference_holdout: Option<Inference>,
    /// PII reconstruction, where there is a training span to ask about.
    pub reconstruction: Option<Reconstruction>,
    /// The same in holdout records.
    pub reconstruction_holdout: Option<Reconstruction>,
    /// Unprompted extraction, where both splits have values of their own.
    pub unprompted: Option<Unprompted>,
}

/// Findings, as a pure function of what was seen.
///
/// # Errors
/// [`InferenceError`] where choices do not fit together.
pub fn deep(seen: &DeepSeen) -> Result<DeepFindings, InferenceError> {
    let chosen = |split| {
        let of = seen.inference.iter().filter(|c| c.split == split);
        let of: Vec<Choice> = of.cloned().collect();
        (!of.is_empty()).then(|| inference(&of)).transpose()
    };
    let rebuilt = |split| {
        let of = seen.reconstruction.iter().filter(|r| r.split == split);
        reconstruction(&of.cloned().collect::<Vec<Rebuilt>>())
    };
    Ok(DeepFindings {
        inference: chosen(Split::Train)?,
        inference_holdout: chosen(Split::Holdout)?,
        reconstruction: rebuilt(Split::Train),
        reconstruction_holdout: rebuilt(Split::Holdout),
        unprompted: seen.unprompted.as_ref().and_then(unprompted),
    })
}
