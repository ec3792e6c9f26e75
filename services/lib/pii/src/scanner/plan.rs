//! Where each pattern is tried, worked out once for a policy.
//!
//! Most patterns start at a word, so one look at the bytes finds where words
//! start, and [`Prefixes`] which patterns are worth trying there. The few that start
//! inside words have a mark (an `@`, a dot) that is looked for. What is left is found
//! by [`Gates`].

use crate::context;
use crate::gate::{Entry, Gates};
use crate::pattern::Gate;
use crate::prefix::{Filter, Prefixes, SPOKEN, is_word};
use crate::shadow;

use super::build::{Gated, entry};
use super::expression::syntax_config;
use super::masks::Reader;
use super::window::Around;
use super::{Compiled, Rule};

/// Bit of a mark's kind: it stands inside or between what is looked for.
const STANDS: u8 = 1;
/// Bit of a mark's kind: a pattern tried at words may start with it.
pub(super) const OPENS_WORD: u8 = 2;
/// Bit of a mark's kind: a pattern tried at numbers may start with it.
pub(super) const OPENS_NUMBER: u8 = 4;

/// Openings of a pattern that is tried at words that open like it, at most.
const MOST_OPENINGS: usize = 1 << 11;

/// Longest match of a pattern that is tried near its context words only, in bytes.
pub(super) const REACH: usize = 32;

/// Furthest that a digit may lie behind the start of a pattern tried at numbers.
const FURTHEST: u8 = 63;

/// Where patterns are tried.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) prefixes: Prefixes,
    /// Patterns tried at words that open like them.
    pub(super) words: Vec<u16>,
    pub(super) openings: Filter,
    /// Patterns tried at words as well, but many words open like them.
    pub(super) wide: Vec<u16>,
    /// Patterns tried at words with a digit in them, joined by hyphens, or near
    /// behind them.
    pub(super) numbers: Vec<u16>,
    /// Those that are tried near their context words only.
    pub(super) needy: Vec<u16>,
    /// The rules of those, as bits.
    pub(super) needy_rules: Vec<u64>,
    /// How near, in bytes.
    pub(super) reach: u8,
    /// Finds words, numbers and marks: bytes at which something may start or stand, none
    /// of them part of a word.
    pub(super) reader: Reader,
    /// What each byte is as a mark, in bits.
    pub(super) kinds: [u8; 256],
    pub(super) mails: Vec<u16>,
    pub(super) handles: Vec<u16>,
    pub(super) hosts: Vec<(u16, &'static [&'static str])>,
    pub(super) user_infos: Vec<u16>,
    pub(super) homes: Vec<u16>,
    pub(super) labels: Vec<(u16, &'static [&'static str])>,
    pub(super) colons: Vec<u16>,
    pub(super) before_numbers: Vec<BeforeNumber>,
    /// The patterns that are left, and their gates.
    pub(super) others: Vec<u16>,
    pub(super) gates: Gates,
}

/// A pattern with literals before a number.
#[derive(Debug)]
pub(super) struct BeforeNumber {
    pub(super) pattern: u16,
    pub(super) around: Around,
    /// Bit `n % 64` of element `n / 64` is set for the last bytes of a literal
    /// ([`tail`]).
    pub(super) tails: Box<[u64; 64]>,
}

/// What four bytes, ASCII case ignored, have in common with few others: 12 bits.
pub(super) fn tail(bytes: [u8; 4]) -> usize {
    let folded = u32::from_le_bytes(bytes.map(|b| b.to_ascii_lowercase()));
    (folded.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

impl Plan {
    /// Returns `None` when the patterns are too many.
    pub(super) fn new(
        gates: &[Gated],
        patterns: &[Compiled],
        rules: &[Rule],
        context: &context::Index,
    ) -> Option<Self> {
        u16::try_from(patterns.len()).ok()?;
        let sources: Vec<&str> = patterns.iter().map(|p| p.source.as_ref()).collect();
        let mut plan = Self {
            prefixes: Prefixes::new(&sources, syntax_config())?,
            words: Vec::new(),
            openings: Filter::default(),
            wide: Vec::new(),
            numbers: Vec::new(),
            needy: Vec::new(),
            needy_rules: vec![0; rules.len().div_ceil(64)],
            reach: 0,
            reader: Reader::new(&[], &[]),
            kinds: [0; 256],
            mails: Vec::new(),
            handles: Vec::new(),
            hosts: Vec::new(),
            user_infos: Vec::new(),
            homes: Vec::new(),
            labels: Vec::new(),
            colons: Vec::new(),
            before_numbers: Vec::new(),
            others: Vec::new(),
            gates: Gates::new(std::iter::empty())?,
        };
        for (number, gated) in (0..).zip(gates) {
            plan.place(number, gated, &patterns[usize::from(number)]);
        }
        plan.mark();
        let marks = (0..=u8::MAX).filter(|&byte| plan.kinds[usize::from(byte)] != 0);
        plan.reader = Reader::new(&marks.collect::<Vec<u8>>(), context.opens());
        plan.prefixes.open_wide(&plan.wide, &mut plan.openings);
        context.open(&mut plan.openings);
        for word in shadow::DIGIT_WORDS.iter().chain([&shadow::DOT]) {
            plan.openings.add(word.as_bytes(), SPOKEN);
        }
        let others = plan.others.iter().map(|&n| &gates[usize::from(n)]);
        let others: Vec<Entry<'_>> = others.map(|gated| entry(gated, rules)).collect();
        plan.gates = Gates::new(others.into_iter())?;
        Some(plan)
    }

    /// Puts a pattern where it is tried.
    fn place(&mut self, number: u16, gated: &Gated, pattern: &Compiled) {
        match gated.gate {
            Gate::Mail => self.mails.push(number),
            Gate::Handle => self.handles.push(number),
            Gate::Host(any) => self.hosts.push((number, any)),
            Gate::UserInfo => self.user_infos.push(number),
            Gate::Home => self.homes.push(number),
            Gate::Label(any) => self.labels.push((number, any)),
            Gate::HexColon { .. } => self.colons.push(number),
            Gate::BeforeNumber { any, before, after } => {
                let mut tails = Box::new([0; 64]);
                for literal in any {
                    if let Some(last) = literal.as_bytes().last_chunk() {
                        let tail = tail(*last);
                        tails[tail / 64] |= 1 << (tail % 64);
                    }
                }
                self.before_numbers.push(BeforeNumber {
                    pattern: number,
                    around: Around {
                        any,
                        before: before.into(),
                        after: after.into(),
                    },
                    tails,
                });
            }
            gate => self.place_at_word(number, gate, pattern),
        }
    }

    fn place_at_word(&mut self, number: u16, gate: Gate, pattern: &Compiled) {
        let Some([inside, outside]) = self.prefixes.firsts(number) else {
            self.others.push(number);
            return;
        };
        let bytes = || 0..=u8::MAX;
        let first = |b: u8| inside[usize::from(b)] || outside[usize::from(b)];
        // Behind a word byte, no word starts.
        let at_words = bytes().all(|b| !is_word(b) || !inside[usize::from(b)]);
        let marks = bytes().filter(|&b| first(b) && !is_word(b));
        let figures = bytes().all(|b| !first(b) || b.is_ascii_digit());
        if !at_words || marks.clone().count() > 8 {
            self.others.push(number);
            return;
        }
        let (at_number, back) = match gate {
            Gate::Digits { back, .. } if back <= FURTHEST => (true, back),
            Gate::Around { .. } if figures => (true, 0),
            _ => (false, 0),
        };
        let opens = if at_number { OPENS_NUMBER } else { OPENS_WORD };
        for mark in marks {
            self.kinds[usize::from(mark)] |= opens;
        }
        if at_number {
            if pattern.needs_context && pattern.longest <= REACH {
                self.needy.push(number);
                self.needy_rules[pattern.rule / 64] |= 1 << (pattern.rule % 64);
            } else {
                self.numbers.push(number);
            }
            if !self.prefixes.is_joined(number) {
                self.reach = self.reach.max(back);
            }
        } else if self
            .prefixes
            .open(&[number], MOST_OPENINGS, &mut self.openings)
        {
            self.words.push(number);
        } else {
            self.wide.push(number);
        }
    }

    fn mark(&mut self) {
        let marks: [(bool, &[u8]); 6] = [
            (!self.mails.is_empty() || !self.handles.is_empty(), b"@"),
            (!self.hosts.is_empty(), b"."),
            (!self.user_infos.is_empty(), b":"),
            (!self.colons.is_empty(), b":"),
            (!self.homes.is_empty(), b"/\\"),
            (!self.labels.is_empty(), b":="),
        ];
        for mark in marks.iter().filter(|(any, _)| *any).flat_map(|(_, m)| *m) {
            self.kinds[usize::from(*mark)] |= STANDS;
        }
    }
}
