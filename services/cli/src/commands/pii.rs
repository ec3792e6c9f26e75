//! `tacit pii`: finding personal data, on this machine and without services.

mod annotate;
mod calibrate;
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

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  tacit pii calibrate --gold labelled.jsonl --without DATE_TIME
  tacit pii calibrate --gold names.jsonl --only PERSON,LOCATION,ORGANIZATION --out counts.json
  tacit pii calibrate --gold letters.jsonl --add counts.json --out counts.json --json

`tacit pii scan --json` says of each span how often such spans were right when this was counted on the texts that
docs/benchmarks-pii.md names (`precision`); `scores: precision` in a policy makes it the span's score.";

const ANNOTATE_EXAMPLES: &str = "\
Examples:
  tacit pii annotate records.jsonl --endpoint http://127.0.0.1:8000/v1 --model qwen3-8b --dry-run
  tacit pii annotate records.jsonl --endpoint http://127.0.0.1:8000/v1 --model qwen3-8b --json > votes.jsonl
  tacit pii annotate records.jsonl --endpoint https://models.example/v1 --model large --key-file key \\
      --votes 3 --max-tokens 2000000 --out annotated.jsonl

Every text is sent to the endpoint. Answers are kept (--cache): the same command goes on where it stopped. With
--json there is one line a record, and never its text: what enough answers agree on (`spans`), what they divide
on (`divided`), and what rules and tagger find where no answer marks anything (`scanner_alone`).";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Find personal data in files or standard input
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(scan::Args),
    /// Compare found spans with labelled ones: precision, recall, what is missed
    #[command(after_help = EVALUATE_EXAMPLES)]
    Evaluate(evaluate::Args),
    /// Count on labelled records how often spans are right, by recogniser and score
    #[command(after_help = CALIBRATE_EXAMPLES)]
    Calibrate(calibrate::Args),
    /// Have a language model mark personal data as well, by an endpoint of your choice
    #[command(after_help = ANNOTATE_EXAMPLES)]
    Annotate(Box<annotate::Args>),
    /// Have a person look at a sample, and estimate how much the tagging misses and makes up
    Review(review::Args),
}

impl Command {
    /// The word typed after `pii`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Scan(_) => "scan",
            Self::Evaluate(_) => "evaluate",
            Self::Annotate(_) => "annotate",
            Self::Calibrate(_) => "calibrate",
            Self::Review(_) => "review",
        }
    }
}

/// Does what the command asks.
pub(crate) fn run(command: &Command, cx: &Context) -> Result<(), Error> {
    match command {
        Command::Scan(args) => scan::run(args, &cx.output),
        Command::Evaluate(args) => evaluate::run(args, &cx.output),
        Command::Calibrate(args) => calibrate::run(args, &cx.output),
        Command::Annotate(args) => annotate::run(args, &cx.output),
        Command::Review(args) => review::run(args, &cx.output),
    }
}
