use super::*;
use crate::{Generator, TestRng};

#[test]
fn the_functions_are_those_of_the_library() {
    let steps = 200_000u64;
    for step in 1..=steps {
        let u = step as f64 / steps as f64;
        assert!(
            (ln(u) - u.ln()).abs() <= 1e-15 * u.ln().abs().max(1e-3),
            "{u}"
        );
        let (cosine, sine) = turn(u);
        let (expected_sine, expected_cosine) = (TAU * u).sin_cos();
        assert!((cosine - expected_cosine).abs() < 2e-15, "{u}");
        assert!((sine - expected_sine).abs() < 2e-15, "{u}");
    }
    assert_eq!(ln(1.0), 0.0);
    assert!((ln(f64::EPSILON) - f64::EPSILON.ln()).abs() < 1e-13);
}

#[test]
fn uniforms_are_above_zero_and_at_most_one() {
    assert_eq!(unit(0), 1.0);
    assert_eq!(unit(u64::MAX), f64::EPSILON);
}

#[test]
fn any_vector_width_gives_the_same_values() {
    let bits: [u64; BLOCK] =
        std::array::from_fn(|i| (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (mut wide, mut scalar) = ([0.0; BLOCK], [0.0; BLOCK]);
    let block = |values| Block {
        bits: &bits,
        values,
        half: 0.5,
    };
    Arch::new().dispatch(block(&mut wide));
    Arch::Scalar.dispatch(block(&mut scalar));
    assert_eq!(wide, scalar);
}

#[test]
fn values_that_share_draws_are_independent() {
    let mut rng: Generator = TestRng::seeded(11).into();
    let mut values = vec![0f32; 400 * BLOCK];
    rng.fill_gaussian(&mut values, 1.0);
    let count = (400 * QUARTER) as f64;
    for other in 1..4 {
        let (mut plain, mut squares) = (0.0, 0.0);
        for block in values.chunks(BLOCK) {
            for i in 0..QUARTER {
                let (x, y) = (f64::from(block[i]), f64::from(block[other * QUARTER + i]));
                plain += x * y;
                // Uncorrelated is not yet independent: the squares tell.
                squares += (x * x - 1.0) * (y * y - 1.0);
            }
        }
        // Standard deviations of the means: 1 and 2 over the root of the count.
        assert!((plain / count).abs() < 5.0 / count.sqrt());
        assert!((squares / count).abs() < 10.0 / count.sqrt());
    }
}
