use super::*;

fn rope(scaling: RopeScaling) -> RopeConfig {
    RopeConfig {
        theta: 10_000.0,
        rotary_dim: 12,
        scaling,
    }
}

/// Against the numbers of `transformers` 5.23 for the same parameters.
#[track_caller]
fn assert_frequencies(scaling: RopeScaling, length: i64, expected: [f32; 6]) {
    let found = frequencies(&rope(scaling), length);
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() <= 3e-7 * expected,
            "{found} {expected}"
        );
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn yarn_ramps_from_kept_to_divided() {
    let scaling = RopeScaling::Yarn {
        factor: 4.0,
        attention_factor: 1.0,
        first: 0.0,
        last: 3.0,
        original_positions: 16.0,
    };
    let expected = [
        1.0,
        0.161_582_57,
        0.023_207_94,
        0.0025,
        0.000_538_608_6,
        0.000_116_039_74,
    ];
    assert_frequencies(scaling, 1, expected);
}

#[test]
fn dynamic_grows_with_the_sequence() {
    let scaling = RopeScaling::Dynamic {
        factor: 3.0,
        original_positions: 16.0,
    };
    let expected = [
        1.0,
        0.153_200_72,
        0.023_470_458,
        0.003_595_691,
        0.000_550_862_34,
        0.000_084_392_545,
    ];
    assert_frequencies(scaling.clone(), 40, expected);
    let plain = frequencies(&rope(RopeScaling::Default), 1);
    for length in [1, 16] {
        assert_eq!(frequencies(&rope(scaling.clone()), length), plain);
    }
}

#[test]
fn long_rope_takes_the_divisors_of_the_length() {
    let scaling = RopeScaling::LongRope {
        short: vec![1.0; 6],
        long: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.5],
        attention_factor: 1.0,
        original_positions: 16.0,
    };
    let expected = [
        1.0,
        0.107_721_72,
        0.015_471_96,
        0.0025,
        0.000_430_886_84,
        0.000_071_409_07,
    ];
    assert_frequencies(scaling.clone(), 17, expected);
    let plain = frequencies(&rope(RopeScaling::Default), 1);
    assert_eq!(frequencies(&rope(scaling), 16), plain);
}

#[test]
fn proportional_leaves_the_last_pairs_where_they_are() {
    let scaling = RopeScaling::Proportional {
        factor: 2.0,
        turning: 3,
    };
    assert_frequencies(
        scaling,
        1,
        [0.5, 0.107_721_72, 0.023_207_942, 0.0, 0.0, 0.0],
    );
}
