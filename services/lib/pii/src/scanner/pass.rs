//! One pass over a text: from its bytes to candidates.

use std::ops::Range;

use regex_automata::{Anchored, Input};

use super::expression::Cache;
use super::masks::{BLOCK, Masks};
use super::plan::{OPENS_NUMBER, OPENS_WORD, REACH};
use super::{Compiled, Scanner};
use crate::context::Seen;
use crate::gate::Try;
use crate::prefix::{Alive, Memo, is_word};
use crate::resolve::Candidate;
use crate::shadow::Hints;

/// Word bytes and hyphens side by side that make a run long: what base64 makes of ten bytes.
pub(super) const LONG: usize = 14;

/// Groups of patterns tried at numbers: see [`Prefixes::groups`](crate::prefix::Prefixes::groups).
const NUMBERS: u8 = 1;
const NEEDY: u8 = 2;

/// What a pass needs beside the scanner: made once a thread and used again.
#[derive(Debug)]
pub(super) struct Scratch {
    words: Memo,
    wide: Memo,
    numbers: Memo,
    needy: Memo,
    /// Whether anything of the wide ones is worth a walk; of the numbers and the needy.
    near_wide: Memo,
    near_numbers: Memo,
    seen: Seen,
    caches: Vec<Cache>,
    pub(super) free: Free,
    alive: Vec<Alive>,
    masks: Vec<Masks>,
}

impl Scratch {
    pub(super) fn new(scanner: &Scanner) -> Self {
        let plan = &scanner.plan;
        Self {
            words: plan.prefixes.memo(&plan.words),
            wide: plan.prefixes.memo(&plan.wide),
            numbers: plan.prefixes.memo(&plan.numbers),
            needy: plan.prefixes.memo(&plan.needy),
            near_wide: plan.prefixes.coarse(&[&plan.wide]),
            near_numbers: plan.prefixes.coarse(&[&plan.numbers, &plan.needy]),
            seen: Seen::default(),
            caches: scanner.patterns.iter().map(|_| Cache::default()).collect(),
            free: Free::new(scanner.patterns.len()),
            alive: Vec::new(),
            masks: Vec::new(),
        }
    }
}

/// Where the latest match of each pattern ended: its next one starts there or later.
#[derive(Debug)]
pub(super) struct Free {
    /// As if the texts so far stood one behind the other: a new text costs nothing.
    ends: Vec<usize>,
    /// Where this text starts, and where the next one may.
    start: usize,
    next: usize,
}

impl Free {
    fn new(patterns: usize) -> Self {
        Self {
            ends: vec![0; patterns],
            start: 0,
            next: 0,
        }
    }

    /// Starts on a text of so many bytes.
    fn renew(&mut self, length: usize) {
        if self.next > usize::MAX / 2 {
            *self = Self::new(self.ends.len());
        }
        self.start = self.next;
        self.next += length + 1;
    }

    pub(super) fn of(&self, pattern: u16) -> usize {
        self.ends[usize::from(pattern)].saturating_sub(self.start)
    }

    /// The next match of a pattern starts at `at` or later.
    pub(super) fn set(&mut self, pattern: u16, at: usize) {
        self.ends[usize::from(pattern)] = self.start + at;
    }
}

/// Which patterns may open at a place, as a filter sees it.
#[derive(Clone, Copy)]
struct Open {
    narrow: bool,
    wide: bool,
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
    /// Finds what patterns find; returns what hints at a shadow.
    pub(super) fn run(&mut self) -> Hints {
        let plan = &self.scanner.plan;
        plan.prefixes.renew(&mut self.scratch.words);
        plan.prefixes.renew(&mut self.scratch.wide);
        plan.prefixes.renew(&mut self.scratch.numbers);
        plan.prefixes.renew(&mut self.scratch.needy);
        plan.prefixes.renew(&mut self.scratch.near_wide);
        plan.prefixes.renew(&mut self.scratch.near_numbers);
        self.scratch.free.renew(self.bytes.len());
        let hints = self.read_masks();
        for block in 0..self.scratch.masks.len() - 1 {
            let here = self.scratch.masks[block];
            let next = self.scratch.masks[block + 1];
            let digits = u128::from(here.digits) | u128::from(next.digits) << 64;
            let joined = u128::from(here.joined) | u128::from(next.joined) << 64;
            let long = opening(joined) as u64;
            if long != 0 {
                self.long(block * BLOCK, long);
            }
            let near = reaching(digits, joined) | ahead(digits, plan.reach);
            self.visit(block * BLOCK, here, digits, near);
        }
        self.rest();
        hints
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
    fn visit(&mut self, base: usize, here: Masks, digits: u128, near: u128) {
        let words = here.starts & (near as u64 | here.narrow | here.wide);
        let mut worth = words | here.marks;
        while worth != 0 {
            let bit = worth.trailing_zeros();
            worth &= worth - 1;
            let has = |mask: u64| mask >> bit & 1 == 1;
            let open = Open {
                narrow: has(here.narrow),
                wide: has(here.wide),
            };
            let at = base + bit as usize;
            let digit = (digits >> bit).trailing_zeros() as usize;
            if has(words) {
                self.word(at, open, digit, has(near as u64));
            } else {
                self.mark(at, open, digit);
            }
        }
    }

    fn read_masks(&mut self) -> Hints {
        let (scanner, scratch) = (self.scanner, &mut *self.scratch);
        let plan = &scanner.plan;
        let hints = plan
            .reader
            .read(self.bytes, &plan.openings, &mut scratch.masks);
        let opens = scratch.masks.iter().map(|masks| masks.opens);
        scanner.context.renew(&mut scratch.seen, opens);
        hints
    }

    /// At the start of a word, `digit` bytes before the next digit. The filter says
    /// `open`; `near` says whether the digit is near.
    fn word(&mut self, at: usize, open: Open, digit: usize, near: bool) {
        self.open_words(at, open);
        if near {
            self.open_numbers(at);
        }
        self.try_alive(at, digit);
        if digit == 0 {
            self.before_number(at);
        }
    }

    fn mark(&mut self, at: usize, open: Open, digit: usize) {
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

    fn open_words(&mut self, at: usize, open: Open) {
        let (plan, scratch) = (&self.scanner.plan, &mut *self.scratch);
        let (bytes, alive) = (self.bytes, &mut scratch.alive);
        if open.narrow && plan.openings.narrow(bytes, at) {
            plan.prefixes.at(&mut scratch.words, bytes, at, alive);
        }
        if open.wide && plan.prefixes.groups(&mut scratch.near_wide, bytes, at) != 0 {
            plan.prefixes.at(&mut scratch.wide, bytes, at, alive);
        }
    }

    fn open_numbers(&mut self, at: usize) {
        let (plan, scratch) = (&self.scanner.plan, &mut *self.scratch);
        let (bytes, alive) = (self.bytes, &mut scratch.alive);
        let groups = plan.prefixes.groups(&mut scratch.near_numbers, bytes, at);
        if groups & NUMBERS != 0 {
            plan.prefixes.at(&mut scratch.numbers, bytes, at, alive);
        }
        if groups & NEEDY == 0 {
            return;
        }
        let (context, seen) = (&self.scanner.context, &mut scratch.seen);
        if context.maybe(seen, bytes, &plan.needy_rules, at, REACH) {
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
        if at < self.scratch.free.of(number)
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
            Some(whole) if whole <= end && !pattern.expression.has_group() => {
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
        let free = self.scratch.free.of(number);
        let (mut at, end) = (window.start.max(free), window.end.min(self.bytes.len()));
        while at < end.min(limit) {
            match self.next_match(number, at..end, Anchored::No) {
                Some((whole, range)) if whole.start < limit => self.keep(number, &whole, range),
                _ => break,
            }
            at = self.scratch.free.of(number);
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
        let cache = &mut self.scratch.caches[place];
        let input = Input::new(self.bytes).range(span).anchored(anchored);
        pattern.expression.search(cache, &input)
    }

    /// Keeps a match where nothing beside it says no. The pattern's next one starts
    /// behind it.
    fn keep(&mut self, number: u16, whole: &Range<usize>, range: Range<usize>) {
        let behind = whole.end.max(whole.start + 1);
        self.scratch.free.set(number, behind);
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
                Try::At(at) if at < self.scratch.free.of(number) => {}
                Try::At(at) => {
                    self.search(number, at..self.bytes.len(), Anchored::Yes);
                }
                Try::Within(low, high) => self.within(number, low..high, high),
            }
        });
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
