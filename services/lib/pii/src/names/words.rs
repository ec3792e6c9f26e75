//! The capitalised words of a text.

use std::sync::LazyLock;

use super::bits::{ONES, first, letter_bits, lower, short};
use crate::sets::{BLOCK, Sets};

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
    /// Capital letters and letters of ASCII, a bit for each byte of a block; an empty block
    /// behind the last.
    blocks: Vec<[u64; 2]>,
    /// The block that is read, and the capitals in it not looked at yet.
    block: usize,
    capitals: u64,
}

static LETTERS: LazyLock<Sets<2>> = LazyLock::new(|| {
    Sets::new(|set, byte| match set {
        0 => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_alphabetic(),
    })
});

/// Words in a name after its first, at most.
const MOST_AFTER: usize = 3;

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 2);
        LETTERS.read(text.as_bytes(), &mut blocks);
        blocks.push([0; 2]);
        Self {
            text,
            at: 0,
            block: 0,
            capitals: blocks[0][0],
            blocks,
        }
    }

    /// Goes on behind `end`.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// The next word that starts with a capital letter of ASCII and may be a name that
    /// `opens` with its first letters: up to eight, without more of the text.
    pub(crate) fn next(&mut self, opens: impl Fn(u64) -> bool) -> Option<Word<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            while self.capitals == 0 {
                self.block += 1;
                self.capitals = self.blocks.get(self.block)?[0];
            }
            let bit = self.capitals.trailing_zeros();
            self.capitals &= self.capitals - 1;
            let start = self.block * BLOCK + bit as usize;
            if start < self.at {
                continue;
            }
            let letters = self.letters(bit);
            let end = start + letters;
            // An accent, an apostrophe, a hyphen: the word may go on.
            let ends = letters < BLOCK
                && bytes
                    .get(end)
                    .is_none_or(|b| b.is_ascii() && !b"'-".contains(b));
            let may_be = opens(head(bytes, start, letters));
            let word = match ends {
                true => Word {
                    text: self.text,
                    start,
                    end,
                },
                false => word_at(self.text, start),
            };
            self.at = word.end.max(start + 1);
            if may_be && self.stands_free(&word) {
                return Some(word);
            }
        }
    }

    /// Letters of ASCII from a bit of the block on, side by side: no more than 64 count.
    fn letters(&self, bit: u32) -> usize {
        let [_, here] = self.blocks[self.block];
        let [_, next] = self.blocks.get(self.block + 1).copied().unwrap_or_default();
        let both = u128::from(here) | u128::from(next) << BLOCK;
        (both >> bit).trailing_ones().min(BLOCK as u32) as usize
    }

    /// Whether nothing that belongs to a longer token stands beside a word.
    fn stands_free(&self, word: &Word<'_>) -> bool {
        let bytes = self.text.as_bytes();
        let inside = word.start.checked_sub(1).is_some_and(|i| {
            bytes[i].is_ascii_alphanumeric() || bytes[i] >= 0x80 || b"_@/\\".contains(&bytes[i])
        });
        let runs_on = bytes
            .get(word.end)
            .is_some_and(|b| b.is_ascii_digit() || b"_@\\".contains(b));
        !inside && !runs_on
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

/// The first letters of a word, up to eight, in lower case.
fn head(bytes: &[u8], start: usize, letters: usize) -> u64 {
    match bytes.get(start..).and_then(<[u8]>::first_chunk) {
        Some(eight) => first(lower(u64::from_le_bytes(*eight)), letters),
        None => lower(short(&bytes[start..start + letters])),
    }
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
