//! Planted secrets: what came out, how far up each stands, and what that says of epsilon.
//!
//! Each canary was put into the training data or held out by a fair coin of its own, tossed after everything
//! else about it was fixed. So held-out canaries are a baseline that no distribution shift can spoil, and the
//! one-run bound (Steinke, Nasr and Jagielski 2023) holds for them.

use serde::{Deserialize, Serialize};

use crate::Estimate;
use crate::bound::{BoundError, Family, GridBound, grid_bound, grid_p_value, one_run_ceiling};
pub use crate::consistency::{Claim, Verdict as Consistency};
use crate::exposure::{self, ExposureError, Exposures, exposures};
use crate::interval::Rate;
use crate::membership::roc::Curve;

/// Guess counts of the one-run bound, fixed here and so before any training; the bound pays for each that is
/// within the number of canaries.
pub const GRID: [u64; 8] = [10, 20, 50, 100, 200, 300, 400, 500];

/// Significance of the bounds.
pub const BOUND_P: f64 = 0.05;

/// The highest epsilon that an audit of so many canaries, each in one record, can refute (delta 0): the bound had all
/// guesses of every count of [`GRID`] been right. 0 where not even that says anything.
///
/// # Errors
/// Names `m` where it is 0 or no audit is so large.
pub fn ceiling(m: u64) -> Result<f64, crate::bound::BoundError> {
    one_run_ceiling(m, BOUND_P)?;
    let usable: Vec<u64> = GRID.into_iter().filter(|r| *r <= m).collect();
    let p = BOUND_P / usable.len().max(1) as f64;
    usable
        .into_iter()
        .try_fold(0.0_f64, |best, r| Ok(best.max(one_run_ceiling(r, p)?)))
}

/// Family-wise error of the exposures.
pub const EXPOSURE_LEVEL: f64 = 0.05;

/// Everything that was seen of the canaries of a dataset: what [`canaries`] needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Their groups; none where the dataset has no canaries.
    pub groups: Vec<GroupPlan>,
    /// SHA-256 of the seed that they follow from.
    pub commitment: Option<String>,
    /// Canaries whose secret is a first token, which no model predicts.
    pub unscored: u64,
    /// What the run claims of a record.
    pub claim: Option<Claim>,
    /// Each of them.
    pub observed: Vec<CanaryObserved>,
}

/// One canary under both models, without its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CanaryObserved {
    /// Its group, as an index.
    pub group: u32,
    /// How its coin fell.
    pub included: bool,
    /// Under the base model.
    pub base: Secret,
    /// Under the checkpoint.
    pub tuned: Secret,
}

/// A secret under one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    /// Log-probability of all its tokens, given what stands before it, in nats.
    pub log_prob: f64,
    /// Whether greedy decoding writes it.
    pub greedy: bool,
    /// The same log-probability of other secrets of its kind in its place.
    pub references: Vec<f64>,
}

/// What a group was planned to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPlan {
    /// Its name.
    pub name: String,
    /// Records that hold each canary that is put in.
    pub repeats: u32,
}

/// What was found of the canaries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CanaryFindings {
    /// By group.
    pub groups: Vec<GroupFindings>,
    /// Exposures of the canaries that were put in, where there are references.
    pub exposure: Option<Exposures>,
    /// What the coins say of epsilon.
    pub epsilon: Option<EpsilonFindings>,
}

/// What was found of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFindings {
    /// What it was planned to be.
    #[serde(flatten)]
    pub plan: GroupPlan,
    /// Canaries put in, of those planned.
    pub included: Rate,
    /// Of those put in, the secrets that the checkpoint writes.
    pub extracted: Rate,
    /// Of those held out: guessed, not remembered.
    pub held_out_extracted: Rate,
    /// Of those put in, the secrets that the base model writes.
    pub base_extracted: Rate,
    /// Exposures of those put in, in bits, ascending.
    pub exposure_bits: Vec<f64>,
    /// Telling those put in from those held out; `None` without both.
    pub auroc: Option<Estimate>,
}

/// The empirical epsilon: a lower bound, from the canaries that stand in one record each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpsilonFindings {
    /// Canaries behind it.
    pub canaries: u64,
    /// Delta that it is at: the claim's, or 0.
    pub delta: f64,
    /// The bound that assumes nothing.
    pub one_run: GridBound,
    /// The bound if the mechanism trades off like a Gaussian one, where delta is above 0. Never the headline.
    pub gaussian: Option<GridBound>,
    /// The claim.
    pub claim: Option<Claim>,
    /// Probability of guesses as good, were the claim true, paid for the grid.
    pub p_value: Option<f64>,
    /// What the two come to.
    pub consistency: Option<Consistency>,
}

/// Everything that the canaries say.
///
/// # Errors
/// [`ExposureError`] or [`BoundError`], as [`CanaryError`], where an observation is not a number.
pub fn canaries(
    plans: &[GroupPlan],
    observed: &[CanaryObserved],
    claim: Option<Claim>,
) -> Result<CanaryFindings, CanaryError> {
    let groups = plans
        .iter()
        .enumerate()
        .map(|(index, plan)| group(plan, &of_group(observed, index)));
    Ok(CanaryFindings {
        groups: groups.collect::<Result<_, _>>()?,
        exposure: exposed(observed)?,
        epsilon: epsilon(plans, observed, claim)?,
    })
}

/// Why canaries were refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CanaryError {
    /// By the exposure.
    #[error("the exposure of a canary cannot be had")]
    Exposure(#[from] ExposureError),
    /// By the bound.
    #[error("no bound follows from the canaries")]
    Bound(#[from] BoundError),
}

fn of_group(observed: &[CanaryObserved], index: usize) -> Vec<&CanaryObserved> {
    let mine = |canary: &&CanaryObserved| canary.group as usize == index;
    observed.iter().filter(mine).collect()
}

fn group(plan: &GroupPlan, canaries: &[&CanaryObserved]) -> Result<GroupFindings, CanaryError> {
    let (put_in, held_out): (Vec<&CanaryObserved>, Vec<_>) =
        canaries.iter().partition(|canary| canary.included);
    let written = |of: &[&CanaryObserved], read: fn(&CanaryObserved) -> bool| {
        Rate::new(
            of.iter().filter(|c| read(c)).count() as u64,
            of.len() as u64,
        )
    };
    let mut exposure_bits = Vec::new();
    for canary in put_in.iter().filter(|c| !c.tuned.references.is_empty()) {
        exposure_bits.push(exposure::exposure(ranked(canary, &losses(canary)))?.bits);
    }
    exposure_bits.sort_by(f64::total_cmp);
    let scores = [&put_in, &held_out].map(|of| {
        let scored = of.iter().map(|canary| score(canary));
        scored.enumerate().collect()
    });
    Ok(GroupFindings {
        plan: plan.clone(),
        included: Rate::new(put_in.len() as u64, canaries.len() as u64),
        extracted: written(&put_in, |c| c.tuned.greedy),
        held_out_extracted: written(&held_out, |c| c.tuned.greedy),
        base_extracted: written(&put_in, |c| c.base.greedy),
        exposure_bits,
        auroc: Curve::new(scores).map(|curve| curve.delong()),
    })
}

/// How much likelier training made a secret: the base model's view is the same whatever the coin.
fn score(canary: &CanaryObserved) -> f64 {
    canary.tuned.log_prob - canary.base.log_prob
}

fn losses(canary: &CanaryObserved) -> Vec<f64> {
    canary.tuned.references.iter().map(|l| -l).collect()
}

fn ranked<'a>(canary: &CanaryObserved, references: &'a [f64]) -> exposure::Canary<'a> {
    exposure::Canary {
        loss: -canary.tuned.log_prob,
        references,
    }
}

fn exposed(observed: &[CanaryObserved]) -> Result<Option<Exposures>, CanaryError> {
    let put_in = observed
        .iter()
        .filter(|c| c.included && !c.tuned.references.is_empty());
    let with_losses: Vec<(&CanaryObserved, Vec<f64>)> =
        put_in.map(|canary| (canary, losses(canary))).collect();
    if with_losses.is_empty() {
        return Ok(None);
    }
    let canaries: Vec<exposure::Canary<'_>> = with_losses
        .iter()
        .map(|(canary, references)| ranked(canary, references))
        .collect();
    Ok(Some(exposures(&canaries, EXPOSURE_LEVEL)?))
}

fn epsilon(
    plans: &[GroupPlan],
    observed: &[CanaryObserved],
    claim: Option<Claim>,
) -> Result<Option<EpsilonFindings>, CanaryError> {
    // A canary in k records is a group of k: its bound is no bound of one record.
    let once = |canary: &&CanaryObserved| {
        plans
            .get(canary.group as usize)
            .is_some_and(|plan| plan.repeats == 1)
    };
    let single: Vec<&CanaryObserved> = observed.iter().filter(once).collect();
    if (single.len() as u64) < GRID[0] {
        return Ok(None);
    }
    let scores: Vec<f64> = single.iter().map(|canary| score(canary)).collect();
    let included: Vec<bool> = single.iter().map(|canary| canary.included).collect();
    let delta = claim.map_or(0.0, |claim| claim.delta);
    let bound = |family| grid_bound(&scores, &included, &GRID, BOUND_P, delta, family);
    let one_run = bound(Family::Any)?;
    let p_value = claim
        .map(|claim| grid_p_value(&scores, &included, &GRID, claim.epsilon, claim.delta))
        .transpose()?;
    let consistency = claim.zip(p_value).map(|(claim, p_value)| {
        if p_value < BOUND_P {
            Consistency::Contradicted
        } else if one_run.ceiling > claim.epsilon {
            Consistency::Consistent
        } else {
            Consistency::Inconclusive
        }
    });
    Ok(Some(EpsilonFindings {
        canaries: single.len() as u64,
        delta,
        gaussian: (delta > 0.0).then(|| bound(Family::Gaussian)).transpose()?,
        one_run,
        claim,
        p_value,
        consistency,
    }))
}

#[cfg(test)]
mod tests;
