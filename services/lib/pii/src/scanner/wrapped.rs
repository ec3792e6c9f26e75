//! What stands in a text as base64 or in hexadecimal digits.

use std::ops::Range;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Scanner;
use super::pass::LONG;
use crate::resolve::{Candidate, resolve};

/// Bytes that are looked at before all of a run is read.
const FIRST: usize = 24;
/// How far before a run its context may stand, in bytes.
const LEAD: usize = 48;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const IN_ADDRESSES: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// A run, and where it is read.
struct Run {
    outer: Range<usize>,
    inner: Range<usize>,
}

impl Scanner {
    /// Adds a candidate for each run that reads as text with personal data in it: the whole run, as what weighs most in
    /// it. `long` is where runs may be.
    pub(super) fn find_wrapped(&self, text: &str, long: &[usize], candidates: &mut Vec<Candidate>) {
        // All in one text, each behind its context: a scan has its price.
        let (mut read, mut runs, mut last) = (String::new(), Vec::new(), 0);
        wrapped(text.as_bytes(), long, |outer, inner| {
            let mut lead = outer.start.saturating_sub(LEAD).max(last);
            last = outer.end;
            while !text.is_char_boundary(lead) {
                lead += 1;
            }
            read.push_str(&text[lead..outer.start]);
            read.push(' ');
            let start = read.len();
            read.push_str(inner);
            let inner = start..read.len();
            read.push_str("\n\n");
            runs.push(Run { outer, inner });
        });
        if runs.is_empty() {
            return;
        }
        let mut found = Vec::new();
        self.find(&read, &mut found);
        self.find_learned(&read, &mut found, |candidate| candidate);
        let mut found = resolve(found)
            .into_iter()
            .filter_map(|one| self.trimmed(&read, one))
            .filter(|one| !self.allowed.holds(&read[one.start..one.end]))
            .peekable();
        for Run { outer, inner } in runs {
            let mut best: Option<Candidate> = None;
            while let Some(one) = found.next_if(|one| one.start < inner.end) {
                let better = best.is_none_or(|best| one.score > best.score);
                if one.end > inner.start && better {
                    best = Some(one);
                }
            }
            candidates.extend(best.map(|best| Candidate {
                start: outer.start,
                end: outer.end,
                ..best
            }));
        }
    }
}

/// Calls `visit` with every run around one of `places` that reads as text, and with what it reads.
fn wrapped(bytes: &[u8], places: &[usize], mut visit: impl FnMut(Range<usize>, &str)) {
    let mut last = 0;
    for &at in places {
        if at < last {
            continue;
        }
        let before = bytes[last..at].iter().rev().take_while(|b| is_sign(**b));
        let start = at - before.count();
        let end = at + bytes[at..].iter().take_while(|b| is_sign(**b)).count();
        last = end;
        let wanting = match (end - start) % 4 {
            0 | 1 => 0,
            signs => 4 - signs,
        };
        let padding = bytes[end..]
            .iter()
            .take(wanting)
            .take_while(|b| **b == b'=');
        let whole = start..end + padding.count();
        if let Some(inner) = read(&bytes[whole.clone()]) {
            visit(whole, &inner);
            continue;
        }
        // A slash may part a path instead.
        let mut piece = whole.start;
        for part in bytes[whole.clone()].split(|b| *b == b'/') {
            let range = piece..piece + part.len();
            piece = range.end + 1;
            if part.len() >= LONG
                && range.len() < whole.len()
                && let Some(inner) = read(part)
            {
                visit(range, &inner);
            }
        }
    }
}

fn is_sign(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// What a run reads as, where that is text.
fn read(run: &[u8]) -> Option<String> {
    let digits = run.strip_prefix(b"0x").unwrap_or(run);
    if digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit) {
        let digit = |b: u8| char::from(b).to_digit(16).map_or(0, |d| d as u8);
        let (pairs, _) = digits.as_chunks::<2>();
        let text = of_text(
            pairs
                .iter()
                .map(|[a, b]| digit(*a) << 4 | digit(*b))
                .collect(),
        );
        if text.is_some() {
            return text;
        }
    }
    let engine = match run.iter().any(|b| b"-_".contains(b)) {
        true => &IN_ADDRESSES,
        false => &PLAIN,
    };
    let first = engine.decode(&run[..FIRST.min(run.len() / 4 * 4)]).ok()?;
    if !first.iter().all(|b| is_text(*b)) {
        return None;
    }
    of_text(engine.decode(run).ok()?)
}

fn of_text(bytes: Vec<u8>) -> Option<String> {
    if !bytes.iter().all(|b| is_text(*b)) {
        return None;
    }
    String::from_utf8(bytes).ok()
}

fn is_text(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f || b"\t\n\r".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<(&str, String)> {
        let mut found = Vec::new();
        let runs = text.as_bytes().windows(LONG).enumerate();
        let all: Vec<usize> = runs
            .filter(|(_, run)| run.iter().all(|b| is_sign(*b)))
            .map(|(at, _)| at)
            .collect();
        wrapped(text.as_bytes(), &all, |range, inner| {
            found.push((&text[range], inner.to_owned()));
        });
        found
    }

    #[test]
    fn runs_are_read_whole() {
        let text = "mail YW5uYUBleGFtcGxlLmNvbQ== and (616e6e61406578616d706c652e636f6d), \
                    https://x.org/u/YW5uYUBleGFtcGxlLmNvbQ?y=SsO8cmdlbiBTY2jDpGZlcg";
        let anna = || "anna@example.com".to_owned();
        let expected = [
            ("YW5uYUBleGFtcGxlLmNvbQ==", anna()),
            ("616e6e61406578616d706c652e636f6d", anna()),
            ("YW5uYUBleGFtcGxlLmNvbQ", anna()),
            ("SsO8cmdlbiBTY2jDpGZlcg", "Jürgen Schäfer".to_owned()),
        ];
        assert_eq!(runs(text), expected);
    }

    #[test]
    fn what_reads_as_no_text_is_left() {
        for text in [
            "",
            "responsibilities internationalization",
            "d41d8cd98f00b204e9800998ecf8427e",
            "4111111111111111111111",
            "/usr/local/share/applications/mimeinfo",
            "AAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(runs(text), [], "{text}");
        }
    }
}
