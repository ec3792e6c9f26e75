//! The canaries of the dataset: made again from the seed, tokenised, scored.

use std::collections::HashSet;
use std::ops::Range;

use artifacts::dataset::handover;
use attacks::canary::{CanaryObserved, Claim, GroupPlan, Secret, Seen};
use attacks::exposure::references_needed;
use chassis::{Failure, Worker};
use corpus::canary::{Canary, plan, references};
use corpus::tokenize::Tokenizer;
use dp::PrivacyStatement;
use model::{Adapter, Model, ScoreOptions, TokenObservation, score_suffixes};

use crate::error;
use crate::probe::watched;
use crate::subject::Subject;

/// Suffixes scored at most where a job does not say how many references it wants.
const MOST_SUFFIXES: usize = 60_000;
/// References of a canary at most, and at least where there are any: 99 make a rank of 1 significant by
/// itself at 1 %.
const REFERENCES: Range<usize> = 99..1_000;

/// Canaries, ready to be scored.
#[derive(Default)]
pub(crate) struct Planted {
    /// Their groups.
    groups: Vec<GroupPlan>,
    /// What the manifest commits to.
    commitment: Option<String>,
    /// Ids of the records that hold one: no ordinary records.
    pub(crate) records: HashSet<String>,
    /// Canaries whose secret is the first token, which no model predicts.
    unscored: u64,
    canaries: Vec<Prepared>,
}

/// One canary as token ids.
struct Prepared {
    group: u32,
    included: bool,
    /// What all suffixes begin with.
    prefix: Vec<i64>,
    /// The secret's, then the references'.
    suffixes: Vec<Suffix>,
}

/// What follows the prefix, and where in it a secret's tokens are.
struct Suffix {
    ids: Vec<i64>,
    secret: Range<usize>,
}

impl Planted {
    /// Makes the canaries of a dataset again; none where it has none.
    ///
    /// # Errors
    /// `ARTIFACT_NOT_FOUND` where the seed is not here, `ARTIFACT_CORRUPT` where it is another.
    pub(crate) fn read(
        worker: &Worker,
        subject: &Subject,
        tokenizer: &Tokenizer,
        wanted: u32,
    ) -> Result<Self, Failure> {
        let Some(found) = &subject.dataset.preparation.canaries else {
            return Ok(Self::default());
        };
        let handover =
            handover::read(&worker.store().canary_folder(), &found.commitment).map_err(|e| {
                Failure::from(e).action(
                "give the audit the canary seeds of the ingest: the folder `canaries` of its store",
            )
            })?;
        let unplanned = |_| error::internal("the canaries of a dataset cannot be made again");
        let canaries = plan(&handover.seed, &handover.spec).map_err(unplanned)?;
        let count = reference_count(&canaries, wanted);
        let others = references(&handover.seed, &handover.spec, count).map_err(unplanned)?;
        let groups = handover.spec.groups.iter().map(|group| GroupPlan {
            name: group.name.clone(),
            repeats: group.repeats,
        });
        let mut planted = Self {
            groups: groups.collect(),
            commitment: Some(found.commitment.to_string()),
            records: canaries
                .iter()
                .flat_map(|canary| canary.record_ids().iter().cloned())
                .collect(),
            ..Self::default()
        };
        for canary in &canaries {
            let mut texts = vec![(canary.text.clone(), canary.secret.clone())];
            if canary.included {
                let secrets = others[canary.group].iter();
                texts.extend(secrets.map(|secret| canary.with_secret(secret.expose())));
            }
            let encoded = texts
                .iter()
                .map(|(text, secret)| encode(tokenizer, text.expose(), secret))
                .collect::<Result<Vec<_>, Failure>>()?;
            match prepare(canary, encoded) {
                Some(prepared) => planted.canaries.push(prepared),
                None => planted.unscored += 1,
            }
        }
        Ok(planted)
    }

    /// Suffix tokens that one model reads.
    pub(crate) fn tokens(&self) -> u64 {
        let of = |prepared: &Prepared| {
            let suffixes: usize = prepared.suffixes.iter().map(|s| s.ids.len()).sum();
            (prepared.prefix.len() + suffixes) as u64
        };
        self.canaries.iter().map(of).sum()
    }

    /// Scores every canary under one model.
    pub(crate) fn score(
        &self,
        worker: &Worker,
        model: &Model,
        adapter: Adapter,
        batch_tokens: usize,
        phase: &str,
    ) -> Result<Vec<Secret>, Failure> {
        let options = ScoreOptions {
            adapter,
            tokens_per_batch: batch_tokens,
        };
        let mut watch = watched(worker, phase);
        let total = self.canaries.len();
        let mut seen = Vec::with_capacity(total);
        for (done, canary) in self.canaries.iter().enumerate() {
            let suffixes: Vec<Vec<i64>> = canary.suffixes.iter().map(|s| s.ids.clone()).collect();
            let mut quiet = |_, _| watch(done, total);
            let found = score_suffixes(model, &canary.prefix, &suffixes, &options, &mut quiet)
                .map_err(|e| error::model(&e))?;
            seen.push(secret(canary, &found));
        }
        Ok(seen)
    }

    /// Joins what both models said with what was planned and claimed.
    pub(crate) fn seen(
        &self,
        base: Vec<Secret>,
        tuned: Vec<Secret>,
        statement: &PrivacyStatement,
    ) -> Seen {
        let observed = self.canaries.iter().zip(base.into_iter().zip(tuned));
        let claim = match statement {
            PrivacyStatement::DifferentialPrivacy(claimed) => Some(Claim {
                epsilon: claimed.epsilon,
                delta: claimed.delta,
            }),
            PrivacyStatement::None { .. } => None,
        };
        Seen {
            groups: self.groups.clone(),
            commitment: self.commitment.clone(),
            unscored: self.unscored,
            claim,
            observed: observed
                .map(|(canary, (base, tuned))| CanaryObserved {
                    group: canary.group,
                    included: canary.included,
                    base,
                    tuned,
                })
                .collect(),
        }
    }
}

/// References for each canary that was put in: enough for each to be significant among all of them, within
/// what can be afforded.
fn reference_count(canaries: &[Canary], wanted: u32) -> usize {
    if wanted > 0 {
        return wanted as usize;
    }
    let included = canaries.iter().filter(|canary| canary.included).count();
    let needed = references_needed(included as u64, attacks::canary::EXPOSURE_LEVEL) as usize;
    let count = needed.clamp(REFERENCES.start, REFERENCES.end - 1);
    match included * count <= MOST_SUFFIXES {
        true => count,
        false if included * REFERENCES.start <= MOST_SUFFIXES => REFERENCES.start,
        false => 0,
    }
}

/// Token ids of a text, and which of them overlap its secret.
fn encode(
    tokenizer: &Tokenizer,
    text: &str,
    secret: &Range<usize>,
) -> Result<(Vec<i64>, Range<usize>), Failure> {
    let encoded = tokenizer.encode(text).map_err(|e| error::tokenizer(&e))?;
    let overlaps = |(start, end): &(usize, usize)| *start < secret.end && secret.start < *end;
    let first = encoded.offsets.iter().position(overlaps);
    let last = encoded.offsets.iter().rposition(overlaps);
    let tokens = match (first, last) {
        (Some(first), Some(last)) => first..last + 1,
        _ => 0..0,
    };
    Ok((encoded.ids, tokens))
}

/// Splits off what all texts begin with, before any secret; `None` where that is nothing.
fn prepare(canary: &Canary, encoded: Vec<(Vec<i64>, Range<usize>)>) -> Option<Prepared> {
    let (first, _) = encoded.first()?;
    let common = encoded.iter().map(|(ids, secret)| {
        let same = ids.iter().zip(first).take_while(|(a, b)| a == b).count();
        same.min(secret.start)
    });
    let common = common.min().filter(|common| *common > 0)?;
    let prefix = first[..common].to_vec();
    let suffixes = encoded.iter().map(|(ids, secret)| Suffix {
        ids: ids[common..secret.end].to_vec(),
        secret: secret.start - common..secret.end - common,
    });
    Some(Prepared {
        group: canary.group as u32,
        included: canary.included,
        suffixes: suffixes.collect(),
        prefix,
    })
}

fn secret(canary: &Prepared, found: &[Vec<TokenObservation>]) -> Secret {
    let log_prob = |suffix: &Suffix, seen: &[TokenObservation]| {
        let tokens = &seen[suffix.secret.clone()];
        tokens.iter().map(|t| f64::from(t.log_prob)).sum::<f64>()
    };
    let mut all = canary.suffixes.iter().zip(found);
    let (log_prob_own, greedy) = match all.next() {
        Some((suffix, seen)) => {
            let ids = &suffix.ids[suffix.secret.clone()];
            let tokens = seen[suffix.secret.clone()].iter().zip(ids);
            let greedy = tokens.into_iter().all(|(t, id)| i64::from(t.top) == *id);
            (log_prob(suffix, seen), greedy)
        }
        None => (0.0, false),
    };
    Secret {
        log_prob: log_prob_own,
        greedy,
        references: all.map(|(suffix, seen)| log_prob(suffix, seen)).collect(),
    }
}
