//! The canaries of the dataset: made again from the seed, tokenised, scored.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use artifacts::dataset::handover;
use attacks::canary::{CanaryObserved, Claim, GroupPlan, Secret, Seen};
use attacks::exposure::{RANKED_FIRST, references_needed};
use chassis::{Failure, Worker};
use corpus::canary::{Canary, plan, references};
use corpus::tokenize::Tokenizer;
use dp::PrivacyStatement;
use model::{Adapter, Model, ScoreOptions, TokenObservation, score_suffixes};

use crate::error;
use crate::observe::watched;
use crate::subject::Subject;

/// Suffixes scored at most where a job does not say how many references it wants.
const MOST_SUFFIXES: usize = 60_000;
/// References of a canary where it is not beaten by fewer, at least and at most.
const REFERENCES: Range<usize> = RANKED_FIRST as usize..1_000;

/// Tokens of a reference's secret, after those that all references share, that are read before it is read whole.
const HEAD: usize = 2;

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
    secret: Suffix,
    references: Vec<Suffix>,
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
            handover::read(worker.store().canary_folder(), &found.commitment).map_err(|e| {
                Failure::from(e).action(
                "give the audit the canary seeds of the ingest: the folder that `store.canaries` names",
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

    /// Scores every canary under one model, and tells the tokens that it read. Only the checkpoint is asked for
    /// references: for a few first, and where none of these is as likely as the secret, for all. A rank that
    /// stops early is as valid: whether it stops is decided by the references that it then counts.
    pub(crate) fn score(
        &self,
        worker: &Worker,
        model: &Model,
        adapter: Adapter,
        batch_tokens: usize,
        phase: &str,
    ) -> Result<(Vec<Secret>, u64), Failure> {
        let options = ScoreOptions {
            adapter,
            tokens_per_batch: batch_tokens,
        };
        let mut watch = watched(worker, phase);
        let total = self.canaries.len();
        let mut seen = Vec::with_capacity(total);
        let mut tokens = 0;
        for (done, canary) in self.canaries.iter().enumerate() {
            let mut score = |suffixes: &[Vec<i64>]| {
                let read: usize = suffixes.iter().map(Vec::len).sum();
                tokens += (canary.prefix.len() + read) as u64;
                let mut quiet = |_, _| watch(done, total);
                score_suffixes(model, &canary.prefix, suffixes, &options, &mut quiet)
                    .map_err(|e| error::model(&e))
            };
            let mut found = secret(
                &canary.secret,
                &score(std::slice::from_ref(&canary.secret.ids))?,
            );
            if adapter == Adapter::On {
                let first = canary.references.len().min(REFERENCES.start);
                let (first, rest) = canary.references.split_at(first);
                found.references = beside(found.log_prob, first, &mut score)?;
                if found.references.iter().all(|r| *r < found.log_prob) {
                    let more = beside(found.log_prob, rest, &mut score)?;
                    found.references.extend(more);
                }
            }
            seen.push(found);
        }
        Ok((seen, tokens))
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
    let mut suffixes = encoded.iter().map(|(ids, secret)| Suffix {
        ids: ids[common..secret.end].to_vec(),
        secret: secret.start - common..secret.end - common,
    });
    Some(Prepared {
        group: canary.group as u32,
        included: canary.included,
        secret: suffixes.next()?,
        references: suffixes.collect(),
        prefix,
    })
}

fn secret(suffix: &Suffix, found: &[Vec<TokenObservation>]) -> Secret {
    let seen = found.first().map_or(&[][..], Vec::as_slice);
    let tokens = suffix
        .secret
        .clone()
        .zip(&suffix.ids[suffix.secret.clone()]);
    let greedy = |(place, id): (usize, &i64)| i64::from(seen[place].top) == *id;
    Secret {
        log_prob: log_prob(suffix, seen),
        greedy: tokens.into_iter().all(greedy),
        references: Vec::new(),
    }
}

/// Log-probabilities of references: of those whose first tokens alone are less likely than the whole secret
/// those of these tokens, since more can only make them less likely; their place is the same. Many references
/// begin alike, and a secret that is known leaves nearly all behind there.
fn beside<'a>(
    secret: f64,
    references: &'a [Suffix],
    score: &mut impl FnMut(&[Vec<i64>]) -> Result<Vec<Vec<TokenObservation>>, Failure>,
) -> Result<Vec<f64>, Failure> {
    let first = references.first().map_or(&[][..], |suffix| &suffix.ids);
    let alike = |suffix: &Suffix| {
        suffix
            .ids
            .iter()
            .zip(first)
            .take_while(|(a, b)| a == b)
            .count()
    };
    // Secrets of a shape begin alike: what all share tells none from another.
    let shared = references.iter().skip(1).map(alike).min().unwrap_or(0);
    let head = |suffix: &Suffix| suffix.ids.len().min(shared.max(suffix.secret.start) + HEAD);
    let mut places: HashMap<&[i64], usize> = HashMap::new();
    let mut heads: Vec<Vec<i64>> = Vec::new();
    let place = |suffix: &'a Suffix| {
        let ids = &suffix.ids[..head(suffix)];
        *places.entry(ids).or_insert_with(|| {
            heads.push(ids.to_vec());
            heads.len() - 1
        })
    };
    let of_head: Vec<usize> = references.iter().map(place).collect();
    let seen = score(&heads)?;
    let mut found: Vec<f64> = references
        .iter()
        .zip(of_head)
        .map(|(suffix, place)| log_prob(suffix, &seen[place]))
        .collect();
    let left: Vec<usize> = (0..found.len()).filter(|i| found[*i] >= secret).collect();
    let whole: Vec<Vec<i64>> = left.iter().map(|i| references[*i].ids.clone()).collect();
    for (i, seen) in left.into_iter().zip(score(&whole)?) {
        found[i] = log_prob(&references[i], &seen);
    }
    Ok(found)
}

/// Of the tokens of a suffix's secret that were observed.
fn log_prob(suffix: &Suffix, seen: &[TokenObservation]) -> f64 {
    let tokens = seen
        .iter()
        .take(suffix.secret.end)
        .skip(suffix.secret.start);
    tokens.map(|t| f64::from(t.log_prob)).sum()
}

#[cfg(test)]
mod tests;
