//! What a policy always tags and what it never does.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, MatchKind};
use regex_automata::meta::Regex;

use super::build::custom;
use super::expression::compile;
use super::on_boundaries;
use crate::policy::{Allow, DenyList, PolicyError, Problem};
use crate::resolve::{Candidate, Standing};

/// Texts that are never tagged.
#[derive(Debug)]
pub(super) struct Allowed {
    texts: HashSet<String>,
    regexes: Vec<Regex>,
}

impl Allowed {
    pub(super) fn new(list: &[Allow]) -> Result<Self, PolicyError> {
        let mut allowed = Self {
            texts: HashSet::new(),
            regexes: Vec::new(),
        };
        for (i, entry) in list.iter().enumerate() {
            match entry {
                Allow::Text(text) => {
                    allowed.texts.insert(text.to_ascii_lowercase());
                }
                Allow::Regex(entry) => {
                    let error = || PolicyError::at(format!("allow[{i}].regex"), Problem::Regex);
                    // On its own first: a bracket too many must not close ours.
                    compile(&entry.regex).ok_or_else(error)?;
                    let whole = format!(r"\A(?:{})\z", entry.regex);
                    allowed.regexes.push(compile(&whole).ok_or_else(error)?);
                }
            }
        }
        Ok(allowed)
    }

    /// Whether the whole text of a span is allowed.
    pub(super) fn holds(&self, found: &str) -> bool {
        let listed = !self.texts.is_empty() && self.texts.contains(&found.to_ascii_lowercase());
        listed || self.regexes.iter().any(|regex| regex.is_match(found))
    }
}

/// Words that are always tagged.
#[derive(Debug)]
pub(super) struct Denied {
    words: Option<AhoCorasick>,
    /// For each word of the automaton: its rule, and whether it must be whole.
    kinds: Vec<(usize, bool)>,
    regexes: Vec<(usize, Regex)>,
}

impl Denied {
    pub(super) fn new(lists: &[DenyList], rules: &[usize]) -> Result<Self, PolicyError> {
        let (mut words, mut kinds, mut regexes) = (Vec::new(), Vec::new(), Vec::new());
        for (i, (list, &rule)) in lists.iter().zip(rules).enumerate() {
            words.extend(list.words.iter().chain(&list.texts));
            kinds.extend(std::iter::repeat_n((rule, true), list.words.len()));
            kinds.extend(std::iter::repeat_n((rule, false), list.texts.len()));
            for (j, regex) in list.regexes.iter().enumerate() {
                let expression = custom(regex, &format!("deny[{i}].regexes[{j}]"))?;
                regexes.push((rule, expression.whole().clone()));
            }
        }
        let words = if words.is_empty() {
            None
        } else {
            let automaton = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(words)
                .map_err(|_| PolicyError::at("deny", Problem::TooLarge))?;
            Some(automaton)
        };
        Ok(Self {
            words,
            kinds,
            regexes,
        })
    }

    pub(super) fn find(&self, text: &str, candidates: &mut Vec<Candidate>) {
        let mut add = |rule: usize, start: usize, end: usize| {
            let (start, end) = on_boundaries(text, start..end);
            if start < end {
                candidates.push(Candidate {
                    start,
                    end,
                    score: 1.0,
                    rule,
                    standing: Standing::Proven,
                });
            }
        };
        let bytes = text.as_bytes();
        let is_letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        for hit in self.words.iter().flat_map(|words| words.find_iter(text)) {
            let (rule, whole) = self.kinds[hit.pattern().as_usize()];
            let before = hit.start().checked_sub(1).and_then(|i| bytes.get(i));
            let inside = is_letter(before) || is_letter(bytes.get(hit.end()));
            if !whole || !inside {
                add(rule, hit.start(), hit.end());
            }
        }
        for (rule, regex) in &self.regexes {
            for hit in regex.find_iter(text) {
                add(*rule, hit.start(), hit.end());
            }
        }
    }
}
