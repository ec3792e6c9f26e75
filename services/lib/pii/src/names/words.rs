//! The capitalised words of a text.

use super::bits::{ONES, capital_bits, letter_bits, short};

/// A word of a text: letters, with apostrophes and hyphens inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    text: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Word<'a> {
    /// What it is.
    pub(crate) fn as_str(&self) -> &'a str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    fn bytes(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.start..self.end]
    }

    /// Starts with a capital letter.
    pub(crate) fn capitalised(&self) -> bool {
        self.bytes().first().is_some_and(u8::is_ascii_uppercase)
    }

    /// More than one letter, all capitals.
    pub(crate) fn shouted(&self) -> bool {
        self.len() > 1 && self.bytes().iter().all(|b| !b.is_ascii_lowercase())
    }

    /// First word of a line or a sentence.
    pub(crate) fn opens(&self) -> bool {
        let before = self.text.as_bytes()[..self.start].iter().rev();
        let mut before = before.skip_while(|b| **b == b' ');
        before.next().is_none_or(|b| b"\n\r.!?:".contains(b))
    }
}

/// The capitalised words of a text that do not stand inside a longer token.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    /// The block that is read, and the capitals in it not looked at yet.
    block: usize,
    capitals: u64,
}

/// Bytes of a block.
const BLOCK: usize = 64;

/// Words in a name after its first, at most.
const MOST_AFTER: usize = 3;

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            block: 0,
            capitals: capitals(text.as_bytes(), 0),
        }
    }

    /// Goes on behind `end`.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// The next word that starts with a capital letter of ASCII.
    pub(crate) fn next(&mut self) -> Option<Word<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            while self.capitals == 0 {
                self.block += BLOCK;
                if self.block >= bytes.len() {
                    return None;
                }
                self.capitals = capitals(bytes, self.block);
            }
            let start = self.block + self.capitals.trailing_zeros() as usize;
            self.capitals &= self.capitals - 1;
            if start < self.at {
                continue;
            }
            let word = word_at(self.text, start);
            self.at = word.end.max(start + 1);
            let inside = start.checked_sub(1).is_some_and(|i| {
                bytes[i].is_ascii_alphanumeric() || bytes[i] >= 0x80 || b"_@/\\".contains(&bytes[i])
            });
            let runs_on = bytes
                .get(word.end)
                .is_some_and(|b| b.is_ascii_digit() || b"_@\\".contains(b));
            if !inside && !runs_on {
                return Some(word);
            }
        }
    }

    /// The words that may continue a name after `first`: capitalised, one space
    /// apart, with an initial or a particle between. Trailing particles are left
    /// out.
    pub(crate) fn name_after(&self, first: &Word<'a>) -> Vec<Word<'a>> {
        const PARTICLES: [&[u8]; 12] = [
            b"van", b"von", b"de", b"der", b"den", b"da", b"di", b"del", b"la", b"bin", b"al",
            b"dos",
        ];
        let bytes = self.text.as_bytes();
        let mut run = Vec::new();
        let (shouted, owns) = (first.shouted(), first.bytes().ends_with(b"'s"));
        let mut at = first.end;
        let mut particles = 0;
        while run.len() < MOST_AFTER && !owns {
            if bytes.get(at) == Some(&b'.') && at == first.end && first.len() == 1 {
                at += 1;
            }
            if bytes.get(at) != Some(&b' ') {
                break;
            }
            let word = word_at(self.text, at + 1);
            let text = word.bytes();
            if text.is_empty() {
                break;
            }
            at = word.end;
            if word.capitalised() && word.shouted() == (shouted && word.len() > 1) {
                let initial = word.len() == 1;
                if initial && bytes.get(at) == Some(&b'.') {
                    at += 1;
                }
                if initial {
                    continue;
                }
                run.push(word);
                if text.ends_with(b"'s") {
                    break;
                }
            } else if PARTICLES.contains(&text) && particles < 2 {
                particles += 1;
            } else {
                break;
            }
        }
        run
    }
}

/// The capital letters of ASCII in the block at `from`, a bit for each byte.
fn capitals(bytes: &[u8], from: usize) -> u64 {
    let end = bytes.len().min(from + BLOCK);
    let (eights, rest) = bytes[from..end].as_chunks::<8>();
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    let parts = eights.chain([short(rest)]).zip((0..BLOCK).step_by(8));
    parts.fold(0, |found, (eight, shift)| {
        let ones = capital_bits(eight) >> 7;
        found | (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << shift
    })
}

/// Where the letters of ASCII from `at` on end.
fn letters_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let others = !letter_bits(u64::from_le_bytes(*eight)) & (0x80 * ONES);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_alphabetic()).count()
}

/// The word that starts at `start`.
fn word_at(text: &str, start: usize) -> Word<'_> {
    let bytes = text.as_bytes();
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0xc3 || (0x80..0xc0).contains(&b);
    let mut end = letters_end(bytes, start);
    while let Some(&byte) = bytes.get(end) {
        let joins = matches!(byte, b'\'' | b'-')
            && end > start
            && bytes.get(end + 1).is_some_and(|&b| is_letter(b));
        // A character of three bytes is punctuation more often than a letter here.
        let punctuation = byte >= 0xe0;
        if (is_letter(byte) && !punctuation) || joins {
            end = letters_end(bytes, end + 1);
        } else {
            break;
        }
    }
    Word { text, start, end }
}
