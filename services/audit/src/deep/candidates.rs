//! Spans with other values in their place: PII inference (Lukas et al. 2023).

use std::collections::BTreeMap;

use attacks::bootstrap::SplitMix64;
use chassis::Failure;
use corpus::split::group_key;
use corpus::tokenize::Tokenizer;
use corpus::{EntityType, Split};

use crate::error;
use crate::probe::Probed;

/// Spans that are asked about at most.
const SPANS: u64 = 100;
/// Candidates of each, with the value that was there: chance is one in so many.
const CANDIDATES: u64 = 20;
/// Bytes of the record before a span and after it that are read, about.
const BEFORE: usize = 256;
const AFTER: usize = 64;

/// A span and its candidates, the value that was there first.
pub(super) struct Candidates {
    /// What all texts begin with.
    pub(super) prefix: Vec<i64>,
    /// The rest of each.
    pub(super) suffixes: Vec<Vec<i64>>,
}

impl Candidates {
    /// Tokens that reading them takes.
    pub(super) fn tokens(&self) -> u64 {
        let suffixes: usize = self.suffixes.iter().map(Vec::len).sum();
        (self.prefix.len() + suffixes) as u64
    }
}

/// A place in a probed record that holds a value.
struct Place<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    entity: &'a EntityType,
    member: bool,
    first: bool,
}

/// Draws spans of training records, first mentions that are predicted whole, and for each other values of its
/// entity type. A type with too few values is left out, and so is a span whose text the model cannot take in.
pub(super) fn draw(
    tokenizer: &Tokenizer,
    probed: &[Probed],
    seed: u64,
    positions: usize,
) -> Result<Vec<Candidates>, Failure> {
    let places: Vec<Place<'_>> = probed.iter().flat_map(places).collect();
    let mut values: BTreeMap<&EntityType, BTreeMap<u64, &str>> = BTreeMap::new();
    for place in &places {
        let value = &place.text[place.start..place.end];
        let of = values.entry(place.entity).or_default();
        of.entry(group_key(place.entity.as_str(), value))
            .or_insert(value);
    }
    let enough = |place: &&Place<'_>| values[place.entity].len() as u64 >= CANDIDATES;
    let askable = places.iter().filter(|place| place.member && place.first);
    let askable: Vec<&Place<'_>> = askable.filter(enough).collect();
    let mut random = SplitMix64::new(seed ^ 0xCA4D);
    let mut drawn = Vec::new();
    for chosen in random.choose(askable.len() as u64, SPANS) {
        let place = askable[chosen as usize];
        let own = group_key(place.entity.as_str(), &place.text[place.start..place.end]);
        let others: Vec<&str> = values[place.entity]
            .iter()
            .filter_map(|(key, value)| (*key != own).then_some(*value))
            .collect();
        let picked = random.choose(others.len() as u64, CANDIDATES - 1);
        let picked = picked.into_iter().map(|i| others[i as usize]);
        drawn.extend(with_values(tokenizer, place, picked)?.filter(|drawn| {
            let longest = drawn.suffixes.iter().map(Vec::len).max().unwrap_or(0);
            drawn.prefix.len() + longest <= positions
        }));
    }
    Ok(drawn)
}

fn places(probed: &Probed) -> impl Iterator<Item = Place<'_>> {
    let text = probed.record.text.expose();
    let spans = probed.record.spans.iter().zip(&probed.spans);
    spans
        .filter(|(_, tagged)| tagged.whole)
        .map(move |(span, tagged)| Place {
            text,
            start: span.start,
            end: span.end,
            entity: &tagged.entity_type,
            member: probed.record.split == Split::Train,
            first: tagged.first_mention,
        })
}

/// The text around a place with its own value and with others; `None` where the texts have no first token alike.
fn with_values<'a>(
    tokenizer: &Tokenizer,
    place: &Place<'a>,
    others: impl Iterator<Item = &'a str>,
) -> Result<Option<Candidates>, Failure> {
    let text = place.text;
    let from = text.floor_char_boundary(place.start.saturating_sub(BEFORE));
    let to = text.ceil_char_boundary((place.end + AFTER).min(text.len()));
    let (before, after) = (&text[from..place.start], &text[place.end..to]);
    let values = std::iter::once(&text[place.start..place.end]).chain(others);
    let encoded = values.map(|value| {
        let encoded = tokenizer.encode(&format!("{before}{value}{after}"));
        Ok(encoded.map_err(|e| error::tokenizer(&e))?.ids)
    });
    let encoded = encoded.collect::<Result<Vec<Vec<i64>>, Failure>>()?;
    let first = &encoded[0];
    let alike = |ids: &Vec<i64>| ids.iter().zip(first).take_while(|(a, b)| a == b).count();
    // Two values of one spelling to the tokenizer leave nothing to tell apart.
    let common = encoded[1..].iter().map(alike).min().unwrap_or(0);
    Ok((common > 0).then(|| Candidates {
        prefix: first[..common].to_vec(),
        suffixes: encoded.iter().map(|ids| ids[common..].to_vec()).collect(),
    }))
}
