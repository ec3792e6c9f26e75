//! Private keys in files: PKCS#8 in PEM, encrypted with a passphrase (PBES2:
//! PBKDF2 with 600,000 rounds of SHA-256, and AES-256-CBC) unless someone asked for not.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use pkcs8::pkcs5::pbes2::Parameters;
use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use super::{Algorithm, PublicKey, Signer, Verifier};
use crate::Error;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// A private key in memory. It is wiped when dropped and prints as its public half.
pub struct PrivateKey(Inner);

enum Inner {
    Ed25519(ed25519_dalek::SigningKey),
    EcdsaP256(p256::ecdsa::SigningKey),
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.public().key_id())
    }
}

impl PrivateKey {
    /// Draws a key from the system's randomness.
    ///
    /// # Errors
    /// [`Error::Entropy`].
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        // One draw in 2^32 is no P-256 scalar; three in a row are no accident.
        for _ in 0..3 {
            let mut seed = Zeroizing::new([0_u8; 32]);
            getrandom::fill(seed.as_mut_slice()).map_err(|_| Error::Entropy)?;
            let key = match algorithm {
                Algorithm::Ed25519 => {
                    Some(Inner::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed)))
                }
                Algorithm::EcdsaP256 => p256::ecdsa::SigningKey::from_slice(seed.as_slice())
                    .ok()
                    .map(Inner::EcdsaP256),
            };
            if let Some(key) = key {
                return Ok(Self(key));
            }
        }
        Err(Error::Entropy)
    }

    /// Reads a PEM; the passphrase is needed where it is encrypted.
    ///
    /// # Errors
    /// [`Error::Key`], [`Error::PassphraseMissing`], [`Error::PassphraseWrong`].
    pub fn from_pem(pem: &str, passphrase: Option<&str>) -> Result<Self, Error> {
        let wrong = |_| Error::Key("a PKCS#8 private key in PEM");
        let (label, document) = SecretDocument::from_pem(pem).map_err(wrong)?;
        match label {
            PLAIN => Self::from_der(document.as_bytes()),
            ENCRYPTED => {
                let passphrase = passphrase.ok_or(Error::PassphraseMissing)?;
                let sealed =
                    EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| {
                        Error::Key("an encrypted PKCS#8 private key of a known kind (PBES2)")
                    })?;
                let opened = sealed
                    .decrypt(passphrase)
                    .map_err(|_| Error::PassphraseWrong)?;
                Self::from_der(opened.as_bytes())
            }
            _ => Err(Error::Key("a PKCS#8 private key in PEM")),
        }
    }

    fn from_der(der: &[u8]) -> Result<Self, Error> {
        if let Ok(key) = ed25519_dalek::SigningKey::from_pkcs8_der(der) {
            return Ok(Self(Inner::Ed25519(key)));
        }
        if let Ok(key) = p256::ecdsa::SigningKey::from_pkcs8_der(der) {
            return Ok(Self(Inner::EcdsaP256(key)));
        }
        Err(Error::Key("a private key of Ed25519 or ECDSA P-256"))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Io`] and as [`PrivateKey::from_pem`].
    pub fn read(path: &Path, passphrase: Option<&str>) -> Result<Self, Error> {
        let pem = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        Self::from_pem(&Zeroizing::new(pem), passphrase)
    }

    /// Writes a PEM: encrypted where a passphrase is given, in clear where not.
    ///
    /// # Errors
    /// [`Error::Entropy`].
    pub fn to_pem(&self, passphrase: Option<&str>) -> Result<Zeroizing<String>, Error> {
        let unwritable = |_| Error::Key("a private key that can be written");
        let document = match &self.0 {
            // Without the public half, which makes it a version that openssl 3.0 does not read.
            Inner::Ed25519(key) => KeypairBytes {
                secret_key: key.to_bytes(),
                public_key: None,
            }
            .to_pkcs8_der(),
            Inner::EcdsaP256(key) => key.to_pkcs8_der(),
        }
        .map_err(unwritable)?;
        let (label, document) = match passphrase {
            None => (PLAIN, document),
            Some(passphrase) => {
                let plain = PrivateKeyInfoRef::try_from(document.as_bytes())
                    .map_err(|_| Error::Key("a private key that can be written"))?;
                // Not scrypt at its usual cost, whose memory openssl refuses to give.
                let how = Parameters::generate_pbkdf2(&mut getrandom::SysRng)
                    .map_err(|_| Error::Entropy)?;
                let sealed = plain
                    .encrypt_with_params(how, passphrase)
                    .map_err(|_| Error::Key("a private key that can be written"))?;
                (ENCRYPTED, sealed)
            }
        };
        document
            .to_pem(label, LineEnding::LF)
            .map_err(|_| Error::Key("a private key that can be written"))
    }

    /// Writes a new file that its owner alone can read.
    ///
    /// # Errors
    /// [`Error::KeyExists`], [`Error::Io`] and as [`PrivateKey::to_pem`].
    pub fn write(&self, path: &Path, passphrase: Option<&str>) -> Result<(), Error> {
        let pem = self.to_pem(passphrase)?;
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => Error::KeyExists(path.to_path_buf()),
                _ => Error::io("write", path, e),
            })?;
        file.write_all(pem.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|e| Error::io("write", path, e))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        match &self.0 {
            Inner::Ed25519(key) => key.verifying_key().into(),
            Inner::EcdsaP256(key) => (*key.verifying_key()).into(),
        }
    }
}

impl Signer for PrivateKey {
    fn key_id(&self) -> String {
        self.public().key_id()
    }

    fn algorithm(&self) -> Algorithm {
        self.public().algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(match &self.0 {
            Inner::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Inner::EcdsaP256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
        })
    }
}
