//! From labels of tokens to spans: the best path on which an inside follows its
//! beginning.

use super::label::{GIVEN, LABELS, OUTSIDE, TYPES, begin, entity, inside};
use super::token::{Gap, Token};

/// Above this probability of being outside, a token is outside whatever follows:
/// paths end there, so that little is held at a time.
const SURE: f32 = 0.995;
/// What scores tell is the probability with this much taken from the logit of being outside, however far the search for
/// spans leans: a score keeps its worth, and what is found by leaning further tells a half.
const TOLD: f32 = 1.7;
/// Tokens held at most.
const MOST: usize = 4096;

/// A span: half-open bytes, a type by its number, and a score in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) entity: usize,
    pub(super) score: f32,
}

/// A token on the paths held.
#[derive(Debug)]
struct Step {
    token: Token,
    /// The best label before this token.
    before: usize,
    /// Bit x: an inside of type x is best after an inside of x, not its beginning.
    inside: u16,
    /// Probability of being inside any span that is given out, as it is told.
    sensitive: f32,
}

/// Takes labels token by token and gives spans.
#[derive(Debug)]
pub(super) struct Decoder {
    steps: Vec<Step>,
    scores: [f32; LABELS],
    /// Taken from the logit of being outside: above 0 finds more.
    lean: f32,
}

impl Decoder {
    pub(super) fn new(lean: f32) -> Self {
        let mut scores = [f32::NEG_INFINITY; LABELS];
        scores[OUTSIDE] = 0.0;
        Self {
            steps: Vec::new(),
            scores,
            lean,
        }
    }

    /// The next token and its logits.
    pub(super) fn push(&mut self, token: Token, logits: &[f32], emit: &mut impl FnMut(Found)) {
        if token.gap == Gap::Blank {
            self.end(emit);
        }
        let mut leaning = [0.0; LABELS];
        leaning.copy_from_slice(logits);
        leaning[OUTSIDE] -= self.lean;
        let logits = &leaning;
        let (probabilities, outside) = softmax(logits);
        if self.steps.is_empty() && outside > SURE {
            return;
        }
        let given = (0..TYPES.len()).filter(|&number| GIVEN.contains(&TYPES[number]));
        let sensitive = given
            .map(|number| probabilities[begin(number)] + probabilities[inside(number)])
            .sum();
        let sensitive = told(sensitive, self.lean - TOLD);
        let before = best(&self.scores);
        let top = self.scores[before];
        let mut scores = [0.0; LABELS];
        let mut insides = 0;
        scores[OUTSIDE] = top + logits[OUTSIDE];
        for number in 0..TYPES.len() {
            let (b, i) = (begin(number), inside(number));
            scores[b] = top + logits[b];
            insides |= u16::from(self.scores[i] > self.scores[b]) << number;
            scores[i] = self.scores[b].max(self.scores[i]) + logits[i];
        }
        // Kept near nought, so that long paths do not lose digits.
        let top = scores[best(&scores)];
        self.scores = scores.map(|score| score - top);
        self.steps.push(Step {
            token,
            before,
            inside: insides,
            sensitive,
        });
        if outside > SURE || self.steps.len() == MOST {
            self.end(emit);
        }
    }

    /// Ends all paths; gives the spans of the best.
    pub(super) fn end(&mut self, emit: &mut impl FnMut(Found)) {
        let mut label = best(&self.scores);
        let mut found = Vec::new();
        let mut open: Option<(Found, f32)> = None;
        for step in self.steps.iter().rev() {
            let mut before = step.before;
            if let Some(number) = entity(label) {
                let (mut span, count) = open.take().unwrap_or((
                    Found {
                        start: step.token.start,
                        end: step.token.end,
                        entity: number,
                        score: 0.0,
                    },
                    0.0,
                ));
                span.start = step.token.start;
                span.score += step.sensitive;
                let count = count + 1.0;
                if label == begin(number) {
                    span.score = (span.score / count).min(1.0);
                    found.push(span);
                } else {
                    open = Some((span, count));
                    let further = step.inside >> number & 1 == 1;
                    before = if further { label } else { begin(number) };
                }
            }
            label = before;
        }
        found.into_iter().rev().for_each(emit);
        let lean = self.lean;
        self.steps.clear();
        self.scores = Self::new(lean).scores;
    }
}

fn best(scores: &[f32; LABELS]) -> usize {
    let mut best = 0;
    for (label, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = label;
        }
    }
    best
}

/// A probability with `further` less on its logit, but no less than a half where it was that.
pub(super) fn told(probability: f32, further: f32) -> f32 {
    let inside = probability * (-further.max(0.0)).exp();
    let outside = (1.0 - probability).max(0.0);
    (inside / (inside + outside)).max(probability.min(0.5))
}

/// Probabilities, and that of being outside.
fn softmax(logits: &[f32]) -> ([f32; LABELS], f32) {
    let mut probabilities = [0.0; LABELS];
    let top = logits.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    // A token that is plainly outside: the others need no exponentials.
    if logits[OUTSIDE] == top && logits[1..].iter().all(|&x| x < top - 9.0) {
        probabilities[OUTSIDE] = 1.0;
        return (probabilities, 1.0);
    }
    let mut sum = 0.0;
    for (probability, &logit) in probabilities.iter_mut().zip(logits) {
        *probability = (logit - top).exp();
        sum += *probability;
    }
    for probability in &mut probabilities {
        *probability /= sum;
    }
    (probabilities, probabilities[OUTSIDE])
}
