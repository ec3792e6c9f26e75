//! A policy made ready to scan text.

mod build;
mod expression;
mod lists;
mod masks;
mod pass;
mod plan;
mod scratch;
mod spot;
mod window;
mod wrapped;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use corpus::{EntityType, Span};

use crate::calibration::Calibration;
use crate::learned::{Learned, Tagged};
use crate::pattern::Border;
use crate::policy::{Policy, PolicyError, Problem};
use crate::recognizer::{Find, Verdict};
use crate::resolve::{Candidate, Standing, resolve};
use crate::shadow::{Hints, Shadow};
use crate::{checksum, context};

use expression::Expression;
use lists::{Allowed, Denied};
use pass::{Pass, Scratch};
use plan::Plan;
use scratch::Spare;
use window::Around;

/// Finds personal data in text. Cheap to share: scanning takes `&self`, from any
/// number of threads.
#[derive(Debug)]
pub struct Scanner {
    rules: Vec<Rule>,
    patterns: Vec<Compiled>,
    plan: Plan,
    context: context::Index,
    finders: Vec<(usize, Find)>,
    tagger: Option<LearnedRules>,
    denied: Denied,
    allowed: Allowed,
    scratch: Spare<Box<Scratch>>,
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
    /// What its matches stand on, unless a checksum proves them.
    standing: Standing,
    /// Whether a span's score is how often such spans are right.
    calibrated: bool,
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
    /// The rule as a bit among those of all rules up to it.
    rule_bits: Box<[u64]>,
    source: Cow<'static, str>,
    expression: Expression,
    score: f32,
    border: Border,
    /// Length of the longest match in bytes, where it is known.
    longest: usize,
    /// Without a context word no match reaches the policy's score.
    needs_context: bool,
    /// How far behind the start of a match the next digit may be.
    back: usize,
    /// Not tried behind a word byte.
    guarded: bool,
    /// Where a match has to lie.
    around: Option<Around>,
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
        // Growing step by step costs as much as some of the finding.
        let mut candidates = Vec::with_capacity(8 + text.len().min(1 << 14) / 32);
        let (long, hints) = self.find(text, &mut candidates);
        let shadow = Shadow::of(text, &hints);
        if let Some(shadow) = &shadow {
            let mut evasive = Vec::new();
            self.find(shadow.text(), &mut evasive);
            for candidate in &mut evasive {
                *candidate = shadow.back(*candidate);
            }
            shadow.settle(&mut candidates, &mut evasive);
            candidates.append(&mut evasive);
        }
        let read = shadow.as_ref().map_or(text, Shadow::text);
        self.find_learned(read, &mut candidates, |candidate| {
            shadow.as_ref().map_or(candidate, |s| s.back(candidate))
        });
        self.find_wrapped(text, &long, &mut candidates);
        resolve(candidates)
            .into_iter()
            .filter_map(|kept| self.trimmed(text, kept))
            // Allowed texts are dropped last, so that what they cover is not found in parts.
            .filter(|kept| !self.allowed.holds(&text[kept.start..kept.end]))
            .map(|candidate| self.span(candidate))
            .collect()
    }

    /// Adds what the rules find, not settled yet; returns where long runs are (see [`Pass`]), and what hints at a shadow.
    fn find(&self, text: &str, candidates: &mut Vec<Candidate>) -> (Vec<usize>, Hints) {
        let mut long = Vec::new();
        let mut scratch = self.scratch.get_or(|| Box::new(Scratch::new(self)));
        let mut pass = Pass {
            scanner: self,
            text,
            bytes: text.as_bytes(),
            scratch: &mut scratch,
            candidates,
            long: &mut long,
        };
        let hints = pass.run();
        for &(rule, find) in &self.finders {
            find(text, &mut |range, score| pass.consider(rule, range, score));
        }
        self.scratch.put(scratch);
        self.denied.find(text, candidates);
        (long, hints)
    }

    /// What the tagger finds, put where `place` says.
    fn find_learned(
        &self,
        text: &str,
        candidates: &mut Vec<Candidate>,
        place: impl Fn(Candidate) -> Candidate,
    ) {
        if let Some(learned) = &self.tagger {
            learned.tagger.tag(text, &mut |tagged| {
                candidates.extend(self.learned(learned, text, tagged).map(&place));
            });
        }
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

    /// What patterns left of a learned candidate, without signs at its ends; `None` where that is nothing: no letter of
    /// a name, or fewer than three letters and digits of anything else. Others stay as they are.
    fn trimmed(&self, text: &str, mut candidate: Candidate) -> Option<Candidate> {
        if candidate.standing == Standing::Rest {
            let sign = |c: char| !c.is_alphanumeric();
            let part = text.get(candidate.start..candidate.end)?;
            let word = part.trim_matches(sign);
            let entity = self.rules[candidate.rule].entity.as_str();
            let stays = match entity {
                "PERSON" | "LOCATION" | "ORGANIZATION" => word.contains(char::is_alphabetic),
                _ => word.chars().filter(|c| c.is_alphanumeric()).count() > 2,
            };
            if !stays {
                return None;
            }
            candidate.start += part.len() - part.trim_start_matches(sign).len();
            candidate.end = candidate.start + word.len();
        }
        Some(candidate)
    }

    fn span(&self, candidate: Candidate) -> Span {
        let rule = &self.rules[candidate.rule];
        let score = candidate.score;
        let known = || Calibration::built_in().precision(&rule.name, &rule.entity, score);
        Span {
            start: candidate.start,
            end: candidate.end,
            entity: rule.entity.clone(),
            score: rule.calibrated.then(known).flatten().unwrap_or(score),
            recognizer: rule.name.clone(),
        }
    }

    /// Scores a match of a rule; keeps it when it reaches the policy's score. `near`
    /// says whether a context word of the rule stands near `[start, end)`.
    fn consider(
        &self,
        text: &str,
        number: usize,
        range: Range<usize>,
        mut score: f32,
        near: impl FnOnce(usize, usize) -> bool,
    ) -> Option<Candidate> {
        let rule = &self.rules[number];
        let (start, mut end) = on_boundaries(text, range);
        let found = text.get(start..end).filter(|found| !found.is_empty())?;
        let mut standing = rule.standing;
        match rule.check {
            Check::None => {}
            Check::Checksum(check) if check(found) => (score, standing) = (1.0, Standing::Proven),
            Check::Checksum(_) => return None,
            Check::Validate(validate) => match validate(found) {
                Verdict::Invalid => return None,
                Verdict::Plausible(length) => end = start + length.min(found.len()),
                Verdict::Valid(length) => {
                    end = start + length.min(found.len());
                    (score, standing) = (1.0, Standing::Proven);
                }
            },
        }
        let raised = context::raise(score);
        if score < 1.0 && raised >= rule.min_score && near(start, end) {
            score = raised;
        }
        let (start, end) = on_boundaries(text, start..end);
        (start < end && score >= rule.min_score).then_some(Candidate {
            start,
            end,
            score,
            rule: number,
            standing,
        })
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
