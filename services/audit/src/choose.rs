//! Which records the page shows, and what it says of them.

use artifacts::Digest;
use attacks::Observed;
use attacks::bootstrap::SplitMix64;
use corpus::Split;

use crate::probe::Probed;
use crate::report::ShownText;
use crate::report::body::{Chosen, ShownRecord, ShownSpan};

/// Indices of the records to show: half of them the training records whose
/// sensitive tokens rose most, then training records by lot up to three
/// quarters, then holdout records by lot, so that a reader sees the ordinary
/// beside the worst.
pub(crate) fn choose(observed: &[Observed], count: usize, seed: u64) -> Vec<(usize, Chosen)> {
    let mut risen: Vec<(usize, f64)> = (0..observed.len())
        .filter(|i| observed[*i].split == Split::Train)
        .filter_map(|i| Some((i, sensitive_change(&observed[i])?)))
        .filter(|(_, change)| *change > 0.0)
        .collect();
    risen.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut chosen: Vec<(usize, Chosen)> = risen
        .into_iter()
        .take(count.div_ceil(2))
        .map(|(i, _)| (i, Chosen::LargestRise))
        .collect();
    let mut random = SplitMix64::new(seed);
    let holdout = count.div_ceil(4);
    for (split, upto) in [(Split::Train, count - holdout), (Split::Holdout, count)] {
        let rest: Vec<usize> = (0..observed.len())
            .filter(|i| observed[*i].split == split && chosen.iter().all(|(c, _)| c != i))
            .collect();
        let room = upto.saturating_sub(chosen.len());
        let drawn = random.choose(rest.len() as u64, room as u64);
        chosen.extend(
            drawn
                .into_iter()
                .map(|at| (rest[at as usize], Chosen::Drawn)),
        );
    }
    chosen
}

/// A record as the page shows it: numbers, and text.
pub(crate) fn show(
    probed: &Probed,
    observed: &Observed,
    chosen: Chosen,
    reveal: bool,
) -> (ShownRecord, ShownText) {
    let extracted = |tokens: &[usize]| {
        tokens
            .iter()
            .all(|i| observed.tuned[*i].top1 == observed.tokens[*i].id)
    };
    let spans = observed
        .spans
        .iter()
        .zip(observed.tokens_by_span())
        .map(|(span, tokens)| ShownSpan {
            entity_type: span.entity_type.clone(),
            change: mean(tokens.iter().map(|i| observed.change(*i))),
            extracted: span.whole && !tokens.is_empty() && extracted(&tokens),
        });
    let shown = ShownRecord {
        split: observed.split,
        record: observed.record,
        id_digest: Digest::of(probed.record.id.as_bytes()),
        chosen,
        sensitive_change: sensitive_change(observed),
        changes: (0..observed.tokens.len())
            .map(|i| observed.change(i))
            .collect(),
        spans: spans.collect(),
    };
    let record = &probed.record;
    let text = ShownText::new(record.text.expose(), &probed.offsets, &record.spans, reveal);
    (shown, text)
}

fn sensitive_change(observed: &Observed) -> Option<f64> {
    let sensitive = (0..observed.tokens.len()).filter(|i| observed.tokens[*i].span.is_some());
    mean(sensitive.map(|i| observed.change(i)))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), v| (count + 1, sum + v));
    (count > 0).then(|| sum / f64::from(count))
}
