//! What stands where in a text, a bit for each byte: read once, with the widest vectors there are.

use pulp::{Arch, Simd, WithSimd};

/// Bytes looked at at once: one bit each.
pub(super) const BLOCK: usize = 64;

/// A letter, digit or underscore.
const WORD: u8 = 1;
/// A digit.
const DIGIT: u8 = 2;
/// A word byte or a hyphen.
const JOINED: u8 = 4;
/// A letter or digit.
const ALNUM: u8 = 8;
/// One of the marks.
const MARK: u8 = 16;
/// A byte that is no letter or digit, with which a context word starts.
const OPENS: u8 = 32;

/// What stands in a block, a bit for each byte.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Masks {
    pub(super) words: u64,
    pub(super) digits: u64,
    /// Word bytes and hyphens.
    pub(super) joined: u64,
    pub(super) marks: u64,
    /// Where context words may start.
    pub(super) opens: u64,
}

/// Bytes that are looked for together: what one finds waits for what the one before found.
pub(super) type Eight = [u8; 8];

/// Bytes by eights, the last one filled with its first.
pub(super) fn eights(bytes: &[u8]) -> Vec<Eight> {
    let eight = |some: &[u8]| std::array::from_fn(|i| some.get(i).copied().unwrap_or(some[0]));
    bytes.chunks(8).map(eight).collect()
}

/// A text to read.
pub(super) struct Read<'a> {
    pub(super) bytes: &'a [u8],
    /// Bytes, none of them part of a word, at which something may start or stand.
    pub(super) marks: &'a [Eight],
    /// Bytes that are no letter or digit, with which context words start.
    pub(super) opens: &'a [Eight],
    /// A block each, and an empty one behind the last.
    pub(super) masks: &'a mut Vec<Masks>,
}

impl Read<'_> {
    /// Reads it.
    pub(super) fn run(self) {
        Arch::new().dispatch(self);
    }

    #[inline(always)]
    fn read(self) {
        self.masks.clear();
        self.masks.reserve(self.bytes.len() / BLOCK + 2);
        let mut inside = 0;
        let mut blocks = self.bytes.chunks_exact(BLOCK);
        let mut last = [0; BLOCK];
        let rest = blocks.remainder();
        last[..rest.len()].copy_from_slice(rest);
        let whole = (&mut blocks).filter_map(<[u8]>::first_chunk);
        for block in whole.chain((!rest.is_empty()).then_some(&last)) {
            let kinds = kinds(block, self.marks, self.opens);
            let alnum = bits(&kinds, ALNUM);
            self.masks.push(Masks {
                words: bits(&kinds, WORD),
                digits: bits(&kinds, DIGIT),
                joined: bits(&kinds, JOINED),
                marks: bits(&kinds, MARK),
                opens: (alnum | bits(&kinds, OPENS)) & !(alnum << 1 | inside),
            });
            inside = alnum >> 63;
        }
        self.masks.push(Masks::default());
    }
}

impl WithSimd for Read<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.read();
    }
}

/// What each byte is.
#[inline(always)]
fn kinds(block: &[u8; BLOCK], marks: &[Eight], opens: &[Eight]) -> [u8; BLOCK] {
    let mut kinds = [0; BLOCK];
    for (kind, &byte) in kinds.iter_mut().zip(block) {
        let digit = byte.wrapping_sub(b'0') < 10;
        let alnum = digit | ((byte | 0x20).wrapping_sub(b'a') < 26);
        let word = alnum | (byte == b'_');
        let joined = word | (byte == b'-');
        *kind = flag(digit, DIGIT) | flag(alnum, ALNUM) | flag(word, WORD) | flag(joined, JOINED);
    }
    for (list, bit) in [(marks, MARK), (opens, OPENS)] {
        for eight in list {
            for (kind, &byte) in kinds.iter_mut().zip(block) {
                let any = eight.iter().fold(false, |any, &mark| any | (byte == mark));
                *kind |= flag(any, bit);
            }
        }
    }
    kinds
}

#[inline(always)]
fn flag(holds: bool, bit: u8) -> u8 {
    if holds { bit } else { 0 }
}

/// One bit of each byte, side by side.
#[inline(always)]
fn bits(kinds: &[u8; BLOCK], bit: u8) -> u64 {
    let (eights, _) = kinds.as_chunks::<8>();
    let mut found = 0;
    for (eight, shift) in eights.iter().zip((0..).step_by(8)) {
        let ones = u64::from_le_bytes(*eight) >> bit.trailing_zeros() & 0x0101_0101_0101_0101;
        found |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << shift;
    }
    found
}

#[cfg(test)]
mod tests;
