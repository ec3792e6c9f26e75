//! Synthetic records whose personal data is known exactly.
//!
//! Support dialogues and short biographies, written from small grammars with
//! values of made-up subjects. Every span is exact (it is known by construction,
//! not found), no entity value stands in two splits, and each record carries one
//! random secret of known entropy. That makes them the data of a demonstration,
//! and the calibration of an audit: what a model says about a secret it never
//! saw is chance, and chance is known.
//!
//! The same configuration gives the same records, on every machine.

pub(crate) mod draw;
mod grammar;
mod subject;

use std::collections::HashSet;
use std::sync::LazyLock;

use chacha20::ChaCha8Rng;
use rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{EntityType, Redacted, Span, Split};
use grammar::{Grammar, Piece};
use subject::Subject;

/// The months as English writes them.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Entity type of the secret each record carries.
pub const SECRET_ENTITY: EntityType = EntityType::from_static("SECRET_CODE");
/// Symbols a secret is made of, each drawn evenly.
pub const SECRET_ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// The recogniser named in spans that are known by construction.
pub const GOLD: &str = "gold";

static SUPPORT: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::parse(include_str!("synth/support.txt")));
static BIOGRAPHY: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::parse(include_str!("synth/biography.txt")));

/// What the records are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SynthKind {
    /// Dialogues of a customer and a support agent.
    Support,
    /// Short biographies.
    Biography,
    /// Both, in turn.
    #[default]
    Mixed,
}

/// What to generate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SynthConfig {
    /// Number of records.
    pub records: usize,
    /// Seed: the same configuration gives the same records.
    pub seed: u64,
    /// What they are.
    pub kind: SynthKind,
    /// Share of subjects in the validation split, in [0, 1).
    pub validation: f64,
    /// Share of subjects in the holdout, in [0, 1).
    pub holdout: f64,
    /// Records about each subject, at least 1.
    pub records_per_subject: usize,
    /// Sentences added to each record, without personal data: 0 gives records of
    /// about 65 tokens on average (SmolLM2's tokenizer; 46 to 96 for 98 % of them).
    pub extra_sentences: usize,
    /// Symbols of a secret, 6 to 64; each is worth 5.17 bits.
    pub secret_length: usize,
}

/// Why a configuration was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SynthError {
    /// Shares outside [0, 1), or nothing is left for training.
    #[error("validation and holdout shares must lie in [0, 1) and add up to less than 1")]
    Share,
    /// No records for a subject.
    #[error("records per subject must be at least 1")]
    RecordsPerSubject,
    /// A secret that is too short to be unique, or too long.
    #[error("a secret has 6 to 64 symbols")]
    SecretLength,
    /// Longer than any model reads.
    #[error("at most 1000 sentences can be added to a record")]
    ExtraSentences,
}

impl SynthError {
    /// The stable word for this error.
    pub const REASON: &'static str = "SYNTH_CONFIG_INVALID";
}

/// A record with what is known about it. As JSON: `id`, `text`, `subject`,
/// `split` and `spans`, offsets in bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SynthRecord {
    /// Identifier, unique in the data set.
    pub id: String,
    /// The text.
    pub text: Redacted,
    /// Whom it is about: an identifier that does not stand in the text.
    pub subject: String,
    /// Where it belongs: all records of a subject are in one split.
    pub split: Split,
    /// Personal data and the secret, sorted by start.
    pub spans: Vec<Span>,
    /// The secret in it.
    #[serde(skip)]
    pub secret: SecretInfo,
}

/// Where a record's secret stands and how hard it is to guess.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecretInfo {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Entropy given everything else in the data set, in bits: symbols are drawn
    /// evenly and independently.
    pub entropy_bits: f64,
}

impl Default for SynthConfig {
    fn default() -> Self {
        Self {
            records: 300,
            seed: 0,
            kind: SynthKind::Mixed,
            validation: 0.1,
            holdout: 0.3,
            records_per_subject: 1,
            extra_sentences: 0,
            secret_length: 10,
        }
    }
}

impl SynthConfig {
    /// Checks the configuration.
    ///
    /// # Errors
    /// [`SynthError`] naming the broken rule.
    pub fn validate(&self) -> Result<(), SynthError> {
        let share = |share: f64| (0.0..1.0).contains(&share);
        if !share(self.validation) || !share(self.holdout) || self.validation + self.holdout >= 1.0
        {
            return Err(SynthError::Share);
        }
        if self.records_per_subject == 0 {
            return Err(SynthError::RecordsPerSubject);
        }
        if !(6..=64).contains(&self.secret_length) {
            return Err(SynthError::SecretLength);
        }
        if self.extra_sentences > 1000 {
            return Err(SynthError::ExtraSentences);
        }
        Ok(())
    }

    /// Entropy of each secret, in bits.
    pub fn secret_entropy_bits(&self) -> f64 {
        self.secret_length as f64 * (SECRET_ALPHABET.len() as f64).log2()
    }
}

/// Generates records one by one; memory grows by a few bytes a record (what
/// must not be drawn twice).
///
/// # Errors
/// [`SynthError`] when the configuration breaks a rule.
pub fn generate(config: &SynthConfig) -> Result<Records, SynthError> {
    config.validate()?;
    Ok(Records {
        config: config.clone(),
        next: 0,
        subject: None,
        per_split: [0; 3],
        secrets: HashSet::new(),
        drawn: subject::Drawn::default(),
    })
}

/// The records of a configuration, in their order.
#[derive(Debug)]
pub struct Records {
    config: SynthConfig,
    next: usize,
    subject: Option<Subject>,
    /// Subjects in each split so far, in the order of [`Split::ALL`].
    per_split: [usize; 3],
    secrets: HashSet<String>,
    drawn: subject::Drawn,
}

impl Iterator for Records {
    type Item = SynthRecord;

    fn next(&mut self) -> Option<SynthRecord> {
        if self.next >= self.config.records {
            return None;
        }
        let number = self.next;
        self.next += 1;
        // One stream a record: what a record says does not depend on how much
        // randomness the one before took.
        let mut rng = ChaCha8Rng::seed_from_u64(self.config.seed);
        rng.set_stream(number as u64);
        let person = match self.subject.take() {
            Some(subject) if !number.is_multiple_of(self.config.records_per_subject) => subject,
            _ => self.next_subject(number, &mut rng),
        };
        let record = self.write(number, &person, &mut rng);
        self.subject = Some(person);
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.config.records - self.next;
        (left, Some(left))
    }
}

impl Records {
    fn next_subject(&mut self, number: usize, rng: &mut ChaCha8Rng) -> Subject {
        let ordinal = number / self.config.records_per_subject;
        let split = self.next_split(ordinal);
        let in_split = self.per_split[split as usize];
        self.per_split[split as usize] += 1;
        Subject::draw(
            ordinal,
            in_split,
            split,
            self.config.seed,
            rng,
            &mut self.drawn,
        )
    }

    /// The split furthest behind its share: counts are exact to within one, and
    /// every stretch of the data has its part of each split.
    fn next_split(&self, ordinal: usize) -> Split {
        let SynthConfig {
            validation,
            holdout,
            ..
        } = self.config;
        let shares = [1.0 - validation - holdout, validation, holdout];
        let behind = |split: Split| {
            shares[split as usize] * (ordinal + 1) as f64 - self.per_split[split as usize] as f64
        };
        Split::ALL
            .into_iter()
            .max_by(|a, b| {
                behind(*a)
                    .total_cmp(&behind(*b))
                    .then((*b as u8).cmp(&(*a as u8)))
            })
            .unwrap_or(Split::Train)
    }

    fn write(&mut self, number: usize, subject: &Subject, rng: &mut ChaCha8Rng) -> SynthRecord {
        let (name, grammar) = match self.config.kind {
            SynthKind::Support => ("support", &SUPPORT),
            SynthKind::Biography => ("biography", &BIOGRAPHY),
            // Subjects of a split alternate, so that each split has both.
            SynthKind::Mixed if self.per_split[subject.split as usize] % 2 == 1 => {
                ("support", &SUPPORT)
            }
            SynthKind::Mixed => ("biography", &BIOGRAPHY),
        };
        let length = self.config.secret_length;
        let secret = draw::unique(&mut self.secrets, || {
            draw::symbols(rng, SECRET_ALPHABET, length)
        });
        let order = self.drawn.order(rng, subject.split);
        let mut text = String::new();
        let mut spans: Vec<Span> = Vec::new();
        let mut emit = |piece: Piece| {
            let (entity, value) = match piece {
                Piece::Text(plain) | Piece::Slot(plain) => return text.push_str(plain),
                Piece::Value("CODE") => (SECRET_ENTITY, secret.as_str()),
                Piece::Value("ORDER") => (EntityType::from_static("ORDER_NUMBER"), order.as_str()),
                Piece::Value(slot) => subject.value(slot),
            };
            let start = text.len();
            text.push_str(value);
            let (end, score, recognizer) = (text.len(), 1.0, GOLD.into());
            spans.push(Span {
                start,
                end,
                entity,
                score,
                recognizer,
            });
        };
        grammar.write("record", rng, &mut emit);
        for _ in 0..self.config.extra_sentences {
            emit(Piece::Text(" "));
            grammar.write("aside", rng, &mut emit);
        }
        let place = spans.iter().find(|span| span.entity == SECRET_ENTITY);
        SynthRecord {
            id: format!("{name}-{number:06}"),
            secret: SecretInfo {
                start: place.map_or(0, |span| span.start),
                end: place.map_or(0, |span| span.end),
                entropy_bits: self.config.secret_entropy_bits(),
            },
            text: text.into(),
            subject: subject.id.clone(),
            split: subject.split,
            spans,
        }
    }
}

#[cfg(test)]
mod tests;
