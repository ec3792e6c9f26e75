//! `tacit completions`: what a shell needs to complete commands and flags.

use clap_complete::Shell;

use crate::error::Error;
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  tacit completions bash > ~/.local/share/bash-completion/completions/tacit
  tacit completions zsh > ~/.zfunc/_tacit
  tacit completions fish > ~/.config/fish/completions/tacit.fish";

/// Flags of `tacit completions`.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::command(), "tacit", &mut script);
    output.bytes(&script)
}
