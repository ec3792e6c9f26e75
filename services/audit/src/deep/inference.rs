//! Spans with other values in their place: PII inference (Lukas et al. 2023).

use std::collections::BTreeMap;

use attacks::bootstrap::SplitMix64;
use chassis::Failure;
use corpus::tokenize::Tokenizer;
use corpus::{EntityType, Split};

use super::place::{Candidates, Place};

/// Spans of each split that are asked about at most.
const SPANS: u64 = 60;
/// Candidates of each, with the value that was there: chance is one in so many.
const CANDIDATES: usize = 20;
/// Draws for each candidate that is wanted, before a type has too few values.
const TRIES: usize = 50;

/// A span and its candidates.
pub(super) struct Asked {
    pub(super) split: Split,
    pub(super) candidates: Candidates,
}

/// Draws first mentions of both splits that are predicted whole, and for each other values of its entity type, drawn
/// as often as they are mentioned, since so is the value that was there. A type with too few values is left out, and
/// so is a span whose text the model cannot take in.
pub(super) fn draw(
    tokenizer: &Tokenizer,
    places: &[Place<'_>],
    seed: u64,
    positions: usize,
) -> Result<Vec<Asked>, Failure> {
    let mut mentions: BTreeMap<&EntityType, Vec<&Place<'_>>> = BTreeMap::new();
    for place in places {
        mentions.entry(place.entity).or_default().push(place);
    }
    let mut random = SplitMix64::new(seed ^ 0xCA4D);
    let mut drawn = Vec::new();
    for split in [Split::Train, Split::Holdout] {
        let askable = places.iter().filter(|p| p.split == split && p.asked());
        let askable: Vec<&Place<'_>> = askable.collect();
        for chosen in random.choose(askable.len() as u64, SPANS) {
            let place = askable[chosen as usize];
            let Some(others) = others(place, &mentions[place.entity], &mut random) else {
                continue;
            };
            let candidates = place.with(tokenizer, others.into_values())?;
            let fits = candidates.filter(|drawn| drawn.longest() <= positions);
            drawn.extend(fits.map(|candidates| Asked { split, candidates }));
        }
    }
    Ok(drawn)
}

/// Other values than that of a place, by their keys; `None` where there are too few.
fn others<'a>(
    place: &Place<'_>,
    mentions: &[&Place<'a>],
    random: &mut SplitMix64,
) -> Option<BTreeMap<u64, &'a str>> {
    let mut others = BTreeMap::new();
    for _ in 0..TRIES * CANDIDATES {
        let other = mentions[random.below(mentions.len() as u64) as usize];
        if other.key() != place.key() {
            others.insert(other.key(), other.value());
        }
        if others.len() == CANDIDATES - 1 {
            return Some(others);
        }
    }
    None
}
