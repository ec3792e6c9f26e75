//! Tagged records on disk until it is known where each goes.

use std::collections::HashMap;
use std::path::Path;

use artifacts::DatasetManifest;
use artifacts::shard::{Records, SplitWriter, read_split};
use chassis::Failure;
use corpus::split::{SplitPolicy, SplitUnit, link_key};
use corpus::{EntityType, Record, Split};

use super::similar::{Print, Prints};
use super::ties::{Tie, Ties};
use super::{Tagged, act};
use crate::spec::{DuplicateAction, Spec};

/// What is known of a record beside its text, from the threads that tag.
pub(crate) struct Notes {
    print: Option<Print>,
    subject: Option<u64>,
    values: Vec<(u64, EntityType)>,
    alone: Split,
}

impl Notes {
    /// Those of a record.
    pub(crate) fn of(record: &Record, spec: &Spec) -> Self {
        let text = record.text.expose();
        let unit = spec.split.unit;
        let print = (spec.duplicates.action != DuplicateAction::Ignore).then(|| Print::of(text));
        let subject = record
            .subject
            .as_ref()
            .filter(|_| unit != SplitUnit::Record)
            .map(|subject| link_key("subject", subject));
        let values = match unit {
            SplitUnit::Entity => values(record, spec),
            SplitUnit::Record | SplitUnit::Subject => Vec::new(),
        };
        Self {
            print,
            alone: alone(record, unit, &values, &spec.split),
            subject,
            values,
        }
    }
}

/// Hashes of the values in a record's spans that tie it to others. What is
/// uncertain ties as well: a value must not stand in two splits unnoticed.
fn values(record: &Record, spec: &Spec) -> Vec<(u64, EntityType)> {
    let text = record.text.expose();
    let spans = record.spans.iter().chain(&record.uncertain);
    spans
        .filter(|span| spec.links.ties(&span.entity) && !act::hides(&spec.policy, &span.entity))
        .filter_map(|span| {
            let value = text.get(span.start..span.end)?;
            let key = link_key(span.entity.as_str(), value);
            Some((key, span.entity.clone()))
        })
        .collect()
}

/// Where a record goes when nothing ties it: by its subject or its first value,
/// so that a group that has to be broken up falls apart along these.
fn alone(
    record: &Record,
    unit: SplitUnit,
    values: &[(u64, EntityType)],
    policy: &SplitPolicy,
) -> Split {
    let subject = record
        .subject
        .as_ref()
        .filter(|_| unit != SplitUnit::Record);
    match (subject, values.first()) {
        (Some(subject), _) => policy.assign(subject.as_bytes()),
        (None, Some((key, _))) => policy.assign(&key.to_le_bytes()),
        (None, None) => policy.assign(record.id.as_bytes()),
    }
}

/// The records, in order, and the notes on them.
pub(crate) struct Spool {
    dir: tempfile::TempDir,
    writer: SplitWriter,
    pub(crate) ties: Ties,
    pub(crate) prints: Option<Prints>,
    /// Names of the kinds of ties; a tie holds an index.
    pub(crate) kinds: Vec<String>,
    of_entity: HashMap<EntityType, u32>,
    /// Where each record would go alone.
    pub(crate) alone: Vec<Split>,
    /// Which split each record states.
    pub(crate) stated: Vec<Option<Split>>,
}

/// Index of the kinds of ties that are no entity types.
pub(crate) const SUBJECT: u32 = 0;
/// Index of near-duplicates among the kinds of ties.
pub(crate) const NEAR_DUPLICATE: u32 = 1;

impl Spool {
    /// An empty spool in a folder below `scratch`.
    pub(crate) fn new(scratch: &Path, spec: &Spec) -> Result<Self, Failure> {
        let dir = tempfile::Builder::new()
            .prefix("spool.")
            .tempdir_in(scratch)
            .map_err(|e| crate::error::io(scratch, e))?;
        let prints = match spec.duplicates.action {
            DuplicateAction::Ignore => None,
            DuplicateAction::Report | DuplicateAction::Drop => Some(Prints::new(dir.path())?),
        };
        Ok(Self {
            writer: SplitWriter::new(dir.path(), Split::Train, u64::MAX),
            ties: Ties::new(dir.path())?,
            prints,
            kinds: vec!["subject".to_owned(), "near_duplicate".to_owned()],
            of_entity: HashMap::new(),
            alone: Vec::new(),
            stated: Vec::new(),
            dir,
        })
    }

    /// Takes the next record.
    pub(crate) fn add(&mut self, tagged: Tagged) -> Result<(), Failure> {
        let number = self.alone.len() as u32;
        let Tagged {
            mut record,
            notes,
            split_given,
            ..
        } = tagged;
        self.alone.push(notes.alone);
        self.stated.push(split_given.then_some(record.split));
        if let (Some(prints), Some(print)) = (&mut self.prints, &notes.print) {
            prints.add(print)?;
        }
        if let Some(key) = notes.subject {
            self.ties.add(Tie {
                key,
                record: number,
                kind: SUBJECT,
            })?;
        }
        for (key, entity) in notes.values {
            let kind = self.kind(entity);
            self.ties.add(Tie {
                key,
                record: number,
                kind,
            })?;
        }
        record.split = Split::Train;
        Ok(self.writer.write(&record)?)
    }

    fn kind(&mut self, entity: EntityType) -> u32 {
        if let Some(kind) = self.of_entity.get(&entity) {
            return *kind;
        }
        let kind = self.kinds.len() as u32;
        self.kinds.push(entity.to_string());
        self.of_entity.insert(entity, kind);
        kind
    }

    /// Closes the file of records.
    pub(crate) fn close(self, like: &DatasetManifest) -> Result<Spooled, Failure> {
        let mut manifest = like.clone();
        manifest.shards.clear();
        self.writer.finish(&mut manifest)?;
        Ok(Spooled {
            manifest,
            dir: self.dir,
        })
    }
}

/// A closed spool.
pub(crate) struct Spooled {
    manifest: DatasetManifest,
    dir: tempfile::TempDir,
}

impl Spooled {
    /// The records, in order.
    pub(crate) fn records(&self) -> Records {
        read_split(self.dir.path(), &self.manifest, Split::Train)
    }
}
