use std::collections::BTreeSet;

use corpus::EntityType;
use proptest::prelude::*;

use super::*;
use crate::registry::BUILT_IN;
use crate::{CustomPattern, CustomRecognizer, Policy, Scanner};

/// What an engine that knows groups says, and whether two automata say the same.
fn check(expression: &Expression, text: &str) {
    let slow = Expression {
        whole: expression.whole.clone(),
        parts: None,
        has_group: true,
        longest: None,
    };
    let (mut cache, mut slow_cache) = (Cache::default(), Cache::default());
    for start in 0..=text.len() {
        for end in [text.len(), text.len().min(start + 7)] {
            let input = Input::new(text).range(start..end).anchored(Anchored::Yes);
            assert_eq!(
                expression.search(&mut cache, &input),
                slow.search(&mut slow_cache, &input),
                "{expression:?} in {start}..{end} of {text:?}"
            );
        }
    }
}

#[test]
fn parts_say_what_the_whole_says() {
    for source in [
        r"ab?(b*)",
        r"a*?(a{2,3})",
        r"a{0,3}(ab|a)\b",
        r"(?:x|xy)(y|z)",
        r"(?:xy|x)(y|z)\b",
        r"\bfoo(?: bar)?( bar| baz)",
        r"(?i:name) (\w+)(?m:$)",
        r"x\B(a+)",
    ] {
        let expression = Expression::new(source).unwrap();
        assert!(expression.parts.is_some(), "{source}");
        for text in [
            "",
            "abbb",
            "aaaa aab",
            "xyz xyy xz",
            "foo bar bar baz",
            "Name Anna\nname b",
            "xaa",
        ] {
            check(&expression, text);
        }
    }
}

#[test]
fn others_keep_their_groups() {
    for source in ["a|b(c)", "(a)(b)", "(a)b", "(a){0}x(b)", "x((a)b)", "abc"] {
        assert!(Expression::new(source).unwrap().parts.is_none(), "{source}");
    }
}

#[test]
fn expressions_of_a_policy_mean_what_they_say() {
    let found = |regex: &str, text: &str| -> Vec<String> {
        let policy = Policy {
            tagger: false,
            entities: BTreeSet::new(),
            recognizers: vec![CustomRecognizer {
                name: "own".to_owned(),
                entity: EntityType::from_static("OWN"),
                patterns: vec![CustomPattern {
                    regex: regex.to_owned(),
                    score: 0.9,
                }],
                context: Vec::new(),
                checksum: None,
            }],
            ..Policy::default()
        };
        let spans = Scanner::new(&policy).unwrap().scan(text);
        spans
            .iter()
            .map(|s| text[s.start..s.end].to_owned())
            .collect()
    };
    assert_eq!(found(r"(?m)^#\d+", "see #12 x\n#34"), ["#34"]);
    assert_eq!(found(r"\bfoo(?m:$)", "foo bar foo\nx foo"), ["foo", "foo"]);
    assert_eq!(found(r"\bfoo\z", "foo bar foo"), ["foo"]);
    assert_eq!(found(r"\b[0-9]{4}\b{end}", "12345 1234"), ["1234"]);
    assert_eq!(found(r"\x00\d+", "a"), [""; 0]);
    assert_eq!(found(r"\x00\d+", "a\x0012"), ["\x0012"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn groups_of_built_in_patterns_are_found(parts in prop::collection::vec("(?i:my name is|name\\?|hi|dear|mr|patient:|password|is|mrn|:|=|Anna|Li-Ann O'Neil|de|X1234567|1984|\n|[a-zA-Z0-9 ]{0,6})", 0..8)) {
        let text = parts.join(" ");
        for pattern in BUILT_IN.iter().flat_map(|r| r.patterns) {
            let expression = Expression::new(pattern.regex).unwrap();
            if expression.parts.is_some() {
                check(&expression, &text);
            }
        }
    }
}
