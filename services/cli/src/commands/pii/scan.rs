//! `tacit pii scan`: spans of records, in the records' order.

pub(super) mod record;

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use corpus::EntityType;
use pii::{Calibration, Policy, Scanner, Scores};
use rayon::prelude::*;

use super::source::{self, Format, Raw, refuse};
use crate::error::Error;
use crate::output::Output;
use record::{Fields, Offsets};

/// Bytes of records a thread works on before the results are written.
const BATCH_BYTES: usize = 2 << 20;

/// Flags of `scan`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Files; `-` or nothing for standard input
    files: Vec<String>,
    /// How records lie in a file [default: by its name, text otherwise]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What offsets count: Unicode code points, or bytes of UTF-8
    #[arg(long, value_enum, default_value_t = Offsets::Chars)]
    offsets: Offsets,
    /// Leave out spans below this score [default: the policy's]
    #[arg(long, value_name = "S", value_parser = score)]
    min_score: Option<f32>,
    /// Look for these types only
    #[arg(long, value_name = "TYPE", value_delimiter = ',', value_parser = entity)]
    entities: Vec<EntityType>,
    /// Policy: YAML, TOML or JSON by its name
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Without the learned tagger
    #[arg(long)]
    rules_only: bool,
    /// Field of a JSON line that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Field of a JSON line that holds the id; the line's number where it has none
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

fn score(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a score lies in [0, 1]".to_owned()),
    }
}

pub(super) fn entity(text: &str) -> Result<EntityType, String> {
    EntityType::parse(text).map_err(|e| e.to_string())
}

/// Scans and prints.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let (scanner, scores) = scanner(args)?;
    let worth = (scores == Scores::Stated).then(Calibration::built_in);
    let threads = usize::from(args.threads.unwrap_or(0));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|_| refuse("START_FAILED", "the threads cannot be started".to_owned()))?;
    let batch_bytes = BATCH_BYTES * pool.current_num_threads();
    let stdin = ["-".to_owned()];
    let files = if args.files.is_empty() {
        &stdin[..]
    } else {
        &args.files
    };
    for name in files {
        let format = args.format.unwrap_or_else(|| Format::of_name(name));
        let fields = Fields {
            text: &args.text_field,
            id: &args.id_field,
            offsets: args.offsets,
            json: output.is_json(),
        };
        let work = |raw: &Raw| record::lines(&scanner, worth, name, format, &fields, raw);
        std::thread::scope(|scope| -> Result<(), Error> {
            // One batch is read while another is worked on: memory stays at a few batches.
            let (send, batches) = mpsc::sync_channel::<Vec<Raw>>(1);
            let reader = scope.spawn(move || {
                source::read(name, format, batch_bytes, &mut |batch| {
                    send.send(batch).is_ok()
                })
            });
            for batch in batches {
                let results: Vec<_> = pool.install(|| batch.par_iter().map(work).collect());
                let mut bytes = Vec::new();
                for result in results {
                    match result {
                        Ok(lines) => bytes.extend_from_slice(&lines),
                        Err(error) => {
                            output.bytes(&bytes)?;
                            return Err(error);
                        }
                    }
                }
                output.bytes(&bytes)?;
            }
            let stopped = || refuse("WORKER_PANICKED", "the reader stopped".to_owned());
            reader.join().unwrap_or_else(|_| Err(stopped()))
        })?;
    }
    Ok(())
}

fn scanner(args: &Args) -> Result<(Scanner, Scores), Error> {
    let mut policy = match &args.policy {
        Some(path) => read_policy(path)?,
        None => Policy::default(),
    };
    if !args.entities.is_empty() {
        policy.entities = args.entities.iter().cloned().collect();
        policy
            .recognizers
            .retain(|r| policy.entities.contains(&r.entity));
        policy
            .deny
            .retain(|list| policy.entities.contains(&list.entity));
        let own = |e: &EntityType| pii::registry::finds(e.as_str());
        let custom: Vec<EntityType> = policy
            .recognizers
            .iter()
            .map(|r| r.entity.clone())
            .collect();
        policy.entities.retain(|e| own(e) || !custom.contains(e));
    }
    if let Some(score) = args.min_score {
        policy.min_score = score;
    }
    policy.tagger &= !args.rules_only;
    let scanner = Scanner::new(&policy).map_err(|e| refuse(e.reason(), e.to_string()))?;
    Ok((scanner, policy.scores))
}

pub(super) fn read_policy(path: &Path) -> Result<Policy, Error> {
    let shown = path.display().to_string();
    let format = pii::Format::of_name(&shown).ok_or_else(|| {
        Error::Usage("a policy's name ends in .yaml, .yml, .toml or .json".to_owned())
    })?;
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &shown, &e))?;
    Policy::read(&text, format).map_err(|e| refuse(e.reason(), format!("{shown}: {e}")))
}

#[cfg(test)]
mod tests;
