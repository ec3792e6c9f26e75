//! What a job shall do, parsed: the inside of the service needs no further
//! checks of these values.

use std::collections::BTreeSet;
use std::path::PathBuf;

use artifacts::{ArtifactName, Digest};
use corpus::EntityType;
use corpus::canary::CanarySpec;
use corpus::sensitive::Thresholds;
use corpus::split::SplitPolicy;
use pii::Policy;
use serde::{Deserialize, Serialize};

/// An ingestion job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// The dataset that gets a version; a valid id.
    pub(crate) dataset: String,
    /// Where the text comes from.
    pub(crate) place: Place,
    /// How to read it.
    pub(crate) format: Format,
    /// How it is compressed; `None` where its first bytes decide.
    pub(crate) compression: Option<Compression>,
    /// Names of a record's fields.
    pub(crate) fields: Fields,
    /// How records are divided; valid.
    pub(crate) split: SplitPolicy,
    /// How text is tagged; resolved when the job was admitted.
    pub(crate) policy: Policy,
    /// Whether a bad record is left out instead of failing the job.
    pub(crate) skip_bad_records: bool,
    /// What is done about duplicates.
    pub(crate) duplicates: DuplicatePolicy,
    /// What ties records together.
    pub(crate) links: LinkPolicy,
    /// Canaries to put in; valid but for the sentences, which are not known yet.
    pub(crate) canaries: Option<CanarySpec>,
    /// From which score on spans are sensitive or uncertain; valid.
    pub(crate) mask: Thresholds,
}

/// What is done about records that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DuplicatePolicy {
    /// What happens to them.
    pub(crate) action: DuplicateAction,
    /// Jaccard similarity from which on texts are near-duplicates, in [0.5, 1].
    pub(crate) threshold: f64,
}

impl Default for DuplicatePolicy {
    fn default() -> Self {
        Self {
            action: DuplicateAction::Report,
            threshold: 0.8,
        }
    }
}

/// What happens to records that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DuplicateAction {
    /// They are not looked for.
    Ignore,
    /// They are counted.
    Report,
    /// All but the first of a cluster are left out.
    Drop,
}

/// What ties records together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinkPolicy {
    /// Entity types whose values tie; empty for all that
    /// name one person or one thing of a person.
    pub(crate) entity_types: BTreeSet<EntityType>,
    /// Whether near-duplicates stay together.
    pub(crate) near_duplicates: bool,
    /// Whether a group that fits no split is broken up, at the cost of records,
    /// instead of failing the job.
    pub(crate) break_up: bool,
}

impl LinkPolicy {
    /// Whether values of this type tie records.
    pub(crate) fn ties(&self, entity: &EntityType) -> bool {
        if self.entity_types.is_empty() {
            corpus::split::names_one(entity)
        } else {
            self.entity_types.contains(entity)
        }
    }
}

/// Where text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// A complete upload, by id.
    Upload(String),
    /// A file below an import root.
    File(PathBuf),
    /// A version, without the subject of this digest.
    Version {
        /// The version.
        name: ArtifactName,
        /// Digest of the subject that is taken out.
        without: Digest,
    },
}

/// How a source is compressed as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Compression {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// What a file's name says; `None` where it says nothing.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "gz" | "gzip" => Some(Self::Gzip),
            "zst" | "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// What a file's first bytes say (RFC 1952 section 2.3.1, RFC 8878 section
    /// 3.1.1).
    pub(crate) fn of_bytes(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// File formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Paragraphs.
    Text,
    /// An mbox, or one message.
    Mail,
}

impl Format {
    /// What a file's name says, an ending for compression aside.
    pub(crate) fn of_name(file_name: &str) -> Option<Self> {
        let name = file_name.to_ascii_lowercase();
        let inner = Compression::of_name(&name).and_then(|_| Some(name.rsplit_once('.')?.0));
        match inner.unwrap_or(&name).rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            "txt" | "text" | "md" => Some(Self::Text),
            "mbox" | "eml" => Some(Self::Mail),
            _ => None,
        }
    }

    /// What the first bytes say, once decompressed: only what cannot be
    /// anything else.
    pub(crate) fn of_bytes(head: &[u8]) -> Option<Self> {
        let start = head.trim_ascii_start();
        let mail = [
            "received:",
            "return-path:",
            "message-id:",
            "mime-version:",
            "delivered-to:",
        ];
        if head.starts_with(b"PAR1") {
            Some(Self::Parquet)
        } else if start.starts_with(b"{") {
            Some(Self::Jsonl)
        } else if head.starts_with(b"From ") || mail.iter().any(|name| begins(head, name)) {
            Some(Self::Mail)
        } else {
            None
        }
    }

    /// The name that stands in a manifest.
    pub(crate) fn label(self, compression: Compression) -> String {
        let base = match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Text => "text",
            Self::Mail => "mail",
        };
        match compression {
            Compression::None => base.to_owned(),
            Compression::Gzip => format!("{base}.gz"),
            Compression::Zstd => format!("{base}.zst"),
        }
    }
}

/// Whether bytes begin with lower-case ASCII text, whatever their case.
fn begins(bytes: &[u8], text: &str) -> bool {
    bytes
        .get(..text.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(text.as_bytes()))
}

/// The names of the fields a record is read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fields {
    /// Text.
    pub(crate) text: String,
    /// Identifier.
    pub(crate) id: String,
    /// Subject.
    pub(crate) subject: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            text: "text".to_owned(),
            id: "id".to_owned(),
            subject: "subject".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format() {
        for (name, format, compression) in [
            ("a/b.train.jsonl.gz", Format::Jsonl, Some(Compression::Gzip)),
            ("a.ndjson.ZST", Format::Jsonl, Some(Compression::Zstd)),
            ("X.CSV", Format::Csv, None),
            ("t.parquet", Format::Parquet, None),
            ("Inbox.mbox", Format::Mail, None),
        ] {
            assert_eq!(Format::of_name(name), Some(format), "{name}");
            assert_eq!(Compression::of_name(name), compression, "{name}");
        }
        for unknown in ["jsonl", "a.gz", "a.doc", ""] {
            assert_eq!(Format::of_name(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_first_bytes_tell_the_format_where_they_can() {
        assert_eq!(Format::of_bytes(b" {\"text\":1}"), Some(Format::Jsonl));
        assert_eq!(Format::of_bytes(b"From a@b Thu Jan  1"), Some(Format::Mail));
        assert_eq!(Format::of_bytes(b"Message-ID: <1>\r\n"), Some(Format::Mail));
        assert_eq!(Format::of_bytes(b"PAR1\x15"), Some(Format::Parquet));
        for unclear in [&b"id,text\n"[..], b"From: the hill\n", b""] {
            assert_eq!(Format::of_bytes(unclear), None);
        }
    }

    #[test]
    fn broad_types_tie_nobody_unless_asked_to() {
        let all = LinkPolicy::default();
        let [person, city] = ["PERSON", "CITY"].map(EntityType::from_static);
        assert!(all.ties(&person) && !all.ties(&city));
        let chosen = LinkPolicy {
            entity_types: [city.clone()].into(),
            ..LinkPolicy::default()
        };
        assert!(!chosen.ties(&person) && chosen.ties(&city));
    }
}
