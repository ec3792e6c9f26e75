//! One type for every failure a user can see, and the one place where it
//! becomes a [`tonic::Status`] (AIP-193) and back.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;

use serde::{Deserialize, Serialize};
use tonic_types::{ErrorDetails, StatusExt};

/// `ErrorInfo.domain` of every reason in `docs/errors`.
const DOMAIN: &str = "tacit";

/// Where the page of a reason is, relative to the repository.
const PAGES: &str = "docs/errors/";

/// The metadata key that carries [`Failure::action`] over the wire.
const ACTION: &str = "action";

/// What went wrong, what to do, and a word a program can match on.
///
/// **Guarantee** asked of every author: `message`, `action` and `metadata` never
/// quote a record, a secret or a file's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The canonical code, chosen for what the caller can do about it.
    pub code: Code,
    /// The stable UPPER_SNAKE word; `docs/errors/<REASON>.md` explains it.
    pub reason: Cow<'static, str>,
    /// One lower-case sentence for a person.
    pub message: String,
    /// What to do; may be empty.
    #[serde(default)]
    pub action: String,
    /// The request field, configuration key or option at fault.
    #[serde(default)]
    pub field: Option<String>,
    /// Facts for a program: line numbers, exit codes, names.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// The canonical codes the suite answers with: a short list, so that choosing
/// one takes thought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The request is wrong whatever the state.
    InvalidArgument,
    /// What was named does not exist.
    NotFound,
    /// What was to be made exists.
    AlreadyExists,
    /// The request is wrong in this state.
    FailedPrecondition,
    /// The caller is known and may not.
    PermissionDenied,
    /// The caller is not known.
    Unauthenticated,
    /// A quota, a disk or a limit is used up.
    ResourceExhausted,
    /// Ended midway by something else; a new try may work.
    Aborted,
    /// Not now; retry with back-off.
    Unavailable,
    /// The time allowed ran out.
    DeadlineExceeded,
    /// Our mistake.
    Internal,
}

impl Failure {
    /// A failure with a code, a reason and a sentence.
    pub fn new(code: Code, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            reason: Cow::Borrowed(reason),
            message: message.into(),
            action: String::new(),
            field: None,
            metadata: BTreeMap::new(),
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = action.into();
        self
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl ToString) -> Self {
        self.metadata.insert(key.into(), value.to_string());
        self
    }

    /// The line that goes to a terminal: sentence, field, action, reason.
    pub fn sentence(&self) -> String {
        let mut line = self.message.clone();
        if let Some(field) = &self.field
            && !line.contains(field.as_str())
        {
            line.push_str(&format!(" ({field})"));
        }
        if !self.action.is_empty() {
            line.push_str(&format!("; {}", self.action));
        }
        format!("{line} [{}]", self.reason)
    }
}

impl From<Failure> for tonic::Status {
    fn from(failure: Failure) -> Self {
        let mut metadata: HashMap<String, String> = failure.metadata.into_iter().collect();
        if !failure.action.is_empty() {
            metadata.insert(ACTION.to_owned(), failure.action);
        }
        let mut details = ErrorDetails::new();
        details.set_error_info(failure.reason.clone(), DOMAIN, metadata);
        if let Some(field) = failure.field {
            details.add_bad_request_violation(field, failure.message.clone());
        }
        let page = format!("{PAGES}{}.md", failure.reason);
        details.add_help_link("what it means and what to do", page);
        Self::with_error_details(failure.code.into(), failure.message, details)
    }
}

/// Reads a status back, for clients. A status of another origin (a proxy, the
/// transport, a server without details) becomes `UNREACHABLE`,
/// `DEADLINE_EXCEEDED` or `CALL_FAILED`.
pub fn failure_from_status(status: &tonic::Status) -> Failure {
    let details = status.get_error_details();
    let Some(info) = details.error_info().filter(|info| info.domain == DOMAIN) else {
        return foreign(status);
    };
    let mut metadata: BTreeMap<String, String> = info.metadata.clone().into_iter().collect();
    Failure {
        code: Code::from_grpc(status.code()),
        reason: Cow::Owned(info.reason.clone()),
        message: status.message().to_owned(),
        action: metadata.remove(ACTION).unwrap_or_default(),
        field: details
            .bad_request()
            .and_then(|bad| bad.field_violations.first())
            .map(|violation| violation.field.clone()),
        metadata,
    }
}

fn foreign(status: &tonic::Status) -> Failure {
    let code = Code::from_grpc(status.code());
    match status.code() {
        tonic::Code::DeadlineExceeded => Failure::new(
            code,
            "DEADLINE_EXCEEDED",
            "the call did not finish in the time allowed",
        ),
        // Only an error of the transport on this side has a source.
        grpc if grpc == tonic::Code::Unavailable || status.source().is_some() => Failure::new(
            Code::Unavailable,
            "UNREACHABLE",
            "the service did not answer: the connection failed or was lost",
        )
        .action("check that it runs and that the address is right, then try again"),
        other => Failure::new(
            code,
            "CALL_FAILED",
            "the call failed without saying why; the server may be of another version",
        )
        .with("grpc_code", format!("{other:?}")),
    }
}

impl Code {
    /// The nearest of our codes.
    fn from_grpc(code: tonic::Code) -> Self {
        match code {
            tonic::Code::InvalidArgument | tonic::Code::OutOfRange => Self::InvalidArgument,
            tonic::Code::NotFound => Self::NotFound,
            tonic::Code::AlreadyExists => Self::AlreadyExists,
            tonic::Code::FailedPrecondition | tonic::Code::Unimplemented => {
                Self::FailedPrecondition
            }
            tonic::Code::PermissionDenied => Self::PermissionDenied,
            tonic::Code::Unauthenticated => Self::Unauthenticated,
            tonic::Code::ResourceExhausted => Self::ResourceExhausted,
            tonic::Code::Aborted | tonic::Code::Cancelled => Self::Aborted,
            tonic::Code::Unavailable => Self::Unavailable,
            tonic::Code::DeadlineExceeded => Self::DeadlineExceeded,
            tonic::Code::Ok
            | tonic::Code::Unknown
            | tonic::Code::Internal
            | tonic::Code::DataLoss => Self::Internal,
        }
    }
}

impl From<Code> for tonic::Code {
    fn from(code: Code) -> Self {
        match code {
            Code::InvalidArgument => Self::InvalidArgument,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists => Self::AlreadyExists,
            Code::FailedPrecondition => Self::FailedPrecondition,
            Code::PermissionDenied => Self::PermissionDenied,
            Code::Unauthenticated => Self::Unauthenticated,
            Code::ResourceExhausted => Self::ResourceExhausted,
            Code::Aborted => Self::Aborted,
            Code::Unavailable => Self::Unavailable,
            Code::DeadlineExceeded => Self::DeadlineExceeded,
            Code::Internal => Self::Internal,
        }
    }
}

impl From<artifacts::ArtifactError> for Failure {
    /// What a caller may see of a store's error: our sentence and reason, not
    /// the path on the server.
    fn from(error: artifacts::ArtifactError) -> Self {
        use artifacts::ArtifactError as E;
        let (code, message) = match &error {
            E::Name | E::NotFound(_) | E::Exists(_) | E::NoSpace(_) => {
                let code = match &error {
                    E::Name => Code::InvalidArgument,
                    E::NotFound(_) => Code::NotFound,
                    E::Exists(_) => Code::AlreadyExists,
                    _ => Code::ResourceExhausted,
                };
                (code, error.to_string())
            }
            E::Io { .. } => (
                Code::Unavailable,
                "the artifact store cannot be accessed".into(),
            ),
            E::Manifest { .. } | E::Schema { .. } => (Code::FailedPrecondition, error.to_string()),
            _ => (
                Code::FailedPrecondition,
                "a file of the artifact is not what its manifest lists".into(),
            ),
        };
        tracing::debug!(reason = error.reason(), %error, "artifact store error");
        Self::new(code, error.reason(), message)
    }
}

impl From<dp::Error> for Failure {
    /// Numbers of a claim are public: the error's own sentence is what a caller sees.
    fn from(error: dp::Error) -> Self {
        use dp::Error as E;
        let code = match &error {
            E::BudgetExceeded { .. } | E::PlanExhausted(_) => Code::FailedPrecondition,
            E::NoEntropy => Code::Unavailable,
            E::StepOrder(_) | E::ChainBroken { .. } => Code::Internal,
            _ => Code::InvalidArgument,
        };
        let failure = Self::new(code, error.reason(), error.to_string());
        match error {
            E::OutOfRange { name, .. } => failure.field(name),
            _ => failure,
        }
    }
}

#[cfg(test)]
mod tests;
