//! The key stream of ChaCha20 (Bernstein, 2008: a counter and a stream number of 64 bits each), as many blocks at
//! once as the processor has lanes.
//!
//! The library that generators come from makes four blocks at once; noise for every scalar of a model is worth more.
//! The words are that library's, in another order: those of sixteen blocks alternate.

use chacha20::ChaCha20Rng;
use pulp::Simd;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// 32-bit words of a block.
pub(super) const BLOCK_WORDS: usize = 16;
/// Blocks whose words alternate.
const TOGETHER: usize = 16;
/// Words made together.
pub(super) const WORDS: usize = BLOCK_WORDS * TOGETHER;
/// "expand 32-byte k".
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// A key and the number of a stream.
#[derive(ZeroizeOnDrop)]
pub(super) struct Keystream {
    key: [u32; 8],
    stream: [u32; 2],
}

/// Low and high half.
fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

impl Keystream {
    /// That of a generator.
    pub(super) fn of(core: &ChaCha20Rng) -> Self {
        let seed = Zeroizing::new(core.get_seed());
        let mut key = [0; 8];
        for (word, bytes) in key.iter_mut().zip(seed.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        Self {
            key,
            stream: halves(core.get_stream()),
        }
    }

    /// The words of the key and of the stream's number.
    pub(super) fn words(&self) -> Zeroizing<[u32; 10]> {
        let mut words = Zeroizing::new([0; 10]);
        words[..8].copy_from_slice(&self.key);
        words[8..].copy_from_slice(&self.stream);
        words
    }

    /// The blocks from `counter` on: word w of block b is `out[w * TOGETHER + b]`.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(&self, simd: S, counter: u64, out: &mut [u32; WORDS]) {
        let counters: [[u32; TOGETHER]; 2] = [0, 1].map(|half: usize| {
            std::array::from_fn(|block| halves(counter.wrapping_add(block as u64))[half])
        });
        let splat = |word| simd.splat_u32s(word);
        for from in (0..TOGETHER).step_by(S::U32_LANES) {
            let lanes = from..from + S::U32_LANES;
            let count = |half: usize| simd.partial_load_u32s(&counters[half][lanes.clone()]);
            let [a, b, c, d] = CONSTANTS.map(splat);
            let [e, f, g, h, i, j, k, l] = self.key.map(splat);
            let [s, t] = self.stream.map(splat);
            let start = [a, b, c, d, e, f, g, h, i, j, k, l, count(0), count(1), s, t];
            let mut x = start;
            for _ in 0..10 {
                for column in 0..4 {
                    quarter(simd, &mut x, [column, 4 + column, 8 + column, 12 + column]);
                }
                for row in 0..4 {
                    let turned = |by: usize| 4 * by + (row + by) % 4;
                    quarter(simd, &mut x, [row, turned(1), turned(2), turned(3)]);
                }
            }
            for word in 0..BLOCK_WORDS {
                let place = &mut out[word * TOGETHER..][lanes.clone()];
                simd.partial_store_u32s(place, simd.add_u32s(x[word], start[word]));
            }
        }
    }
}

/// The quarter round on four of the words.
#[inline(always)]
fn quarter<S: Simd>(simd: S, x: &mut [S::u32s; BLOCK_WORDS], at: [usize; 4]) {
    let [a, b, c, d] = at;
    for (into, from, turned, by) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
        x[into] = simd.add_u32s(x[into], x[from]);
        let mixed = simd.xor_u32s(x[turned], x[into]);
        let left = simd.wrapping_dyn_shl_u32s(mixed, simd.splat_u32s(by));
        let right = simd.wrapping_dyn_shr_u32s(mixed, simd.splat_u32s(32 - by));
        x[turned] = simd.or_u32s(left, right);
    }
}

#[cfg(test)]
mod tests {
    use pulp::{Arch, WithSimd};
    use rand_core::{Rng, SeedableRng};

    use super::*;

    struct Fill<'a>(&'a Keystream, u64, &'a mut [u32; WORDS]);

    impl WithSimd for Fill<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            self.0.fill(simd, self.1, self.2);
        }
    }

    #[test]
    fn the_words_are_the_library_s_with_any_width() {
        let seed = std::array::from_fn(|i| (i as u8).wrapping_mul(37));
        let mut core = ChaCha20Rng::from_seed(seed);
        core.set_stream(0x0123_4567_89ab_cdef);
        for counter in [0, 5, (1 << 32) - 7, (1 << 45) + 1, u64::MAX - 20] {
            let stream = Keystream::of(&core);
            let (mut wide, mut scalar) = ([0; WORDS], [0; WORDS]);
            Arch::new().dispatch(Fill(&stream, counter, &mut wide));
            Arch::Scalar.dispatch(Fill(&stream, counter, &mut scalar));
            assert_eq!(wide, scalar);
            core.set_word_pos(u128::from(counter) * BLOCK_WORDS as u128);
            for block in 0..TOGETHER {
                for word in 0..BLOCK_WORDS {
                    assert_eq!(wide[word * TOGETHER + block], core.next_u32(), "{counter}");
                }
            }
        }
    }
}
