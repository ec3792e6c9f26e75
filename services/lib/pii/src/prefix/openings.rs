//! What the bytes of matches are like, found out ahead.

use regex_automata::nfa::thompson::State;
use regex_automata::util::primitives::{PatternID, StateID};

use super::filter::{Filter, LONGEST, NARROW, WIDE};
use super::nfa::{behind, each_next};
use super::{BEFORE, Before, DEAD, Memo, Prefixes, is_word, start};

/// Longer openings that begin with the same four bytes, at most.
const MOST_LONGER: usize = 24;
/// Openings of a pattern for which longer ones are looked for, at most.
const MOST_LENGTHENED: usize = 96;

impl Prefixes {
    /// Adds narrow patterns to a filter. Returns false, and adds nothing, when they
    /// open with more than `most` different bytes.
    pub(crate) fn open(&self, patterns: &[u16], most: usize, filter: &mut Filter) -> bool {
        let openings = self.openings(patterns, most);
        if openings.known > most || openings.read.iter().any(Vec::is_empty) {
            return false;
        }
        for read in &openings.read {
            filter.add(read, NARROW);
        }
        true
    }

    /// Adds wide patterns to a filter.
    pub(crate) fn open_wide(&self, patterns: &[u16], filter: &mut Filter) {
        let mut memo = self.memo(patterns);
        for before in BEFORE {
            for a in 0..=u8::MAX {
                let leads_on = |state: &Option<u16>| *state != Some(DEAD);
                let first = self.behind(&mut memo, start(before), a);
                if first.is_none_or(|first| self.ends(&mut memo, first)) {
                    filter.add_as_is([a, 0], WIDE);
                }
                for b in 0..=u8::MAX {
                    let second = match first.filter(|_| leads_on(&first)) {
                        Some(first) => self.behind(&mut memo, first, b),
                        None => first,
                    };
                    if leads_on(&second) {
                        filter.add_as_is([a, b], WIDE);
                    }
                }
            }
        }
    }

    /// The state behind `state` and a byte.
    fn behind(&self, memo: &mut Memo, state: u16, byte: u8) -> Option<u16> {
        let class = self.alphabet.class(byte);
        match memo.next(state, class) {
            DEAD => Some(DEAD),
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
        openings.fours.sort_unstable();
        openings.fours.dedup();
        let few = openings.fours.len() <= MOST_LENGTHENED;
        for (read, state) in std::mem::take(&mut openings.fours) {
            match few {
                true => openings.read.extend(self.lengthen(&mut memo, state, &read)),
                false => openings.read.push(read),
            }
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
        if read.len() == 4 {
            openings.known += 1;
            openings.fours.push((read.clone(), state));
            return;
        }
        if self.ends(memo, state) {
            openings.add(read);
            return;
        }
        for (byte, next) in self.children(memo, state) {
            if openings.known > most {
                return;
            }
            read.push(byte);
            match next {
                Some(next) => self.follow(memo, next, read, most, openings),
                // The byte stands behind a match; of matches of one byte it says more than nothing.
                None if read.len() > 2 => openings.add(&read[..read.len() - 1]),
                None => openings.add(read),
            }
            read.pop();
        }
    }

    /// The first bytes of what matches start with that start with `read`: up to eight, as
    /// long as they are few.
    fn lengthen(&self, memo: &mut Memo, state: u16, read: &[u8]) -> Vec<Vec<u8>> {
        let mut openings = vec![(read.to_vec(), Some(state))];
        for _ in read.len()..LONGEST {
            let mut longer = Vec::new();
            for (read, state) in &openings {
                let goes_on = state.filter(|&state| !self.ends(memo, state));
                let children = goes_on.map(|state| self.children(memo, state));
                match children {
                    Some(next) if next.iter().all(|(_, next)| next.is_some()) => {
                        longer.extend(next.into_iter().map(|(byte, next)| {
                            let read = read.iter().copied().chain([byte]);
                            (read.collect(), next)
                        }));
                    }
                    // A match ends here, whatever follows.
                    _ => longer.push((read.clone(), None)),
                }
            }
            if longer.len() > MOST_LONGER {
                break;
            }
            openings = longer;
        }
        openings.into_iter().map(|(read, _)| read).collect()
    }

    /// Whether a match may end in `state` where the text ends, or nobody knows.
    fn ends(&self, memo: &mut Memo, state: u16) -> bool {
        let class = self.alphabet.end();
        let next = match memo.next(state, class) {
            DEAD => return false,
            known => self.stop(memo, state, class, known),
        };
        next.is_none_or(|next| !memo.states[usize::from(next)].key.new.is_empty())
    }

    /// The bytes that lead on from `state` and that a filter tells apart, and the state
    /// behind each; none where a match ends before the byte, or nobody knows.
    fn children(&self, memo: &mut Memo, state: u16) -> Vec<(u8, Option<u16>)> {
        let mut children = Vec::new();
        for byte in 0..=u8::MAX {
            let next = self.behind(memo, state, byte);
            // The filter knows no case.
            let lower = byte.to_ascii_lowercase();
            let known = lower != byte && self.behind(memo, state, lower) == next;
            if next != Some(0) && !known {
                let inside = |next: &u16| memo.states[usize::from(*next)].key.new.is_empty();
                children.push((byte, next.filter(inside)));
            }
        }
        children
    }

    /// Which bytes a match of a pattern may start with, behind a word byte and
    /// behind any other; `None` when it may be empty.
    pub(crate) fn firsts(&self, pattern: u16) -> Option<[[bool; 256]; 2]> {
        let mut memo = self.memo(&[pattern]);
        let mut firsts = [[false; 256]; 2];
        for before in BEFORE {
            let first = &mut firsts[usize::from(before != Before::Word)];
            let mut behind = |class: usize| {
                let row = usize::from(start(before)) << self.alphabet.shift;
                let known = memo.table[row | class];
                let next = self.stop(&mut memo, start(before), class, known)?;
                let empty = !memo.states[usize::from(next)].key.new.is_empty();
                (!empty).then_some(next)
            };
            for byte in 0..=u8::MAX {
                let next = behind(self.alphabet.class(byte))?;
                first[usize::from(byte)] |= next != 0;
            }
            behind(self.alphabet.end())?;
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
    /// How many they are, told apart by four bytes at most.
    known: usize,
    read: Vec<Vec<u8>>,
    /// The first four bytes of longer ones, and the state behind them.
    fours: Vec<(Vec<u8>, u16)>,
}

impl Openings {
    /// Adds what is known of a match.
    fn add(&mut self, known: &[u8]) {
        if self.read.last().is_none_or(|last| last != known) {
            self.known += if known.len() == 1 { 256 } else { 1 };
            self.read.push(known.to_vec());
        }
    }
}
