//! An expression ready to search with.

use std::ops::Range;

use regex_automata::meta::{self, Regex};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};

/// Largest compiled expression a policy may bring, in bytes.
const REGEX_LIMIT: usize = 4 << 20;

/// An expression; its capture group, if it has one, is what it finds.
#[derive(Debug)]
pub(super) struct Expression {
    whole: Regex,
    /// What stands before the group and the group itself, where the group is the last that takes bytes. Two automata in a
    /// row find it many times as fast as an engine that knows groups.
    parts: Option<Box<[Regex; 2]>>,
    has_group: bool,
    longest: Option<usize>,
}

/// What searches need beside the expression, each made when the first one needs it.
#[derive(Debug, Default)]
pub(super) struct Cache {
    whole: Option<meta::Cache>,
    parts: Option<Box<[meta::Cache; 2]>>,
}

/// Where a match is, and what of it is found.
type Match = (Range<usize>, Range<usize>);

impl Expression {
    /// Compiles an expression; `None` where it is none, or a large one.
    pub(super) fn new(source: &str) -> Option<Self> {
        let hir = parse(source)?;
        let whole = build(&hir)?;
        let parts = parts(&hir).and_then(|[before, group]| {
            let parts = [build(&before)?, build(&group)?];
            Some(Box::new(parts))
        });
        Some(Self {
            has_group: whole.captures_len() > 1,
            longest: hir.properties().maximum_len(),
            whole,
            parts,
        })
    }

    /// All of it.
    pub(super) fn whole(&self) -> &Regex {
        &self.whole
    }

    /// Length of the longest match in bytes, where it is known.
    pub(super) fn longest(&self) -> Option<usize> {
        self.longest
    }

    pub(super) fn has_group(&self) -> bool {
        self.has_group
    }

    /// The next match.
    pub(super) fn search(&self, cache: &mut Cache, input: &Input<'_>) -> Option<Match> {
        let anchored = !matches!(input.get_anchored(), Anchored::No);
        if anchored && let Some(parts) = self.parts.as_deref() {
            let made = || Box::new(parts.each_ref().map(Regex::create_cache));
            let [for_before, for_group] = &mut **cache.parts.get_or_insert_with(made);
            let [before, group] = parts;
            let start = before.search_half_with(for_before, input)?.offset();
            let rest = input.clone().range(start..input.end());
            if let Some(end) = group.search_half_with(for_group, &rest) {
                return Some((input.start()..end.offset(), start..end.offset()));
            }
        }
        let made = || self.whole.create_cache();
        let cache = cache.whole.get_or_insert_with(made);
        if self.has_group {
            let mut slots: [Option<NonMaxUsize>; 4] = [None; 4];
            self.whole.search_slots_with(cache, input, &mut slots);
            let range = |low: usize| Some(slots[low]?.get()..slots[low + 1]?.get());
            let whole = range(0)?;
            return Some((whole.clone(), range(2).unwrap_or(whole)));
        }
        let whole = match anchored {
            false => self.whole.search_with(cache, input)?.range(),
            true => input.start()..self.whole.search_half_with(cache, input)?.offset(),
        };
        Some((whole.clone(), whole))
    }
}

/// What stands before the one group of an expression, and the group with what takes no bytes behind it. Of all ways
/// to match the whole, the preferred one begins with the preferred way to match the first part, if the second one matches
/// behind that.
fn parts(hir: &Hir) -> Option<[Hir; 2]> {
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    let is_group = |part: &Hir| matches!(part.kind(), HirKind::Capture(group) if group.index == 1);
    let group = parts.iter().position(is_group)?;
    let (before, rest) = parts.split_at(group);
    let looks = rest[1..]
        .iter()
        .all(|part| matches!(part.kind(), HirKind::Look(_)));
    let only = hir.properties().explicit_captures_len() == 1;
    let parts = [before, rest].map(|part| Hir::concat(part.to_vec()));
    (looks && only && group > 0).then_some(parts)
}

pub(super) fn syntax_config() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

fn parse(source: &str) -> Option<Hir> {
    syntax::parse_with(source, &syntax_config()).ok()
}

/// Compiles an expression; `None` where it is none, or a large one.
pub(super) fn compile(source: &str) -> Option<Regex> {
    build(&parse(source)?)
}

fn build(hir: &Hir) -> Option<Regex> {
    Regex::builder()
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(REGEX_LIMIT)),
        )
        .build_from_hir(hir)
        .ok()
}

#[cfg(test)]
mod tests;
