//! Values that a model comes up with for a place: PII reconstruction (Lukas et al. 2023).

use std::collections::BTreeMap;

use attacks::bootstrap::SplitMix64;
use attacks::reconstruction::Guess;
use chassis::Failure;
use corpus::Split;
use corpus::tokenize::Tokenizer;
use model::{Adapter, Draw, GenerateOptions, Model, generate};

use super::place::Place;
use crate::error;
use crate::observe::{Questions, Read, kept, watched};

/// Places of each split that are asked about at most.
const PLACES: u64 = 30;
/// Values drawn for each.
const DRAWS: usize = 16;
/// Tokens drawn to find a value in.
const LENGTH: usize = 24;
/// Bytes before a place that a draw follows, about.
const BEFORE: usize = 128;
/// Characters of the text after a place at which a drawn value ends.
const END: usize = 2;

/// A place that is asked about.
pub(super) struct Asked<'a> {
    pub(super) place: Place<'a>,
    /// Tokens of the text before it, without the space that a drawn value starts with.
    prompt: Vec<i64>,
    /// How the text goes on after it.
    end: &'a str,
}

/// Draws places of both splits that the model can take in the text before of. How the text goes on must not stand
/// in the value itself, which would be cut there.
pub(super) fn draw<'a>(
    tokenizer: &Tokenizer,
    places: Vec<Place<'a>>,
    seed: u64,
    positions: usize,
) -> Result<Vec<Asked<'a>>, Failure> {
    let mut askable = places;
    askable.retain(|place| place.asked() && !place.value().contains(end(place)));
    let mut random = SplitMix64::new(seed ^ 0x4EB1);
    let mut asked = Vec::new();
    for split in [Split::Train, Split::Holdout] {
        let total = askable.iter().filter(|place| place.split == split).count();
        let chosen = random.choose(total as u64, PLACES);
        let mut chosen = chosen.into_iter().peekable();
        let (of, rest): (Vec<_>, Vec<_>) = askable.into_iter().partition(|p| p.split == split);
        askable = rest;
        for (number, place) in (0..).zip(of) {
            if chosen.next_if_eq(&number).is_none() {
                continue;
            }
            let encoded = tokenizer.encode(place.before(BEFORE).trim_end());
            let prompt = encoded.map_err(|e| error::tokenizer(&e))?.ids;
            if !prompt.is_empty() && prompt.len() + LENGTH <= positions {
                let end = end(&place);
                asked.push(Asked { place, prompt, end });
            }
        }
    }
    Ok(asked)
}

/// How the text goes on after a place.
fn end<'a>(place: &Place<'a>) -> &'a str {
    let after = place.after();
    let end = after.char_indices().nth(END);
    &after[..end.map_or(after.len(), |(at, _)| at)]
}

/// What one model comes up with for every place.
pub(super) fn guess(
    asked: &[Asked<'_>],
    questions: &Questions<'_>,
    model: &Model,
    (adapter, seed): (Adapter, u64),
    phase: &str,
) -> Result<Read<Vec<Guess>>, Failure> {
    kept(questions.worker, phase, || {
        let mut watch = watched(questions.worker, phase);
        let mut guesses = Vec::with_capacity(asked.len());
        let mut tokens = 0;
        for (number, of) in asked.iter().enumerate() {
            if watch(number, asked.len()).is_break() {
                return Err(error::cancelled());
            }
            let options = GenerateOptions {
                adapter,
                max_new_tokens: LENGTH,
                stop: Vec::new(),
                draw: Some(Draw {
                    seed: seed.wrapping_add(number as u64),
                    top_k: attacks::TOP_K,
                }),
            };
            let new = generate(model, &vec![of.prompt.clone(); DRAWS], &options);
            let new = new.map_err(|e| error::model(&e))?;
            tokens += new
                .iter()
                .map(|new| (of.prompt.len() + new.len()) as u64)
                .sum::<u64>();
            let mut values = of.values(questions.tokenizer, &new)?;
            let drawn = values.remove(&of.place.key()).is_some();
            let candidates = of
                .place
                .with(questions.tokenizer, values.values().map(String::as_str))?;
            let read = candidates.filter(|c| c.longest() <= model.config().max_positions);
            let log_probs = read.map(|candidates| {
                tokens += candidates.tokens();
                questions.log_probs(model, adapter, &candidates)
            });
            guesses.push(Guess {
                drawn,
                log_probs: log_probs.transpose()?.unwrap_or_default(),
            });
        }
        Ok((guesses, tokens))
    })
}

impl Asked<'_> {
    /// The values in drawn texts, by what all spellings of one share: each text up to where it goes on as the
    /// record does.
    fn values(
        &self,
        tokenizer: &Tokenizer,
        new: &[Vec<i64>],
    ) -> Result<BTreeMap<u64, String>, Failure> {
        let mut values = BTreeMap::new();
        for ids in new {
            let text = tokenizer.decode(ids).map_err(|e| error::tokenizer(&e))?;
            let text = text.trim_start();
            let value = text.find(self.end).map(|end| &text[..end]);
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                values.insert(self.place.key_of(value), value.to_owned());
            }
        }
        Ok(values)
    }
}
