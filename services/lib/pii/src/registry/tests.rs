use std::collections::HashSet;

use corpus::EntityType;

use super::*;

#[test]
fn the_table_holds_every_file_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/recognizers");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "mod")
        .collect();
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
