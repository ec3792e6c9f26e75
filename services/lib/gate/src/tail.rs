//! Tail probabilities of the tests behind a rule.

pub(crate) use attacks::interval::binomial_at_least;
use attacks::interval::clopper_pearson;
use attacks::normal;

/// The one-sided upper limit of a proportion at confidence `1 - alpha` (Clopper and Pearson 1934).
pub(crate) fn clopper_pearson_upper(count: u64, of: u64, alpha: f64) -> f64 {
    if of == 0 {
        return 1.0;
    }
    clopper_pearson(count, of, (2.0 * alpha).min(2.0)).1
}

/// P\[Z > `z`\] of a standard normal.
pub(crate) fn normal_above(z: f64) -> f64 {
    normal::cdf(-z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_tails_are_those_of_counting() {
        // Three tosses of a fair coin.
        let heads = [1.0, 7.0 / 8.0, 4.0 / 8.0, 1.0 / 8.0, 0.0];
        for (count, expected) in heads.into_iter().enumerate() {
            let found = binomial_at_least(count as u64, 3, 0.5);
            assert!((found - expected).abs() < 1e-12, "{count}: {found}");
        }
        // The two sides of the mean make one.
        let (above, below) = (
            binomial_at_least(31, 1000, 0.03),
            binomial_at_least(970, 1000, 0.97),
        );
        assert!((above + below - 1.0).abs() < 1e-9, "{above} {below}");
        assert_eq!(binomial_at_least(1, 10, 0.0), 0.0);
        assert_eq!(binomial_at_least(3, 10, 1.0), 1.0);
    }

    #[test]
    fn nothing_seen_bounds_the_rate_by_about_three_by_n() {
        // 1 - 0.05^(1/299) is the largest number of canaries short of one in a hundred.
        assert!(clopper_pearson_upper(0, 299, 0.05) <= 0.01);
        assert!(clopper_pearson_upper(0, 298, 0.05) > 0.01);
        assert_eq!(clopper_pearson_upper(0, 0, 0.05), 1.0);
    }
}
