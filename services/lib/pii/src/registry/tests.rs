use std::collections::HashSet;

use corpus::EntityType;

use super::*;

/// The names that the files of a folder give to their recognisers.
fn stems(folder: &std::path::Path, prefix: &str) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| {
            name.strip_suffix(".rs")
                .map(|stem| format!("{prefix}{stem}"))
        })
        .filter(|name| name != "mod")
        .collect()
}

#[test]
fn the_table_holds_every_file_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/recognizers");
    let folder = std::path::Path::new(folder);
    let mut files = stems(folder, "");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // A file's tests stand in a folder of its name.
        if path.is_dir() && !folder.join(format!("{name}.rs")).exists() {
            let prefix = match name {
                "india" => "in_".to_owned(),
                country if country.len() == 2 => format!("{country}_"),
                _ => String::new(),
            };
            files.extend(stems(&path, &prefix));
        }
    }
    files.sort();
    let mut table: Vec<String> = BUILT_IN.iter().map(|r| r.name.to_owned()).collect();
    table.sort();
    assert_eq!(files, table, "one file and one line each, of the same name");
}

#[test]
fn entries_are_well_formed() {
    let mut names = HashSet::new();
    for r in BUILT_IN {
        assert!(names.insert(r.name));
        assert_eq!(EntityType::parse(r.entity).as_ref(), Ok(&r.entity_type()));
        assert!(!r.patterns.is_empty() || r.find.is_some());
        for pattern in r.patterns {
            assert!((0.0..=1.0).contains(&pattern.score), "{}", r.name);
        }
        assert!(
            r.context
                .iter()
                .all(|word| word.to_ascii_lowercase() == *word && !word.is_empty())
        );
    }
}

/// What keeps a scan linear: an attempt looks at a bounded stretch of text.
#[test]
fn every_expression_has_a_longest_match() {
    use regex_automata::util::syntax;
    let config = syntax::Config::new().unicode(false).utf8(false);
    for r in BUILT_IN {
        for pattern in r.patterns {
            let hir = syntax::parse_with(pattern.regex, &config).unwrap();
            let longest = hir.properties().maximum_len();
            assert!(
                longest.is_some_and(|n| n <= 20_000),
                "{}: {longest:?}",
                r.name
            );
            assert!(hir.properties().minimum_len() > Some(0), "{}", r.name);
        }
    }
}

#[test]
fn the_digest_is_stable_within_a_build() {
    assert_eq!(digest(), digest());
    assert!(digest().starts_with("sha256:") && digest().len() == 71);
}
