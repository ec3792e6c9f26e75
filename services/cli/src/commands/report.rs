//! `tacit report`: what audits found, on the terminal and as files.

pub(crate) mod render;

use std::io::Write;
use std::path::{Path, PathBuf};

use proto::artifact::v1::Report;
use proto::audit::v1::{ExportReportRequest, GetReportRequest, ListReportsRequest, ReportFormat};

use crate::args::Listing;
use crate::client::pages;
use crate::commands::Context;
use crate::error::Error;
use crate::table::Table;
use crate::{format, name};

const EXAMPLES: &str = "\
Examples:
  tacit report list
  tacit report show first
  tacit report show first --averaging record --entities 0
  tacit report show first --json | jq '.measures[] | select(.entity_type == \"\")'
  tacit report export first --format html --out report.html
  tacit report export first --format json --out - | jq .";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Show the losses of base and tuned model with their intervals
    #[command(after_help = EXAMPLES)]
    Show(Show),
    /// List reports
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Write a report to a file
    #[command(after_help = EXAMPLES)]
    Export(Export),
}

impl Command {
    /// The word typed after `report`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Show(_) => "show",
            Self::List(_) => "list",
            Self::Export(_) => "export",
        }
    }
}

/// Flags of `tacit report show`.
#[derive(clap::Args, Debug)]
pub(crate) struct Show {
    /// The report, by name or id
    report: String,
    /// Average over all tokens, or in each record and then over records
    #[arg(long, value_enum, default_value_t)]
    averaging: render::Averaged,
    /// Entity types shown, those that moved most first; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10)]
    entities: usize,
}

/// Flags of `tacit report export`.
#[derive(clap::Args, Debug)]
pub(crate) struct Export {
    /// The report, by name or id
    report: String,
    /// The form
    #[arg(long, value_enum)]
    format: Form,
    /// The file to write, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Forms of a report.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Form {
    /// One page for a browser, self-contained
    Html,
    /// For programs
    Json,
    /// The verdict and its rules, for a pipeline's summary
    Markdown,
    /// The verdict, a test case a rule
    Junit,
    /// The signed statement
    Attestation,
    /// What the models said of every token, without text
    Observations,
}

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.audit().await?;
    match command {
        Command::Show(args) => {
            let name = name::resource("reports", &args.report)?;
            let found = client.get_report(GetReportRequest { name }).await?;
            let wanted = render::Wanted::new(args.averaging, args.entities);
            cx.output
                .message(found.get_ref(), |report| render::show(report, wanted))
        }
        Command::List(listing) => {
            let found = pages(listing.limit(), async |page_size, page_token| {
                let request = ListReportsRequest {
                    page_size,
                    page_token,
                };
                let page = client.list_reports(request).await?.into_inner();
                Ok((page.reports, page.next_page_token))
            })
            .await?;
            cx.output.messages(&found, list)
        }
        Command::Export(args) => export(&args, &mut client, cx).await,
    }
}

async fn export(
    args: &Export,
    client: &mut crate::client::Audit,
    cx: &Context,
) -> Result<(), Error> {
    let format = match args.format {
        Form::Html => ReportFormat::Html,
        Form::Json => ReportFormat::Json,
        Form::Markdown => ReportFormat::Markdown,
        Form::Junit => ReportFormat::Junit,
        Form::Attestation => ReportFormat::Attestation,
        Form::Observations => ReportFormat::Observations,
    };
    let name = name::resource("reports", &args.report)?;
    let request = ExportReportRequest {
        name: name.clone(),
        format: format.into(),
    };
    let mut pieces = client.export_report(request).await?.into_inner();
    if args.out == Path::new("-") {
        while let Some(piece) = pieces.message().await? {
            cx.output.bytes(&piece.chunk)?;
        }
        return Ok(());
    }
    let folder = match args.out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let place = args.out.display().to_string();
    let cannot = |error: &std::io::Error| Error::io("write", &place, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| cannot(&e))?;
    let mut bytes = 0;
    while let Some(piece) = pieces.message().await? {
        file.write_all(&piece.chunk).map_err(|e| cannot(&e))?;
        bytes += piece.chunk.len() as u64;
    }
    file.persist(&args.out).map_err(|e| cannot(&e.error))?;
    if cx.output.is_json() {
        let document = serde_json::json!({ "report": name, "file": args.out, "bytes": bytes });
        return cx.output.value(&document);
    }
    cx.output
        .text(&format!("{place}  {}\n", format::bytes(bytes)))
}

fn list(reports: &[Report]) -> String {
    let mut table = Table::new(["REPORT", "CHECKPOINT", "DATASET", "PRIVACY LOSS", "CREATED"]);
    for report in reports {
        table.row([
            report.name.trim_start_matches("reports/").to_owned(),
            report
                .checkpoint
                .trim_start_matches("checkpoints/")
                .to_owned(),
            report
                .dataset_version
                .trim_start_matches("datasets/")
                .replace("/versions/", "@"),
            render::privacy_loss(report),
            format::time(report.create_time.as_ref()),
        ]);
    }
    table.render()
}
