//! What canaries are wanted.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::draw::words_of;
use super::secret::Secret;
use crate::Redacted;

/// Most canaries of one plan.
const MOST: u64 = 100_000;
/// Words that must be left for pairs, prefixes and references.
const SPARE: usize = 48;

/// The canaries of a dataset version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CanarySpec {
    /// What is drawn.
    pub groups: Vec<CanaryGroup>,
    /// Words that secrets and random prefixes are made of, distinct; a list of
    /// our own where empty. Words that a tokenizer keeps whole make the
    /// sharpest canaries.
    pub words: Vec<String>,
    /// Sentences without personal data that natural prefixes are made of. The
    /// ingest fills them from the records it reads, so that a canary begins
    /// like its neighbours.
    pub sentences: Vec<Redacted>,
}

/// Canaries of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanaryGroup {
    /// What reports call it: 1 to 63 of a-z, 0-9 and `-`.
    pub name: String,
    /// What stands before the secret.
    #[serde(default)]
    pub prefix: Prefix,
    /// The secret.
    pub secret: Secret,
    /// Canaries drawn; about half of them are put in.
    pub count: u32,
    /// Records that hold each one that is put in.
    #[serde(default = "once")]
    pub repeats: u32,
}

const fn once() -> u32 {
    1
}

/// What stands before a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Prefix {
    /// Nothing but the secret's own carrier.
    #[default]
    None,
    /// Words in no order.
    Random {
        /// How many.
        words: u32,
    },
    /// Sentences of the data.
    Natural {
        /// How many.
        sentences: u32,
    },
}

/// Why a specification was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CanaryError {
    /// No group.
    #[error("there is no group of canaries")]
    NoGroups,
    /// A name is malformed or used twice.
    #[error("the name of a group is 1 to 63 of a-z, 0-9 and -, and no two groups share one")]
    Name {
        /// Which group.
        group: usize,
    },
    /// No canaries in a group, or too many in all.
    #[error("a group has at least one canary, and all groups together at most 100000")]
    Count {
        /// Which group.
        group: usize,
    },
    /// Never or too often.
    #[error("a canary is repeated 1 to 1000 times")]
    Repeats {
        /// Which group.
        group: usize,
    },
    /// A prefix of nothing, or longer than any record.
    #[error("a prefix has 1 to 1000 words or 1 to 50 sentences")]
    Prefix {
        /// Which group.
        group: usize,
    },
    /// A secret's size or pattern is wrong.
    #[error("a code has 4 to 64 symbols, a pattern 4 to 64 characters with #, @ or * among them")]
    Secret {
        /// Which group.
        group: usize,
    },
    /// The secrets could be guessed by their number.
    #[error("there are too few possible secrets for so many canaries")]
    Space {
        /// Which group.
        group: usize,
    },
    /// Word secrets want a word each that occurs nowhere else.
    #[error("there are too few words: each canary with a word needs its own, and 48 more are used")]
    Words,
    /// A natural prefix has nothing to be made of.
    #[error("there are no sentences for natural prefixes")]
    Sentences,
}

impl CanaryError {
    /// The stable word for this error.
    pub const REASON: &'static str = "CANARY_SPEC_INVALID";

    /// Which field is at fault, as a path inside the specification.
    pub fn field(&self) -> String {
        match self {
            Self::NoGroups => "groups".to_owned(),
            Self::Name { group } => format!("groups[{group}].name"),
            Self::Count { group } => format!("groups[{group}].count"),
            Self::Repeats { group } => format!("groups[{group}].repeats"),
            Self::Prefix { group } => format!("groups[{group}].prefix"),
            Self::Secret { group } | Self::Space { group } => format!("groups[{group}].secret"),
            Self::Words => "words".to_owned(),
            Self::Sentences => "sentences".to_owned(),
        }
    }
}

impl CanarySpec {
    /// A mixture that serves most audits, of about `count` canaries in all
    /// (at least 8): half of them words nobody else uses, seen once, the rest
    /// pairs, codes and shapes, some of them repeated.
    pub fn standard(count: u32) -> Self {
        let eighth = (count / 8).max(1);
        let natural = Prefix::Natural { sentences: 2 };
        let group = |name: &str, prefix, secret, count, repeats| CanaryGroup {
            name: name.to_owned(),
            prefix,
            secret,
            count,
            repeats,
        };
        let random = Prefix::Random { words: 24 };
        Self {
            groups: vec![
                group("random-word", random, Secret::Word, 2 * eighth, 1),
                group("natural-word", natural, Secret::Word, 2 * eighth, 1),
                group("natural-pair", natural, Secret::WordPair, eighth, 1),
                group("code", natural, Secret::Code { symbols: 10 }, eighth, 1),
                group("phone", natural, Secret::Phone, eighth, 4),
                group("card", natural, Secret::CreditCard, eighth, 16),
            ],
            ..Self::default()
        }
    }

    /// Checks the rules that hold before sentences are filled in.
    ///
    /// # Errors
    /// [`CanaryError`] naming the broken rule.
    pub fn validate_request(&self) -> Result<(), CanaryError> {
        if self.groups.is_empty() {
            return Err(CanaryError::NoGroups);
        }
        let own = words_of(self);
        let distinct: HashSet<&str> = own.iter().copied().collect();
        let whole = |w: &&str| !w.is_empty() && w.len() <= 64 && !w.contains(char::is_whitespace);
        let enough = self.words.is_empty() || self.words_dealt().1 >= SPARE;
        if !enough || distinct.len() != own.len() || !own.iter().all(whole) {
            return Err(CanaryError::Words);
        }
        let (mut names, mut total) = (HashSet::new(), 0);
        for (group, wanted) in self.groups.iter().enumerate() {
            let name = &wanted.name;
            let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            if !(1..=63).contains(&name.len()) || !name.bytes().all(letters) || !names.insert(name)
            {
                return Err(CanaryError::Name { group });
            }
            total += u64::from(wanted.count);
            if wanted.count == 0 || total > MOST {
                return Err(CanaryError::Count { group });
            }
            if !(1..=1000).contains(&wanted.repeats) {
                return Err(CanaryError::Repeats { group });
            }
            let fits = match wanted.prefix {
                Prefix::None => true,
                Prefix::Random { words } => (1..=1000).contains(&words),
                Prefix::Natural { sentences } => (1..=50).contains(&sentences),
            };
            if !fits {
                return Err(CanaryError::Prefix { group });
            }
            wanted
                .secret
                .validate()
                .ok_or(CanaryError::Secret { group })?;
            let of_words = matches!(wanted.secret, Secret::Word | Secret::WordPair);
            if !of_words && !self.is_wide(group) {
                return Err(CanaryError::Space { group });
            }
        }
        Ok(())
    }

    /// Whether a group draws at most a tenth of its space, so that a guess is
    /// worth little.
    fn is_wide(&self, group: usize) -> bool {
        let count = self.groups.get(group).map_or(0, |wanted| wanted.count);
        self.secret_bits(group) >= f64::from(count).log2() + 3.4
    }

    /// Checks all rules.
    ///
    /// # Errors
    /// [`CanaryError`] naming the broken rule.
    pub fn validate(&self) -> Result<(), CanaryError> {
        self.validate_request()?;
        if self.words_dealt().1 < SPARE {
            return Err(CanaryError::Words);
        }
        let pairs = |g: &CanaryGroup| g.secret == Secret::WordPair;
        let narrow = |group: &usize| pairs(&self.groups[*group]) && !self.is_wide(*group);
        if let Some(group) = (0..self.groups.len()).find(narrow) {
            return Err(CanaryError::Space { group });
        }
        if self.wants_sentences() && self.sentences.is_empty() {
            return Err(CanaryError::Sentences);
        }
        Ok(())
    }

    /// Size of the space a group's secrets are drawn from, in bits: the
    /// randomness space of the exposure metric. 0 for a group there is not.
    pub fn secret_bits(&self, group: usize) -> f64 {
        let Some(wanted) = self.groups.get(group) else {
            return 0.0;
        };
        let (dealt, rest) = self.words_dealt();
        // What is left is dealt to references, pairs and prefixes (draw.rs).
        wanted.secret.bits(dealt + rest / 3, rest / 3)
    }

    /// Words that are secrets of their own, and words that are left.
    pub(super) fn words_dealt(&self) -> (usize, usize) {
        let singles = self.groups.iter().filter(|g| g.secret == Secret::Word);
        let wanted: usize = singles.map(|g| g.count as usize).sum();
        let have = words_of(self).len();
        (wanted.min(have), have.saturating_sub(wanted))
    }

    /// Words to choose from before it is known which of them the data uses:
    /// the specification's own, or our own and behind them made-up ones, twice
    /// as many as are needed.
    pub fn candidates(&self) -> Vec<String> {
        if !self.words.is_empty() {
            return self.words.clone();
        }
        let own = words_of(self).into_iter().map(str::to_owned);
        own.chain((0..self.words_needed()).map(made_up)).collect()
    }

    /// Keeps the candidates that the data does not use, as many as are needed:
    /// made-up ones only where our own do not suffice.
    pub fn choose_words(&mut self, unseen: impl Iterator<Item = String>) {
        let needed = if self.words.is_empty() {
            self.words_needed()
        } else {
            usize::MAX
        };
        self.words = unseen.take(needed).collect();
    }

    fn words_needed(&self) -> usize {
        let singles = self.groups.iter().filter(|g| g.secret == Secret::Word);
        2 * (singles.map(|g| g.count as usize).sum::<usize>() + 96)
    }

    /// Whether a group begins with sentences of the data.
    pub fn wants_sentences(&self) -> bool {
        let natural = |group: &CanaryGroup| matches!(group.prefix, Prefix::Natural { .. });
        self.groups.iter().any(natural)
    }
}

/// The n-th made-up word: four syllables and an x.
fn made_up(n: usize) -> String {
    const ONSETS: [&str; 16] = [
        "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "dr", "kl",
    ];
    const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ou", "ea"];
    // A step that shares no factor with the number of syllable pairs keeps
    // neighbours apart.
    let mut left = n.wrapping_mul(7919) + 1_000_003;
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(ONSETS[left % 16]);
        word.push_str(VOWELS[left / 16 % 8]);
        left /= 128;
    }
    word.push('x');
    word
}
