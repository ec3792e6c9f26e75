//! One error for everything that keeps an attestation from being made or believed.

use std::path::{Path, PathBuf};

use artifacts::ArtifactError;
use jiff::Timestamp;
use thiserror::Error;

use crate::Verdict;

/// Why an attestation could not be made, or is not believed. Messages name files,
/// digests and times; none quotes a file's content or a key.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {attempt} {path}: {}", source.kind())]
    Io {
        /// The verb.
        attempt: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// A key file is already there; keys are never overwritten.
    #[error("{0} exists already; a key is never overwritten")]
    KeyExists(PathBuf),
    /// Not a key that we know.
    #[error("not {0}")]
    Key(&'static str),
    /// The private key is encrypted and no passphrase was given.
    #[error("the private key is encrypted and no passphrase was given")]
    PassphraseMissing,
    /// The passphrase does not open the private key.
    #[error("the passphrase does not open the private key")]
    PassphraseWrong,
    /// The system gave no randomness.
    #[error("the operating system gave no randomness")]
    Entropy,
    /// A program that signs did not give a signature.
    #[error("the signing program {0}")]
    Signer(&'static str),
    /// Not a machine word.
    #[error("not a machine word: 1 to 64 letters, digits and . _ : @ = + / - without blanks")]
    Word,
    /// The predicate contradicts itself or its schema.
    #[error("the predicate is invalid: {0}")]
    Predicate(String),
    /// The model cannot be a subject.
    #[error("the model cannot be attested: {0}")]
    Model(String),
    /// Neither a DSSE envelope nor a Sigstore bundle with one.
    #[error("not a DSSE envelope, nor a Sigstore bundle that holds one: {0}")]
    Envelope(&'static str),
    /// The signature is another key's.
    #[error("signed with another key: {found}")]
    WrongKey {
        /// The key that the envelope names.
        found: String,
    },
    /// The signature does not fit the payload.
    #[error("the signature does not fit the payload")]
    Signature,
    /// The envelope holds something else than an in-toto statement.
    #[error("the payload is not an in-toto statement")]
    PayloadType,
    /// A statement of another version.
    #[error("the statement is not of type {}", crate::statement::TYPE)]
    StatementType,
    /// A predicate of another type or version.
    #[error("the predicate is not of type {}", crate::predicate::TYPE)]
    PredicateType,
    /// Valid no more.
    #[error("expired at {0}")]
    Expired(Timestamp),
    /// Made longer ago than is accepted.
    #[error("made at {0}, which is longer ago than is accepted")]
    TooOld(Timestamp),
    /// Made after now.
    #[error("made at {0}, which is in the future")]
    FromTheFuture(Timestamp),
    /// Files of the model are not what was attested.
    #[error("changed since the audit: {}", listed(.0))]
    FilesChanged(Vec<String>),
    /// The model has files that were not there.
    #[error("not there at the audit: {}", listed(.0))]
    FilesAdded(Vec<String>),
    /// The model lacks files that were there.
    #[error("there at the audit and missing now: {}", listed(.0))]
    FilesMissing(Vec<String>),
    /// The report is another one.
    #[error("the report is not the one that was attested")]
    Report,
    /// The report is about another model.
    #[error("the report is about another model than this one")]
    AnotherModel,
    /// The report says something else than the predicate.
    #[error("the report's {0} is not what the predicate says")]
    ReportDisagrees(&'static str),
    /// A verdict that stood on a waiver which has ended.
    #[error("the verdict stands on a waiver that ended")]
    WaiverEnded,
    /// The policy is another one.
    #[error("the policy is not the one that was applied")]
    Policy,
    /// The dataset's manifest is another one.
    #[error("the dataset's manifest is not the one that was attested")]
    DatasetManifest,
    /// The ledger is another one.
    #[error("the ledger is not the one that was attested")]
    Ledger,
    /// The base model is another one.
    #[error("the base model is not the one that was attested")]
    BaseModel,
    /// The attestation says nothing about what was given.
    #[error("the attestation binds no {0}")]
    NotBound(&'static str),
    /// A policy that is not on the caller's list.
    #[error("the policy that was applied is not an accepted one")]
    PolicyNotAccepted,
    /// The verdict is worse than asked for.
    #[error("the verdict is {0}")]
    Verdict(Verdict),
}

impl Error {
    /// The stable reason; `docs/errors/<REASON>.md` explains it.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => "FILE_NOT_FOUND",
                std::io::ErrorKind::StorageFull => "NO_DISK_SPACE",
                _ => "FILE_INACCESSIBLE",
            },
            Self::KeyExists(_) => "KEY_EXISTS",
            Self::Key(_) => "KEY_INVALID",
            Self::PassphraseMissing => "PASSPHRASE_MISSING",
            Self::PassphraseWrong => "PASSPHRASE_WRONG",
            Self::Entropy => "ENTROPY_UNAVAILABLE",
            Self::Signer(_) => "SIGNER_FAILED",
            Self::Word | Self::Predicate(_) => "PREDICATE_INVALID",
            Self::Model(_) => "MODEL_NOT_ATTESTABLE",
            Self::Envelope(_) => "ENVELOPE_MALFORMED",
            Self::WrongKey { .. } => "SIGNED_BY_ANOTHER_KEY",
            Self::Signature => "SIGNATURE_INVALID",
            Self::PayloadType => "PAYLOAD_TYPE_UNKNOWN",
            Self::StatementType => "STATEMENT_TYPE_UNKNOWN",
            Self::PredicateType => "PREDICATE_TYPE_UNKNOWN",
            Self::Expired(_) => "ATTESTATION_EXPIRED",
            Self::TooOld(_) => "ATTESTATION_TOO_OLD",
            Self::FromTheFuture(_) => "ATTESTATION_FROM_THE_FUTURE",
            Self::FilesChanged(_) => "MODEL_FILE_CHANGED",
            Self::FilesAdded(_) => "MODEL_FILE_ADDED",
            Self::FilesMissing(_) => "MODEL_FILE_MISSING",
            Self::Report => "REPORT_CHANGED",
            Self::AnotherModel => "REPORT_OF_ANOTHER_MODEL",
            Self::ReportDisagrees(_) => "REPORT_DISAGREES",
            Self::WaiverEnded => "WAIVER_ENDED",
            Self::Policy => "POLICY_CHANGED",
            Self::DatasetManifest => "DATASET_MANIFEST_CHANGED",
            Self::Ledger => "LEDGER_CHANGED",
            Self::BaseModel => "BASE_MODEL_CHANGED",
            Self::NotBound(_) => "NOT_BOUND",
            Self::PolicyNotAccepted => "POLICY_NOT_ACCEPTED",
            Self::Verdict(Verdict::Fail) => "VERDICT_FAIL",
            Self::Verdict(_) => "VERDICT_INCONCLUSIVE",
        }
    }

    /// Whether the caller gave something that cannot be used, rather than an
    /// attestation that cannot be believed.
    pub fn is_bad_input(&self) -> bool {
        matches!(
            self,
            Self::Io { .. }
                | Self::KeyExists(_)
                | Self::Key(_)
                | Self::PassphraseMissing
                | Self::PassphraseWrong
                | Self::Word
        )
    }

    /// A failure of the store's readers, by the system's answer where there is one.
    pub(crate) fn unreadable(path: &Path, error: ArtifactError) -> Self {
        let source = match error {
            ArtifactError::Io { source, .. } | ArtifactError::NoSpace(source) => source,
            _ => std::io::ErrorKind::Other.into(),
        };
        Self::io("read", path, source)
    }

    pub(crate) fn io(attempt: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            attempt,
            path: path.to_path_buf(),
            source,
        }
    }
}

/// The first few names of a list, and how many more there are.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}
