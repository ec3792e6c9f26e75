//! Flags of `tacit dataset create` about duplicates, ties, canaries and scores.

use std::path::PathBuf;

use proto::artifact::v1::MaskThresholds;
use proto::ingest::v1::{
    CanaryRequest, DuplicateAction, DuplicatePolicy, LinkPolicy, OversizeAction,
};

use crate::error::Error;

const TYING: &str = "Duplicates and ties";
const AUDITING: &str = "For the audit";

/// The flags.
#[derive(clap::Args, Debug)]
pub(crate) struct Prepare {
    /// What happens to records that say the same [default: report]
    #[arg(long, value_enum, help_heading = TYING)]
    duplicates: Option<Duplicates>,
    /// Jaccard similarity from which on records say the same, 0.5 to 1 [default: 0.8]
    #[arg(long, value_name = "SHARE", help_heading = TYING)]
    near: Option<f64>,
    /// Keep records that say the same in one split
    #[arg(long, help_heading = TYING)]
    link_duplicates: bool,
    /// Entity types that tie records of an entity split, with commas
    /// [default: all that name one person or thing]
    #[arg(long, value_name = "TYPES", value_delimiter = ',', help_heading = TYING)]
    link: Vec<String>,
    /// What happens when one group of tied records fits no split [default: fail]
    #[arg(long, value_enum, help_heading = TYING)]
    oversize: Option<Oversize>,
    /// Put in about so many canaries of a standard mixture, or those of a JSON file
    #[arg(long, value_name = "N|FILE", help_heading = AUDITING)]
    canaries: Option<String>,
    /// Score from which on a span is sensitive [default: the tagging policy's]
    #[arg(long, value_name = "SCORE", help_heading = AUDITING)]
    sensitive_from: Option<f32>,
    /// Score from which on a span is at least uncertain [default: --sensitive-from]
    #[arg(long, value_name = "SCORE", help_heading = AUDITING)]
    uncertain_from: Option<f32>,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Duplicates {
    /// They are not looked for
    Ignore,
    /// They are counted
    Report,
    /// Only the first of them is kept
    Drop,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Oversize {
    /// The job fails and says what ties them
    Fail,
    /// It is broken up, at the cost of records
    Drop,
}

impl Prepare {
    /// What is done about duplicates; `None` where no flag says.
    pub(super) fn duplicates(&self) -> Option<DuplicatePolicy> {
        if self.duplicates.is_none() && self.near.is_none() {
            return None;
        }
        let action = match self.duplicates {
            None => DuplicateAction::Unspecified,
            Some(Duplicates::Ignore) => DuplicateAction::Ignore,
            Some(Duplicates::Report) => DuplicateAction::Report,
            Some(Duplicates::Drop) => DuplicateAction::Drop,
        };
        Some(DuplicatePolicy {
            action: action.into(),
            threshold: self.near,
        })
    }

    /// What ties records; `None` where no flag says.
    pub(super) fn links(&self) -> Option<LinkPolicy> {
        if self.link.is_empty() && !self.link_duplicates && self.oversize.is_none() {
            return None;
        }
        let oversize = match self.oversize {
            None => OversizeAction::Unspecified,
            Some(Oversize::Fail) => OversizeAction::Fail,
            Some(Oversize::Drop) => OversizeAction::Drop,
        };
        Some(LinkPolicy {
            entity_types: self.link.clone(),
            near_duplicates: self.link_duplicates,
            oversize: oversize.into(),
        })
    }

    /// The canaries: a number, or a file of JSON.
    pub(super) fn canaries(&self) -> Result<Option<CanaryRequest>, Error> {
        let Some(given) = &self.canaries else {
            return Ok(None);
        };
        let (count, spec_json) = match given.parse() {
            Ok(count) => (count, String::new()),
            Err(_) => {
                let path = PathBuf::from(given);
                let json = std::fs::read_to_string(&path);
                (0, json.map_err(|error| Error::io("read", given, &error))?)
            }
        };
        Ok(Some(CanaryRequest { count, spec_json }))
    }

    /// Scores from which on spans count; `None` where no flag says.
    pub(super) fn mask(&self) -> Option<MaskThresholds> {
        let either = self.sensitive_from.or(self.uncertain_from)?;
        Some(MaskThresholds {
            sensitive: self.sensitive_from.unwrap_or(either),
            uncertain: self.uncertain_from.unwrap_or(either),
        })
    }
}
