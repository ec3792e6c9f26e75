//! Kinds of secrets: how each is drawn, and how many there are.

use rand_core::Rng;
use serde::{Deserialize, Serialize};

use super::draw::Pool;
use crate::EntityType;
use crate::synth::draw::{below, pick, symbols};
use crate::synth::{SECRET_ALPHABET, SECRET_ENTITY};

const DIGITS: &str = "0123456789";
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ANY: &str = SECRET_ALPHABET;

/// What a canary hides. Shapes have the form of real identifiers, their
/// checksums are right, and their number ranges belong to nobody where such a
/// range exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Secret {
    /// A word that occurs nowhere else.
    Word,
    /// Two words that stand side by side nowhere else.
    WordPair,
    /// Letters and digits, each drawn evenly.
    Code {
        /// How many.
        symbols: u32,
    },
    /// A North American phone number in an exchange (555) that serves no
    /// subscribers.
    Phone,
    /// A card number of 16 digits in a range used for tests (400000), with its
    /// check digit.
    CreditCard,
    /// A US social security number of a valid form.
    UsSsn,
    /// A British IBAN of a bank that does not exist (XXXX), with its check digits.
    Iban,
    /// An e-mail address below `example.com`.
    Email,
    /// A shape of one's own: `#` a digit, `@` a capital letter, `*` either;
    /// everything else stands for itself.
    Pattern {
        /// The shape.
        pattern: String,
        /// What its span is tagged as.
        entity: EntityType,
        /// What leads to it, such as `My order number is`.
        carrier: String,
    },
}

impl Secret {
    /// Whether sizes and patterns make sense.
    pub(super) fn validate(&self) -> Option<()> {
        let fits = match self {
            Self::Code { symbols } => (4..=64).contains(symbols),
            Self::Pattern {
                pattern, carrier, ..
            } => {
                (4..=64).contains(&pattern.len())
                    && pattern.contains(['#', '@', '*'])
                    && carrier.len() <= 256
            }
            _ => true,
        };
        fits.then_some(())
    }

    /// Size of the space the secret is drawn from, in bits, where that many
    /// words may be secrets and that many may stand in pairs.
    pub(super) fn bits(&self, single: usize, paired: usize) -> f64 {
        let log = |n: usize| (n.max(1) as f64).log2();
        let (digit, letter, any) = (10_f64.log2(), 26_f64.log2(), 36_f64.log2());
        match self {
            Self::Word => log(single),
            Self::WordPair => 2.0 * log(paired),
            Self::Code { symbols } => f64::from(*symbols) * any,
            Self::Phone => 800_f64.log2() + 4.0 * digit,
            Self::CreditCard => 9.0 * digit,
            Self::UsSsn => (898.0 * 99.0 * 9999_f64).log2(),
            Self::Iban => 14.0 * digit,
            Self::Email => 7.0 * letter + 4.0 * digit,
            Self::Pattern { pattern, .. } => pattern
                .chars()
                .map(|c| match c {
                    '#' => digit,
                    '@' => letter,
                    '*' => any,
                    _ => 0.0,
                })
                .sum(),
        }
    }

    /// What its span is tagged as.
    pub fn entity(&self) -> EntityType {
        match self {
            Self::Word | Self::WordPair | Self::Code { .. } => SECRET_ENTITY,
            Self::Phone => EntityType::from_static("PHONE_NUMBER"),
            Self::CreditCard => EntityType::from_static("CREDIT_CARD"),
            Self::UsSsn => EntityType::from_static("US_SSN"),
            Self::Iban => EntityType::from_static("IBAN_CODE"),
            Self::Email => EntityType::from_static("EMAIL_ADDRESS"),
            Self::Pattern { entity, .. } => entity.clone(),
        }
    }

    /// What leads to it, with a space at its end where it is anything.
    pub(super) fn carrier(&self) -> String {
        match self {
            Self::Word | Self::WordPair => "",
            Self::Code { .. } => "The code is ",
            Self::Phone => "My phone number is ",
            Self::CreditCard => "The card number is ",
            Self::UsSsn => "My social security number is ",
            Self::Iban => "The account is ",
            Self::Email => "Write to ",
            Self::Pattern { carrier, .. } if carrier.is_empty() => "",
            Self::Pattern { carrier, .. } => return format!("{} ", carrier.trim_end()),
        }
        .to_owned()
    }

    /// One secret. `None` when the space has nothing to draw from.
    pub(super) fn draw(&self, rng: &mut impl Rng, words: &mut Pool<'_>) -> Option<String> {
        let digits = |rng: &mut _, n| symbols(rng, DIGITS, n);
        Some(match self {
            Self::Word => words.single.pop()?.to_owned(),
            Self::WordPair if words.pairs.is_empty() => return None,
            Self::WordPair => {
                let first = pick(rng, &words.pairs);
                format!("{first} {}", pick(rng, &words.pairs))
            }
            Self::Code { symbols: n } => symbols(rng, ANY, *n as usize),
            Self::Phone => {
                let area = 200 + below(rng, 800);
                format!("{area}-555-{}", digits(rng, 4))
            }
            Self::CreditCard => {
                let body = format!("400000{}", digits(rng, 9));
                format!("{body}{}", luhn_digit(&body))
            }
            Self::UsSsn => {
                let area = 1 + below(rng, 898);
                // 666 was never given out.
                let area = if area >= 666 { area + 1 } else { area };
                let (group, serial) = (1 + below(rng, 99), 1 + below(rng, 9999));
                format!("{area:03}-{group:02}-{serial:04}")
            }
            Self::Iban => {
                let account = digits(rng, 14);
                format!("GB{:02}XXXX{account}", iban_check(&account))
            }
            Self::Email => {
                let name = symbols(rng, LETTERS, 7).to_lowercase();
                format!("{name}{}@example.com", digits(rng, 4))
            }
            Self::Pattern { pattern, .. } => pattern
                .chars()
                .map(|c| match c {
                    '#' => symbols(rng, DIGITS, 1),
                    '@' => symbols(rng, LETTERS, 1),
                    '*' => symbols(rng, ANY, 1),
                    other => other.to_string(),
                })
                .collect(),
        })
    }
}

/// The digit that makes a number pass the Luhn test.
fn luhn_digit(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, double) if double > 9 => double - 9,
            (0, double) => double,
            _ => digit,
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Check digits of `GB..XXXX` and 14 digits (ISO 7064 mod 97-10).
fn iban_check(account: &str) -> u32 {
    let rearranged = format!("XXXX{account}GB00");
    let remainder = rearranged
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |sum, value| {
            let shift = if value > 9 { 100 } else { 10 };
            (sum * shift + value) % 97
        });
    98 - remainder
}
