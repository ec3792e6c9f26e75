//! One pass over a text: from its bytes to candidates.

use std::ops::Range;

use regex_automata::meta::Cache;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use super::masks::{BLOCK, Eight, Masks, Read, eights};
use super::plan::{OPENS_NUMBER, OPENS_WORD, REACH};
use super::{Compiled, Scanner};
use crate::context::Seen;
use crate::gate::Try;
use crate::prefix::{Alive, Memo, NARROW, WIDE, is_word};
use crate::resolve::Candidate;

/// Bytes whose context words cost more to find than a walk of an automaton.
const DEAR: usize = 64;

/// Word bytes and hyphens side by side that make a run long: what base64 makes of ten bytes.
pub(super) const LONG: usize = 14;

/// What a pass needs beside the scanner: made once a thread and used again.
#[derive(Debug)]
pub(super) struct Scratch {
    words: Memo,
    wide: Memo,
    numbers: Memo,
    needy: Memo,
    seen: Seen,
    caches: Vec<Option<Cache>>,
    /// Where the latest match of each pattern ended: its next one starts there or
    /// later.
    pub(super) free: Vec<usize>,
    alive: Vec<Alive>,
    masks: Vec<Masks>,
    /// What [`Read`] looks for.
    marks: Vec<Eight>,
    opens: Vec<Eight>,
}

impl Scratch {
    pub(super) fn new(scanner: &Scanner) -> Self {
        let plan = &scanner.plan;
        Self {
            words: plan.prefixes.memo(&plan.words),
            wide: plan.prefixes.memo(&plan.wide),
            numbers: plan.prefixes.memo(&plan.numbers),
            needy: plan.prefixes.memo(&plan.needy),
            seen: Seen::default(),
            caches: scanner.patterns.iter().map(|_| None).collect(),
            free: vec![0; scanner.patterns.len()],
            alive: Vec::new(),
            masks: Vec::new(),
            marks: eights(&plan.marks),
            opens: eights(scanner.context.opens()),
        }
    }
}

/// A text on its way through a scanner.
pub(super) struct Pass<'a> {
    pub(super) scanner: &'a Scanner,
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) scratch: &'a mut Scratch,
    pub(super) candidates: &'a mut Vec<Candidate>,
    /// Where long runs of word bytes and hyphens are: a place in each, or one in its first block and those behind.
    pub(super) long: &'a mut Vec<usize>,
}

impl Pass<'_> {
    /// Finds what patterns find.
    pub(super) fn run(&mut self) {
        let plan = &self.scanner.plan;
        plan.prefixes.renew(&mut self.scratch.words);
        plan.prefixes.renew(&mut self.scratch.wide);
        plan.prefixes.renew(&mut self.scratch.numbers);
        plan.prefixes.renew(&mut self.scratch.needy);
        self.scratch.free.fill(0);
        self.read_masks();
        let mut carry = 0;
        for block in 0..self.scratch.masks.len() - 1 {
            let here = self.scratch.masks[block];
            let next = self.scratch.masks[block + 1];
            let starts = here.words & !(here.words << 1 | carry);
            carry = here.words >> 63;
            let digits = u128::from(here.digits) | u128::from(next.digits) << 64;
            let joined = u128::from(here.joined) | u128::from(next.joined) << 64;
            let long = opening(joined) as u64;
            if long != 0 {
                self.long(block * BLOCK, long);
            }
            let near = reaching(digits, joined) | ahead(digits, plan.reach);
            self.visit(block * BLOCK, starts, here.marks, digits, near);
        }
        self.rest();
    }

    /// Notes where long runs are, given at which bytes of a block so many of their bytes follow.
    fn long(&mut self, base: usize, mut starts: u64) {
        while starts != 0 {
            let bit = starts.trailing_zeros();
            self.long.push(base + bit as usize);
            // The rest of the run is known.
            starts &= starts.wrapping_add(1 << bit);
        }
    }

    /// Visits the places of a block. Bits of `digits` and `near` are those of the
    /// block and the next.
    fn visit(&mut self, base: usize, starts: u64, marks: u64, digits: u128, near: u128) {
        let mut places = starts | marks;
        // First which are worth a visit, without a branch that depends on the text.
        let mut worth = places & (marks | near as u64);
        let mut opens = [0; BLOCK];
        while places != 0 {
            let bit = places.trailing_zeros();
            places &= places - 1;
            let at = base + bit as usize;
            let open = self.scanner.plan.openings.look(self.bytes, at);
            opens[bit as usize % BLOCK] = open;
            worth |= u64::from(open != 0) << bit;
        }
        while worth != 0 {
            let bit = worth.trailing_zeros();
            worth &= worth - 1;
            let open = opens[bit as usize % BLOCK];
            let at = base + bit as usize;
            let digit = (digits >> bit).trailing_zeros() as usize;
            if starts >> bit & 1 == 1 {
                self.word(at, open, digit, near >> bit & 1 == 1);
            } else {
                self.mark(at, open, digit);
            }
        }
    }

    fn read_masks(&mut self) {
        let (scanner, scratch) = (self.scanner, &mut *self.scratch);
        let read = Read {
            bytes: self.bytes,
            marks: &scratch.marks,
            opens: &scratch.opens,
            masks: &mut scratch.masks,
        };
        read.run();
        let opens = scratch.masks.iter().map(|masks| masks.opens);
        scanner.context.renew(&mut scratch.seen, opens);
    }

    /// At the start of a word, `digit` bytes before the next digit. The filter says
    /// `open`; `near` says whether the digit is near.
    fn word(&mut self, at: usize, open: u8, digit: usize, near: bool) {
        self.open_words(at, open);
        if near {
            self.open_numbers(at);
        }
        self.try_alive(at, digit);
        if digit == 0 {
            self.before_number(at);
        }
    }

    fn mark(&mut self, at: usize, open: u8, digit: usize) {
        let kind = self.scanner.plan.kinds[usize::from(self.bytes[at])];
        if kind & OPENS_WORD != 0 {
            self.open_words(at, open);
        }
        if kind & OPENS_NUMBER != 0 && digit <= usize::from(self.scanner.plan.reach) {
            self.open_numbers(at);
        }
        self.try_alive(at, digit);
        self.spot(at);
    }

    fn open_words(&mut self, at: usize, open: u8) {
        let (plan, scratch) = (&self.scanner.plan, &mut *self.scratch);
        let (bytes, alive) = (self.bytes, &mut scratch.alive);
        if open & NARROW != 0 {
            plan.prefixes.at(&mut scratch.words, bytes, at, alive);
        }
        if open & WIDE != 0 {
            plan.prefixes.at(&mut scratch.wide, bytes, at, alive);
        }
    }

    fn open_numbers(&mut self, at: usize) {
        let (plan, scratch) = (&self.scanner.plan, &mut *self.scratch);
        let (bytes, alive) = (self.bytes, &mut scratch.alive);
        plan.prefixes.at(&mut scratch.numbers, bytes, at, alive);
        let (context, seen, known) = (&self.scanner.context, &mut scratch.seen, alive.len());
        // Whichever costs less first: either alone may settle it.
        let dear = context.unseen(seen, bytes, at, REACH) > DEAR;
        if dear {
            plan.prefixes.at(&mut scratch.needy, bytes, at, alive);
            if alive.len() == known {
                return;
            }
        }
        if !context.maybe(seen, bytes, &plan.needy_rules, at, REACH) {
            alive.truncate(known);
        } else if !dear {
            plan.prefixes.at(&mut scratch.needy, bytes, at, alive);
        }
    }

    fn try_alive(&mut self, at: usize, digit: usize) {
        for i in 0..self.scratch.alive.len() {
            let alive = self.scratch.alive[i];
            self.attempt(alive, at, digit);
        }
        self.scratch.alive.clear();
    }

    /// Tries a pattern at a place, `digit` bytes before the next digit.
    fn attempt(&mut self, alive: Alive, at: usize, digit: usize) {
        let number = alive.pattern;
        let pattern = &self.scanner.patterns[usize::from(number)];
        let behind_word = || at.checked_sub(1).is_some_and(|i| is_word(self.bytes[i]));
        if at < self.scratch.free[usize::from(number)]
            || digit > pattern.back
            || (pattern.guarded && behind_word())
            || !self.has_context(pattern, at)
        {
            return;
        }
        let end = match pattern.around {
            None => self.bytes.len(),
            Some(around) => match around.end(self.bytes, at, pattern.longest) {
                Some(end) => end,
                None => return,
            },
        };
        match alive.end {
            Some(whole) if whole <= end && !pattern.has_group => {
                self.keep(number, &(at..whole), at..whole);
            }
            _ => {
                self.search(number, at..end, Anchored::Yes);
            }
        }
    }

    /// Whether a match that starts here can reach the policy's score.
    pub(super) fn has_context(&mut self, pattern: &Compiled, at: usize) -> bool {
        !pattern.needs_context
            || self.scanner.context.maybe(
                &mut self.scratch.seen,
                self.bytes,
                &pattern.rule_bits,
                at,
                pattern.longest,
            )
    }

    /// Looks for matches of a pattern in a window, from where it is free on. Those
    /// that start at `limit` or behind belong to another window.
    pub(super) fn within(&mut self, number: u16, window: Range<usize>, limit: usize) {
        let free = self.scratch.free[usize::from(number)];
        let (mut at, end) = (window.start.max(free), window.end.min(self.bytes.len()));
        while at < end.min(limit) {
            match self.next_match(number, at..end, Anchored::No) {
                Some((whole, range)) if whole.start < limit => self.keep(number, &whole, range),
                _ => break,
            }
            at = self.scratch.free[usize::from(number)];
        }
    }

    /// Looks for the next match and keeps it; says where it is.
    fn search(&mut self, number: u16, span: Range<usize>, how: Anchored) -> Option<Range<usize>> {
        let (whole, range) = self.next_match(number, span, how)?;
        self.keep(number, &whole, range);
        Some(whole)
    }

    /// The next match and what of it is the span.
    fn next_match(
        &mut self,
        number: u16,
        span: Range<usize>,
        anchored: Anchored,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let place = usize::from(number);
        let pattern = &self.scanner.patterns[place];
        let cache = self.scratch.caches[place].get_or_insert_with(|| pattern.regex.create_cache());
        let input = Input::new(self.bytes).range(span).anchored(anchored);
        pattern.search(cache, &input)
    }

    /// Keeps a match where nothing beside it says no. The pattern's next one starts
    /// behind it.
    fn keep(&mut self, number: u16, whole: &Range<usize>, range: Range<usize>) {
        self.scratch.free[usize::from(number)] = whole.end.max(whole.start + 1);
        let pattern = &self.scanner.patterns[usize::from(number)];
        if pattern.border.allows(self.bytes, range.start, range.end) {
            self.consider(pattern.rule, range, pattern.score);
        }
    }

    /// Scores a match; keeps it when it reaches the policy's score.
    pub(super) fn consider(&mut self, rule: usize, range: Range<usize>, score: f32) {
        let (bytes, seen) = (self.bytes, &mut self.scratch.seen);
        let context = &self.scanner.context;
        let near = |start, end| context.near(seen, bytes, rule, (start, end));
        let candidate = self.scanner.consider(self.text, rule, range, score, near);
        self.candidates.extend(candidate);
    }

    /// The patterns that no word and no mark opens.
    fn rest(&mut self) {
        let scanner = self.scanner;
        if scanner.plan.others.is_empty() {
            return;
        }
        scanner.plan.gates.visit(self.bytes, |place, opened| {
            let number = scanner.plan.others[place];
            match opened {
                Try::At(at) if at < self.scratch.free[usize::from(number)] => {}
                Try::At(at) => {
                    self.search(number, at..self.bytes.len(), Anchored::Yes);
                }
                Try::Within(low, high) => self.within(number, low..high, high),
            }
        });
    }
}

impl Compiled {
    /// The next match: its range, and that of its capture group where there is
    /// one.
    pub(super) fn search(
        &self,
        cache: &mut Cache,
        input: &Input<'_>,
    ) -> Option<(Range<usize>, Range<usize>)> {
        if !self.has_group {
            let whole = match input.get_anchored() {
                Anchored::No => self.regex.search_with(cache, input)?.range(),
                _ => input.start()..self.regex.search_half_with(cache, input)?.offset(),
            };
            return Some((whole.clone(), whole));
        }
        let mut slots: [Option<NonMaxUsize>; 4] = [None; 4];
        self.regex.search_slots_with(cache, input, &mut slots);
        let range = |low: usize| Some(slots[low]?.get()..slots[low + 1]?.get());
        let whole = range(0)?;
        Some((whole.clone(), range(2).unwrap_or(whole)))
    }
}

/// Where a digit stands at most `reach` bytes ahead.
fn ahead(digits: u128, reach: u8) -> u128 {
    let (mut near, mut covered) = (digits, 0);
    while covered < reach {
        let step = (covered + 1).min(reach - covered);
        near |= near >> step;
        covered += step;
    }
    near
}

/// Where [`LONG`] bytes of `joined` stand side by side, at the first of them.
fn opening(joined: u128) -> u128 {
    let mut starts = joined & joined >> 1;
    starts &= starts >> 2;
    starts &= starts >> 4;
    starts & starts >> (LONG - 8)
}

/// Where a digit stands ahead and nothing between that is not in `through`: the
/// bits that reach one of `digits` that way, as far as 64 bytes ahead.
fn reaching(digits: u128, mut through: u128) -> u128 {
    let mut near = digits;
    for step in [1, 2, 4, 8, 16, 32] {
        near |= through & near >> step;
        through &= through >> step;
    }
    near
}
