use std::collections::{HashMap, HashSet};

use super::*;

fn records(config: &SynthConfig) -> Vec<SynthRecord> {
    generate(config).unwrap().collect()
}

fn config(records: usize) -> SynthConfig {
    SynthConfig {
        records,
        seed: 7,
        ..SynthConfig::default()
    }
}

#[test]
fn the_same_configuration_gives_the_same_records() {
    assert_eq!(records(&config(50)), records(&config(50)));
    let other = SynthConfig {
        seed: 8,
        ..config(50)
    };
    assert_ne!(records(&config(50)), records(&other));
    assert_eq!(records(&config(50))[..20], records(&config(20))[..]);
}

#[test]
fn spans_are_exact_sorted_and_disjoint() {
    for record in records(&config(2000)) {
        let text = record.text.expose();
        let mut end = 0;
        for span in &record.spans {
            assert_eq!(span.check(text), Ok(()));
            assert!(span.start >= end, "sorted and disjoint");
            assert_eq!(span.recognizer, GOLD);
            end = span.end;
        }
        assert!(!text.contains(['{', '}']), "a slot was left open");
        assert!(!text.contains("  ") && !text.ends_with(' '));
        let secrets: Vec<_> = record
            .spans
            .iter()
            .filter(|s| s.entity == SECRET_ENTITY)
            .collect();
        let [secret] = secrets[..] else {
            panic!("one secret a record")
        };
        assert_eq!(
            (secret.start, secret.end),
            (record.secret.start, record.secret.end)
        );
        let code = &text[secret.start..secret.end];
        assert!(code.len() == 10 && code.chars().all(|c| SECRET_ALPHABET.contains(c)));
    }
}

#[test]
fn no_entity_value_stands_in_two_splits() {
    let per_subject = SynthConfig {
        records_per_subject: 3,
        ..config(6000)
    };
    for config in [config(6000), per_subject] {
        let mut owner: HashMap<(EntityType, String), Split> = HashMap::new();
        let mut subjects: HashMap<String, Split> = HashMap::new();
        for record in records(&config) {
            let text = record.text.expose();
            for span in &record.spans {
                let value = text[span.start..span.end].to_lowercase();
                let split = *owner
                    .entry((span.entity.clone(), value))
                    .or_insert(record.split);
                assert_eq!(split, record.split, "a {} is shared", span.entity);
            }
            let split = *subjects.entry(record.subject).or_insert(record.split);
            assert_eq!(split, record.split);
        }
    }
}

#[test]
fn the_parts_of_names_and_addresses_are_not_shared_either() {
    let mut owner: HashMap<String, Split> = HashMap::new();
    for record in records(&config(3000)) {
        let text = record.text.expose();
        for span in &record.spans {
            if span.entity.as_str() == "PERSON" {
                for (place, word) in text[span.start..span.end].split(' ').enumerate() {
                    let key = format!("{}{word}", if place == 0 { "given " } else { "" });
                    let split = *owner.entry(key).or_insert(record.split);
                    assert_eq!(split, record.split);
                }
            }
        }
    }
}

#[test]
fn secrets_are_unique_and_even() {
    let mut seen = HashSet::new();
    let mut counts: HashMap<char, usize> = HashMap::new();
    let records = records(&config(4000));
    for record in &records {
        let code = &record.text.expose()[record.secret.start..record.secret.end];
        assert!(seen.insert(code.to_owned()), "a secret twice");
        for symbol in code.chars() {
            *counts.entry(symbol).or_default() += 1;
        }
    }
    assert!((records[0].secret.entropy_bits - 51.699_250_014).abs() < 1e-6);
    // 36 cells of 1111 expected: chi-square with 35 degrees of freedom, .9999 quantile.
    let expected = 40_000.0 / 36.0;
    let chi: f64 = SECRET_ALPHABET
        .chars()
        .map(|c| (counts[&c] as f64 - expected).powi(2) / expected)
        .sum();
    assert!(chi < 77.0, "chi-square {chi}");
}

#[test]
fn subjects_have_names_of_their_own() {
    let mut names: HashMap<String, String> = HashMap::new();
    for record in records(&config(5000)) {
        let text = record.text.expose();
        let full = record
            .spans
            .iter()
            .find(|s| s.entity.as_str() == "PERSON" && text[s.start..s.end].contains(' '));
        let Some(full) = full else { continue };
        let name = text[full.start..full.end].to_owned();
        assert!(
            names.insert(name, record.subject).is_none(),
            "two subjects of one name"
        );
    }
}

#[test]
fn splits_have_their_shares() {
    let config = SynthConfig {
        validation: 0.15,
        holdout: 0.25,
        ..config(1000)
    };
    let mut counts = [0; 3];
    for record in records(&config) {
        counts[record.split as usize] += 1;
    }
    assert_eq!(counts, [600, 150, 250]);
}

#[test]
fn every_split_has_both_kinds() {
    let mut counts: HashMap<(Split, bool), usize> = HashMap::new();
    for record in records(&config(1000)) {
        *counts
            .entry((record.split, record.id.starts_with("support")))
            .or_default() += 1;
    }
    for split in Split::ALL {
        let (support, biography) = (counts[&(split, true)], counts[&(split, false)]);
        assert!(
            support.abs_diff(biography) <= 1,
            "{support} and {biography}"
        );
    }
}

#[test]
fn wording_does_not_collapse() {
    let mut shapes = HashSet::new();
    for record in records(&config(1000)) {
        let text = record.text.expose();
        let mut shape = String::new();
        let mut at = 0;
        for span in &record.spans {
            shape.push_str(&text[at..span.start]);
            shape.push_str(span.entity.as_str());
            at = span.end;
        }
        shape.push_str(&text[at..]);
        shapes.extend(shape.split(['\n', '.', '?']).map(|s| s.trim().to_owned()));
    }
    assert!(
        shapes.len() > 1000,
        "only {} distinct sentences",
        shapes.len()
    );
}

#[test]
fn records_are_short_and_grow_on_request() {
    let mean = |config: &SynthConfig| {
        let records = records(config);
        records.iter().map(|r| r.text.len()).sum::<usize>() as f64 / records.len() as f64
    };
    let short = mean(&config(500));
    assert!((180.0..300.0).contains(&short), "mean length {short} bytes");
    let long = mean(&SynthConfig {
        extra_sentences: 4,
        ..config(500)
    });
    assert!(long > short + 100.0, "mean length {long} bytes");
}

#[test]
fn the_grammars_are_sound() {
    assert_eq!(SUPPORT.undefined(), Vec::<&str>::new());
    assert_eq!(BIOGRAPHY.undefined(), Vec::<&str>::new());
}

#[test]
fn a_record_has_the_fields_ingest_reads() {
    let record = &records(&config(1))[0];
    let json = serde_json::to_value(record).unwrap();
    let mut fields: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    fields.sort_unstable();
    assert_eq!(fields, ["id", "spans", "split", "subject", "text"]);
    let mut fields: Vec<_> = json["spans"][0]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["end", "recognizer", "score", "start", "type"]);
    assert_eq!(json["split"], "train");
}

#[test]
fn wrong_configurations_are_refused() {
    let wrong = [
        (
            SynthConfig {
                holdout: 1.0,
                ..config(1)
            },
            SynthError::Share,
        ),
        (
            SynthConfig {
                holdout: 0.6,
                validation: 0.5,
                ..config(1)
            },
            SynthError::Share,
        ),
        (
            SynthConfig {
                holdout: f64::NAN,
                ..config(1)
            },
            SynthError::Share,
        ),
        (
            SynthConfig {
                records_per_subject: 0,
                ..config(1)
            },
            SynthError::RecordsPerSubject,
        ),
        (
            SynthConfig {
                secret_length: 3,
                ..config(1)
            },
            SynthError::SecretLength,
        ),
        (
            SynthConfig {
                extra_sentences: 9999,
                ..config(1)
            },
            SynthError::ExtraSentences,
        ),
    ];
    for (config, error) in wrong {
        assert_eq!(generate(&config).map(|_| ()), Err(error));
    }
}
