//! Holm's procedure over the rules that can fail.

use super::RuleOutcome;

/// Writes the adjusted p values and gives the size of the family: smallest p value times the number of
/// rules, the next times one less, never falling (Holm 1979).
pub(super) fn adjust(rules: &mut [RuleOutcome]) -> u64 {
    let mut tested: Vec<(usize, f64)> = rules
        .iter()
        .enumerate()
        .filter_map(|(i, rule)| Some((i, rule.p_value?)))
        .collect();
    tested.sort_by(|a, b| a.1.total_cmp(&b.1));
    let family = tested.len();
    let mut floor = 0.0_f64;
    for (rank, (i, p)) in tested.into_iter().enumerate() {
        floor = floor.max((p * (family - rank) as f64).min(1.0));
        rules[i].adjusted_p_value = Some(floor);
    }
    family as u64
}
