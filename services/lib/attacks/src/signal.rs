//! Signals: what a pass over a record stores, and all that an attack may see.

use corpus::{EntityType, Split};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a model said about one token before seeing it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Log-probability of the token that came, in nats.
    pub log_prob: f32,
    /// 1 + the number of tokens that were strictly more likely.
    pub rank: u32,
    /// The most likely token.
    pub top1: u32,
    /// Expected log-probability over the vocabulary: sum of p log p.
    pub mean: f32,
    /// Variance of the log-probability over the vocabulary.
    pub variance: f32,
    /// Log of the probability of the [`TOP_K`] likeliest tokens together, at
    /// temperature 1, in nats: what a sampler that keeps only those divides by.
    pub top_k_log_mass: f32,
}

/// How many tokens [`Observation::top_k_log_mass`] counts.
pub const TOP_K: u32 = 40;

/// A token that was predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: u32,
    /// The span it overlaps, as an index into [`Observed::spans`]; `None` for a
    /// non-sensitive token.
    pub span: Option<u32>,
    /// Whether it overlaps only what may be personal data or not: measurements leave
    /// it out of both groups.
    pub uncertain: bool,
}

/// A tagged span of a record, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaggedSpan {
    /// What kind of data it holds.
    pub entity_type: EntityType,
    /// Whether the record mentions this value for the first time. A repeated
    /// mention can be copied from the context, whatever the model remembers.
    pub first_mention: bool,
    /// Whether every token of the span was predicted: it does not start the
    /// record and was not cut off.
    pub whole: bool,
}

/// One record under both models. The three token-wise lists run in parallel: the
/// predicted tokens, from the second of the sequence on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Position of the record in its split, from 0.
    pub record: u64,
    /// Which split it is in: members are in [`Split::Train`].
    pub split: Split,
    /// Whose record it is, as an index into the subjects of the audit; `None`
    /// where nobody said.
    pub subject: Option<u64>,
    /// Length of the zlib-compressed UTF-8 text (level 6); 0 where not measured.
    pub zlib_bytes: u32,
    /// Mean log-probability of the lower-cased text under the checkpoint; `None`
    /// where that pass was not made.
    pub lowercase: Option<f32>,
    /// Mean log-probability of the text under the checkpoint after a prefix of
    /// non-members that are not among the records; `None` where that pass was not
    /// made.
    pub recall: Option<f32>,
    /// Mean log-probabilities under the checkpoint of texts in which a few tokens
    /// differ; none where that pass was not made, or where nothing can be changed.
    pub neighbours: Vec<f32>,
    /// Mean log-probability of the text under each reference checkpoint, which
    /// was fine-tuned alike and not on this record; none without references.
    pub references: Vec<f32>,
    /// The predicted tokens.
    pub tokens: Vec<Token>,
    /// The record's spans.
    pub spans: Vec<TaggedSpan>,
    /// Under the base model.
    pub base: Vec<Observation>,
    /// Under the checkpoint.
    pub tuned: Vec<Observation>,
}

/// Why observations were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignalError {
    /// The lists of a record do not run in parallel.
    #[error("record {record}: {base} and {tuned} observations for {tokens} tokens")]
    Ragged {
        /// Position of the record.
        record: u64,
        /// Predicted tokens.
        tokens: usize,
        /// Observations under the base model.
        base: usize,
        /// Observations under the checkpoint.
        tuned: usize,
    },
    /// A token points to a span that the record does not have.
    #[error("record {record}: token {token} points to a span that does not exist")]
    Span {
        /// Position of the record.
        record: u64,
        /// Index of the token.
        token: usize,
    },
    /// A model gave something that is not a number for a token.
    #[error("record {record}: an observation of token {token} is not finite")]
    NotFinite {
        /// Position of the record.
        record: u64,
        /// Index of the token.
        token: usize,
    },
    /// A model gave something that is not a number for a whole record.
    #[error("record {record}: {field} is not finite")]
    RecordNotFinite {
        /// Position of the record.
        record: u64,
        /// The field.
        field: &'static str,
    },
    /// No record outside the training split to compare with.
    #[error("no record of the holdout split was observed")]
    NoHoldout,
}

impl Observation {
    fn is_finite(&self) -> bool {
        [self.log_prob, self.mean, self.variance, self.top_k_log_mass]
            .iter()
            .all(|v| v.is_finite())
    }
}

impl Observed {
    /// Checks that the lists fit together and hold numbers.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), SignalError> {
        let (record, tokens) = (self.record, self.tokens.len());
        if self.base.len() != tokens || self.tuned.len() != tokens {
            let (base, tuned) = (self.base.len(), self.tuned.len());
            return Err(SignalError::Ragged {
                record,
                tokens,
                base,
                tuned,
            });
        }
        for (token, at) in self.tokens.iter().enumerate() {
            if at
                .span
                .is_some_and(|span| span as usize >= self.spans.len())
            {
                return Err(SignalError::Span { record, token });
            }
            if !(self.base[token].is_finite() && self.tuned[token].is_finite()) {
                return Err(SignalError::NotFinite { record, token });
            }
        }
        for (field, values) in [
            ("lowercase", self.lowercase.as_slice()),
            ("recall", self.recall.as_slice()),
            ("neighbours", &self.neighbours),
            ("references", &self.references),
        ] {
            if values.iter().any(|v| !v.is_finite()) {
                return Err(SignalError::RecordNotFinite { record, field });
            }
        }
        Ok(())
    }

    /// Change of a token's log-probability: checkpoint minus base, in nats.
    /// Positive where fine-tuning made the token more likely.
    pub fn change(&self, token: usize) -> f64 {
        f64::from(self.tuned[token].log_prob) - f64::from(self.base[token].log_prob)
    }

    /// The tokens of each span, by index. Spans without tokens have an empty list.
    pub fn tokens_by_span(&self) -> Vec<Vec<usize>> {
        let mut tokens = vec![Vec::new(); self.spans.len()];
        for (index, token) in self.tokens.iter().enumerate() {
            if let Some(span) = token.span {
                tokens[span as usize].push(index);
            }
        }
        tokens
    }
}

#[cfg(test)]
pub(crate) mod tests;
