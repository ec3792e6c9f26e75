//! Canaries: records with a secret that nobody could know, drawn from a seed
//! that was committed to before training.
//!
//! A plan is a pure function of a [`CanarySeed`] and a [`CanarySpec`]. Each
//! canary is in the training data or not by a fair coin of its own
//! (independent Bernoulli(1/2), what the one-run bound of Steinke, Nasr and
//! Jagielski asks for; an exact half would not do). Who holds the seed can make
//! all of it again: texts, spans, coins, and references for exposure. Who sees
//! the data without the seed sees only the texts that were put in.
//!
//! | secret | space | what the audit scores |
//! |---|---|---|
//! | a word | the words nobody else uses | loss of one token, seen nowhere else |
//! | a pair of words | pairs that occur nowhere else | loss of two tokens |
//! | a code | `36^symbols` | loss, exposure |
//! | a shape (phone, card, ...) | see [`CanarySpec::secret_bits`] | loss, exposure, extraction |
//!
//! A canary repeated k times is a group of k records: its bound is to be
//! compared with the guarantee of a group of k, never with that of one record.

mod draw;
mod secret;
mod seed;
mod spec;

use std::collections::HashSet;
use std::ops::Range;

use crate::{EntityType, Redacted, Span, synth};

use draw::Words;
pub use secret::Secret;
pub use seed::{CanarySeed, SeedError};
pub use spec::{CanaryError, CanaryGroup, CanarySpec, Prefix};

/// One canary, put in or held out.
#[derive(Clone, Debug, PartialEq)]
pub struct Canary {
    /// Identifier, unique in the plan; says nothing without the seed.
    pub id: String,
    /// Index of its group in [`CanarySpec::groups`].
    pub group: usize,
    /// The whole text; the secret is its end.
    pub text: Redacted,
    /// Where the secret stands in the text, in bytes.
    pub secret: Range<usize>,
    /// What the secret's span is tagged as.
    pub entity: EntityType,
    /// How the coin fell: whether the canary is in the training split.
    pub included: bool,
    /// How many records hold it when it is included, at least 1.
    pub repeats: u32,
    record_ids: Vec<String>,
}

impl Canary {
    /// Ids of the records that hold it when it is included, one a repeat.
    pub fn record_ids(&self) -> &[String] {
        &self.record_ids
    }

    /// The span of its secret, known by construction.
    pub fn span(&self) -> Span {
        Span {
            start: self.secret.start,
            end: self.secret.end,
            entity: self.entity.clone(),
            score: 1.0,
            recognizer: synth::GOLD.into(),
        }
    }

    /// The same text with another secret, and where that stands: what a
    /// reference of the exposure metric is scored on.
    pub fn with_secret(&self, secret: &str) -> (Redacted, Range<usize>) {
        let text = self.text.expose();
        let prefix = text.get(..self.secret.start).unwrap_or_default();
        let rest = text.get(self.secret.end..).unwrap_or_default();
        let range = self.secret.start..self.secret.start + secret.len();
        (Redacted::new(format!("{prefix}{secret}{rest}")), range)
    }
}

/// All canaries of a seed, group by group, those held out included.
///
/// **Guarantee**: the same seed and specification give the same plan on every
/// machine; no two canaries of a plan share a secret of one kind; a coin
/// depends on nothing but the seed and the canary's place in the plan.
///
/// # Errors
/// [`CanaryError`] when the specification breaks a rule.
pub fn plan(seed: &CanarySeed, spec: &CanarySpec) -> Result<Vec<Canary>, CanaryError> {
    spec.validate()?;
    let mut words = Words::divide(seed, spec);
    let mut seen = HashSet::new();
    let mut canaries = Vec::new();
    for (number, group) in spec.groups.iter().enumerate() {
        for index in 0..group.count {
            let place = format!("{number}/{index}");
            let mut rng = seed.stream("text", &place);
            let secret = draw::fresh(&mut seen, || {
                group.secret.draw(&mut rng, &mut words.secrets)
            })
            .ok_or(CanaryError::Space { group: number })?;
            let mut text = draw::prefix(&mut rng, group.prefix, &words, &spec.sentences);
            text.push_str(&group.secret.carrier());
            let start = text.len();
            text.push_str(&secret);
            let ids = (0..group.repeats).map(|copy| seed.id("record", &format!("{place}/{copy}")));
            canaries.push(Canary {
                id: seed.id("canary", &place),
                group: number,
                secret: start..text.len(),
                text: text.into(),
                entity: group.secret.entity(),
                included: seed.coin(&place),
                repeats: group.repeats,
                record_ids: ids.collect(),
            });
        }
    }
    Ok(canaries)
}

/// For each group, up to `n` secrets of the same space that no canary has and
/// that no training record holds: what a secret's rank is measured among. A
/// space of words ends sooner than a space of codes.
///
/// # Errors
/// [`CanaryError`] when the specification breaks a rule.
pub fn references(
    seed: &CanarySeed,
    spec: &CanarySpec,
    n: usize,
) -> Result<Vec<Vec<Redacted>>, CanaryError> {
    let mut seen: HashSet<String> = plan(seed, spec)?
        .iter()
        .filter_map(|canary| canary.text.expose().get(canary.secret.clone()))
        .map(str::to_owned)
        .collect();
    let mut pool = Words::divide(seed, spec).references;
    let sharing = spec.groups.iter().filter(|g| g.secret == Secret::Word);
    let share = pool.single.len() / sharing.count().max(1);
    let groups = spec.groups.iter().enumerate().map(|(number, group)| {
        let mut rng = seed.stream("reference", &number.to_string());
        let wanted = if group.secret == Secret::Word {
            n.min(share)
        } else {
            n
        };
        let next = || draw::fresh(&mut seen, || group.secret.draw(&mut rng, &mut pool));
        let drawn = std::iter::from_fn(next).map(Redacted::new);
        drawn.take(wanted).collect()
    });
    Ok(groups.collect())
}

#[cfg(test)]
mod tests;
