//! What a measured quantity rests on, and what follows from that.

use attacks::normal::quantile as normal_quantile;
use corpus::EntityType;
use serde::{Deserialize, Serialize};

use crate::error::{PolicyError, Problem};
use crate::metric::Metric;
use crate::policy::{At, Rule};
use crate::tail::{binomial_at_least, clopper_pearson_upper, normal_above};

/// One measured quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Which metric.
    pub metric: Metric,
    /// Where it was read.
    #[serde(default)]
    pub at: At,
    /// The entity type it is about; `None` for all.
    #[serde(default)]
    pub entity_type: Option<EntityType>,
    /// Which of several ways of measuring: an attack's name, a canary group's.
    pub method: String,
    /// What was seen.
    pub evidence: Evidence,
}

/// What was seen of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// So many of so many independent trials.
    Fraction {
        /// Trials in which it happened.
        count: u64,
        /// All trials.
        of: u64,
    },
    /// A difference of two proportions, the second a baseline.
    Excess {
        /// Events of the training split.
        count: u64,
        /// Its trials.
        of: u64,
        /// Events of the holdout.
        baseline: u64,
        /// Its trials.
        baseline_of: u64,
    },
    /// An estimate that is normal in large samples.
    Mean {
        /// The estimate.
        value: f64,
        /// Its standard error; 0 where it cannot be had.
        standard_error: f64,
        /// Observations behind it.
        n: u64,
    },
    /// A number that is known and not estimated.
    Known {
        /// It.
        value: f64,
    },
    /// A claimed epsilon against guesses at canaries' coins.
    Claim {
        /// The claim, for a whole group where canaries are repeated.
        claimed: f64,
        /// The lower bound at the pre-registered level.
        lower_bound: f64,
        /// The highest bound that perfect guesses would have given.
        ceiling: f64,
        /// Canaries.
        n: u64,
        /// Probability of guesses as good, were the claim true, corrected for the grid.
        p_value: f64,
    },
}

impl Measured {
    /// Whether a rule is about this.
    pub(crate) fn answers(&self, rule: &Rule) -> bool {
        let typed = match &self.entity_type {
            None => rule.entity_types.is_empty(),
            Some(entity_type) => rule.entity_types.contains(entity_type),
        };
        self.metric == rule.metric && self.at == rule.at && typed
    }
}

/// More of anything is no count.
const MOST: u64 = 1 << 53;

impl Evidence {
    /// Whether it can have been seen: no more events than trials, numbers that are numbers.
    ///
    /// # Errors
    /// [`PolicyError`] naming the field below `path` that is wrong.
    pub(crate) fn check(&self, path: &str) -> Result<(), PolicyError> {
        let wrong = |name: &str, range| {
            Err(PolicyError::at(
                format!("{path}.{name}"),
                Problem::Range(range),
            ))
        };
        let finite = |name: &str, value: f64| match value.is_finite() {
            true => Ok(()),
            false => wrong(name, "the finite numbers"),
        };
        match *self {
            Self::Fraction { count, of } if count > of || of > MOST => wrong("count", "[0, of]"),
            Self::Excess { count, of, .. } if count > of || of > MOST => wrong("count", "[0, of]"),
            Self::Excess {
                baseline,
                baseline_of,
                ..
            } if baseline > baseline_of || baseline_of > MOST => {
                wrong("baseline", "[0, baseline_of]")
            }
            Self::Fraction { .. } | Self::Excess { .. } => Ok(()),
            Self::Mean {
                value,
                standard_error,
                ..
            } => {
                if !(standard_error >= 0.0 && standard_error.is_finite()) {
                    return wrong("standard_error", "[0, inf)");
                }
                finite("value", value)
            }
            Self::Known { value } => finite("value", value),
            Self::Claim {
                claimed,
                lower_bound,
                ceiling,
                p_value,
                ..
            } => {
                if !(0.0..=1.0).contains(&p_value) {
                    return wrong("p_value", "[0, 1]");
                }
                if claimed.is_nan() || claimed < 0.0 {
                    return wrong("claimed", "[0, inf]");
                }
                finite("lower_bound", lower_bound).and(finite("ceiling", ceiling))
            }
        }
    }

    /// The estimate.
    pub fn estimate(&self) -> f64 {
        match *self {
            Self::Fraction { count, of } => ratio(count, of),
            Self::Excess {
                count,
                of,
                baseline,
                baseline_of,
            } => ratio(count, of) - ratio(baseline, baseline_of),
            Self::Mean { value, .. } | Self::Known { value } => value,
            Self::Claim { lower_bound, .. } => lower_bound,
        }
    }

    /// Observations behind it.
    pub fn n(&self) -> u64 {
        match *self {
            Self::Fraction { of, .. } | Self::Excess { of, .. } => of,
            Self::Mean { n, .. } | Self::Claim { n, .. } => n,
            Self::Known { .. } => 0,
        }
    }

    /// The one-sided upper confidence limit at `1 - alpha`.
    pub fn upper(&self, alpha: f64) -> f64 {
        match *self {
            Self::Fraction { count, of } => clopper_pearson_upper(count, of, alpha),
            // Two limits that hold together with probability 1 - alpha.
            Self::Excess {
                count,
                of,
                baseline,
                baseline_of,
            } => {
                let lower =
                    1.0 - clopper_pearson_upper(baseline_of - baseline, baseline_of, alpha / 2.0);
                clopper_pearson_upper(count, of, alpha / 2.0) - lower
            }
            Self::Mean {
                value,
                standard_error,
                ..
            } if standard_error > 0.0 => value + normal_quantile(1.0 - alpha) * standard_error,
            Self::Mean { .. } => f64::INFINITY,
            Self::Known { value } => value,
            Self::Claim { .. } => f64::INFINITY,
        }
    }

    /// The one-sided lower confidence limit at `1 - alpha`.
    pub fn lower(&self, alpha: f64) -> f64 {
        match *self {
            Self::Fraction { count, of } => 1.0 - clopper_pearson_upper(of - count, of, alpha),
            Self::Excess {
                count,
                of,
                baseline,
                baseline_of,
            } => {
                let swapped = Self::Excess {
                    count: baseline,
                    of: baseline_of,
                    baseline: count,
                    baseline_of: of,
                };
                -swapped.upper(alpha)
            }
            Self::Mean {
                value,
                standard_error,
                ..
            } if standard_error > 0.0 => value - normal_quantile(1.0 - alpha) * standard_error,
            Self::Mean { .. } => f64::NEG_INFINITY,
            Self::Known { value } => value,
            Self::Claim { lower_bound, .. } => lower_bound,
        }
    }

    /// The probability of evidence at least as bad, were the quantity at its limit. `None` for what is
    /// known, which is compared and not tested.
    pub fn p_value(&self, limit: f64) -> Option<f64> {
        match *self {
            Self::Fraction { count, of } => Some(binomial_at_least(count, of, limit)),
            Self::Excess { .. } => Some(self.excess_p_value(limit)),
            Self::Mean {
                value,
                standard_error,
                ..
            } => Some(if standard_error > 0.0 {
                normal_above((value - limit) / standard_error)
            } else {
                1.0
            }),
            Self::Known { .. } => None,
            Self::Claim { p_value, .. } => Some(p_value),
        }
    }

    /// The largest alpha at which the lower limit still reaches the threshold, found by bisection:
    /// the test that belongs to the interval.
    fn excess_p_value(&self, limit: f64) -> f64 {
        if self.lower(1.0 - 1e-12) <= limit {
            return 1.0;
        }
        let (mut rejects, mut keeps) = (1.0_f64, 0.0_f64);
        for _ in 0..200 {
            // In logarithms, since the answer may be tiny.
            let middle = if keeps == 0.0 {
                rejects * 1e-2
            } else {
                (rejects * keeps).sqrt()
            };
            if self.lower(middle) > limit {
                rejects = middle;
            } else {
                keeps = middle;
            }
            if rejects < 1e-300 || (keeps > 0.0 && rejects / keeps < 1.0 + 1e-9) {
                break;
            }
        }
        rejects
    }
}

fn ratio(count: u64, of: u64) -> f64 {
    if of == 0 {
        0.0
    } else {
        count as f64 / of as f64
    }
}

#[cfg(test)]
mod tests;
