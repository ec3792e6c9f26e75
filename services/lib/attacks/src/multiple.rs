//! Many tests at once: p-values adjusted so that rejecting what lies below a
//! level keeps the chance of any false alarm below it, whatever the tests'
//! dependence.

/// Holm's step-down adjustment (1979), in the order given: the i-th smallest of n
/// p-values by n - i + 1, made monotone, at most 1. What is not a number counts
/// as 1.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let cleaned: Vec<f64> = p_values.iter().map(|p| clean(*p)).collect();
    let mut order: Vec<usize> = (0..cleaned.len()).collect();
    order.sort_by(|a, b| cleaned[*a].total_cmp(&cleaned[*b]));
    let mut adjusted = vec![1.0; cleaned.len()];
    let mut highest: f64 = 0.0;
    for (done, index) in order.into_iter().enumerate() {
        let left = (cleaned.len() - done) as f64;
        highest = highest.max(cleaned[index] * left).min(1.0);
        adjusted[index] = highest;
    }
    adjusted
}

/// Bonferroni's adjustment: each p-value by their number, at most 1. What is not
/// a number counts as 1.
pub fn bonferroni(p_values: &[f64]) -> Vec<f64> {
    let count = p_values.len() as f64;
    p_values
        .iter()
        .map(|p| (clean(*p) * count).min(1.0))
        .collect()
}

fn clean(p: f64) -> f64 {
    if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn adjusted_by_hand() {
        // Sorted: 0.01 x 4, 0.02 x 3, 0.03 x 2 (raised to the one before), 0.5 x 1.
        close(&holm(&[0.5, 0.01, 0.03, 0.02]), &[0.5, 0.04, 0.06, 0.06]);
        close(
            &bonferroni(&[0.5, 0.01, 0.03, 0.02]),
            &[1.0, 0.04, 0.12, 0.08],
        );
        close(&holm(&[]), &[]);
        close(&holm(&[0.2, f64::NAN, -1.0]), &[0.4, 1.0, 0.0]);
    }

    #[test]
    fn holm_rejects_whatever_bonferroni_does() {
        let p: Vec<f64> = (0..50).map(|i| f64::from(i * i) / 5000.0).collect();
        let pairs = holm(&p).into_iter().zip(bonferroni(&p));
        assert!(
            pairs
                .into_iter()
                .all(|(holm, bonferroni)| holm <= bonferroni)
        );
    }
}
