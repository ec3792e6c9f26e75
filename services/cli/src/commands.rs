//! The commands, a file for each group.

pub(crate) mod audit;
pub(crate) mod budget;
pub(crate) mod checkpoint;
pub(crate) mod completions;
pub(crate) mod dataset;
pub(crate) mod finetune;
pub(crate) mod model;
pub(crate) mod pii;
pub(crate) mod privacy;
pub(crate) mod report;
pub(crate) mod up;

use crate::args::{Cli, Command, Global};
use crate::client::Connector;
use crate::error::Error;
use crate::output::Output;

/// What every command works with.
#[derive(Debug)]
pub(crate) struct Context {
    /// The global flags.
    pub(crate) global: Global,
    /// How to reach the services.
    pub(crate) connect: Connector,
    /// Where results go.
    pub(crate) output: Output,
}

/// Does what the arguments ask.
pub(crate) async fn run(cli: Cli) -> Result<(), Error> {
    let cx = Context {
        connect: Connector::new(&cli.global),
        output: Output::new(cli.global.json),
        global: cli.global,
    };
    match cli.command {
        Command::Up(args) => up::run(args, &cx).await,
        Command::Dataset(command) => dataset::run(command, &cx).await,
        Command::Finetune(command) => finetune::run(command, &cx).await,
        Command::Checkpoint(command) => checkpoint::run(command, &cx).await,
        Command::Audit(command) => audit::run(command, &cx).await,
        Command::Report(command) => report::run(command, &cx).await,
        Command::Budget(command) => budget::run(command, &cx).await,
        Command::Model(command) => model::run(command, &cx).await,
        Command::Pii(command) => pii::run(&command, &cx),
        Command::Privacy(command) => privacy::run(&command, &cx),
        Command::Completions(args) => completions::run(&args, &cx.output),
    }
}
