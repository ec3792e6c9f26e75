//! The hash chain: each entry's digest covers the one before, so no entry can change unseen.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Action;
use crate::{Error, Result};

/// What a digest is of; another use of SHA-256 cannot collide with it.
const DOMAIN: &[u8] = b"tacit.dp.ledger.v1\0";

/// SHA-256, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a digest is 64 lower-case hexadecimal digits";
        let digit = |byte: u8| {
            b"0123456789abcdef"
                .iter()
                .position(|&d| d == byte)
                .ok_or(WRONG)
        };
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(WRONG);
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Ok(Self(bytes))
    }
}

/// A sealed line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    sequence: u64,
    previous: Option<Digest>,
    action: Action,
    digest: Digest,
}

impl Entry {
    /// The entry that comes after `previous`.
    ///
    /// # Errors
    /// When the action holds a number that JSON cannot, which an accountable event never does.
    pub fn seal(previous: Option<&Entry>, action: Action) -> Result<Self> {
        let sequence = previous.map_or(0, |entry| entry.sequence + 1);
        let previous = previous.map(|entry| entry.digest);
        let digest = digest_of(sequence, previous, &action)?;
        Ok(Self {
            sequence,
            previous,
            action,
            digest,
        })
    }

    /// Position in the ledger, from 0.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Digest of the entry before.
    #[must_use]
    pub fn previous(&self) -> Option<Digest> {
        self.previous
    }

    /// What was done.
    #[must_use]
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// Digest of this entry.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// Checks that each entry is what was sealed, and follows the one before.
///
/// A chain whose newest entries were cut off still verifies: compare its head with one kept
/// elsewhere.
///
/// # Errors
/// [`Error::ChainBroken`] names the first bad entry.
pub fn verify_chain(entries: &[Entry]) -> Result<()> {
    let mut before: Option<&Entry> = None;
    for entry in entries {
        verify_next(before, entry)?;
        before = Some(entry);
    }
    Ok(())
}

/// Checks that an entry is what was sealed, and follows `before`.
pub(super) fn verify_next(before: Option<&Entry>, entry: &Entry) -> Result<()> {
    let sequence = before.map_or(0, |entry| entry.sequence + 1);
    let broken = |what| Err(Error::ChainBroken { sequence, what });
    if entry.sequence != sequence {
        return broken("its number is not the next");
    }
    if entry.previous != before.map(Entry::digest) {
        return broken("it does not name the entry before");
    }
    if entry.digest != digest_of(entry.sequence, entry.previous, &entry.action)? {
        return broken("its content is not what was sealed");
    }
    Ok(())
}

fn digest_of(sequence: u64, previous: Option<Digest>, action: &Action) -> Result<Digest> {
    // Field order is that of the types, and floats print as the shortest text that reads back to
    // the same bits: one action has one form.
    let action = serde_json::to_vec(action).map_err(Error::Json)?;
    let hash = Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(sequence.to_be_bytes())
        .chain_update([u8::from(previous.is_some())])
        .chain_update(previous.map_or([0; 32], |digest| digest.0))
        .chain_update(action)
        .finalize();
    Ok(Digest(hash.into()))
}
