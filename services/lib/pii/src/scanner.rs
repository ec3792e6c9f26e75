//! A policy made ready to scan text.

mod build;
mod lists;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use corpus::{EntityType, Span};
use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use crate::gate::{Gates, Try};
use crate::learned::{Learned, Tagged};
use crate::pattern::Border;
use crate::policy::{Policy, PolicyError, Problem};
use crate::recognizer::{Find, Verdict};
use crate::resolve::{Candidate, Standing, resolve};
use crate::shadow::Shadow;
use crate::{checksum, context};

use lists::{Allowed, Denied};

/// Finds personal data in text. Cheap to share: scanning takes `&self`, from any
/// number of threads.
#[derive(Debug)]
pub struct Scanner {
    rules: Vec<Rule>,
    patterns: Vec<Compiled>,
    gates: Gates,
    finders: Vec<(usize, Find)>,
    tagger: Option<LearnedRules>,
    denied: Denied,
    allowed: Allowed,
}

/// A recogniser at work.
#[derive(Debug)]
struct Rule {
    name: Cow<'static, str>,
    entity: EntityType,
    context: context::Words,
    check: Check,
    /// Spans below are dropped.
    min_score: f32,
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

/// A learned tagger, and the rule that stands for each of its entity types.
#[derive(Debug)]
struct LearnedRules {
    tagger: Arc<dyn Learned>,
    rules: BTreeMap<&'static str, usize>,
}

impl Scanner {
    /// Compiles a policy, with the tagger that comes with this program unless the
    /// policy turns it off.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn new(policy: &Policy) -> Result<Self, PolicyError> {
        let learns = |e: &EntityType| crate::registry::LEARNED.contains(&e.as_str());
        if !policy.tagger || !policy.entities.iter().any(learns) {
            return Self::with_tagger(policy, None);
        }
        let tagger = crate::tagger::default_tagger()
            .map_err(|_| PolicyError::at("tagger", Problem::Tagger))?;
        Self::with_tagger(policy, Some(tagger))
    }

    /// Compiles a policy, with a learned tagger beside its rules. The lists of
    /// names give way to it: only phrases ("my name is") still find names by rule.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn with_tagger(
        policy: &Policy,
        tagger: Option<Arc<dyn Learned>>,
    ) -> Result<Self, PolicyError> {
        policy.validate()?;
        build::scanner(policy, tagger)
    }

    /// The spans of a text: sorted by start, none overlapping, on character
    /// boundaries, each with at least the policy's score. Linear time in the
    /// length of the text, whatever stands in it.
    pub fn scan(&self, text: &str) -> Vec<Span> {
        let mut candidates = Vec::new();
        self.find(text, &mut candidates);
        let shadow = Shadow::of(text);
        if let Some(shadow) = &shadow {
            let mut evasive = Vec::new();
            self.find(shadow.text(), &mut evasive);
            candidates.extend(evasive.into_iter().map(|c| shadow.back(c)));
        }
        if let Some(learned) = &self.tagger {
            let read = shadow.as_ref().map_or(text, Shadow::text);
            learned.tagger.tag(read, &mut |tagged| {
                if let Some(candidate) = self.learned(learned, read, tagged) {
                    candidates.push(shadow.as_ref().map_or(candidate, |s| s.back(candidate)));
                }
            });
        }
        resolve(candidates)
            .into_iter()
            // Allowed texts are dropped last, so that what they cover is not found in parts.
            .filter(|kept| !self.allowed.holds(&text[kept.start..kept.end]))
            .map(|candidate| self.span(candidate))
            .collect()
    }

    /// What the rules find, not settled yet.
    fn find(&self, text: &str, candidates: &mut Vec<Candidate>) {
        // Where the latest match of each pattern ended: its next one starts there or later.
        let mut free = vec![0; self.patterns.len()];
        self.gates.visit(text.as_bytes(), |pattern, place| {
            self.try_pattern(text, pattern, place, &mut free[pattern], candidates);
        });
        for &(rule, find) in &self.finders {
            find(text, &mut |range, score| {
                self.consider(text, rule, range, score, candidates);
            });
        }
        self.denied.find(text, candidates);
    }

    fn learned(&self, learned: &LearnedRules, text: &str, tagged: Tagged) -> Option<Candidate> {
        let rule = *learned.rules.get(tagged.entity)?;
        let (start, end) = on_boundaries(text, tagged.start..tagged.end);
        let keeps = start < end && tagged.score >= self.rules[rule].min_score;
        keeps.then_some(Candidate {
            start,
            end,
            score: tagged.score,
            rule,
            standing: Standing::Learned,
        })
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
        let mut standing = Standing::Plausible;
        match rule.check {
            Check::None => {}
            Check::Checksum(check) if check(found) => (score, standing) = (1.0, Standing::Proven),
            Check::Checksum(_) => return,
            Check::Validate(validate) => match validate(found) {
                Verdict::Invalid => return,
                Verdict::Plausible(length) => end = start + length.min(found.len()),
                Verdict::Valid(length) => {
                    end = start + length.min(found.len());
                    (score, standing) = (1.0, Standing::Proven);
                }
            },
        }
        let raised = context::raise(score);
        if score < 1.0 && raised >= rule.min_score && rule.context.near(text.as_bytes(), start, end)
        {
            score = raised;
        }
        let (start, end) = on_boundaries(text, start..end);
        if start < end && score >= rule.min_score {
            candidates.push(Candidate {
                start,
                end,
                score,
                rule: rule_number,
                standing,
            });
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
