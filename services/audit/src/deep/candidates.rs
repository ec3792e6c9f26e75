//! Spans with other values in their place: PII inference (Lukas et al. 2023).

use std::collections::BTreeMap;

use attacks::bootstrap::SplitMix64;
use chassis::Failure;
use corpus::EntityType;
use corpus::tokenize::Tokenizer;

use super::place::{Candidates, Place};

/// Spans that are asked about at most.
const SPANS: u64 = 100;
/// Candidates of each, with the value that was there: chance is one in so many.
const CANDIDATES: u64 = 20;

/// Draws spans of training records, first mentions that are predicted whole, and for each other values of its
/// entity type. A type with too few values is left out, and so is a span whose text the model cannot take in.
pub(super) fn draw(
    tokenizer: &Tokenizer,
    places: &[Place<'_>],
    seed: u64,
    positions: usize,
) -> Result<Vec<Candidates>, Failure> {
    let mut values: BTreeMap<&EntityType, BTreeMap<u64, &str>> = BTreeMap::new();
    for place in places {
        let of = values.entry(place.entity).or_default();
        of.entry(place.key()).or_insert(place.value());
    }
    let enough = |place: &&Place<'_>| values[place.entity].len() as u64 >= CANDIDATES;
    let askable: Vec<&Place<'_>> = places.iter().filter(|p| p.asked()).filter(enough).collect();
    let mut random = SplitMix64::new(seed ^ 0xCA4D);
    let mut drawn = Vec::new();
    for chosen in random.choose(askable.len() as u64, SPANS) {
        let place = askable[chosen as usize];
        let others: Vec<&str> = values[place.entity]
            .iter()
            .filter_map(|(key, value)| (*key != place.key()).then_some(*value))
            .collect();
        let picked = random.choose(others.len() as u64, CANDIDATES - 1);
        let picked = picked.into_iter().map(|i| others[i as usize]);
        drawn.extend(
            place
                .with(tokenizer, picked)?
                .filter(|drawn| drawn.longest() <= positions),
        );
    }
    Ok(drawn)
}
