//! Draws of a plan: which words serve what, prefixes, secrets nobody has yet.

use std::collections::HashSet;

use rand_core::Rng;

use super::seed::CanarySeed;
use super::spec::{CanarySpec, Prefix};
use crate::Redacted;
use crate::synth::draw::{below, pick};

/// Words that most sub-word vocabularies of English keep whole.
const OWN: &str = include_str!("words.txt");

/// The words of a specification, or our own.
pub(super) fn words_of(spec: &CanarySpec) -> Vec<&str> {
    if spec.words.is_empty() {
        OWN.split_whitespace().collect()
    } else {
        spec.words.iter().map(String::as_str).collect()
    }
}

/// Words that secrets may be made of.
#[derive(Debug, Default)]
pub(super) struct Pool<'a> {
    /// Each is dealt once.
    pub(super) single: Vec<&'a str>,
    /// Pairs of these are.
    pub(super) pairs: Vec<&'a str>,
}

/// The words of a plan, each with one use only: a secret word stands in no
/// prefix, no pair and no other canary.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) secrets: Pool<'a>,
    pub(super) references: Pool<'a>,
    pub(super) prefix: Vec<&'a str>,
}

impl<'a> Words<'a> {
    /// Shuffles the words by the seed and deals them out.
    pub(super) fn divide(seed: &CanarySeed, spec: &'a CanarySpec) -> Self {
        let mut words = words_of(spec);
        let mut rng = seed.stream("words", "");
        for last in (1..words.len()).rev() {
            words.swap(last, below(&mut rng, last as u64 + 1) as usize);
        }
        let mut rest = words.split_off(spec.words_dealt().0);
        let third = rest.len() / 3;
        let prefix = rest.split_off(2 * third);
        let pairs = rest.split_off(third);
        Self {
            secrets: Pool {
                single: words,
                pairs: pairs.clone(),
            },
            references: Pool {
                single: rest,
                pairs,
            },
            prefix,
        }
    }
}

/// Draws until the secret is nobody's. `None` when many tries find none.
pub(super) fn fresh(
    seen: &mut HashSet<String>,
    mut draw: impl FnMut() -> Option<String>,
) -> Option<String> {
    const TRIES: usize = 20_000;
    (0..TRIES)
        .map_while(|_| draw())
        .find(|secret| seen.insert(secret.clone()))
}

/// What stands before the carrier, with a space at its end where it is
/// anything.
pub(super) fn prefix(
    rng: &mut impl Rng,
    prefix: Prefix,
    words: &Words<'_>,
    sentences: &[Redacted],
) -> String {
    let mut text = String::new();
    match prefix {
        Prefix::None => {}
        Prefix::Random { words: count } => {
            for _ in 0..count {
                text.push_str(pick(rng, &words.prefix));
                text.push(' ');
            }
        }
        Prefix::Natural { sentences: count } => {
            for _ in 0..count {
                let one = below(rng, sentences.len() as u64) as usize;
                text.push_str(sentences[one].expose().trim());
                text.push(' ');
            }
        }
    }
    text
}
