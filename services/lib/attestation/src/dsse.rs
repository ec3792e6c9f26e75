//! The envelope: DSSE v1, alone or in a Sigstore bundle.
//!
//! What is signed is the pre-authentication encoding of the payload's type and
//! bytes ([`pae`]), so that no JSON need be brought into a canonical form: the
//! verifier looks at the very bytes that were signed, and only after their
//! signature fits.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::{Deserialize, Serialize};

use crate::{Error, Signer, Verifier};

/// Media type of an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// Media type of the bundles written; any 0.x is read.
const BUNDLE_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BUNDLE_TYPES: &str = "application/vnd.dev.sigstore.bundle";
/// Bytes of an envelope at most: the digests of 100,000 files fit.
const LONGEST: usize = 32 << 20;

/// A signed payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    signatures: Vec<Signature>,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    /// Which key is said to have made it: a hint, and not signed.
    key_id: String,
    bytes: Vec<u8>,
}

/// How an envelope is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// In a Sigstore bundle: what cosign 2.4 and later take with `--bundle`.
    #[default]
    Bundle,
    /// As it is: what earlier cosign takes with `--signature`, and every other
    /// DSSE reader.
    Dsse,
}

/// The pre-authentication encoding: what is signed.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    [head.as_bytes(), payload].concat()
}

/// The bytes of an envelope's file, and no more of them than an envelope can have.
///
/// # Errors
/// [`Error::Io`].
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |e| Error::io("read", path, e);
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LONGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    payload_type: String,
    payload: String,
    signatures: Vec<WrittenSignature>,
}

#[derive(Serialize, Deserialize)]
struct WrittenSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    media_type: String,
    #[serde(default)]
    verification_material: serde_json::Value,
    dsse_envelope: Written,
}

impl Envelope {
    /// Signs an in-toto statement.
    ///
    /// # Errors
    /// What the signer says.
    pub fn sign(statement: &[u8], signer: &dyn Signer) -> Result<Self, Error> {
        let bytes = signer.sign(&pae(PAYLOAD_TYPE, statement))?;
        Ok(Self {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload: statement.to_vec(),
            signatures: vec![Signature {
                key_id: signer.key_id(),
                bytes,
            }],
        })
    }

    /// Reads an envelope, alone or in a bundle.
    ///
    /// # Errors
    /// [`Error::Envelope`].
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        if json.len() > LONGEST {
            return Err(Error::Envelope("it is too long"));
        }
        let value: serde_json::Value =
            serde_json::from_slice(json).map_err(|_| Error::Envelope("it is not JSON"))?;
        let written = if value.get("mediaType").is_some() {
            let bundle: Bundle = serde_json::from_value(value)
                .map_err(|_| Error::Envelope("the bundle holds no DSSE envelope"))?;
            if !bundle.media_type.starts_with(BUNDLE_TYPES) {
                return Err(Error::Envelope("the media type is no bundle's"));
            }
            bundle.dsse_envelope
        } else {
            serde_json::from_value(value).map_err(|_| Error::Envelope("a field is missing"))?
        };
        let signature = |s: WrittenSignature| {
            Ok(Signature {
                key_id: s.keyid,
                bytes: decode(&s.sig)?,
            })
        };
        let signatures: Result<Vec<_>, Error> =
            written.signatures.into_iter().map(signature).collect();
        Ok(Self {
            payload_type: written.payload_type,
            payload: decode(&written.payload)?,
            signatures: signatures?,
        })
    }

    /// Writes it down as JSON, the same bytes each time.
    ///
    /// # Errors
    /// [`Error::Envelope`], which does not happen with what this type holds.
    pub fn to_json(&self, form: Form) -> Result<Vec<u8>, Error> {
        let signature = |s: &Signature| WrittenSignature {
            keyid: s.key_id.clone(),
            sig: STANDARD.encode(&s.bytes),
        };
        let written = Written {
            payload_type: self.payload_type.clone(),
            payload: STANDARD.encode(&self.payload),
            signatures: self.signatures.iter().map(signature).collect(),
        };
        let hint = self.signatures.first().map(|s| s.key_id.clone());
        let json = match form {
            Form::Dsse => serde_json::to_vec(&written),
            Form::Bundle => serde_json::to_vec(&Bundle {
                media_type: BUNDLE_TYPE.to_owned(),
                verification_material: serde_json::json!({
                    "publicKey": { "hint": hint.unwrap_or_default() },
                    "tlogEntries": [],
                }),
                dsse_envelope: written,
            }),
        };
        json.map_err(|_| Error::Envelope("it has no JSON form"))
    }

    /// The payload, once one of its signatures is found to be by one of the keys;
    /// with the id of that key.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when no signature claims to be by one of the keys,
    /// [`Error::Signature`], [`Error::PayloadType`].
    pub fn open(&self, keys: &[&dyn Verifier]) -> Result<(&[u8], String), Error> {
        let message = pae(&self.payload_type, &self.payload);
        for key in keys {
            for signature in &self.signatures {
                if key.verify(&message, &signature.bytes).is_ok() {
                    if self.payload_type != PAYLOAD_TYPE {
                        return Err(Error::PayloadType);
                    }
                    return Ok((&self.payload, key.key_id()));
                }
            }
        }
        let ids: Vec<String> = keys.iter().map(|key| key.key_id()).collect();
        match self.signatures.iter().find(|s| is_key_id(&s.key_id)) {
            Some(other) if !self.signatures.iter().any(|s| ids.contains(&s.key_id)) => {
                Err(Error::WrongKey {
                    found: other.key_id.clone(),
                })
            }
            _ => Err(Error::Signature),
        }
    }
}

/// Whether a hint is a key id as we write them: nothing else is repeated to a reader.
fn is_key_id(text: &str) -> bool {
    artifacts::Digest::parse(text).is_some()
}

/// DSSE allows both alphabets.
fn decode(text: &str) -> Result<Vec<u8>, Error> {
    STANDARD
        .decode(text)
        .or_else(|_| URL_SAFE.decode(text))
        .map_err(|_| Error::Envelope("a field is not base64"))
}

#[cfg(test)]
mod tests;
