//! Gaussian noise for floating-point sums.
//!
//! A double drawn by Box and Muller's method takes few of the values near it, and the low bits of
//! signal plus noise can betray the signal (Mironov, 2012, for Laplace; Jin, McMurtry, Rubinstein
//! and Ohrimenko, 2022, "Are we there yet? Timing and floating-point attacks on differential
//! privacy systems", for Gaussian). Defence, after Holohan and Braghin, 2021, "Secure random
//! sampling in differential privacy" (ESORICS): each value is the sum of four independent
//! Gaussians over two, in f64, and only then rounded to f32. Finding which draws made a value then
//! means searching combinations of four 53-bit uniforms, about 2^159 trials, and the low bits of
//! the f64 sum are gone. It is a mitigation, not a proof: no exact-sampling claim is made.
//!
//! Every value is computed without branches on random bits, so that timing does not depend on
//! them beyond what the mathematical functions do.

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use rayon::prelude::*;

/// Gaussians per value.
const SUMMANDS: usize = 4;
/// 32-bit words a value consumes: one 64-bit uniform a summand.
const WORDS: u128 = 2 * SUMMANDS as u128;
/// Values that one task fills.
const CHUNK: usize = 8192;

/// Fills `out` with N(0, `std`^2). Value i always uses the same words of the stream, so threads do
/// not change the result.
pub(crate) fn fill_gaussian(core: &mut ChaCha20Rng, out: &mut [f32], std: f64) {
    let start = core.get_word_pos();
    let length = out.len() as u128;
    out.par_chunks_mut(CHUNK)
        .enumerate()
        .for_each(|(index, chunk)| {
            let mut core = core.clone();
            core.set_word_pos(start + (index * CHUNK) as u128 * WORDS);
            for value in chunk {
                *value = (0.5 * std * sum_of_four(&mut core)) as f32;
            }
        });
    core.set_word_pos(start + length * WORDS);
}

/// Sum of four standard Gaussians, from two Box-Muller pairs.
fn sum_of_four(core: &mut ChaCha20Rng) -> f64 {
    let mut sum = 0.0;
    for _ in 0..SUMMANDS / 2 {
        let radius = (-2.0 * unit(core.next_u64()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * unit(core.next_u64())).sin_cos();
        sum += radius * (sine + cosine);
    }
    sum
}

/// Uniform on (0, 1]: 53 random bits, zero excluded so that the logarithm is finite.
fn unit(bits: u64) -> f64 {
    ((bits >> 11) + 1) as f64 * (1.0 / (1u64 << 53) as f64)
}
