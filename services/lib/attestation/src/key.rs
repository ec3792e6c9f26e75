//! Keys: Ed25519 and ECDSA on P-256 with SHA-256, in PEM files or behind a program.

mod exec;
mod file;
mod public;

use std::fmt;

use crate::Error;

pub use exec::ExecSigner;
pub use file::PrivateKey;
pub use public::PublicKey;

/// A way of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032); signatures are 64 bytes.
    Ed25519,
    /// ECDSA on P-256 with SHA-256 (FIPS 186-5); signatures are in DER.
    EcdsaP256,
}

impl Algorithm {
    /// The name in flags and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256 => "ecdsa-p256",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that can sign: a key in a file, a program, a key service.
pub trait Signer {
    /// Which key: `sha256:` and the SHA-256 of its SubjectPublicKeyInfo in DER.
    fn key_id(&self) -> String;

    /// How it signs.
    fn algorithm(&self) -> Algorithm;

    /// Signs bytes as they are; hashing, where there is any, is the algorithm's.
    ///
    /// # Errors
    /// [`Error::Signer`] and what the key's place says.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Something that can tell a right signature from a wrong one.
pub trait Verifier {
    /// As [`Signer::key_id`].
    fn key_id(&self) -> String;

    /// How it was signed.
    fn algorithm(&self) -> Algorithm;

    /// Checks a signature.
    ///
    /// # Errors
    /// [`Error::Signature`].
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error>;
}

#[cfg(test)]
mod tests;
