//! Sets of bytes: where a text has one of theirs, a bit for each byte, 64 bytes at once.

/// Bytes looked at at once: one bit each.
pub(crate) const BLOCK: usize = 64;

/// Up to sixteen sets of bytes.
#[derive(Clone, Debug)]
pub(crate) struct Sets<const N: usize> {
    /// For each byte: bit n says whether it is in set n.
    of: [u16; 256],
    /// The same by the lower half of a byte: for each set, a bit for each upper half below
    /// eight, and for each of eight and above.
    rows: [[[u8; 16]; 2]; N],
}

impl<const N: usize> Sets<N> {
    /// The n-th set has the bytes of which `has(n, byte)` is true.
    pub(crate) fn new(has: impl Fn(usize, u8) -> bool) -> Self {
        const { assert!(N <= 16) };
        let mut sets = Self {
            of: [0; 256],
            rows: [[[0; 16]; 2]; N],
        };
        for byte in 0..=u8::MAX {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            for set in (0..N).filter(|&set| has(set, byte)) {
                sets.of[usize::from(byte)] |= 1 << set;
                sets.rows[set][high / 8][low] |= 1 << (high % 8);
            }
        }
        sets
    }

    /// Tells `visit` where each set has bytes of each block; none has any behind the last byte.
    pub(crate) fn read(&self, bytes: &[u8], visit: &mut impl Visit<N>) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            let sets = self;
            return simd.vectorize(wide::Read {
                simd,
                sets,
                bytes,
                visit,
            });
        }
        each_block(bytes, visit, &Narrow(self));
    }
}

/// What wants to know. What is always inlined is compiled for wide vectors too.
pub(crate) trait Visit<const N: usize> {
    /// A bit for each byte of a block and each set.
    fn visit(&mut self, block: [u64; N]);
}

impl<const N: usize> Visit<N> for Vec<[u64; N]> {
    #[inline(always)]
    fn visit(&mut self, block: [u64; N]) {
        self.push(block);
    }
}

/// A way to look at a block.
trait Look<const N: usize> {
    fn look(&self, block: &[u8; BLOCK]) -> [u64; N];
}

/// One byte after the other, and eight answers at once.
struct Narrow<'a, const N: usize>(&'a Sets<N>);

impl<const N: usize> Look<N> for Narrow<'_, N> {
    fn look(&self, block: &[u8; BLOCK]) -> [u64; N] {
        let mut of = [[0; BLOCK]; 2];
        for (at, byte) in block.iter().enumerate() {
            let [first, second] = self.0.of[usize::from(*byte)].to_le_bytes();
            (of[0][at], of[1][at]) = (first, second);
        }
        std::array::from_fn(|set| bits(&of[set / 8], set % 8))
    }
}

/// One bit of each byte, side by side.
fn bits(of: &[u8; BLOCK], bit: usize) -> u64 {
    let (eights, _) = of.as_chunks::<8>();
    eights.iter().rev().fold(0, |found, eight| {
        let ones = u64::from_le_bytes(*eight) >> bit & 0x0101_0101_0101_0101;
        found << 8 | ones.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

#[inline(always)]
fn each_block<const N: usize>(bytes: &[u8], visit: &mut impl Visit<N>, how: &impl Look<N>) {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for block in blocks {
        visit.visit(how.look(block));
    }
    if !rest.is_empty() {
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        let mut found = how.look(&last);
        for set in &mut found {
            *set &= (1 << rest.len()) - 1;
        }
        visit.visit(found);
    }
}

/// With vectors of 32 bytes. All of it has to become one function, which closures and maps
/// of arrays would break: only there the processor's instructions are used.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::__m256i;

    use pulp::NullaryFnOnce;
    use pulp::x86::V3;

    use super::{BLOCK, Look, Sets, Visit, each_block};

    pub(super) struct Read<'a, const N: usize, V> {
        pub(super) simd: V3,
        pub(super) sets: &'a Sets<N>,
        pub(super) bytes: &'a [u8],
        pub(super) visit: &'a mut V,
    }

    impl<const N: usize, V: Visit<N>> NullaryFnOnce for Read<'_, N, V> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let mut bits = [0; 16];
            for (high, bit) in bits.iter_mut().enumerate() {
                *bit = 1 << (high % 8);
            }
            let zero = twice([0; 16]);
            let mut rows = [[zero; 2]; N];
            for (rows, own) in rows.iter_mut().zip(&self.sets.rows) {
                *rows = [twice(own[0]), twice(own[1])];
            }
            let how = Wide {
                simd: self.simd,
                bits: twice(bits),
                rows,
            };
            each_block(self.bytes, self.visit, &how);
        }
    }

    struct Wide<const N: usize> {
        simd: V3,
        /// One bit for each upper half of a byte.
        bits: __m256i,
        rows: [[__m256i; 2]; N],
    }

    impl<const N: usize> Look<N> for Wide<N> {
        #[inline(always)]
        fn look(&self, block: &[u8; BLOCK]) -> [u64; N] {
            let [low, high]: [[u8; BLOCK / 2]; 2] = pulp::cast(*block);
            let (low, high) = (self.half(pulp::cast(low)), self.half(pulp::cast(high)));
            let mut found = [0; N];
            for set in 0..N {
                found[set] = u64::from(low[set]) | u64::from(high[set]) << (BLOCK / 2);
            }
            found
        }
    }

    impl<const N: usize> Wide<N> {
        /// Where the sets have bytes of half a block.
        #[inline(always)]
        fn half(&self, half: __m256i) -> [u32; N] {
            let avx2 = self.simd.avx2;
            let upper = avx2._mm256_and_si256(
                avx2._mm256_srli_epi16::<4>(half),
                pulp::cast([0x0f_u8; BLOCK / 2]),
            );
            let bit = avx2._mm256_shuffle_epi8(self.bits, upper);
            // A byte of which the upper bit is set takes nothing from a row.
            let other = avx2._mm256_xor_si256(half, pulp::cast([0x80_u8; BLOCK / 2]));
            let mut found = [0; N];
            for (found, [low, high]) in found.iter_mut().zip(&self.rows) {
                let row = avx2._mm256_or_si256(
                    avx2._mm256_shuffle_epi8(*low, half),
                    avx2._mm256_shuffle_epi8(*high, other),
                );
                let has = avx2._mm256_cmpeq_epi8(avx2._mm256_and_si256(row, bit), bit);
                *found = avx2._mm256_movemask_epi8(has).cast_unsigned();
            }
            found
        }
    }

    #[inline(always)]
    fn twice(row: [u8; 16]) -> __m256i {
        pulp::cast([row, row])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn each_bit_says_what_its_byte_is(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            members in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let sets: Sets<2> = Sets::new(|set, byte| match set {
                0 => members.contains(&byte),
                _ => byte.is_ascii_uppercase() || byte >= 0xf0,
            });
            let mut found = Vec::new();
            sets.read(&bytes, &mut found);
            prop_assert_eq!(found.len(), bytes.len().div_ceil(BLOCK));
            let mut narrow = Vec::new();
            each_block(&bytes, &mut narrow, &Narrow(&sets));
            prop_assert_eq!(&found, &narrow);
            for at in 0..found.len() * BLOCK {
                let byte = bytes.get(at);
                let bit = |set: usize| found[at / BLOCK][set] >> (at % BLOCK) & 1 == 1;
                prop_assert_eq!(bit(0), byte.is_some_and(|b| members.contains(b)));
                prop_assert_eq!(bit(1), byte.is_some_and(|b| b.is_ascii_uppercase() || *b >= 0xf0));
            }
        }
    }
}
