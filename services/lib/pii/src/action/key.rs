//! The key of pseudonyms.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A secret of 32 bytes. Whoever has it can tell which value a pseudonym stands
/// for by trying; without it nobody can.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(<redacted>)")
    }
}

impl Key {
    /// A key from random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Bytes that only the key's holder can compute: HMAC-SHA256 in counter mode
    /// over the parts, each with its length before it.
    pub(super) fn stream(&self, parts: &[&[u8]]) -> Stream {
        let mut message = Vec::new();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_le_bytes());
            message.extend_from_slice(part);
        }
        Stream {
            key: self.clone(),
            message,
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }

    fn block(&self, message: &[u8], counter: u64) -> [u8; 32] {
        // HMAC takes keys of any length, so the fallback cannot happen.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0[..]) else {
            return [0; 32];
        };
        mac.update(&counter.to_le_bytes());
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

/// An endless stream of bytes for one message.
pub(super) struct Stream {
    key: Key,
    message: Vec<u8>,
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Stream {
    /// A number below `bound` (1 at least), as good as uniform: the bias is below
    /// 2^-32 for the bounds used here.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        if self.used + 8 > self.block.len() {
            self.block = self.key.block(&self.message, self.counter);
            self.counter += 1;
            self.used = 0;
        }
        let bytes = &self.block[self.used..self.used + 8];
        self.used += 8;
        let number = bytes.iter().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        (number % bound.max(1) as u64) as usize
    }
}
