//! Randomness: ChaCha20 seeded by the operating system, and a test generator that says what it is.
//!
//! The state of a generator is a secret: whoever holds it can subtract the noise. It prints as
//! `<redacted>` and is wiped from memory when dropped.

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::noise::NoiseSource;
use crate::{Error, Result};

/// What the randomness of a run was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RngKind {
    /// ChaCha20 with a 256-bit seed from the operating system.
    SecureChacha20,
    /// ChaCha20 with a seed someone chose. A run that used it has no guarantee.
    Test,
}

/// A cryptographic generator seeded by the operating system.
#[derive(Debug)]
pub struct SecureRng(Generator);

impl SecureRng {
    /// Seeds a generator from the operating system.
    ///
    /// # Errors
    /// When the operating system gives no randomness; there is no fallback.
    pub fn from_os() -> Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| Error::NoEntropy)?;
        let generator = Generator::new(RngKind::SecureChacha20, seed);
        seed.zeroize();
        Ok(Self(generator))
    }

    /// Fills `out` with independent N(0, `std`^2); see [`Generator::fill_gaussian`].
    pub fn fill_gaussian(&mut self, out: &mut [f32], std: f64) {
        self.0.fill_gaussian(out, std);
    }
}

impl From<SecureRng> for Generator {
    fn from(rng: SecureRng) -> Self {
        rng.0
    }
}

/// A generator with a chosen seed, for tests. Statements of runs that used it claim nothing.
#[cfg(any(test, feature = "test-rng"))]
#[derive(Debug)]
pub struct TestRng(Generator);

#[cfg(any(test, feature = "test-rng"))]
impl TestRng {
    /// A generator that gives the same numbers for the same `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(Generator::new(RngKind::Test, bytes))
    }
}

#[cfg(any(test, feature = "test-rng"))]
impl From<TestRng> for Generator {
    fn from(rng: TestRng) -> Self {
        rng.0
    }
}

/// Source of the numbers of one run: either kind, and which.
///
/// Made only from a [`SecureRng`] (or a test generator where that is compiled in), or from its own
/// saved state. It is wiped from memory when dropped.
pub struct Generator {
    kind: RngKind,
    core: ChaCha20Rng,
}

impl std::fmt::Debug for Generator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Generator({:?}, <redacted>)", self.kind)
    }
}

impl Generator {
    pub(crate) fn new(kind: RngKind, seed: [u8; 32]) -> Self {
        Self {
            kind,
            core: ChaCha20Rng::from_seed(seed),
        }
    }

    /// What the randomness is.
    #[must_use]
    pub fn kind(&self) -> RngKind {
        self.kind
    }

    /// 64 uniform bits.
    pub(crate) fn next_u64(&mut self) -> u64 {
        self.core.next_u64()
    }

    /// An independent generator of the same seed: ChaCha20 streams do not overlap.
    pub(crate) fn stream(&self, stream: u64) -> Self {
        let mut core = ChaCha20Rng::from_seed(self.core.get_seed());
        core.set_stream(stream);
        core.set_word_pos(0);
        Self {
            kind: self.kind,
            core,
        }
    }

    /// Fills `out` with independent N(0, `std`^2), `std` at least 0.
    ///
    /// The same values come out however many threads take part. See `docs/SHARP_EDGES.md` for the
    /// defence against attacks on floating-point noise.
    pub fn fill_gaussian(&mut self, out: &mut [f32], std: f64) {
        self.noise_source(out.len(), std).fill(out);
    }

    /// The words that [`Generator::fill_gaussian`] would draw `count` values from, for who draws them elsewhere.
    pub(crate) fn noise_source(&mut self, count: usize, std: f64) -> NoiseSource {
        NoiseSource::take(&mut self.core, count, std)
    }

    /// The state, to be kept as secret as the data.
    pub(crate) fn state(&self) -> RngState {
        RngState {
            kind: self.kind,
            seed: self.core.get_seed(),
            stream: self.core.get_stream(),
            position: self.core.get_word_pos().to_string(),
        }
    }

    /// A generator that goes on exactly where `state` was taken.
    pub(crate) fn resume(state: &RngState) -> Result<Self> {
        if state.kind == RngKind::Test && !cfg!(any(test, feature = "test-rng")) {
            return Err(Error::BadState("it comes from the test generator"));
        }
        let position: u128 = state
            .position
            .parse()
            .map_err(|_| Error::BadState("a generator's position is bad"))?;
        let mut generator = Self::new(state.kind, state.seed);
        generator.core.set_stream(state.stream);
        generator.core.set_word_pos(position);
        Ok(generator)
    }
}

/// Saved state of a generator. Secret: it prints as `<redacted>` and is wiped when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(crate) struct RngState {
    #[zeroize(skip)]
    pub(crate) kind: RngKind,
    seed: [u8; 32],
    stream: u64,
    /// Decimal: 128 bits do not fit a JSON number.
    position: String,
}

impl std::fmt::Debug for RngState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RngState(<redacted>)")
    }
}

#[cfg(test)]
mod tests;
