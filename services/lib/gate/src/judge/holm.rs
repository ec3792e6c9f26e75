//! Holm's procedure over the rules that can fail.

use attacks::multiple::holm;

use super::RuleOutcome;

/// Writes the adjusted p values and gives the size of the family.
pub(super) fn adjust(rules: &mut [RuleOutcome]) -> u64 {
    let tested: Vec<(usize, f64)> = rules
        .iter()
        .enumerate()
        .filter_map(|(i, rule)| Some((i, rule.p_value?)))
        .collect();
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    for ((i, _), adjusted) in tested.iter().zip(holm(&p_values)) {
        rules[*i].adjusted_p_value = Some(adjusted);
    }
    tested.len() as u64
}
