//! Public keys: SubjectPublicKeyInfo in PEM, as openssl and cosign write it.

use std::path::Path;

use ed25519_dalek::pkcs8::spki::{DecodePublicKey, EncodePublicKey};
use p256::ecdsa::signature::Verifier as _;
use pkcs8::LineEnding;

use super::{Algorithm, Verifier};
use crate::Error;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Inner);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Inner {
    Ed25519(ed25519_dalek::VerifyingKey),
    EcdsaP256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// Reads a PEM.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        if let Ok(key) = ed25519_dalek::VerifyingKey::from_public_key_pem(pem) {
            return Ok(Self(Inner::Ed25519(key)));
        }
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_pem(pem) {
            return Ok(Self(Inner::EcdsaP256(key)));
        }
        Err(Error::Key("a public key of Ed25519 or ECDSA P-256 in PEM"))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Key`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let pem = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        Self::from_pem(&pem)
    }

    /// Writes a PEM.
    ///
    /// # Errors
    /// [`Error::Key`], which does not happen with a key that was read.
    pub fn to_pem(&self) -> Result<String, Error> {
        let pem = match &self.0 {
            Inner::Ed25519(key) => key.to_public_key_pem(LineEnding::LF),
            Inner::EcdsaP256(key) => key.to_public_key_pem(LineEnding::LF),
        };
        pem.map_err(|_| Error::Key("a public key that can be written"))
    }

    fn der(&self) -> Vec<u8> {
        let der = match &self.0 {
            Inner::Ed25519(key) => key.to_public_key_der(),
            Inner::EcdsaP256(key) => key.to_public_key_der(),
        };
        // Encoding a valid key cannot fail; an empty one would match no key id.
        der.map(|d| d.into_vec()).unwrap_or_default()
    }
}

impl From<ed25519_dalek::VerifyingKey> for PublicKey {
    fn from(key: ed25519_dalek::VerifyingKey) -> Self {
        Self(Inner::Ed25519(key))
    }
}

impl From<p256::ecdsa::VerifyingKey> for PublicKey {
    fn from(key: p256::ecdsa::VerifyingKey) -> Self {
        Self(Inner::EcdsaP256(key))
    }
}

impl Verifier for PublicKey {
    fn key_id(&self) -> String {
        artifacts::Digest::of(&self.der()).to_string()
    }

    fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Inner::Ed25519(_) => Algorithm::Ed25519,
            Inner::EcdsaP256(_) => Algorithm::EcdsaP256,
        }
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let fits = match &self.0 {
            Inner::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .and_then(|s| key.verify_strict(message, &s))
                .is_ok(),
            Inner::EcdsaP256(key) => p256::ecdsa::DerSignature::from_bytes(signature)
                .and_then(|s| key.verify(message, &s))
                .is_ok(),
        };
        if fits { Ok(()) } else { Err(Error::Signature) }
    }
}
