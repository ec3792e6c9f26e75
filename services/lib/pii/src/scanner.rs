//! A policy made ready to scan text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use corpus::{EntityType, Span};
use regex_automata::meta::Regex;
use regex_automata::util::{primitives::NonMaxUsize, syntax};
use regex_automata::{Anchored, Input};

use crate::gate::{Gates, Try};
use crate::pattern::{Border, Gate};
use crate::policy::{Policy, PolicyError, Problem};
use crate::recognizer::{Find, Verdict};
use crate::resolve::{Candidate, resolve};
use crate::{checksum, context, registry};

/// Largest compiled expression a policy may bring, in bytes.
const REGEX_LIMIT: usize = 4 << 20;
/// Longest match for which a custom pattern is tried near its context only.
const GATED_MATCH: usize = 512;

/// Finds personal data in text. Cheap to share: scanning takes `&self`, from any
/// number of threads.
#[derive(Debug)]
pub struct Scanner {
    rules: Vec<Rule>,
    patterns: Vec<Compiled>,
    gates: Gates,
    finders: Vec<(usize, Find)>,
    deny: Option<AhoCorasick>,
    /// For each word of the deny automaton: its rule.
    deny_rules: Vec<usize>,
    allow: HashSet<String>,
    min_score: f32,
}

/// A recogniser at work.
#[derive(Debug)]
struct Rule {
    name: Cow<'static, str>,
    entity: EntityType,
    context: context::Words,
    check: Check,
}

#[derive(Clone, Copy, Debug)]
enum Check {
    None,
    Validate(fn(&str) -> Verdict),
    Checksum(checksum::Check),
}

#[derive(Debug)]
struct Compiled {
    rule: usize,
    regex: Regex,
    has_group: bool,
    score: f32,
    border: Border,
}

/// What [`Scanner::new`] gathers before the gates are joined.
#[derive(Default)]
struct Parts {
    rules: Vec<Rule>,
    patterns: Vec<Compiled>,
    gates: Vec<(Gate, Option<usize>)>,
    finders: Vec<(usize, Find)>,
}

impl Scanner {
    /// Compiles a policy.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn new(policy: &Policy) -> Result<Self, PolicyError> {
        policy.validate()?;
        let mut parts = Parts::default();
        parts.add_custom(policy)?;
        parts.add_built_in(&policy.entities, policy.min_score)?;
        let (deny, deny_rules) = parts.deny_lists(policy)?;
        let Parts {
            rules,
            patterns,
            gates,
            finders,
        } = parts;
        let gates = gates
            .into_iter()
            .map(|(gate, rule): (Gate, Option<usize>)| {
                let words: &[String] = rule.map_or(&[], |rule| rules[rule].context.as_slice());
                (gate, words)
            });
        let gates =
            Gates::new(gates).ok_or_else(|| PolicyError::at("recognizers", Problem::TooLarge))?;
        Ok(Self {
            gates,
            rules,
            patterns,
            finders,
            deny,
            deny_rules,
            allow: policy
                .allow
                .iter()
                .map(|text| text.to_ascii_lowercase())
                .collect(),
            min_score: policy.min_score,
        })
    }

    /// The spans of a text: sorted by start, none overlapping, on character
    /// boundaries, each with at least the policy's score. Linear time in the
    /// length of the text, whatever stands in it.
    pub fn scan(&self, text: &str) -> Vec<Span> {
        let mut candidates = Vec::new();
        // Where the latest match of each pattern ended: its next one starts there or later.
        let mut free = vec![0; self.patterns.len()];
        self.gates.visit(text.as_bytes(), |pattern, place| {
            self.try_pattern(text, pattern, place, &mut free[pattern], &mut candidates);
        });
        for &(rule, find) in &self.finders {
            find(text, &mut |range, score| {
                self.consider(text, rule, range, score, &mut candidates);
            });
        }
        self.find_denied(text, &mut candidates);
        resolve(candidates)
            .into_iter()
            // Allowed texts are dropped last, so that what they cover is not found in parts.
            .filter(|kept| !self.is_allowed(&text[kept.start..kept.end]))
            .map(|candidate| self.span(candidate))
            .collect()
    }

    fn span(&self, candidate: Candidate) -> Span {
        let rule = &self.rules[candidate.rule];
        Span {
            start: candidate.start,
            end: candidate.end,
            entity: rule.entity.clone(),
            score: candidate.score,
            recognizer: rule.name.clone(),
        }
    }

    /// Finds the matches of a pattern at a place, from `free` on.
    fn try_pattern(
        &self,
        text: &str,
        pattern: usize,
        place: Try,
        free: &mut usize,
        candidates: &mut Vec<Candidate>,
    ) {
        let pattern = &self.patterns[pattern];
        let bytes = text.as_bytes();
        let (mut at, end, anchored) = match place {
            Try::At(start) if start < *free => return,
            Try::At(start) => (start, bytes.len(), Anchored::Yes),
            Try::Within(start, end) => (start.max(*free), end, Anchored::No),
        };
        while at < end {
            let input = Input::new(bytes).span(at..end).anchored(anchored);
            let Some((whole, range)) = pattern.search(&input) else {
                break;
            };
            *free = whole.end.max(whole.start + 1);
            if pattern.border.allows(bytes, range.start, range.end) {
                self.consider(text, pattern.rule, range, pattern.score, candidates);
            }
            if anchored == Anchored::Yes {
                break;
            }
            at = *free;
        }
    }

    /// Scores a match; keeps it when it reaches the policy's score.
    fn consider(
        &self,
        text: &str,
        rule_number: usize,
        range: Range<usize>,
        score: f32,
        candidates: &mut Vec<Candidate>,
    ) {
        let rule = &self.rules[rule_number];
        let (start, mut end) = on_boundaries(text, range);
        let Some(found) = text.get(start..end).filter(|found| !found.is_empty()) else {
            return;
        };
        let mut score = score;
        match rule.check {
            Check::None => {}
            Check::Checksum(check) if check(found) => score = 1.0,
            Check::Checksum(_) => return,
            Check::Validate(validate) => match validate(found) {
                Verdict::Invalid => return,
                Verdict::Plausible(length) => end = start + length.min(found.len()),
                Verdict::Valid(length) => {
                    end = start + length.min(found.len());
                    score = 1.0;
                }
            },
        }
        let raised = context::raise(score);
        if score < 1.0 && raised >= self.min_score && rule.context.near(text.as_bytes(), start, end)
        {
            score = raised;
        }
        let (start, end) = on_boundaries(text, start..end);
        if start < end && score >= self.min_score {
            candidates.push(Candidate {
                start,
                end,
                score,
                rule: rule_number,
            });
        }
    }

    fn is_allowed(&self, found: &str) -> bool {
        !self.allow.is_empty() && self.allow.contains(&found.to_ascii_lowercase())
    }

    fn find_denied(&self, text: &str, candidates: &mut Vec<Candidate>) {
        let Some(deny) = &self.deny else { return };
        for hit in deny.find_iter(text) {
            let is_letter =
                |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
            let before = hit
                .start()
                .checked_sub(1)
                .and_then(|i| text.as_bytes().get(i));
            let after = text.as_bytes().get(hit.end());
            if !is_letter(before) && !is_letter(after) {
                candidates.push(Candidate {
                    start: hit.start(),
                    end: hit.end(),
                    score: 1.0,
                    rule: self.deny_rules[hit.pattern().as_usize()],
                });
            }
        }
    }
}

impl Compiled {
    /// The next match: its range, and that of its capture group where there is
    /// one.
    fn search(&self, input: &Input<'_>) -> Option<(Range<usize>, Range<usize>)> {
        if !self.has_group {
            let whole = self.regex.search(input)?.range();
            return Some((whole.clone(), whole));
        }
        let mut slots: [Option<NonMaxUsize>; 4] = [None; 4];
        self.regex.search_slots(input, &mut slots);
        let range = |low: usize| Some(slots[low]?.get()..slots[low + 1]?.get());
        let whole = range(0)?;
        Some((whole.clone(), range(2).unwrap_or(whole)))
    }
}

impl Parts {
    fn add_built_in(
        &mut self,
        entities: &BTreeSet<EntityType>,
        min_score: f32,
    ) -> Result<(), PolicyError> {
        for recognizer in registry::BUILT_IN {
            let entity = recognizer.entity_type();
            if !entities.contains(&entity) {
                continue;
            }
            let rule = self.rules.len();
            self.rules.push(Rule {
                name: Cow::Borrowed(recognizer.name),
                entity,
                context: context::Words::new(recognizer.context.iter().copied()),
                check: recognizer.validate.map_or(Check::None, Check::Validate),
            });
            for pattern in recognizer.patterns {
                let best = match (recognizer.validate, recognizer.context) {
                    (Some(_), _) => 1.0,
                    (None, []) => pattern.score,
                    (None, _) => context::raise(pattern.score),
                };
                if best < min_score {
                    continue;
                }
                let regex = compile(pattern.regex)
                    .ok_or_else(|| PolicyError::at(recognizer.name, Problem::Regex))?;
                self.patterns.push(Compiled {
                    rule,
                    has_group: regex.captures_len() > 1,
                    regex,
                    score: pattern.score,
                    border: pattern.border,
                });
                self.gates.push((pattern.gate, None));
            }
            self.finders
                .extend(recognizer.find.map(|find| (rule, find)));
        }
        Ok(())
    }

    fn add_custom(&mut self, policy: &Policy) -> Result<(), PolicyError> {
        for (i, recognizer) in policy.recognizers.iter().enumerate() {
            let rule = self.rules.len();
            let check = match &recognizer.checksum {
                None => Check::None,
                Some(name) => Check::Checksum(checksum::named(name).ok_or_else(|| {
                    PolicyError::at(
                        format!("recognizers[{i}].checksum"),
                        Problem::UnknownChecksum,
                    )
                })?),
            };
            self.rules.push(Rule {
                name: Cow::Owned(recognizer.name.clone()),
                entity: recognizer.entity.clone(),
                context: context::Words::new(recognizer.context.iter().map(String::as_str)),
                check,
            });
            for (j, pattern) in recognizer.patterns.iter().enumerate() {
                let error = |problem| {
                    PolicyError::at(format!("recognizers[{i}].patterns[{j}].regex"), problem)
                };
                let regex = compile(&pattern.regex).ok_or_else(|| error(Problem::Regex))?;
                if regex.is_match("") {
                    return Err(error(Problem::EmptyMatch));
                }
                let gate = custom_gate(&pattern.regex, pattern.score, check, policy.min_score);
                self.gates.push((gate, Some(rule)));
                self.patterns.push(Compiled {
                    rule,
                    has_group: regex.captures_len() > 1,
                    regex,
                    score: pattern.score,
                    border: Border::Any,
                });
            }
        }
        Ok(())
    }

    fn deny_lists(
        &mut self,
        policy: &Policy,
    ) -> Result<(Option<AhoCorasick>, Vec<usize>), PolicyError> {
        let mut words = Vec::new();
        let mut rules = Vec::new();
        for list in &policy.deny {
            rules.extend(std::iter::repeat_n(self.rules.len(), list.words.len()));
            words.extend(&list.words);
            self.rules.push(Rule {
                name: Cow::Borrowed("deny_list"),
                entity: list.entity.clone(),
                context: context::Words::new(std::iter::empty()),
                check: Check::None,
            });
        }
        if words.is_empty() {
            return Ok((None, rules));
        }
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(words)
            .map(|automaton| (Some(automaton), rules))
            .map_err(|_| PolicyError::at("deny", Problem::TooLarge))
    }
}

/// The gate of a custom pattern, read off its text. One that cannot reach the
/// policy's score without context is tried only where a context word stands, if
/// its matches are short.
fn custom_gate(regex: &str, score: f32, check: Check, min_score: f32) -> Gate {
    // `\b\d{3}...`: matches start at the first digit of a run.
    let counted = regex
        .strip_prefix(r"\b\d{")
        .is_some_and(|rest| rest.starts_with(|c: char| ('1'..='9').contains(&c)));
    let starts_a_run = counted && !regex.contains('|');
    let needs_context = score < min_score && matches!(check, Check::None);
    let longest = regex_automata::util::syntax::parse_with(regex, &syntax_config())
        .ok()
        .and_then(|hir| hir.properties().maximum_len())
        .filter(|&longest| longest <= GATED_MATCH);
    match longest {
        Some(longest) if needs_context => Gate::Around {
            any: &[],
            before: (longest + context::AFTER) as u16,
            after: (longest + context::BEFORE) as u16,
        },
        _ if starts_a_run => Gate::Digits { min: 1, back: 0 },
        _ => Gate::Always,
    }
}

fn syntax_config() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

fn compile(regex: &str) -> Option<Regex> {
    Regex::builder()
        .syntax(syntax_config())
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(REGEX_LIMIT)),
        )
        .build(regex)
        .ok()
}

/// Moves both ends inwards to character boundaries.
fn on_boundaries(text: &str, range: Range<usize>) -> (usize, usize) {
    let (mut start, mut end) = (range.start, range.end.min(text.len()));
    while start < end && !text.is_char_boundary(start) {
        start += 1;
    }
    while end > start && !text.is_char_boundary(end) {
        end -= 1;
    }
    (start, end)
}

#[cfg(test)]
mod tests;
