//! `tacit audit policy`: release policies, without any service.

use std::path::PathBuf;

use crate::commands::Context;
use crate::commands::audit::gate;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  tacit audit policy show standard > mine.yaml
  tacit audit policy check mine.yaml
  tacit audit policy digest mine.yaml";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Print a policy as it was written
    #[command(after_help = EXAMPLES)]
    Show {
        /// A file, or `standard`
        policy: PathBuf,
    },
    /// Say whether a policy is right
    #[command(after_help = EXAMPLES)]
    Check {
        /// A file, or `standard`
        policy: PathBuf,
    },
    /// Print the digest that a run commits to
    #[command(after_help = EXAMPLES)]
    Digest {
        /// A file, or `standard`
        policy: PathBuf,
    },
}

pub(crate) fn run(command: &Command, cx: &Context) -> Result<(), Error> {
    let (Command::Show { policy } | Command::Check { policy } | Command::Digest { policy }) =
        command;
    let text = gate::checked(policy)?;
    let (policy, digest) = gate::policy(policy)?;
    if cx.output.is_json() {
        return cx
            .output
            .value(&serde_json::json!({ "policy": policy, "digest": digest }));
    }
    cx.output.text(&match command {
        Command::Show { .. } => text,
        Command::Check { .. } => format!(
            "{} version {}: {} rules\n",
            policy.name,
            policy.version,
            policy.rules.len()
        ),
        Command::Digest { .. } => format!("{digest}\n"),
    })
}
