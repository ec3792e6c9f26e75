//! How a command ends when it does not end well: the one place where a failure
//! becomes text on standard error and an exit code.

use std::io::Write;
use std::process::ExitCode;

use chassis::{Code, Failure};
use serde_json::json;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Error {
    /// It failed; exit code 1.
    Failure(Box<Failure>),
    /// It failed in a way that its exit code tells.
    Coded(u8, Box<Failure>),
    /// A verdict other than PASS, which was already shown; its exit code.
    Verdict(u8),
    /// The arguments are each right but not together; exit code 2.
    Usage(String),
    /// The user stopped it; exit code 130. The text says how to go on.
    Interrupted(String),
    /// Nobody reads the output any more; exit code 1, without a word.
    OutputClosed,
}

impl Error {
    /// A failure of this machine's files or processes, named by what was tried
    /// (`open`, `write`) and on what. Never holds the content.
    pub(crate) fn io(attempt: &str, what: &str, error: &std::io::Error) -> Self {
        let (code, reason) = match error.kind() {
            std::io::ErrorKind::NotFound => (Code::NotFound, "FILE_NOT_FOUND"),
            std::io::ErrorKind::StorageFull => (Code::ResourceExhausted, "NO_DISK_SPACE"),
            _ => (Code::FailedPrecondition, "FILE_INACCESSIBLE"),
        };
        let failure = Failure::new(
            code,
            reason,
            format!("cannot {attempt} {what}: {}", error.kind()),
        );
        let failure = match reason {
            "FILE_NOT_FOUND" => failure.action("check the path"),
            "NO_DISK_SPACE" => failure.action("free some disk space and try again"),
            _ => failure.action("check that it is what you mean and that you may use it"),
        };
        failure.into()
    }

    /// The stable reason.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Failure(failure) | Self::Coded(_, failure) => &failure.reason,
            Self::Verdict(_) => "VERDICT",
            Self::Usage(_) => "USAGE",
            Self::Interrupted(_) => "INTERRUPTED",
            Self::OutputClosed => "OUTPUT_CLOSED",
        }
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Failure(_) | Self::OutputClosed => 1,
            Self::Coded(code, _) | Self::Verdict(code) => *code,
            Self::Usage(_) => 2,
            Self::Interrupted(_) => 130,
        }
    }

    /// What goes to standard error, newline included.
    pub(crate) fn render(&self, as_json: bool) -> String {
        let failure = match self {
            Self::Failure(failure) | Self::Coded(_, failure) => failure.as_ref().clone(),
            Self::Usage(message) => {
                Failure::new(Code::InvalidArgument, "USAGE", message.as_str()).action("see --help")
            }
            Self::Interrupted(hint) if as_json => {
                Failure::new(Code::Aborted, "INTERRUPTED", "interrupted").action(hint.as_str())
            }
            Self::Interrupted(hint) => return format!("{hint}\n"),
            Self::OutputClosed | Self::Verdict(_) => return String::new(),
        };
        if as_json {
            return format!("{}\n", json!({ "error": failure }));
        }
        let mut text = format!("error[{}]: {}", failure.reason, failure.message);
        if let Some(field) = failure
            .field
            .as_deref()
            .filter(|f| !failure.message.contains(f))
        {
            text.push_str(&format!(" ({field})"));
        }
        for (key, value) in &failure.metadata {
            if !failure.message.contains(value.as_str()) {
                text.push_str(&format!("\n  {key}: {value}"));
            }
        }
        if !failure.action.is_empty() {
            text.push_str(&format!("\n  to do: {}", failure.action));
        }
        text.push('\n');
        text
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

impl From<dp::Error> for Error {
    fn from(error: dp::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<tonic::Status> for Error {
    fn from(status: tonic::Status) -> Self {
        chassis::failure_from_status(&status).into()
    }
}

/// Says why on standard error.
pub(crate) fn report(error: &Error, as_json: bool) -> ExitCode {
    // Without a standard error there is nobody to tell.
    let _ = std::io::stderr().write_all(error.render(as_json).as_bytes());
    ExitCode::from(error.exit_code())
}

/// Ends for arguments that do not parse, and for `--help` and `--version`,
/// which clap also hands over as errors.
pub(crate) fn refuse_arguments(error: &clap::Error, as_json: bool) -> ExitCode {
    if error.use_stderr() && as_json {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default();
        let message = message.strip_prefix("error: ").unwrap_or(message);
        return report(&Error::Usage(message.to_owned()), true);
    }
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

#[cfg(test)]
mod tests;
