//! A table of first bytes: what may start at a place.

/// Pairs of seven bits.
const PAIRS: usize = 1 << 14;
/// Bits of the hash of three bytes, of four, of six, and of as many as are known.
const THREE: u32 = 12;
const FOUR: u32 = 14;
const SIX: u32 = 15;
const ALL: u32 = 19;
/// Bytes of an opening, at most.
pub(super) const LONGEST: usize = 8;

/// In what a filter says: patterns that open with few different bytes.
pub(crate) const NARROW: u8 = 1;
/// In what a filter says: patterns that open with many, of which two are known.
pub(crate) const WIDE: u8 = 2;
/// In what a filter says: context words.
pub(crate) const CONTEXT: u8 = 4;
/// In what a filter says: words that stand for a sign.
pub(crate) const SPOKEN: u8 = 8;

/// Which bytes may open a match of any of some patterns, or a word: a superset that is
/// quick to look at. It ignores the case of narrow patterns and of words.
#[derive(Debug)]
pub(crate) struct Filter {
    /// For the first two bytes of what opens with one or two that are known: what it is.
    pairs: Box<[u8; PAIRS]>,
    /// For the first three of what opens with three, the first four of what opens with four
    /// or five, and the first six of what opens with more.
    threes: Box<[u8; 1 << THREE]>,
    fours: Box<[u8; 1 << FOUR]>,
    sixes: Box<[u8; 1 << SIX]>,
    /// What narrow patterns open with, four bytes or more: all that is known.
    narrow: Vec<u64>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            pairs: Box::new([0; PAIRS]),
            threes: Box::new([0; 1 << THREE]),
            fours: Box::new([0; 1 << FOUR]),
            sixes: Box::new([0; 1 << SIX]),
            narrow: vec![0; (1 << ALL) / 64],
        }
    }
}

impl Filter {
    /// What may start at `at`: [`NARROW`], [`WIDE`], [`CONTEXT`], [`SPOKEN`].
    #[inline(always)]
    pub(crate) fn look(&self, bytes: &[u8], at: usize) -> u8 {
        let eight = eight(bytes, at);
        // Without a branch: what is looked at costs less than a wrong guess.
        self.pairs[pair(eight[0], eight[1])]
            | self.threes[hash::<THREE>(eight, 3)]
            | self.fours[hash::<FOUR>(eight, 4)]
            | self.sixes[hash::<SIX>(eight, 6)]
    }

    /// Whether more bytes say so too where a look says [`NARROW`].
    pub(crate) fn narrow(&self, bytes: &[u8], at: usize) -> bool {
        let eight = eight(bytes, at);
        let few = self.pairs[pair(eight[0], eight[1])] | self.threes[hash::<THREE>(eight, 3)];
        let known = |length| {
            let bit = hash::<ALL>(eight, length);
            self.narrow[bit / 64] >> (bit % 64) & 1 == 1
        };
        few & NARROW != 0 || (4..=LONGEST).any(known)
    }

    /// Adds what opens with `read`, in either case of letters: one to eight bytes.
    pub(crate) fn add(&mut self, read: &[u8], what: u8) {
        let length = read.len().min(LONGEST);
        let mut eight = [0; LONGEST];
        eight[..length].copy_from_slice(&read[..length]);
        match length {
            0 => {}
            1 => (0..=u8::MAX).for_each(|next| self.pair_up(eight[0], next, what)),
            2 => self.pair_up(eight[0], eight[1], what),
            3 => self.threes[hash::<THREE>(eight, 3)] |= what,
            4 | 5 => self.fours[hash::<FOUR>(eight, 4)] |= what,
            _ => self.sixes[hash::<SIX>(eight, 6)] |= what,
        }
        if what == NARROW && length > 3 {
            let bit = hash::<ALL>(eight, length);
            self.narrow[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Adds what opens with a pair, in this case of letters only.
    pub(super) fn add_as_is(&mut self, [a, b]: [u8; 2], what: u8) {
        self.pairs[pair(a, b)] |= what;
    }

    /// Adds a pair in either case.
    fn pair_up(&mut self, a: u8, b: u8, what: u8) {
        for a in [a.to_ascii_lowercase(), a.to_ascii_uppercase()] {
            for b in [b.to_ascii_lowercase(), b.to_ascii_uppercase()] {
                self.pairs[pair(a, b)] |= what;
            }
        }
    }
}

/// Eight bytes; zeros stand for what lies behind the end.
#[inline(always)]
pub(crate) fn eight(bytes: &[u8], at: usize) -> [u8; 8] {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(eight) => *eight,
        None => last(bytes, at),
    }
}

#[cold]
fn last(bytes: &[u8], at: usize) -> [u8; 8] {
    std::array::from_fn(|i| bytes.get(at + i).copied().unwrap_or(0))
}

/// Seven bits of each.
#[inline(always)]
fn pair(a: u8, b: u8) -> usize {
    usize::from(a & 0x7f) << 7 | usize::from(b & 0x7f)
}

/// Letters of both cases, and some other bytes, as one.
#[inline(always)]
pub(crate) fn fold(eight: [u8; 8]) -> u64 {
    u64::from_le_bytes(eight) | 0x2020_2020_2020_2020
}

/// The hash of the first `length` bytes.
#[inline(always)]
fn hash<const BITS: u32>(eight: [u8; LONGEST], length: usize) -> usize {
    let first = fold(eight) << (64 - 8 * length);
    (first.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}
