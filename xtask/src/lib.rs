//! The one entry for people and CI: setup, demo, test, lint, bench.
//!
//! `cargo xtask setup` brings what a build needs that cargo cannot bring (libtorch, a small model) into
//! `.tacit/`, which git ignores; every other command calls it first where it needs it. This crate links no
//! libtorch itself, so that it can be built before libtorch is there.
#![forbid(unsafe_code)]

mod attestation;
mod bench;
mod charts;
mod console;
mod demo;
mod gpu_check;
mod image;
mod layout;
mod libtorch;
mod licences;
mod lint;
mod model;
mod node;
mod page;
mod peers;
mod pins;
mod prerequisites;
mod process;
mod prove;
mod python;
mod setup;
mod stamp;
mod tagger;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::console::say;
use crate::layout::Layout;

/// What people and CI run. Nothing here needs an environment to be sourced first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring libtorch and the quickstart model into .tacit/ (idempotent; goes on where it stopped)
    Setup(setup::Options),
    /// The whole journey on this machine: text in, LoRA fine-tuning, audit, verdict
    Demo(demo::Options),
    /// Set up, build and run every test of the workspace
    Test(test::Options),
    /// Format, clippy, licences, proto, charts
    Lint,
    /// Lint, render and validate the Helm chart; check the Dockerfile and the compose file
    Charts,
    /// Bring the pinned tools that the other commands use into .tacit/tools
    Tools(tools::Options),
    /// Build a service's container image without a daemon, start it as non-root, ask its health
    Image(image::Options),
    /// Compare logits we wrote with those of transformers or peft on the same checkpoint
    Peers(peers::Options),
    /// Open a report in a real browser: first screen, console, network, accessibility, print
    Page(page::Options),
    /// Check an attestation with sigstore's own verifier and a model's files, without any of our code
    Attestation(attestation::Options),
    /// Plant secrets, train on them, redact them, add noise, leave it out: see what the audit says of each
    Prove(prove::Options),
    /// Train the learned tagger of personal data again, on the CPU (a quarter of an hour; ten minutes more the first time)
    Tagger(tagger::Options),
    /// Run a benchmark of the `benches` crate
    Bench(bench::Options),
    /// Check every method on a GPU against the CPU and measure it beside the peers (exit code 3: no GPU here)
    GpuCheck(gpu_check::Options),
}

/// Parses the command line and runs the command; a failure is one sentence and exit code 1.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let layout = Layout::of_this_checkout();
    let outcome = match cli.command {
        Command::Setup(options) => setup::run(&layout, &options),
        Command::Demo(options) => demo::run(&layout, &options),
        Command::Test(options) => test::run(&layout, &options),
        Command::Lint => lint::run(&layout),
        Command::Charts => charts::run(&layout),
        Command::Tools(options) => tools::run(&layout, &options),
        Command::Image(options) => image::run(&layout, &options),
        Command::Peers(options) => peers::run(&layout, &options),
        Command::Page(options) => page::run(&layout, &options),
        Command::Attestation(options) => attestation::run(&layout, &options),
        Command::Prove(options) => prove::run(&layout, &options),
        Command::Tagger(options) => tagger::run(&layout, &options),
        Command::Bench(options) => bench::run(&layout, &options),
        Command::GpuCheck(options) => match gpu_check::run(&layout, &options) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
