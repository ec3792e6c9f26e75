//! From the score of a span to how often such spans are right.
//!
//! A score of a rule is what its author thought of it, and one of the tagger is its network's own probability
//! after it was moved towards finding more. Labelled text says what either is worth: of the spans of a
//! recogniser with such a score, the share that touches something labelled. That share, made monotone in the
//! score (isotonic regression by pooling neighbours: Ayer et al. 1955), is the calibrated score.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use corpus::{EntityType, Span};
use serde::{Deserialize, Serialize};

use crate::registry;

/// Spans that a recogniser needs for a curve of its own; with fewer it has that of all rules, or of the tagger
/// on all types.
const FEW: u64 = 30;

/// Where the curve of all rules, and of the tagger, is kept.
const RULES: &str = "rules";
pub(crate) const TAGGER: &str = "tagger";

/// What `tacit pii calibrate` counted on labelled text; docs/benchmarks-pii.md names the text and the command.
const BUILT_IN: &str = include_str!("calibration.json");

static CALIBRATION: LazyLock<Calibration> = LazyLock::new(|| {
    Calibration::of(&serde_json::from_str::<Vec<Counted>>(BUILT_IN).unwrap_or_default())
});

/// Spans of one recogniser within one range of scores, and how many of them are right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The recogniser; of the tagger, with the entity type behind it.
    pub recognizer: String,
    /// The lowest score of the range, up to the recogniser's next row.
    pub from: f32,
    /// Spans with such a score.
    pub spans: u64,
    /// Those of them that touch a label.
    pub right: u64,
}

/// Curves from score to precision.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// By recogniser: scores from which on, and the precision there, both rising.
    curves: BTreeMap<String, Vec<(f32, f32)>>,
}

/// The name under which a span is counted.
pub(crate) fn counted_as(recognizer: &str, entity: &EntityType) -> String {
    match recognizer {
        TAGGER => format!("{TAGGER} {entity}"),
        rule => rule.to_owned(),
    }
}

impl Calibration {
    /// The curves that come with this program.
    pub fn built_in() -> &'static Self {
        &CALIBRATION
    }

    /// Curves from counts; rows of one recogniser and range add up.
    pub fn of(rows: &[Counted]) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<u32, (u64, u64)>> = BTreeMap::new();
        for row in rows {
            let pooled = if row.recognizer.starts_with(TAGGER) {
                TAGGER
            } else {
                RULES
            };
            for name in [row.recognizer.as_str(), pooled] {
                // Scores are not negative: their bits are in their order.
                let range = row.from.max(0.0).to_bits();
                let count = counts
                    .entry(name.to_owned())
                    .or_default()
                    .entry(range)
                    .or_default();
                count.0 += row.spans;
                count.1 += row.right.min(row.spans);
            }
        }
        let enough = |ranges: &BTreeMap<u32, (u64, u64)>| {
            ranges.values().map(|(spans, _)| spans).sum::<u64>() >= FEW
        };
        counts.retain(|_, ranges| enough(ranges));
        Self {
            curves: counts
                .into_iter()
                .map(|(name, ranges)| (name, rising(&ranges)))
                .collect(),
        }
    }

    /// How often a span of this recogniser, type and score is right, by its own curve or that of its like;
    /// `None` where there is neither.
    pub fn precision(&self, recognizer: &str, entity: &EntityType, score: f32) -> Option<f32> {
        let pooled = if recognizer == TAGGER { TAGGER } else { RULES };
        let own = self.curves.get(&counted_as(recognizer, entity));
        let curve = own.or_else(|| self.curves.get(pooled))?;
        let place = curve.partition_point(|(from, _)| *from <= score);
        curve
            .get(place.saturating_sub(1))
            .map(|(_, precision)| *precision)
    }

    /// The same of a span; `None` of one that a recogniser by configuration found.
    pub fn of_span(&self, span: &Span) -> Option<f32> {
        let name = span.recognizer.as_ref();
        let known = name == TAGGER || registry::BUILT_IN.iter().any(|rule| rule.name == name);
        known
            .then(|| self.precision(name, &span.entity, span.score))
            .flatten()
    }
}

/// Shares that never fall as the score rises: neighbours that would are one. Half a span right and half a span
/// wrong are added to each, so that nothing is certain.
fn rising(ranges: &BTreeMap<u32, (u64, u64)>) -> Vec<(f32, f32)> {
    let mut blocks: Vec<(f32, f64, f64)> = Vec::new();
    for (from, (spans, right)) in ranges {
        blocks.push((f32::from_bits(*from), *spans as f64, *right as f64));
        while let [.., (_, spans, right), (_, next_spans, next_right)] = blocks[..]
            && right * next_spans >= next_right * spans
        {
            blocks.pop();
            if let Some(last) = blocks.last_mut() {
                (last.1, last.2) = (spans + next_spans, right + next_right);
            }
        }
    }
    let share =
        |(from, spans, right): (f32, f64, f64)| (from, ((right + 0.5) / (spans + 1.0)) as f32);
    let mut curve: Vec<(f32, f32)> = blocks.into_iter().map(share).collect();
    // What was added may have bent it.
    for place in 1..curve.len() {
        curve[place].1 = curve[place].1.max(curve[place - 1].1);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(recognizer: &str, from: f32, spans: u64, right: u64) -> Counted {
        Counted {
            recognizer: recognizer.to_owned(),
            from,
            spans,
            right,
        }
    }

    #[test]
    fn curves_rise_and_the_rare_borrow_theirs() {
        let calibration = Calibration::of(&[
            row("email", 0.5, 100, 50),
            row("email", 0.9, 900, 890),
            // Falls: pooled with what is below it.
            row("phone", 0.0, 100, 60),
            row("phone", 0.5, 100, 40),
            row("phone", 0.8, 99, 99),
            row("rare", 0.5, 2, 0),
            row("tagger PERSON", 0.5, 40, 10),
            row("tagger PERSON", 0.9, 60, 57),
        ]);
        let person = EntityType::from_static("PERSON");
        let of = |name: &str, score: f32| calibration.precision(name, &person, score).unwrap();
        assert!((of("email", 0.6) - 50.5 / 101.0).abs() < 1e-6);
        assert!((of("email", 1.0) - 890.5 / 901.0).abs() < 1e-6);
        assert_eq!(of("phone", 0.1), of("phone", 0.6));
        assert!((of("phone", 0.1) - 100.5 / 201.0).abs() < 1e-6);
        assert!(of("phone", 0.9) > 0.98);
        // Below the lowest range there is that range.
        assert_eq!(of("email", 0.1), of("email", 0.6));
        // As rules in all.
        assert_eq!(of("rare", 0.9), of("unheard of", 0.9));
        assert!(of("tagger", 0.6) < 0.3 && of("tagger", 0.95) > 0.9);
        let other = EntityType::from_static("NRP");
        assert_eq!(
            calibration.precision("tagger", &other, 0.95),
            Some(of("tagger", 0.95))
        );
        assert_eq!(Calibration::of(&[]).precision("email", &person, 0.5), None);
    }

    #[test]
    fn the_curves_that_come_along_are_there_and_rise() {
        let rows: Vec<Counted> = serde_json::from_str(BUILT_IN).unwrap();
        assert!(
            rows.iter()
                .all(|row| row.right <= row.spans && row.spans > 0)
        );
        let built_in = Calibration::built_in();
        assert!(
            built_in.curves.contains_key(RULES) && built_in.curves.contains_key("tagger PERSON")
        );
        for (name, curve) in &built_in.curves {
            let fine = curve
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
            assert!(fine, "{name}: {curve:?}");
        }
    }
}
