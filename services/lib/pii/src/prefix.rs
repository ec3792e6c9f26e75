//! Prefixes: which of many patterns may match at a place.
//!
//! One automaton stands for all patterns. It reads a few bytes from a place on and
//! says which patterns match there, or may when more bytes are read: the others
//! need not be tried. Where a match has one possible end, it says the end as well.
//! What it says is a superset, so it never changes what is found. Its states are
//! made when a text first needs them, and kept.

mod alphabet;
mod coarse;
mod filter;
mod nfa;
mod openings;

use std::collections::HashMap;

use regex_automata::nfa::thompson::{self, NFA, State, WhichCaptures};
use regex_automata::util::primitives::{PatternID, StateID};
use regex_automata::util::syntax;

use alphabet::Alphabet;
pub(crate) use filter::{CONTEXT, Filter, NARROW, SPOKEN, WIDE, eight, fold};
use nfa::{behind, each_next, holds, is_unsure};

/// Bytes read before the patterns that are left are tried.
const DEPTH: usize = 32;
/// States that are kept, at most; behind that the answers are coarser until the
/// next text.
const MOST_STATES: usize = 1 << 13;

/// Set in a transition to a state to stop at: a pattern matches before it.
const STOP: u16 = 1 << 15;
/// A transition that was not taken yet.
const UNKNOWN: u16 = STOP;
/// The state in which no pattern is left. It leads to itself.
const DEAD: u16 = 0;

/// What stands before a place, as far as `^` and `\b` see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Other,
    Word,
}

impl Before {
    fn at(bytes: &[u8], at: usize) -> Self {
        match at.checked_sub(1).and_then(|i| bytes.get(i)) {
            None => Self::Nothing,
            Some(b) if is_word(*b) => Self::Word,
            Some(_) => Self::Other,
        }
    }
}

/// All that may stand before a place.
const BEFORE: [Before; 3] = [Before::Nothing, Before::Other, Before::Word];

/// Patterns joined.
#[derive(Debug)]
pub(crate) struct Prefixes {
    nfa: NFA,
    /// The pattern each state of the NFA belongs to.
    owners: Vec<u16>,
    /// For each pattern: whether it asks for something that is not looked into here.
    unsure: Vec<bool>,
    alphabet: Alphabet,
}

/// Which patterns a walk starts with, and the states it made so far.
#[derive(Debug)]
pub(crate) struct Memo {
    alphabet: Alphabet,
    patterns: Vec<u16>,
    /// The groups of each pattern, where a walk asks for no more.
    groups: Vec<u8>,
    table: Vec<u16>,
    states: Vec<Made>,
    ids: HashMap<Key, u16>,
    /// Scratch: states of the NFA seen in this step, and those to see.
    seen: Vec<u32>,
    step: u32,
    stack: Vec<StateID>,
    /// States that are made, at most.
    most: usize,
    full: bool,
}

/// A state of the automaton.
#[derive(Debug)]
struct Made {
    key: Key,
    /// Patterns that may match yet.
    alive: Box<[u16]>,
    /// The groups of those and of the ones that matched last.
    groups: u8,
}

/// What tells states apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    before: u8,
    /// States of the NFA, before what takes no byte is followed.
    threads: Box<[StateID]>,
    /// Patterns that matched on the way here.
    matched: Box<[u16]>,
    /// Those that matched last, and whether their match can end there only.
    new: Box<[(u16, bool)]>,
}

/// A pattern worth trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alive {
    pub(crate) pattern: u16,
    /// Where its match ends, when it has one and can end in one place only.
    pub(crate) end: Option<usize>,
}

impl Prefixes {
    /// Joins expressions; the n-th is pattern n.
    ///
    /// Returns `None` when one of them is no expression, or they are too many.
    pub(crate) fn new(patterns: &[&str], syntax: syntax::Config) -> Option<Self> {
        let nfa = thompson::Compiler::new()
            .syntax(syntax)
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .which_captures(WhichCaptures::None),
            )
            .build_many(patterns)
            .ok()?;
        let mut owners = vec![u16::MAX; nfa.states().len()];
        let mut unsure = vec![false; nfa.pattern_len()];
        for (number, pattern) in nfa.patterns().enumerate() {
            let number = u16::try_from(number).ok()?;
            let mut stack: Vec<StateID> = nfa.start_pattern(pattern).into_iter().collect();
            while let Some(id) = stack.pop() {
                if std::mem::replace(&mut owners[id.as_usize()], number) != number {
                    unsure[usize::from(number)] |= is_unsure(nfa.state(id));
                    each_next(nfa.state(id), |next| stack.push(next));
                }
            }
        }
        Some(Self {
            alphabet: Alphabet::fine(nfa.byte_classes()),
            owners,
            unsure,
            nfa,
        })
    }

    /// An automaton for some of the patterns, with no state made yet.
    pub(crate) fn memo(&self, patterns: &[u16]) -> Memo {
        self.memo_of(patterns, Vec::new(), self.alphabet.clone())
    }

    fn memo_of(&self, patterns: &[u16], groups: Vec<u8>, alphabet: Alphabet) -> Memo {
        let mut memo = Memo {
            alphabet,
            patterns: patterns.to_vec(),
            groups,
            table: Vec::new(),
            states: Vec::new(),
            ids: HashMap::new(),
            seen: vec![0; self.nfa.states().len()],
            step: 0,
            stack: Vec::new(),
            most: MOST_STATES,
            full: false,
        };
        self.reset(&mut memo);
        memo
    }

    /// Makes room where none is left.
    pub(crate) fn renew(&self, memo: &mut Memo) {
        if memo.full {
            self.reset(memo);
        }
    }

    fn reset(&self, memo: &mut Memo) {
        memo.full = false;
        memo.table.clear();
        memo.states.clear();
        memo.ids.clear();
        let starts: Box<[StateID]> = memo
            .patterns
            .iter()
            .filter_map(|&p| self.nfa.start_pattern(PatternID::new(p.into()).ok()?))
            .collect();
        // State 0 is the dead one; the three starts follow.
        let none: [(Before, Box<[StateID]>); 1] = [(Before::Other, Box::new([]))];
        let starts = BEFORE.map(|before| (before, starts.clone()));
        for (before, threads) in none.into_iter().chain(starts) {
            let key = Key {
                before: before as u8,
                threads,
                matched: Box::new([]),
                new: Box::new([]),
            };
            self.push(memo, key);
        }
    }

    /// Adds the patterns that match at `at`, or may, to `found`.
    pub(crate) fn at(&self, memo: &mut Memo, bytes: &[u8], at: usize, found: &mut Vec<Alive>) {
        let mut state = start(Before::at(bytes, at));
        let end = bytes.len().min(at + DEPTH);
        for (place, &byte) in (at..).zip(&bytes[at..end]) {
            let class = memo.alphabet.class(byte);
            let next = memo.next(state, class);
            if next == DEAD {
                return;
            } else if next < STOP {
                state = next;
            } else {
                match self.stop(memo, state, class, next) {
                    Some(next) => state = next,
                    None => return memo.report_alive(state, found),
                }
                if memo.report(state, place, found) {
                    return;
                }
            }
        }
        if end - at < DEPTH && end == bytes.len() {
            let class = memo.alphabet.end();
            let next = memo.next(state, class);
            if let Some(next) = self.stop(memo, state, class, next) {
                memo.report(next, end, found);
                return;
            }
        }
        memo.report_alive(state, found);
    }

    /// The state behind `state` and a byte of `class`, where the table says `next`;
    /// `None` when no more states are to be made.
    #[inline(never)]
    fn stop(&self, memo: &mut Memo, state: u16, class: usize, next: u16) -> Option<u16> {
        let mut next = next;
        if next == UNKNOWN {
            next = self.step(memo, state, class)?;
            if !memo.states[usize::from(next)].key.new.is_empty() {
                next |= STOP;
            }
            memo.table[usize::from(state) << memo.alphabet.shift | class] = next;
        }
        Some(next & !STOP)
    }

    /// Makes the state behind `state` and a byte of `class`; `None` when no more are
    /// to be made.
    fn step(&self, memo: &mut Memo, state: u16, class: usize) -> Option<u16> {
        let bytes = memo.alphabet.bytes(class).to_vec();
        // Assertions ask for words and the end, and a class is one or the other.
        let byte = bytes.first().copied();
        let from = &memo.states[usize::from(state)].key;
        let before = from.before;
        let mut matched = from.matched.to_vec();
        let mut new = Vec::new();
        memo.step += 1;
        memo.stack.clear();
        memo.stack.extend_from_slice(&from.threads);
        let mut threads: Vec<StateID> = Vec::new();
        while let Some(id) = memo.stack.pop() {
            if std::mem::replace(&mut memo.seen[id.as_usize()], memo.step) == memo.step {
                continue;
            }
            match self.nfa.state(id) {
                State::Look { look, next } if holds(*look, before, byte) => memo.stack.push(*next),
                State::Look { .. } => {}
                State::Match { .. } => new.push(self.owners[id.as_usize()]),
                state if state.is_epsilon() => each_next(state, |next| memo.stack.push(next)),
                state => threads.extend(bytes.iter().filter_map(|&byte| behind(state, byte))),
            }
        }
        threads.sort_unstable();
        threads.dedup();
        new.sort_unstable();
        new.dedup();
        let owner = |id: &StateID| self.owners[id.as_usize()];
        let ends = |&pattern: &u16| {
            let goes_on = threads.iter().any(|id| owner(id) == pattern);
            (pattern, !goes_on && !self.unsure[usize::from(pattern)])
        };
        let ends: Box<[(u16, bool)]> = new.iter().map(ends).collect();
        matched.extend(new);
        matched.sort_unstable();
        threads.retain(|id| matched.binary_search(&owner(id)).is_err());
        if threads.is_empty() {
            // Nothing behind it looks at these.
            matched.clear();
        }
        if threads.is_empty() && ends.is_empty() {
            return Some(DEAD);
        }
        let before = match byte {
            Some(byte) if is_word(byte) => Before::Word,
            _ => Before::Other,
        };
        let key = Key {
            before: before as u8,
            threads: threads.into(),
            matched: matched.into(),
            new: ends,
        };
        if let Some(&id) = memo.ids.get(&key) {
            return Some(id);
        }
        if memo.states.len() >= memo.most {
            memo.full = true;
            return None;
        }
        let id = self.push(memo, key.clone());
        memo.ids.insert(key, id);
        Some(id)
    }

    fn push(&self, memo: &mut Memo, key: Key) -> u16 {
        let id = memo.states.len() as u16;
        let mut alive: Vec<u16> = Vec::new();
        alive.extend(key.threads.iter().map(|id| self.owners[id.as_usize()]));
        alive.sort_unstable();
        alive.dedup();
        let new = key.new.iter().map(|(pattern, _)| pattern);
        let groups = alive.iter().chain(new).fold(0, |groups, &pattern| {
            groups | memo.groups.get(usize::from(pattern)).unwrap_or(&0)
        });
        memo.states.push(Made {
            key,
            alive: alive.into(),
            groups,
        });
        let row = if id == DEAD { DEAD } else { UNKNOWN };
        memo.table
            .resize(memo.states.len() << memo.alphabet.shift, row);
        id
    }
}

impl Memo {
    /// The state behind `state` and a byte of `class`, as far as it is known.
    #[inline(always)]
    fn next(&self, state: u16, class: usize) -> u16 {
        self.table[usize::from(state) << self.alphabet.shift | class]
    }

    /// Reports the patterns that may match yet.
    fn report_alive(&self, state: u16, found: &mut Vec<Alive>) {
        let patterns = self.states[usize::from(state)].alive.iter();
        found.extend(patterns.map(|&pattern| Alive { pattern, end: None }));
    }

    /// Reports the patterns that matched last; says whether no other may.
    fn report(&self, state: u16, place: usize, found: &mut Vec<Alive>) -> bool {
        let state = &self.states[usize::from(state)];
        found.extend(state.key.new.iter().map(|&(pattern, only)| Alive {
            pattern,
            end: only.then_some(place),
        }));
        state.alive.is_empty()
    }
}

/// The state a walk starts with.
fn start(before: Before) -> u16 {
    1 + before as u16
}

/// Whether `\w` and `\b` of our expressions take a byte for part of a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests;
