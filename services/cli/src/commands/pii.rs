//! `tacit pii`: finding personal data, on this machine and without services.

mod evaluate;
mod review;
mod scan;
mod source;

use crate::commands::Context;
use crate::error::Error;

const SCAN_EXAMPLES: &str = "\
Examples:
  tacit pii scan letter.txt
  tacit pii scan records.jsonl.gz --format jsonl --json > spans.jsonl
  tacit pii scan --format jsonl --entities EMAIL_ADDRESS,PHONE_NUMBER --min-score 0.6 < records.jsonl
  tacit pii scan notes/*.txt --policy policy.yaml --rules-only --offsets bytes --json

With --json there is one line a record, and never its text:
  {\"id\": \"letter.txt\", \"spans\": [{\"start\": 3, \"end\": 19, \"type\": \"EMAIL_ADDRESS\", \"score\": 0.95, \"recognizer\": \"email\"}]}";

const EVALUATE_EXAMPLES: &str = "\
Examples:
  tacit pii evaluate --gold labelled.jsonl
  tacit pii evaluate --gold labelled.jsonl --pred theirs.jsonl --json
  tacit pii evaluate --gold judgments.jsonl --identifier DIRECT --without DATE_TIME";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Find personal data in files or standard input
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(scan::Args),
    /// Compare found spans with labelled ones: precision, recall, what is missed
    #[command(after_help = EVALUATE_EXAMPLES)]
    Evaluate(evaluate::Args),
    /// Have a person look at a sample, and estimate how much the tagging misses and makes up
    Review(review::Args),
}

impl Command {
    /// The word typed after `pii`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Scan(_) => "scan",
            Self::Evaluate(_) => "evaluate",
            Self::Review(_) => "review",
        }
    }
}

/// Does what the command asks.
pub(crate) fn run(command: &Command, cx: &Context) -> Result<(), Error> {
    match command {
        Command::Scan(args) => scan::run(args, &cx.output),
        Command::Evaluate(args) => evaluate::run(args, &cx.output),
        Command::Review(args) => review::run(args, &cx.output),
    }
}
