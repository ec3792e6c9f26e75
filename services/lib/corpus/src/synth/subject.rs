//! Made-up people. Every pool of values is divided among the splits first, so
//! that no value can stand in two of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use rand_core::Rng;

use super::MONTHS;
use super::draw::{below, pick, unique};
use crate::{EntityType, Split};

/// Word lists written for this project; invented towns, ordinary names.
static GIVEN: LazyLock<[Vec<&str>; 3]> = LazyLock::new(|| shares(include_str!("words/given.txt")));
static SURNAMES: LazyLock<[Vec<&str>; 3]> =
    LazyLock::new(|| shares(include_str!("words/surnames.txt")));
static STREETS: LazyLock<[Vec<&str>; 3]> =
    LazyLock::new(|| shares(include_str!("words/streets.txt")));
static CITIES: LazyLock<[Vec<&str>; 3]> =
    LazyLock::new(|| shares(include_str!("words/cities.txt")));

/// Values are told apart by their number modulo this: classes 0 and 1 are the
/// training split's, 2 the validation split's, 3 the holdout's.
const CLASSES: u64 = 4;

/// Whether the value with this number belongs to a split.
fn belongs(number: u64, split: Split) -> bool {
    let owner = match number % CLASSES {
        0 | 1 => Split::Train,
        2 => Split::Validation,
        _ => Split::Holdout,
    };
    owner == split
}

fn shares(list: &'static str) -> [Vec<&'static str>; 3] {
    Split::ALL.map(|split| {
        list.split_ascii_whitespace()
            .enumerate()
            .filter(|(number, _)| belongs(*number as u64, split))
            .map(|(_, word)| word)
            .collect()
    })
}

/// Numbers that are not drawn twice.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    phones: HashSet<u64>,
    orders: HashSet<u64>,
}

impl Drawn {
    /// An order number, `ddd-ddddd-dddd`.
    pub(super) fn order(&mut self, rng: &mut impl Rng, split: Split) -> String {
        let n = unique(&mut self.orders, || {
            number_of(rng, split, 1_000_000_000_000)
        });
        format!(
            "{:03}-{:05}-{:04}",
            n / 1_000_000_000,
            n / 10_000 % 100_000,
            n % 10_000
        )
    }

    /// A ten-digit number of the North American form, as digits: area and
    /// exchange start with 2 to 9.
    fn phone(&mut self, rng: &mut impl Rng, split: Split) -> [u64; 3] {
        let n = unique(&mut self.phones, || {
            number_of(rng, split, 800 * 800 * 10_000)
        });
        [200 + n / 8_000_000, 200 + n / 10_000 % 800, n % 10_000]
    }
}

/// An even draw among the numbers below `bound` that belong to a split.
fn number_of(rng: &mut impl Rng, split: Split, bound: u64) -> u64 {
    loop {
        let number = below(rng, bound);
        if belongs(number, split) {
            return number;
        }
    }
}

/// A made-up person.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) id: String,
    pub(super) split: Split,
    given: String,
    name: String,
    phone: String,
    email: String,
    address: String,
    birth: String,
    city: &'static str,
}

impl Subject {
    /// Draws the `ordinal`-th subject, the `in_split`-th of its split.
    pub(super) fn draw(
        ordinal: usize,
        in_split: usize,
        split: Split,
        seed: u64,
        rng: &mut impl Rng,
        drawn: &mut Drawn,
    ) -> Self {
        let (given, name) = name(in_split as u64, split, seed);
        let surname = name.rsplit(' ').next().unwrap_or_default();
        let city = pick(rng, &CITIES[split as usize]);
        let hosts = [
            "example.com",
            "example.org",
            "example.net",
            "mail.example.com",
        ];
        let joint = pick(rng, &[".", "_", "-", ""]);
        let email = format!(
            "{}{joint}{}{:02}@{}",
            given.to_lowercase(),
            surname.to_lowercase(),
            below(rng, 100),
            pick(rng, &hosts),
        );
        let [area, exchange, line] = drawn.phone(rng, split);
        let phone = match below(rng, 4) {
            0 => format!("{area}-{exchange}-{line:04}"),
            1 => format!("({area}) {exchange}-{line:04}"),
            2 => format!("{area}.{exchange}.{line:04}"),
            _ => format!("+1 {area} {exchange} {line:04}"),
        };
        Self {
            id: format!("subject-{ordinal:06}"),
            split,
            given: given.to_owned(),
            phone,
            email,
            address: address(rng, split, city),
            birth: birth(rng, split),
            city,
            name,
        }
    }

    /// The value of a slot of the grammars, with its entity type.
    pub(super) fn value(&self, slot: &str) -> (EntityType, &str) {
        let (entity, value): (&'static str, &str) = match slot {
            "GIVEN" => ("PERSON", &self.given),
            "PHONE" => ("PHONE_NUMBER", &self.phone),
            "EMAIL" => ("EMAIL_ADDRESS", &self.email),
            "ADDRESS" => ("STREET_ADDRESS", &self.address),
            "BIRTH" => ("DATE_OF_BIRTH", &self.birth),
            "CITY" => ("LOCATION", self.city),
            _ => ("PERSON", &self.name),
        };
        (EntityType::from_static(entity), value)
    }
}

/// Given and full name of the n-th subject of a split: a walk over all pairs of
/// the split's words that meets each once, then again with a middle initial.
fn name(n: u64, split: Split, seed: u64) -> (&'static str, String) {
    let given = &GIVEN[split as usize];
    let surnames = &SURNAMES[split as usize];
    let pairs = (given.len() * surnames.len()) as u64;
    // A step without a factor in common with the number of pairs visits all of them.
    let step = (pairs / 3..)
        .find(|step| gcd(*step, pairs) == 1)
        .unwrap_or(1);
    let at = (seed % pairs + (n % pairs) * step) % pairs;
    let first = given[(at % given.len() as u64) as usize];
    let last = surnames[(at / given.len() as u64) as usize];
    match (n / pairs) % 27 {
        0 => (first, format!("{first} {last}")),
        round => {
            let initial = char::from(b'A' + (round - 1) as u8);
            (first, format!("{first} {initial}. {last}"))
        }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn address(rng: &mut impl Rng, split: Split, city: &str) -> String {
    const SUFFIXES: [&str; 12] = [
        "Street",
        "Avenue",
        "Road",
        "Lane",
        "Drive",
        "Court",
        "Way",
        "Place",
        "Terrace",
        "Circle",
        "Boulevard",
        "Trail",
    ];
    const STATES: [&str; 24] = [
        "AL", "AZ", "CA", "CO", "CT", "FL", "GA", "IA", "IL", "KS", "MA", "MD", "MI", "MN", "NC",
        "NJ", "NM", "NY", "OH", "OR", "PA", "TX", "VA", "WA",
    ];
    let number = 1 + below(rng, 9_998);
    let street = pick(rng, &STREETS[split as usize]);
    let suffix = pick(rng, &SUFFIXES);
    let unit = match below(rng, 4) {
        0 => format!(" Apt. {}", 1 + below(rng, 80)),
        _ => String::new(),
    };
    let state = pick(rng, &STATES);
    let zip = 10_000 + below(rng, 89_999);
    format!("{number} {street} {suffix}{unit}, {city}, {state} {zip}")
}

fn birth(rng: &mut impl Rng, split: Split) -> String {
    // 60 years of twelve months of 28 days: every one is a date.
    let n = number_of(rng, split, 60 * 12 * 28);
    let (year, month, day) = (1945 + n / 336, n / 28 % 12, 1 + n % 28);
    let name = MONTHS[month as usize];
    match below(rng, 3) {
        0 => format!("{day} {name} {year}"),
        1 => format!("{name} {day}, {year}"),
        _ => format!("{year}-{:02}-{day:02}", month + 1),
    }
}
