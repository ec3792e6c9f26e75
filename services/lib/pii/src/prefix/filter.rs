//! What the bytes of matches are like, found out ahead.

use regex_automata::nfa::thompson::State;
use regex_automata::util::primitives::{PatternID, StateID};

use super::{BEFORE, Before, DEAD, Memo, Prefixes, behind, each_next, is_word, start};

/// Pairs of seven bits.
const PAIRS: usize = 1 << 14;
/// Bits of the hash of three bytes, which few matches are known by, and of four.
const THREE: u32 = 12;
const FOUR: u32 = 15;
/// In what a filter says: patterns of which four bytes are known.
pub(crate) const NARROW: u8 = 1;
/// In what a filter says: patterns of which two bytes are known.
pub(crate) const WIDE: u8 = 2;
/// Narrow patterns of which two bytes are known nevertheless.
const SHORT: u8 = 4;

/// Which bytes may open a match of any of some patterns: a superset that is quick
/// to look at. It ignores the case of narrow patterns.
#[derive(Debug)]
pub(crate) struct Filter {
    /// For the first two bytes: what may start with them.
    pairs: Vec<u8>,
    /// The first three, of matches of which no more is known.
    threes: Vec<u64>,
    /// The first four.
    fours: Vec<u64>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            pairs: vec![0; PAIRS],
            threes: vec![0; (1 << THREE) / 64],
            fours: vec![0; (1 << FOUR) / 64],
        }
    }
}

impl Filter {
    /// What may start at `at`: [`NARROW`], [`WIDE`], both or neither.
    #[inline]
    pub(crate) fn look(&self, bytes: &[u8], at: usize) -> u8 {
        let Some(&[a, b, c, d]) = bytes.get(at..).and_then(<[u8]>::first_chunk) else {
            return NARROW | WIDE;
        };
        // Without a branch: what is looked at costs less than a wrong guess.
        let pair = self.pairs[pair(a, b)];
        let known = has(&self.fours, hash([a, b, c, d], FOUR))
            | has(&self.threes, hash([a, b, c, 0], THREE));
        (pair & WIDE) | (pair / SHORT) | (pair & u8::from(known))
    }
}

impl Filter {
    /// Adds a pair in either case.
    fn pair_up(&mut self, a: u8, b: u8, what: u8) {
        for a in [a.to_ascii_lowercase(), a.to_ascii_uppercase()] {
            for b in [b.to_ascii_lowercase(), b.to_ascii_uppercase()] {
                self.pairs[pair(a, b)] |= what;
            }
        }
    }
}

fn has(set: &[u64], bit: usize) -> bool {
    set[bit / 64] >> (bit % 64) & 1 == 1
}

fn set(set: &mut [u64], bit: usize) {
    set[bit / 64] |= 1 << (bit % 64);
}

/// Seven bits of each.
fn pair(a: u8, b: u8) -> usize {
    usize::from(a & 0x7f) << 7 | usize::from(b & 0x7f)
}

fn hash(bytes: [u8; 4], bits: u32) -> usize {
    let folded = u32::from_le_bytes(bytes.map(fold));
    (folded.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// Letters of both cases, and some other bytes, as one.
fn fold(byte: u8) -> u8 {
    byte | 0x20
}

impl Prefixes {
    /// Adds narrow patterns to a filter. Returns false, and adds nothing, when they
    /// open with more than `most` different bytes.
    pub(crate) fn open(&self, patterns: &[u16], most: usize, filter: &mut Filter) -> bool {
        let openings = self.openings(patterns, most);
        if openings.count() > most {
            return false;
        }
        for &[a, b] in &openings.twos {
            filter.pair_up(a, b, NARROW | SHORT);
        }
        for &[a, b, c] in &openings.threes {
            filter.pair_up(a, b, NARROW);
            set(&mut filter.threes, hash([a, b, c, 0], THREE));
        }
        for &bytes in &openings.fours {
            filter.pair_up(bytes[0], bytes[1], NARROW);
            set(&mut filter.fours, hash(bytes, FOUR));
        }
        true
    }

    /// Adds wide patterns to a filter.
    pub(crate) fn open_wide(&self, patterns: &[u16], filter: &mut Filter) {
        let mut memo = self.memo(patterns);
        for before in BEFORE {
            for a in 0..=u8::MAX {
                for b in 0..=u8::MAX {
                    let leads_on = |state: &Option<u16>| *state != Some(0);
                    let first = self.behind(&mut memo, start(before), a);
                    let second = match first.filter(|_| leads_on(&first)) {
                        Some(first) => self.behind(&mut memo, first, b),
                        None => first,
                    };
                    if leads_on(&second) {
                        filter.pairs[pair(a, b)] |= WIDE;
                    }
                }
            }
        }
    }

    /// The state behind `state` and a byte.
    fn behind(&self, memo: &mut Memo, state: u16, byte: u8) -> Option<u16> {
        let class = usize::from(self.classes[usize::from(byte)]);
        match memo.table[usize::from(state) << self.shift | class] {
            DEAD => Some(0),
            known => self.stop(memo, state, class, known),
        }
    }

    /// First bytes of matches, those that differ in case from others left out.
    fn openings(&self, patterns: &[u16], most: usize) -> Openings {
        let mut memo = self.memo(patterns);
        let mut openings = Openings::default();
        for before in BEFORE {
            let read = &mut Vec::new();
            self.follow(&mut memo, start(before), read, most, &mut openings);
        }
        openings
    }

    fn follow(
        &self,
        memo: &mut Memo,
        state: u16,
        read: &mut Vec<u8>,
        most: usize,
        openings: &mut Openings,
    ) {
        if let Ok(bytes) = <[u8; 4]>::try_from(&read[..]) {
            openings.fours.push(bytes);
            return;
        }
        for byte in 0..=u8::MAX {
            let next = self.behind(memo, state, byte);
            // The filter knows no case.
            let same = byte.is_ascii_uppercase()
                && self.behind(memo, state, byte.to_ascii_lowercase()) == next;
            if next == Some(0) || same || openings.count() > most {
                continue;
            }
            read.push(byte);
            match next {
                Some(next) if memo.states[usize::from(next)].key.new.is_empty() => {
                    self.follow(memo, next, read, most, openings);
                }
                _ => openings.shorten(read),
            }
            read.pop();
        }
    }

    /// Which bytes a match of a pattern may start with, behind a word byte and
    /// behind any other; `None` when it may be empty.
    pub(crate) fn firsts(&self, pattern: u16) -> Option<[[bool; 256]; 2]> {
        let mut memo = self.memo(&[pattern]);
        let mut firsts = [[false; 256]; 2];
        for before in BEFORE {
            let first = &mut firsts[usize::from(before != Before::Word)];
            let mut behind = |class: usize| {
                let row = usize::from(start(before)) << self.shift;
                let known = memo.table[row | class];
                let next = self.stop(&mut memo, start(before), class, known)?;
                let empty = !memo.states[usize::from(next)].key.new.is_empty();
                (!empty).then_some(next)
            };
            for byte in 0..=u8::MAX {
                let next = behind(self.classes[usize::from(byte)].into())?;
                first[usize::from(byte)] |= next != 0;
            }
            behind(self.samples.len())?;
        }
        Some(firsts)
    }

    /// Whether every byte of a pattern's matches before their first digit is a word
    /// byte or a hyphen.
    pub(crate) fn is_joined(&self, pattern: u16) -> bool {
        let loose = |byte: u8| !is_word(byte) && byte != b'-';
        let mut seen = vec![false; self.nfa.states().len()];
        let pattern = PatternID::new(pattern.into()).ok();
        let mut stack: Vec<StateID> = pattern
            .and_then(|pattern| self.nfa.start_pattern(pattern))
            .into_iter()
            .collect();
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut seen[id.as_usize()], true) {
                continue;
            }
            match self.nfa.state(id) {
                State::Match { .. } => {}
                state if state.is_epsilon() => each_next(state, |next| stack.push(next)),
                state => {
                    for byte in (0..=u8::MAX).filter(|b| !b.is_ascii_digit()) {
                        let next = behind(state, byte);
                        if next.is_some() && loose(byte) {
                            return false;
                        }
                        stack.extend(next);
                    }
                }
            }
        }
        true
    }
}

/// First bytes of matches.
#[derive(Default)]
struct Openings {
    twos: Vec<[u8; 2]>,
    threes: Vec<[u8; 3]>,
    fours: Vec<[u8; 4]>,
}

impl Openings {
    fn count(&self) -> usize {
        self.twos.len() + self.threes.len() + self.fours.len()
    }

    /// Adds what is known of a match by its first bytes, the last of which stands
    /// behind it.
    fn shorten(&mut self, read: &[u8]) {
        match *read {
            [a, b] | [a, b, _] if self.twos.last() != Some(&[a, b]) => self.twos.push([a, b]),
            [a, b, c, _] if self.threes.last() != Some(&[a, b, c]) => self.threes.push([a, b, c]),
            [a] => self.twos.extend((0..=u8::MAX).map(|b| [a, b])),
            _ => {}
        }
    }
}
