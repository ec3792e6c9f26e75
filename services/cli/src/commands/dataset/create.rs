//! Flags of `tacit dataset create`, and the request they make.

use std::path::{Path, PathBuf};

use proto::artifact::v1::{SplitPolicy, SplitUnit};
use proto::ingest::v1::source::Place;
use proto::ingest::v1::{
    BadRecordPolicy, Compression, CreateIngestionJobRequest, FieldNames, IngestionSpec, Source,
    SourceFormat,
};
use uuid::Uuid;

use super::prepare::Prepare;
use crate::args::Waiting;
use crate::error::Error;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit dataset create --name support --from support.jsonl --split-unit entity
  tacit dataset create --name mail --from inbox.mbox.zst --duplicates drop --canaries 400
  tacit dataset create --name tickets --from tickets.csv.gz --text-field body --id-field number
  tacit dataset create --name notes --from notes.txt --train 0.9 --holdout 0.1
  tacit dataset create --name big --from file:///data/big.parquet --bad-records skip --detach

A path is read here and uploaded; if the upload breaks off, the same command goes on with it.
A URI is read by the service, below one of its import roots.";

const READING: &str = "Reading";
const DIVIDING: &str = "Dividing";

/// Shares that nobody chose.
const SHARES: [f64; 3] = [0.8, 0.1, 0.1];

/// Flags of `tacit dataset create`.
#[derive(clap::Args, Debug)]
pub(crate) struct Create {
    /// The dataset that gets a new version
    #[arg(long, value_name = "DATASET")]
    name: String,
    /// A file here (uploaded) or a URI such as file:///data/x.jsonl (read by the service)
    #[arg(long, value_name = "PATH|URI")]
    from: String,
    /// Format [default: by the file's name, else its first bytes]
    #[arg(long, value_enum, help_heading = READING)]
    format: Option<Format>,
    /// Compression [default: by the file's name, else its first bytes]
    #[arg(long, value_enum, help_heading = READING)]
    compression: Option<Packing>,
    /// Field with the text [default: text]
    #[arg(long, value_name = "FIELD", help_heading = READING)]
    text_field: Option<String>,
    /// Field with the record's id [default: id]
    #[arg(long, value_name = "FIELD", help_heading = READING)]
    id_field: Option<String>,
    /// Field with whom the record is about [default: subject]
    #[arg(long, value_name = "FIELD", help_heading = READING)]
    subject_field: Option<String>,
    /// What happens to a record that cannot be read
    #[arg(long, value_enum, default_value_t, help_heading = READING)]
    bad_records: BadRecords,
    /// Tagging policy: YAML, TOML or JSON, by its ending [default: the service's]
    #[arg(long, value_name = "FILE", help_heading = READING)]
    policy: Option<PathBuf>,
    /// What two splits must not share [default: record]
    #[arg(long, value_enum, help_heading = DIVIDING)]
    split_unit: Option<Unit>,
    /// Share of the training split [default: 0.8]
    #[arg(long, value_name = "SHARE", help_heading = DIVIDING)]
    train: Option<f64>,
    /// Share of the validation split [default: 0.1]
    #[arg(long, value_name = "SHARE", help_heading = DIVIDING)]
    validation: Option<f64>,
    /// Share of the holdout, kept for the audit [default: 0.1]
    #[arg(long, value_name = "SHARE", help_heading = DIVIDING)]
    holdout: Option<f64>,
    /// Seed of the division [default: 0]
    #[arg(long, value_name = "N", help_heading = DIVIDING)]
    seed: Option<u64>,
    #[command(flatten)]
    pub(super) prepare: Prepare,
    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
    /// Apache Parquet
    Parquet,
    /// Plain text, a record a paragraph
    Text,
    /// E-mail: an mbox, or one message
    Mail,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Packing {
    /// None
    None,
    /// gzip
    Gzip,
    /// Zstandard
    Zstd,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum BadRecords {
    /// The job fails and names the line
    #[default]
    Fail,
    /// The record is left out and counted
    Skip,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Unit {
    /// Nothing: each record goes its own way
    Record,
    /// A subject: all its records stay together
    Subject,
    /// The text of a tagged entity, or a subject
    Entity,
}

impl Create {
    /// The file to upload; `None` for a URI.
    pub(super) fn local_file(&self) -> Option<&Path> {
        (!self.from.contains("://")).then(|| Path::new(&self.from))
    }

    /// The id of the dataset.
    pub(super) fn dataset(&self) -> &str {
        self.name.strip_prefix("datasets/").unwrap_or(&self.name)
    }

    /// The request, complete but for the upload of a local file.
    ///
    /// # Errors
    /// [`Error::Usage`] for shares that do not add up, a failure for a policy
    /// file that cannot be read.
    pub(super) fn request(&self) -> Result<CreateIngestionJobRequest, Error> {
        let place = match self.local_file() {
            Some(path) => {
                let found = std::fs::metadata(path);
                let found = found.map_err(|error| Error::io("read", &self.from, &error))?;
                if !found.is_file() {
                    return Err(Error::Usage("--from names a folder, not a file".to_owned()));
                }
                None
            }
            None => Some(Place::Uri(self.from.clone())),
        };
        let format = self
            .format
            .map_or(SourceFormat::Unspecified, |format| match format {
                Format::Jsonl => SourceFormat::Jsonl,
                Format::Csv => SourceFormat::Csv,
                Format::Parquet => SourceFormat::Parquet,
                Format::Text => SourceFormat::Text,
                Format::Mail => SourceFormat::Mail,
            });
        let compression =
            self.compression
                .map_or(Compression::Unspecified, |packing| match packing {
                    Packing::None => Compression::None,
                    Packing::Gzip => Compression::Gzip,
                    Packing::Zstd => Compression::Zstd,
                });
        let bad_records = match self.bad_records {
            BadRecords::Fail => BadRecordPolicy::Fail,
            BadRecords::Skip => BadRecordPolicy::Skip,
        };
        let policy = self.policy.as_deref().map(policy);
        let field = |name: &Option<String>| name.clone().unwrap_or_default();
        let spec = IngestionSpec {
            dataset_id: self.dataset().to_owned(),
            source: Some(Source {
                place,
                format: format.into(),
                compression: compression.into(),
            }),
            fields: Some(FieldNames {
                text: field(&self.text_field),
                id: field(&self.id_field),
                subject: field(&self.subject_field),
            }),
            split: self.split()?,
            tagging_policy_toml: policy.transpose()?.unwrap_or_default(),
            bad_records: bad_records.into(),
            duplicates: self.prepare.duplicates(),
            links: self.prepare.links(),
            canaries: self.prepare.canaries()?,
            mask: self.prepare.mask(),
            without_subject: String::new(),
        };
        Ok(CreateIngestionJobRequest {
            spec: Some(spec),
            request_id: Uuid::new_v4().to_string(),
        })
    }

    /// How records are divided; `None` where no flag asks for anything.
    fn split(&self) -> Result<Option<SplitPolicy>, Error> {
        let given = [self.train, self.validation, self.holdout];
        if given.iter().all(Option::is_none) && self.split_unit.is_none() && self.seed.is_none() {
            return Ok(None);
        }
        let [train, validation, holdout] = shares(given)?;
        let unit = match self.split_unit {
            None | Some(Unit::Record) => SplitUnit::Record,
            Some(Unit::Subject) => SplitUnit::Subject,
            Some(Unit::Entity) => SplitUnit::Entity,
        };
        let seed = self.seed.unwrap_or_default();
        Ok(Some(SplitPolicy {
            unit: unit.into(),
            train,
            validation,
            holdout,
            seed,
        }))
    }
}

/// A tagging policy's file as TOML, which is what the contract takes.
fn policy(path: &Path) -> Result<String, Error> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &shown, &e))?;
    let format = match pii::Format::of_name(&shown) {
        None | Some(pii::Format::Toml) => return Ok(text),
        Some(format) => format,
    };
    let wrong = |why: String| Error::Usage(format!("{shown}: {why}"));
    let policy = pii::Policy::read(&text, format).map_err(|e| wrong(e.to_string()))?;
    toml::to_string(&policy).map_err(|_| wrong("not a policy that TOML can hold".to_owned()))
}

/// Names the upload as the request's source.
pub(super) fn set_upload(request: &mut CreateIngestionJobRequest, upload: String) {
    if let Some(source) = request.spec.as_mut().and_then(|spec| spec.source.as_mut()) {
        source.place = Some(Place::Upload(upload));
    }
}

/// Shares nobody named divide what is left in the proportions of the default.
fn shares(given: [Option<f64>; 3]) -> Result<[f64; 3], Error> {
    let wrong = |why: &str| {
        Err(Error::Usage(format!(
            "--train, --validation, --holdout: {why}"
        )))
    };
    let named: f64 = given.iter().flatten().sum();
    if given
        .iter()
        .flatten()
        .any(|share| !(0.0..=1.0).contains(share))
    {
        return wrong("a share lies between 0 and 1");
    }
    if named > 1.0 + 1e-9 {
        return wrong("the shares add up to more than 1");
    }
    let open = given
        .iter()
        .zip(SHARES)
        .filter(|(share, _)| share.is_none());
    let open: f64 = open.map(|(_, default)| default).sum();
    if open == 0.0 && (named - 1.0).abs() > 1e-9 {
        return wrong("the shares do not add up to 1");
    }
    let left = (1.0 - named).max(0.0);
    let mut shares = [0.0; 3];
    for (index, share) in shares.iter_mut().enumerate() {
        *share = given[index].unwrap_or_else(|| left * SHARES[index] / open);
    }
    Ok(shares)
}

#[cfg(test)]
mod tests;
