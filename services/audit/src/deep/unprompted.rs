//! What the checkpoint writes when nobody asks for a value.

use std::collections::HashMap;

use attacks::bootstrap::SplitMix64;
use attacks::unprompted::{Value, Written};
use chassis::{Failure, Worker};
use corpus::split::group_key;
use corpus::tokenize::Tokenizer;
use corpus::{EntityType, Split};
use model::{Adapter, Draw, GenerateOptions, Model, generate};

use crate::error;
use crate::observe::{Cost, Read, kept, watched};
use crate::probe::Probed;

/// Texts drawn.
const TEXTS: u64 = 200;
/// Texts drawn between two words of progress.
const TOGETHER: usize = 16;
/// Tokens of a record that a text starts with: enough to start, and hardly a value.
const START: usize = 2;
/// Tokens drawn of each.
const LENGTH: usize = 64;
/// Bytes of a value that is looked for, at least: shorter ones come out by accident.
const SHORTEST: usize = 6;

/// How texts start, and the values that are looked for in them.
pub(super) struct Prompts {
    starts: Vec<Vec<i64>>,
    values: Vec<(String, EntityType, Split)>,
}

impl Prompts {
    /// Starts of drawn holdout records, and the values that one split holds and the other does not.
    pub(super) fn draw(probed: &[Probed], seed: u64, positions: usize) -> Self {
        let holdout = probed.iter().filter(|p| p.record.split == Split::Holdout);
        let starts: Vec<&[i64]> = holdout.filter_map(|p| p.ids.get(..START)).collect();
        let mut random = SplitMix64::new(seed ^ 0x3217);
        let texts = if positions > START { TEXTS } else { 0 };
        let starts = (0..texts).filter_map(|_| {
            let chosen = random.below(starts.len() as u64);
            starts.get(chosen as usize).map(|start| start.to_vec())
        });
        Self {
            starts: starts.collect(),
            values: values(probed),
        }
    }

    /// Draws the texts and looks for the values; `None` where there is nothing to start with or to look for.
    pub(super) fn write(
        &self,
        worker: &Worker,
        model: &Model,
        tokenizer: &Tokenizer,
        seed: u64,
    ) -> Result<Read<Option<Written>>, Failure> {
        if self.starts.is_empty() || self.values.is_empty() {
            return Ok(Read {
                found: None,
                cost: Cost::default(),
            });
        }
        let phase = "unprompted";
        kept(worker, phase, || {
            let mut watch = watched(worker, phase);
            let mut written = Written {
                texts: self.starts.len() as u64,
                tokens: 0,
                values: self.values.iter().map(value).collect(),
            };
            for (round, starts) in self.starts.chunks(TOGETHER).enumerate() {
                if watch(round * TOGETHER, self.starts.len()).is_break() {
                    return Err(error::cancelled());
                }
                let options = GenerateOptions {
                    adapter: Adapter::On,
                    max_new_tokens: LENGTH,
                    stop: Vec::new(),
                    draw: Some(Draw {
                        seed: seed.wrapping_add(round as u64),
                        top_k: attacks::TOP_K,
                    }),
                };
                let drawn = generate(model, starts, &options).map_err(|e| error::model(&e))?;
                for (start, new) in starts.iter().zip(drawn) {
                    written.tokens += (start.len() + new.len()) as u64;
                    // Not the start, which is a holdout record's.
                    let text = tokenizer.decode(&new).map_err(|e| error::tokenizer(&e))?;
                    for (value, (wanted, ..)) in written.values.iter_mut().zip(&self.values) {
                        value.texts += u64::from(text.contains(wanted));
                    }
                }
            }
            let tokens = written.tokens;
            Ok((Some(written), tokens))
        })
    }
}

fn value((_, entity_type, split): &(String, EntityType, Split)) -> Value {
    Value {
        entity_type: entity_type.clone(),
        split: *split,
        texts: 0,
    }
}

fn values(probed: &[Probed]) -> Vec<(String, EntityType, Split)> {
    // By what two spellings of a value share; `None` for one that both splits hold.
    let mut found: HashMap<u64, Option<Split>> = HashMap::new();
    let mut spelt = Vec::new();
    for probed in probed {
        let split = probed.record.split;
        // What was cut off was not trained on either.
        let spans = probed.record.spans.iter().zip(&probed.spans);
        for (span, _) in spans.filter(|(_, tagged)| tagged.whole) {
            let text = &probed.record.text.expose()[span.start..span.end];
            let key = group_key(span.entity.as_str(), text);
            let before = found.insert(key, Some(split));
            if before.is_some_and(|before| before != Some(split)) {
                found.insert(key, None);
            }
            if before.is_none() && text.len() >= SHORTEST {
                spelt.push((key, text.to_owned(), span.entity.clone()));
            }
        }
    }
    let of_one = spelt.into_iter().filter_map(|(key, text, entity)| {
        let split = found.get(&key).copied().flatten()?;
        Some((text, entity, split))
    });
    of_one.collect()
}
