//! Gaussian noise for floating-point sums.
//!
//! A double drawn by Box and Muller's method takes few of the values near it, and the low bits of
//! signal plus noise can betray the signal (Mironov, 2012, for Laplace; Jin, McMurtry, Rubinstein
//! and Ohrimenko, 2022, "Are we there yet? Timing and floating-point attacks on differential
//! privacy systems", for Gaussian). Defence, after Holohan and Braghin, 2021, "Secure random
//! sampling in differential privacy" (ESORICS): each value is the sum, with signs, of four
//! independent Gaussians over two, in f64, and only then rounded to f32.
//!
//! Four values share their four Gaussians: the signs are the rows of a Hadamard matrix, which is
//! orthogonal, so the four are as independent as what went in. They carry 4 x 32 bits at most and
//! were made from 4 x 52 random ones: about 2^80 draws give any four values, and none can be ruled
//! out. It is a mitigation, not a proof: no exact-sampling claim is made.
//!
//! Every value is computed without branches on random bits, by plain additions and multiplications
//! that come out the same on every machine and with any width of vector instructions, so that timing
//! does not depend on the bits either.

use std::f64::consts::{LN_2, SQRT_2, TAU};

use chacha20::ChaCha20Rng;
use pulp::{Arch, Simd, WithSimd, bytemuck};
use rayon::prelude::*;
use zeroize::Zeroizing;

mod keystream;
#[cfg(test)]
mod tests;

use keystream::Keystream;

/// Values made together.
pub(crate) const BLOCK: usize = 1024;
/// A quarter of a block: values that lie this far apart share their Gaussians.
const QUARTER: usize = BLOCK / 4;
/// 32-bit words that a block consumes: 64 bits a value.
const WORDS: usize = 2 * BLOCK;
/// Blocks that one task fills.
const BLOCKS: usize = 8;
/// 1.5 x 2^52: adding it rounds a small number to a whole one, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Blocks of the cipher that a block of values consumes.
const CIPHER_BLOCKS: u64 = (WORDS / keystream::BLOCK_WORDS) as u64;

/// Where a piece of noise comes from: words of a generator that nothing else uses. **Secret**: it prints as redacted
/// and is wiped from memory when dropped.
///
/// Who has it draws the same noise anywhere, value for value: [`NoiseSource::fill`] on the host, or on a GPU what is
/// given [`NoiseSource::words`]. It is to be used once.
#[must_use = "the step counts as one that has its noise"]
pub struct NoiseSource {
    stream: Keystream,
    /// The stream's block that it begins with.
    counter: u64,
    count: usize,
    std: f64,
}

impl std::fmt::Debug for NoiseSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoiseSource({} values, <redacted>)", self.count)
    }
}

impl NoiseSource {
    /// The next words of a generator, for `count` values of N(0, `std`^2). Every block of values has its own; a last
    /// one that is not full uses as many as a full one.
    pub(crate) fn take(core: &mut ChaCha20Rng, count: usize, std: f64) -> Self {
        let words = keystream::BLOCK_WORDS as u128;
        let counter = core.get_word_pos().div_ceil(words) as u64;
        let end = counter.wrapping_add(count.div_ceil(BLOCK) as u64 * CIPHER_BLOCKS);
        core.set_word_pos(u128::from(end) * words);
        Self {
            stream: Keystream::of(core),
            counter,
            count,
            std,
        }
    }

    /// How many values it is for.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Standard deviation of the values.
    #[must_use]
    pub fn std(&self) -> f64 {
        self.std
    }

    /// The eight words of ChaCha20's key and the two of its stream's number, low half first; and the block to begin with.
    #[must_use]
    pub fn words(&self) -> (Zeroizing<[u32; 10]>, u64) {
        (self.stream.words(), self.counter)
    }

    /// Fills `out`; threads do not change the result.
    ///
    /// # Panics
    /// Where `out` is not as long as [`NoiseSource::count`] says: other words are for other values.
    pub fn fill(self, out: &mut [f32]) {
        assert_eq!(out.len(), self.count, "noise for another number of values");
        let arch = Arch::new();
        out.par_chunks_mut(BLOCKS * BLOCK)
            .enumerate()
            .for_each(|(index, values)| {
                let blocks = (index * BLOCKS) as u64 * CIPHER_BLOCKS;
                arch.dispatch(Blocks {
                    stream: &self.stream,
                    counter: self.counter.wrapping_add(blocks),
                    values,
                    half: 0.5 * self.std,
                });
            });
    }
}

/// Blocks of values from the words of a stream.
struct Blocks<'a> {
    stream: &'a Keystream,
    /// The stream's block that their words begin with.
    counter: u64,
    values: &'a mut [f32],
    half: f64,
}

impl WithSimd for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (mut bits, mut values) = ([0; BLOCK], [0.0; BLOCK]);
        for part in self.values.chunks_mut(BLOCK) {
            let words: &mut [u32; WORDS] = bytemuck::cast_mut(&mut bits);
            for words in words.as_chunks_mut().0 {
                self.stream.fill(simd, self.counter, words);
                self.counter = self
                    .counter
                    .wrapping_add((keystream::WORDS / keystream::BLOCK_WORDS) as u64);
            }
            let block = Block {
                bits: &bits,
                values: &mut values,
                half: self.half,
            };
            block.with_simd(simd);
            part.copy_from_slice(&values[..part.len()]);
        }
    }
}

/// One block of values from one block of random bits.
struct Block<'a> {
    bits: &'a [u64; BLOCK],
    values: &'a mut [f32; BLOCK],
    half: f64,
}

impl WithSimd for Block<'_> {
    type Output = ();

    /// The loops have no branches: compiled for wide vectors they use them.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (mut radius, mut cosine, mut sine) = (
            [[0.0; QUARTER]; 2],
            [[0.0; QUARTER]; 2],
            [[0.0; QUARTER]; 2],
        );
        for pair in 0..2 {
            let (first, second) = self.bits[2 * pair * QUARTER..].split_at(QUARTER);
            for (radius, bits) in radius[pair].iter_mut().zip(first) {
                *radius = (-2.0 * ln(unit(*bits))).sqrt();
            }
            let both = cosine[pair].iter_mut().zip(sine[pair].iter_mut());
            for ((cosine, sine), bits) in both.zip(second) {
                (*cosine, *sine) = turn(unit(*bits));
            }
        }
        for i in 0..QUARTER {
            let (a, b) = (radius[0][i] * cosine[0][i], radius[0][i] * sine[0][i]);
            let (c, d) = (radius[1][i] * cosine[1][i], radius[1][i] * sine[1][i]);
            let (plus, minus) = (a + b, a - b);
            let (other_plus, other_minus) = (c + d, c - d);
            self.values[i] = (self.half * (plus + other_plus)) as f32;
            self.values[QUARTER + i] = (self.half * (plus - other_plus)) as f32;
            self.values[2 * QUARTER + i] = (self.half * (minus + other_minus)) as f32;
            self.values[3 * QUARTER + i] = (self.half * (minus - other_minus)) as f32;
        }
    }
}

/// Uniform on (0, 1]: 52 random bits, zero excluded so that the logarithm is finite.
#[inline(always)]
fn unit(bits: u64) -> f64 {
    2.0 - f64::from_bits((bits >> 12) | 1.0f64.to_bits())
}

/// Natural logarithm of a normal number in (0, 1], to 5e-16 relative.
#[inline(always)]
fn ln(x: f64) -> f64 {
    // x = m 2^e with m in [sqrt(1/2), sqrt(2)).
    let bits = x.to_bits();
    let least = (SQRT_2 / 2.0).to_bits();
    let exponent = ((bits + (1.0f64.to_bits() - least)) >> 52).wrapping_sub(1023);
    let m = f64::from_bits(bits.wrapping_sub(exponent << 52));
    let e = f64::from_bits(exponent.wrapping_add(ROUND.to_bits())) - ROUND;
    // ln m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ..) with |s| < 0.172.
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let mut sum = 2.0 / 23.0;
    for odd in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * z + 2.0 / odd;
    }
    e * LN_2 + s * sum
}

/// Cosine and sine of `turns` full turns, in [0, 1], to 1e-15.
#[inline(always)]
fn turn(turns: f64) -> (f64, f64) {
    // The nearest quarter turn, and what is left: at most an eighth of a turn.
    let quarters = turns * 4.0 + ROUND;
    let x = (turns - (quarters - ROUND) * 0.25) * TAU;
    let z = x * x;
    let mut cosine = 1.0 / 20_922_789_888_000.0;
    for factorial in [
        -87_178_291_200.0,
        479_001_600.0,
        -3_628_800.0,
        40_320.0,
        -720.0,
        24.0,
        -2.0,
        1.0,
    ] {
        cosine = cosine * z + 1.0 / factorial;
    }
    let mut sine = -1.0 / 1_307_674_368_000.0;
    for factorial in [
        6_227_020_800.0,
        -39_916_800.0,
        362_880.0,
        -5_040.0,
        120.0,
        -6.0,
        1.0,
    ] {
        sine = sine * z + 1.0 / factorial;
    }
    sine *= x;
    let quarter = quarters.to_bits();
    let (along, across) = if quarter & 1 == 1 {
        (sine, cosine)
    } else {
        (cosine, sine)
    };
    let signed = |value: f64, negative: u64| f64::from_bits(value.to_bits() ^ (negative << 62));
    (
        signed(along, quarter.wrapping_add(1) & 2),
        signed(across, quarter & 2),
    )
}
