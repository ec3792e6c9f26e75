//! From a policy to a scanner.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use corpus::EntityType;

use super::expression::Expression;
use super::lists::{Allowed, Denied};
use super::plan::Plan;
use super::scratch::Spare;
use super::window::Around;
use super::{Check, Compiled, LearnedRules, Rule, Scanner};
use crate::calibration::TAGGER;
use crate::context;
use crate::gate::{Entry, Near};
use crate::learned::Learned;
use crate::pattern::{Border, Gate};
use crate::policy::{Policy, PolicyError, Problem, Scores};
use crate::recognizer::Find;
use crate::resolve::Standing;
use crate::{Recognizer, checksum, languages, registry};

/// Longest match for which a pattern is tried near its context only.
const GATED_MATCH: usize = 512;

/// Where a pattern is tried: its gate, what may stand beside it, and the rule
/// whose context words open the gate when the score needs context.
pub(super) struct Gated {
    pub(super) gate: Gate,
    bordered: bool,
    /// The rule, and the length of the longest match.
    near: Option<(usize, usize)>,
}

/// A pattern before it is put with the others.
struct Source {
    rule: usize,
    source: Cow<'static, str>,
    expression: Expression,
    score: f32,
    gate: Gate,
    border: Border,
    needs_context: bool,
}

struct Parts<'a> {
    policy: &'a Policy,
    rules: Vec<Rule>,
    patterns: Vec<Compiled>,
    gates: Vec<Gated>,
    finders: Vec<(usize, Find)>,
}

pub(super) fn scanner(
    policy: &Policy,
    tagger: Option<Arc<dyn Learned>>,
) -> Result<Scanner, PolicyError> {
    let mut parts = Parts {
        policy,
        rules: Vec::new(),
        patterns: Vec::new(),
        gates: Vec::new(),
        finders: Vec::new(),
    };
    parts.add_custom()?;
    parts.add_built_in()?;
    let denied = parts.deny_lists()?;
    let tagger = tagger.map(|tagger| parts.add_tagger(tagger));
    if tagger.is_some() {
        parts.finders.clear();
    }
    let too_large = || PolicyError::at("recognizers", Problem::TooLarge);
    let context = parts.rules.iter().map(|rule| &rule.context);
    let context = context::Index::new(context).ok_or_else(too_large)?;
    let plan = Plan::new(&parts.gates, &parts.patterns, &parts.rules, &context);
    Ok(Scanner {
        plan: plan.ok_or_else(too_large)?,
        context,
        rules: parts.rules,
        patterns: parts.patterns,
        finders: parts.finders,
        tagger,
        denied,
        allowed: Allowed::new(&policy.allow)?,
        scratch: Spare::default(),
    })
}

/// A gate as [`crate::gate::Gates`] takes it.
pub(super) fn entry<'a>(gated: &Gated, rules: &'a [Rule]) -> Entry<'a> {
    Entry {
        gate: gated.gate,
        bordered: gated.bordered,
        near: gated.near.map(|(rule, longest)| Near {
            words: rules[rule].context.as_slice(),
            // A word behind a match may end that far behind its end.
            before: longest + context::AFTER,
            behind: context::BEFORE,
            longest,
        }),
    }
}

impl Parts<'_> {
    fn rule(
        &mut self,
        name: Cow<'static, str>,
        entity: EntityType,
        context: context::Words,
        check: Check,
    ) -> usize {
        let own = self
            .policy
            .types
            .get(&entity)
            .and_then(|rule| rule.min_score);
        let min_score = own.unwrap_or(0.0).max(self.policy.min_score);
        // An address of a mailbox or a page is written in one way: a pattern knows its ends.
        let known = crate::registry::LEARNED.contains(&entity.as_str())
            && !["EMAIL_ADDRESS", "URL"].contains(&entity.as_str());
        self.rules.push(Rule {
            standing: match known {
                true => Standing::Plausible,
                false => Standing::Specific,
            },
            name,
            entity,
            context,
            check,
            min_score,
            calibrated: false,
        });
        self.rules.len() - 1
    }

    /// The same of a recogniser that this program came with, whose scores may be calibrated.
    fn known(
        &mut self,
        name: &'static str,
        entity: EntityType,
        context: context::Words,
        check: Check,
    ) -> usize {
        let rule = self.rule(Cow::Borrowed(name), entity, context, check);
        self.rules[rule].calibrated = self.policy.scores == Scores::Precision;
        rule
    }

    fn add_built_in(&mut self) -> Result<(), PolicyError> {
        let policy = self.policy;
        for recognizer in registry::BUILT_IN {
            let entity = recognizer.entity_type();
            if !policy.entities.contains(&entity) {
                continue;
            }
            let foreign = policy.languages.iter();
            let foreign = foreign.flat_map(|code| languages::words(code, recognizer.entity));
            let words = recognizer.context.iter().copied().chain(foreign);
            let rule = self.known(
                recognizer.name,
                entity,
                context::Words::new(words),
                recognizer.validate.map_or(Check::None, Check::Validate),
            );
            for pattern in recognizer.patterns {
                self.add_pattern(recognizer, rule, pattern)?;
            }
            self.finders
                .extend(recognizer.find.map(|find| (rule, find)));
        }
        Ok(())
    }

    fn add_pattern(
        &mut self,
        recognizer: &Recognizer,
        rule: usize,
        pattern: &crate::Pattern,
    ) -> Result<(), PolicyError> {
        let min_score = self.rules[rule].min_score;
        let needs_context = pattern.score < min_score && !recognizer.proves;
        let words = self.rules[rule].context.as_slice();
        if needs_context && (words.is_empty() || context::raise(pattern.score) < min_score) {
            return Ok(());
        }
        let expression = Expression::new(pattern.regex)
            .ok_or_else(|| PolicyError::at(recognizer.name, Problem::Regex))?;
        self.push(Source {
            rule,
            source: Cow::Borrowed(pattern.regex),
            expression,
            score: pattern.score,
            gate: pattern.gate,
            border: pattern.border,
            needs_context,
        });
        Ok(())
    }

    fn push(&mut self, source: Source) {
        let longest = source.expression.longest();
        let short = longest.filter(|&longest| longest <= GATED_MATCH);
        let bordered = source.border == Border::Number;
        self.gates.push(Gated {
            gate: source.gate,
            bordered,
            near: short
                .filter(|_| source.needs_context)
                .map(|longest| (source.rule, longest)),
        });
        let (back, guarded) = match source.gate {
            Gate::Digits { back, .. } => (back.into(), bordered),
            _ => (usize::MAX, false),
        };
        let around = match source.gate {
            Gate::Around { any, before, after } => Some(Around {
                any,
                before: before.into(),
                after: after.into(),
            }),
            _ => None,
        };
        let mut rule_bits = vec![0; source.rule / 64 + 1];
        rule_bits[source.rule / 64] = 1 << (source.rule % 64);
        self.patterns.push(Compiled {
            rule: source.rule,
            rule_bits: rule_bits.into(),
            source: source.source,
            expression: source.expression,
            score: source.score,
            border: source.border,
            longest: longest.unwrap_or(usize::MAX),
            needs_context: source.needs_context && short.is_some(),
            back,
            guarded,
            around,
        });
    }

    fn add_custom(&mut self) -> Result<(), PolicyError> {
        let policy = self.policy;
        for (i, recognizer) in policy.recognizers.iter().enumerate() {
            let check = match &recognizer.checksum {
                None => Check::None,
                Some(name) => Check::Checksum(checksum::named(name).ok_or_else(|| {
                    PolicyError::at(
                        format!("recognizers[{i}].checksum"),
                        Problem::UnknownChecksum,
                    )
                })?),
            };
            let rule = self.rule(
                Cow::Owned(recognizer.name.clone()),
                recognizer.entity.clone(),
                context::Words::new(recognizer.context.iter().map(String::as_str)),
                check,
            );
            for (j, pattern) in recognizer.patterns.iter().enumerate() {
                let field = format!("recognizers[{i}].patterns[{j}].regex");
                let expression = custom(&pattern.regex, &field)?;
                let needs_context =
                    pattern.score < self.rules[rule].min_score && matches!(check, Check::None);
                self.push(Source {
                    rule,
                    source: Cow::Owned(pattern.regex.clone()),
                    expression,
                    score: pattern.score,
                    gate: custom_gate(&pattern.regex),
                    border: Border::Any,
                    needs_context,
                });
            }
        }
        Ok(())
    }

    fn deny_lists(&mut self) -> Result<Denied, PolicyError> {
        let policy = self.policy;
        let lists = &policy.deny;
        let rules = lists.iter().map(|list| {
            let name = Cow::Borrowed("deny_list");
            let words = context::Words::new(std::iter::empty());
            self.rule(name, list.entity.clone(), words, Check::None)
        });
        let rules: Vec<usize> = rules.collect();
        Denied::new(lists, &rules)
    }

    fn add_tagger(&mut self, tagger: Arc<dyn Learned>) -> LearnedRules {
        let mut rules = BTreeMap::new();
        for &entity in tagger.entities() {
            let wanted = EntityType::from_static(entity);
            if self.policy.entities.contains(&wanted) {
                let words = context::Words::new(std::iter::empty());
                let rule = match tagger.name() {
                    name @ TAGGER => self.known(name, wanted, words, Check::None),
                    other => self.rule(Cow::Borrowed(other), wanted, words, Check::None),
                };
                rules.insert(entity, rule);
            }
        }
        LearnedRules { tagger, rules }
    }
}

/// The gate of a custom pattern, read off its text: `\b\d{3}...` starts at the
/// first digit of a run.
fn custom_gate(regex: &str) -> Gate {
    let counted = regex
        .strip_prefix(r"\b\d{")
        .is_some_and(|rest| rest.starts_with(|c: char| ('1'..='9').contains(&c)));
    if counted && !regex.contains('|') {
        Gate::Digits { min: 1, back: 0 }
    } else {
        Gate::Always
    }
}

/// Compiles an expression of a policy.
pub(super) fn custom(regex: &str, field: &str) -> Result<Expression, PolicyError> {
    let error = |problem| PolicyError::at(field, problem);
    let compiled = Expression::new(regex).ok_or_else(|| error(Problem::Regex))?;
    if compiled.whole().is_match("") {
        return Err(error(Problem::EmptyMatch));
    }
    Ok(compiled)
}
