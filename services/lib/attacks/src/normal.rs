//! The normal distribution and the Gaussian trade-off, to double precision.
//!
//! `dp` has the trade-off too, rounded towards more privacy lost, as an upper
//! bound must be. What is here bounds from below and is not rounded.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// The 97.5th percentile: half the width of a 95 % interval, in standard errors.
pub(crate) const REACH_95: f64 = 1.959_963_984_540_054;

/// Phi(x), to relative precision in the lower tail.
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The x with Phi(x) = p (Wichura 1988, algorithm AS 241, PPND16: relative error
/// about 1e-16). Infinite at 0 and 1.
pub fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return q.signum() * f64::INFINITY;
    }
    let r = (-tail.ln()).sqrt();
    let value = if r <= 5.0 {
        ratio(r - 1.6, &MIDDLE)
    } else {
        ratio(r - 5.0, &FAR)
    };
    value.copysign(q)
}

type Coefficients = ([f64; 8], [f64; 8]);

fn ratio(x: f64, (above, below): &Coefficients) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, a| sum * x + a);
    horner(above) / horner(below)
}

const CENTRE: Coefficients = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);

const MIDDLE: Coefficients = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR: Coefficients = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

/// log phi(x).
pub(crate) fn log_density(x: f64) -> f64 {
    -0.5 * x * x - 0.5 * TAU.ln()
}

/// log Phi(x), to relative precision far into the lower tail.
pub(crate) fn log_cdf(x: f64) -> f64 {
    if x < -5.0 {
        log_density(x) + mills(-x).ln()
    } else if x < 0.0 {
        cdf(x).ln()
    } else {
        (-cdf(-x)).ln_1p()
    }
}

/// Delta of mu-Gaussian differential privacy at epsilon: Phi(mu/2 - eps/mu) -
/// e^eps Phi(-mu/2 - eps/mu) (Dong, Roth and Su 2022, corollary 2.13).
///
/// With a = eps/mu + mu/2 and b = a - mu, e^eps phi(a) = phi(b): one density for
/// both terms keeps a huge epsilon finite.
pub(crate) fn gaussian_delta(mu: f64, epsilon: f64) -> f64 {
    if mu <= 0.0 {
        return 0.0;
    }
    let a = epsilon / mu + mu / 2.0;
    let b = epsilon / mu - mu / 2.0;
    let density = (-0.5 * b * b).exp() / TAU.sqrt();
    (cdf(-b) - density * mills(a)).max(0.0)
}

/// Mills ratio of an x of at least 0: upper tail over density.
fn mills(x: f64) -> f64 {
    if x < 5.0 {
        return cdf(-x) * TAU.sqrt() * (0.5 * x * x).exp();
    }
    // Laplace's continued fraction x + 1/(x + 2/(x + ...)), exact to one ulp at 5.
    1.0 / (1..=120_u32)
        .rev()
        .fold(x, |tail, term| x + f64::from(term) / tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_inverts_the_distribution() {
        for exponent in -300..=-1 {
            let p = 10_f64.powi(exponent);
            let back = cdf(quantile(p));
            assert!((back / p - 1.0).abs() < 1e-11, "{p}: {back}");
        }
        for step in 1..1000 {
            let p = f64::from(step) / 1000.0;
            assert!((cdf(quantile(p)) - p).abs() < 1e-15, "{p}");
            assert!((quantile(p) + quantile(1.0 - p)).abs() < 1e-13, "{p}");
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn a_huge_epsilon_stays_finite() {
        assert_eq!(gaussian_delta(1.0, 800.0), 0.0);
        assert!((gaussian_delta(60.0, 1800.0) - 0.5).abs() < 0.01);
        // At epsilon 0 it is the total variation distance 2 Phi(mu/2) - 1.
        for mu in [0.01, 1.0, 6.0, 30.0] {
            let distance = 2.0 * cdf(mu / 2.0) - 1.0;
            assert!((gaussian_delta(mu, 0.0) - distance).abs() < 1e-15, "{mu}");
        }
    }
}
