//! Reproducible values from a seed: first adapter weights, the order of examples.

#[cfg(test)]
mod tests;

/// SplitMix64 (Steele, Lea, Flood 2014). Reproducible and predictable: never a source of the
/// sampling or the noise of a private step.
#[derive(Debug, Clone)]
pub struct Seed(u64);

/// What a call adds to the state.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Seed {
    /// A stream of its own for each (`seed`, `purpose`).
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut stream = Self(seed);
        for byte in purpose.bytes() {
            stream.0 = stream.next_u64() ^ u64::from(byte);
        }
        stream
    }

    /// The stream as it will be after `count` calls of [`Self::normal`] from here.
    pub(crate) fn after_normals(&self, count: usize) -> Self {
        Self(self.0.wrapping_add(STEP.wrapping_mul(2 * count as u64)))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        Self::mixed(self.0)
    }

    /// The finalizer: a permutation of 64 bits in which every bit hangs on every other.
    pub fn mixed(bits: u64) -> u64 {
        let mut z = bits;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1), 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Uniform in `0 .. bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next_u64()) * bound as u128) >> 64) as usize
    }

    /// Puts `items` in a uniformly random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}
