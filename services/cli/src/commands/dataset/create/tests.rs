use clap::Parser;

use super::*;
use crate::args::{Cli, Command as Group};
use crate::commands::dataset::Command;

fn create(flags: &str) -> Create {
    let line = format!("tacit dataset create --name support --from file:///data/x.jsonl {flags}");
    match Cli::try_parse_from(line.split_whitespace())
        .unwrap()
        .command
    {
        Group::Dataset(Command::Create(create)) => *create,
        _ => unreachable!("the line says create"),
    }
}

fn spec(flags: &str) -> IngestionSpec {
    create(flags).request().unwrap().spec.unwrap()
}

#[test]
fn without_flags_the_service_decides() {
    let spec = spec("");
    assert_eq!(spec.dataset_id, "support");
    assert_eq!(spec.split, None);
    assert_eq!(spec.bad_records(), BadRecordPolicy::Fail);
    let prepared = (
        spec.duplicates,
        spec.links.clone(),
        spec.canaries.clone(),
        spec.mask,
    );
    assert_eq!(prepared, (None, None, None, None));
    let source = spec.source.unwrap();
    assert_eq!(
        source.place,
        Some(Place::Uri("file:///data/x.jsonl".to_owned()))
    );
    assert_eq!(
        (source.format(), source.compression()),
        (SourceFormat::Unspecified, Compression::Unspecified)
    );
}

#[test]
fn flags_reach_the_request() {
    let spec = spec(
        "--format csv --compression none --text-field body --split-unit entity --seed 7 --bad-records skip",
    );
    let split = spec.split.unwrap();
    assert_eq!((split.unit(), split.seed), (SplitUnit::Entity, 7));
    assert_eq!([split.train, split.validation, split.holdout], SHARES);
    assert_eq!(spec.bad_records(), BadRecordPolicy::Skip);
    assert_eq!(spec.fields.clone().unwrap().text, "body");
    let source = spec.source.unwrap();
    assert_eq!(
        (source.format(), source.compression()),
        (SourceFormat::Csv, Compression::None)
    );
}

#[test]
fn flags_about_ties_and_canaries_reach_the_request() {
    use proto::ingest::v1::{DuplicateAction, OversizeAction};
    let spec = spec(
        "--duplicates drop --near 0.9 --link PERSON,PHONE_NUMBER --link-duplicates --oversize drop \
         --canaries 400 --uncertain-from 0.4 --sensitive-from 0.8",
    );
    let duplicates = spec.duplicates.unwrap();
    assert_eq!(
        (duplicates.action(), duplicates.threshold),
        (DuplicateAction::Drop, Some(0.9))
    );
    let links = spec.links.unwrap();
    assert_eq!(links.entity_types, ["PERSON", "PHONE_NUMBER"]);
    assert!(links.near_duplicates && links.oversize() == OversizeAction::Drop);
    assert_eq!(spec.canaries.unwrap().count, 400);
    let mask = spec.mask.unwrap();
    assert_eq!((mask.sensitive, mask.uncertain), (0.8, 0.4));
}

#[test]
fn shares_left_open_take_the_rest() {
    let close = |given, expected: [f64; 3]| {
        let found = shares(given).unwrap();
        let gap = found
            .iter()
            .zip(expected)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(gap < 1e-12, "{found:?}");
    };
    close([Some(0.9), None, None], [0.9, 0.05, 0.05]);
    close([Some(0.9), None, Some(0.1)], [0.9, 0.0, 0.1]);
    close([None, Some(0.0), Some(0.3)], [0.7, 0.0, 0.3]);
    close([Some(0.5), Some(0.25), Some(0.25)], [0.5, 0.25, 0.25]);
}

#[test]
fn shares_that_cannot_be_are_usage_errors() {
    for given in [
        [Some(1.5), None, None],
        [Some(-0.1), None, None],
        [Some(0.9), Some(0.2), None],
        [Some(0.5), Some(0.1), Some(0.1)],
        [Some(f64::NAN), None, None],
    ] {
        assert_eq!(shares(given).unwrap_err().exit_code(), 2, "{given:?}");
    }
}

#[test]
fn a_missing_file_is_told_before_anything_is_called() {
    let mut create = create("");
    create.from = "no/such/file.jsonl".to_owned();
    assert_eq!(create.request().unwrap_err().reason(), "FILE_NOT_FOUND");
}
