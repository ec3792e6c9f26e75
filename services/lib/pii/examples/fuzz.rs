//! Throws hostile text at the scanner for a while:
//! `cargo run --release -p pii --example fuzz -- [SECONDS] [SEED]`.
//!
//! Each text is made of real identifiers, fragments of them, characters of every
//! block of Unicode and what evades patterns, in any order, and changed at random.
//! A run fails, and says the seed of the text and never the text, when a span
//! does not fit its text, when two overlap, when the same text is scanned
//! differently twice, when an action breaks a span, or when long text takes more
//! time for each byte than short text by far.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use pii::{Action, Actions, Key, Policy, Scanner};

/// Seconds of processor time for a megabyte that no input may need: by the rules, and with the tagger beside them. The
/// tagger's work is the same for each token (3.5 microseconds), and a token can be as short as a byte.
const SLOW: [f64; 2] = [0.75, 4.0];
/// Seconds a megabyte below which the clock, and not the text, decides how one compares with another.
const QUICK: f64 = 0.05;
/// How much more for each byte a long text may need than an eighth of it.
const GROWTH: f64 = 2.0;

const SEEDS: &[&str] = &[
    "nora.w@mail.example.org",
    "+1 (212) 555-0100 x12",
    "4111 1111 1111 1111",
    "GB82 WEST 1234 5698 7654 32",
    "078-05-1123",
    "http://[2001:db8::1]:80/x?y=(z)",
    "192.168.0.17/24",
    "00-1A-2b-3C-4D-5E",
    "12 Elm Street Apt. 4, Springfield, IL 62704",
    "born on 5th of March 1984",
    "my name is Mary Rowan",
    "What is your name?\nUSR: Sure, John Smith.",
    "Dear Dr. Jane Doe,",
    "PSC 8801, Box 5278 APO AP 39381",
    "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
    "password: hunter2!",
    "api_key=\"AbCd1234EfGh5678\"",
    "ghp_0123456789abcdefghijABCDEFGHIJ0a1b2C",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "1M8GDM9AXKP042788",
    "RSSMRA85T10A562S",
    "passport number A12803456",
    "MRN: 00123456",
    "application no. 18403/91",
    "DE 136 695 976",
    "여권번호는 M789C1234입니다",
    "HRB 123456",
    "131052-308T",
    "Königstraße 12a, 70173 Stuttgart",
    "12 rue de la Paix, 75002 Paris",
    "40.712776, -74.005974",
    "1:21-cv-00123-ABC",
    "/home/jdoe/.ssh",
    "aged 93",
    "I am 25 years old",
    "12.531.909-2",
    "5/21/2021",
    "anna [at] example (dot) com",
    "anna at mail dot example dot com",
    "anna&#64;example&amp;#46;com%2540&shy;",
    "\\\\u0040\\\"\\n\\x40\\\\",
    "Garc%C3%ADa%0A%20&nbsp;",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh12345678",
];

const EVASION: &[&str] = &[
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{0}",
    "\u{301}",
    "\u{a0}",
    "\u{3000}",
    "\r\n",
    "\t",
    "\u{1b}[0m",
    "\u{fe0f}",
    "🏳️‍🌈",
    "\u{ffff}",
    "\u{10ffff}",
];

struct Random(u64);

impl Random {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// Any character but surrogates.
    fn any(&mut self) -> char {
        let code = match self.below(4) {
            0 => self.below(0x80),
            1 => self.below(0x3000),
            _ => self.below(0x11_0000),
        };
        char::from_u32(code as u32).unwrap_or('\u{fffd}')
    }
}

/// A text from a seed.
fn text(seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut text = String::new();
    for _ in 0..=random.below(12) {
        let joint = random.pick(&[" ", "", "\n", ", ", "-", ".", "/", "\"", ": "]);
        text.push_str(joint);
        match random.below(8) {
            0..=3 => text.push_str(random.pick(SEEDS)),
            4 => text.push_str(random.pick(EVASION)),
            5 => (0..random.below(20)).for_each(|_| text.push(random.any())),
            6 => {
                // A fragment, many times over.
                let whole: Vec<char> = random.pick(SEEDS).chars().collect();
                let start = random.below(whole.len());
                let length = 1 + random.below(6.min(whole.len() - start));
                let part: String = whole[start..start + length].iter().collect();
                text.push_str(&part.repeat(1 + random.below(200)));
            }
            _ => text.push(random.any()),
        }
    }
    // Changes of single characters.
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.below(6) {
        if chars.is_empty() {
            break;
        }
        let at = random.below(chars.len());
        match random.below(3) {
            0 => chars[at] = random.any(),
            1 => chars.insert(at, random.pick(EVASION).chars().next().unwrap_or(' ')),
            _ => {
                chars.remove(at);
            }
        }
    }
    chars.into_iter().collect()
}

fn check(scanner: &Scanner, actions: &[(Policy, Key)], text: &str) -> Result<usize, String> {
    let spans = scanner.scan(text);
    let mut end = 0;
    for span in &spans {
        span.check(text).map_err(|e| e.to_string())?;
        if span.start < end {
            return Err("spans overlap or are not sorted".to_owned());
        }
        end = span.end;
    }
    if scanner.scan(text) != spans {
        return Err("two scans differ".to_owned());
    }
    for (policy, key) in actions {
        let changed = Actions::new(policy, key).apply("subject", text, &spans);
        let Some(changed) = changed else { continue };
        if changed.spans.len() != spans.len() {
            return Err("an action lost a span".to_owned());
        }
        for span in &changed.spans {
            span.check(&changed.text)
                .map_err(|e| format!("after an action: {e}"))?;
        }
    }
    Ok(spans.len())
}

/// Scans a text over and over, an eighth of a megabyte of it and a whole one, against the clock.
fn long(scanner: &Scanner, slow: f64, text: &str) -> Result<(), String> {
    let [part, whole] = [1 << 17, 1 << 20].map(|length| spent(scanner, text, length));
    if whole > slow {
        return Err(format!("{whole:.1} s for a megabyte"));
    }
    if whole > QUICK && whole > GROWTH * part {
        return Err(format!(
            "{whole:.1} s for a megabyte, but {part:.1} s in an eighth of one"
        ));
    }
    Ok(())
}

/// Seconds a megabyte, of a text over and over until it has so many bytes.
fn spent(scanner: &Scanner, text: &str, length: usize) -> f64 {
    let long = text.repeat(length / text.len().max(1) + 1);
    let (start, wall) = (on_processor(), Instant::now());
    scanner.scan(&long);
    let spent = match (start, on_processor()) {
        (Some(start), Some(end)) => (end - start) as f64 / 1e9,
        _ => wall.elapsed().as_secs_f64(),
    };
    spent / (long.len() as f64 / 1e6)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().map_or(Ok(60), |s| s.parse())?;
    let first: Option<u64> = arguments.next().map(|s| s.parse()).transpose()?;
    let scanner = Scanner::new(&Policy::default())?;
    let rules = Scanner::with_tagger(&Policy::default(), None)?;
    let everything = Scanner::new(&Policy {
        min_score: 0.0,
        ..Policy::default()
    })?;
    let acts = [Action::Redact, Action::Mask, Action::Pseudonymise];
    let actions = acts.map(|action| {
        (
            Policy {
                action,
                ..Policy::default()
            },
            Key::new([1; 32]),
        )
    });
    let start = Instant::now();
    let (mut texts, mut bytes, mut found) = (0_u64, 0, 0);
    let mut seed = first.unwrap_or(1);
    while start.elapsed() < Duration::from_secs(seconds) {
        let text = text(seed);
        let fail = |what: String| format!("seed {seed}: {what}");
        found += check(&scanner, &actions, &text).map_err(fail)?;
        check(&everything, &[], &text).map_err(fail)?;
        if seed.is_multiple_of(64) {
            for (scanner, slow) in [&rules, &scanner].into_iter().zip(SLOW) {
                long(scanner, slow, &text).map_err(fail)?;
            }
        }
        (texts, bytes, seed) = (texts + 1, bytes + text.len(), seed + 1);
        if first.is_some() && texts == 1 && seconds == 0 {
            break;
        }
    }
    let mut out = std::io::stderr();
    writeln!(
        out,
        "{texts} texts, {bytes} bytes, {found} spans, none wrong; next seed {seed}"
    )?;
    Ok(())
}

/// Nanoseconds this thread spent on a processor, where Linux says so: unlike the
/// wall clock it does not count what other programs took.
fn on_processor() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}
