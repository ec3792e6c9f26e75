//! The seed of a plan, and everything that is drawn from it.

use std::fmt;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::synth::draw::below;

/// 256 secret bits. They are wiped when dropped and never printed; written as
/// 64 hex digits.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CanarySeed([u8; 32]);

/// Not a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a canary seed is 64 hex digits")]
pub struct SeedError;

impl CanarySeed {
    /// A seed of bytes from a secure source.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hex digits.
    ///
    /// # Errors
    /// [`SeedError`] for anything else.
    pub fn parse(hex: &str) -> Result<Self, SeedError> {
        let mut bytes = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return Err(SeedError);
        }
        for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| SeedError)?;
            if digits.starts_with('+') {
                return Err(SeedError);
            }
            *byte = u8::from_str_radix(digits, 16).map_err(|_| SeedError)?;
        }
        Ok(Self(bytes))
    }

    /// SHA-256 of the seed's 32 bytes as `sha256:` and 64 hex digits: published
    /// before training, it binds whoever holds the seed and tells nobody else
    /// anything.
    pub fn commitment(&self) -> String {
        format!("sha256:{}", hex(&Sha256::digest(self.0)))
    }

    /// The generator of one purpose at one place of the plan. Streams of two
    /// purposes or places have nothing to do with each other.
    pub(super) fn stream(&self, purpose: &str, place: &str) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(self.derive(purpose, place))
    }

    /// Where a record is put: a number below `bound`, evenly.
    pub fn place(&self, record_id: &str, bound: u64) -> u64 {
        below(&mut self.stream("place", record_id), bound)
    }

    /// A fair coin.
    pub(super) fn coin(&self, place: &str) -> bool {
        self.derive("coin", place)[0] & 1 == 1
    }

    /// An identifier: 20 hex digits.
    pub(super) fn id(&self, purpose: &str, place: &str) -> String {
        hex(&self.derive(purpose, place)[..10])
    }

    fn derive(&self, purpose: &str, place: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        // Never the bare seed: its digest is public.
        hash.update(b"tacit.canary/1\0");
        hash.update(self.0);
        hash.update(purpose.as_bytes());
        hash.update([0]);
        hash.update(place.as_bytes());
        hash.finalize().into()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Debug for CanarySeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CanarySeed({})", self.commitment())
    }
}

impl TryFrom<String> for CanarySeed {
    type Error = SeedError;
    fn try_from(hex: String) -> Result<Self, SeedError> {
        Self::parse(&hex)
    }
}

impl From<CanarySeed> for String {
    fn from(seed: CanarySeed) -> Self {
        hex(&seed.0)
    }
}
