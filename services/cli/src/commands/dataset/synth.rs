//! `tacit dataset synth`: made-up records, written here without any service.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chassis::{Code, Failure};
use corpus::Split;
use corpus::synth::{Records, SynthConfig, SynthError, SynthKind, generate};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::commands::Context;
use crate::error::Error;
use crate::format;
use crate::table::Table;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit dataset synth --out support.jsonl --records 300
  tacit dataset synth --out big.jsonl.gz --records 100000 --kind support --seed 7
  tacit dataset synth --out people.jsonl --kind biography --records-per-subject 4

One JSON object a line: id, text, subject, split and spans (byte offsets). Nothing in it is
about a real person. Each record carries one secret drawn at random; how hard it is to guess
is printed. No value of an entity stands in two splits. The same flags give the same file.";

/// Flags of `tacit dataset synth`.
#[derive(clap::Args, Debug)]
pub(crate) struct Synth {
    /// The file to write, whole or not at all; gzip where it ends in .gz
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Number of records
    #[arg(long, value_name = "N", default_value_t = 300)]
    records: usize,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// What the records are
    #[arg(long, value_enum, default_value_t)]
    kind: Kind,
    /// Share of subjects in the validation split
    #[arg(long, value_name = "SHARE", default_value_t = SynthConfig::default().validation)]
    validation: f64,
    /// Share of subjects in the holdout
    #[arg(long, value_name = "SHARE", default_value_t = SynthConfig::default().holdout)]
    holdout: f64,
    /// Records about each subject
    #[arg(long, value_name = "N", default_value_t = 1)]
    records_per_subject: usize,
    /// Sentences without personal data added to each record, about 12 tokens each
    #[arg(long, value_name = "N", default_value_t = 0)]
    extra_sentences: usize,
    /// Symbols of a secret, 6 to 64, 5.17 bits each
    #[arg(long, value_name = "N", default_value_t = SynthConfig::default().secret_length)]
    secret_length: usize,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum Kind {
    /// Dialogues of a customer and a support agent
    Support,
    /// Short biographies
    Biography,
    /// Both, in turn
    #[default]
    Mixed,
}

impl Synth {
    fn config(&self) -> SynthConfig {
        SynthConfig {
            records: self.records,
            seed: self.seed,
            kind: match self.kind {
                Kind::Support => SynthKind::Support,
                Kind::Biography => SynthKind::Biography,
                Kind::Mixed => SynthKind::Mixed,
            },
            validation: self.validation,
            holdout: self.holdout,
            records_per_subject: self.records_per_subject,
            extra_sentences: self.extra_sentences,
            secret_length: self.secret_length,
        }
    }
}

/// What was written.
#[derive(Debug, Default, PartialEq)]
struct Written {
    /// Records in each split, in the order of [`Split::ALL`].
    splits: [u64; 3],
    spans: u64,
}

/// Writes the file and says what is in it.
pub(super) fn run(args: &Synth, cx: &Context) -> Result<(), Error> {
    let config = args.config();
    let records = generate(&config).map_err(|error| {
        Failure::new(Code::InvalidArgument, SynthError::REASON, error.to_string())
    })?;
    let written = save(records, &args.out)
        .map_err(|error| Error::io("write", &args.out.display().to_string(), &error))?;
    let bits = config.secret_entropy_bits();
    if cx.output.is_json() {
        let splits: serde_json::Map<_, _> = Split::ALL
            .iter()
            .map(|split| {
                (
                    split.as_str().to_owned(),
                    written.splits[*split as usize].into(),
                )
            })
            .collect();
        return cx.output.value(&json!({
            "file": args.out,
            "records": written.splits.iter().sum::<u64>(),
            "splits": splits,
            "spans": written.spans,
            "secret_entropy_bits": bits,
            "config": config,
        }));
    }
    let mut facts = Table::facts();
    facts.fact("file", args.out.display().to_string());
    for split in Split::ALL {
        let count = format::count(written.splits[split as usize]);
        facts.fact(split.as_str(), format!("{count} records"));
    }
    facts.fact("spans", format::count(written.spans));
    facts.fact("secret", format!("one in each record, {bits:.1} bits"));
    cx.output.text(&facts.render())
}

fn save(records: Records, path: &Path) -> std::io::Result<Written> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let gzip = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let written = if gzip {
        let mut encoder = GzEncoder::new(BufWriter::new(&mut file), Compression::default());
        let written = write(records, &mut encoder)?;
        encoder.finish()?.flush()?;
        written
    } else {
        let mut buffer = BufWriter::new(&mut file);
        let written = write(records, &mut buffer)?;
        buffer.flush()?;
        written
    };
    file.persist(path)?;
    Ok(written)
}

fn write(records: Records, out: &mut impl Write) -> std::io::Result<Written> {
    let mut written = Written::default();
    for record in records {
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")?;
        written.splits[record.split as usize] += 1;
        written.spans += record.spans.len() as u64;
    }
    Ok(written)
}

#[cfg(test)]
mod tests;
