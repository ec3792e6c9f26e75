//! A signed statement of what an audit found, that anyone with the public key
//! can check without a service and without a network.
//!
//! The statement is an in-toto Statement v1 in a DSSE envelope. Its subject is
//! the model, file by file, with the digests that sigstore's model signing
//! lists, so that a model signature and an audit meet on one subject. Its
//! predicate ([`Predicate`]) holds numbers, digests and machine words: no text,
//! no canary and no record id can be put into it.
//!
//! [`attest`] makes one; [`verify()`] takes one apart again and says of each thing
//! that it binds whether it is what was attested.
#![forbid(unsafe_code)]

pub mod dsse;
mod error;
pub mod generic;
pub mod key;
pub mod predicate;
mod report;
pub mod statement;
pub mod subject;
pub mod verify;
pub mod word;

#[cfg(test)]
mod sample_tests;

use std::path::Path;

pub use dsse::{Envelope, Form};
pub use error::Error;
pub use key::{Algorithm, PrivateKey, PublicKey, Signer, Verifier};
pub use predicate::{Comparator, Predicate, RuleOutcome, Verdict};
pub use report::agrees;
pub use statement::Claim;
pub use subject::Subject;
pub use verify::{Expected, Verification, verify};
pub use word::Word;

/// File name of an attestation beside a report or a model. Model signing names
/// its bundles `*.sigstore.json` too.
pub const FILE: &str = "privacy-audit.sigstore.json";

/// Signs what an audit found about the model in `model`.
///
/// Every file below `model` is hashed, in parallel, with memory that does not
/// grow with the files.
///
/// # Errors
/// [`Error::Predicate`] where the predicate contradicts itself,
/// [`Error::Model`] and [`Error::Io`] where the model cannot be hashed, and
/// what the signer says.
pub fn attest(predicate: &Predicate, model: &Path, signer: &dyn Signer) -> Result<Envelope, Error> {
    let subject = Subject::of_model(model, &predicate.model.ignored())?;
    sign(predicate, &subject, signer)
}

/// Signs a claim about a model that is hashed already.
///
/// # Errors
/// As [`attest`].
pub fn sign<C: Claim>(
    claim: &C,
    subject: &Subject,
    signer: &dyn Signer,
) -> Result<Envelope, Error> {
    Envelope::sign(&statement::encode(claim, subject)?, signer)
}
