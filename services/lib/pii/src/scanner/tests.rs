mod fragments;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::gate::{Entry, Gates};
use crate::pattern::Gate;

use fragments::{fragment, hiding};

/// The rules alone: the tagger has tests of its own.
fn fresh() -> Scanner {
    Scanner::with_tagger(&Policy::default(), None).unwrap()
}

fn scanner() -> &'static Scanner {
    static SCANNER: LazyLock<Scanner> = LazyLock::new(fresh);
    &SCANNER
}

/// `TYPE text` of every span.
fn found(text: &str) -> Vec<String> {
    let spans = scanner().scan(text);
    spans
        .iter()
        .map(|s| format!("{} {}", s.entity, &text[s.start..s.end]))
        .collect()
}

#[test]
fn scores_can_be_what_they_are_worth() {
    let mut policy = Policy {
        tagger: false,
        ..Policy::default()
    };
    let own = crate::CustomRecognizer {
        name: "ticket".to_owned(),
        entity: EntityType::from_static("TICKET"),
        patterns: vec![crate::CustomPattern {
            regex: "TCK-[0-9]{6}".to_owned(),
            score: 0.61,
        }],
        context: Vec::new(),
        checksum: None,
    };
    policy.recognizers.push(own);
    let text = "write to nora.w@mail.example.org about TCK-123456";
    let stated = Scanner::new(&policy).unwrap().scan(text);
    policy.scores = crate::policy::Scores::Precision;
    let worth = Scanner::new(&policy).unwrap().scan(text);
    let place = |spans: &[Span]| -> Vec<_> { spans.iter().map(|s| (s.start, s.end)).collect() };
    assert_eq!(place(&stated), place(&worth));
    let expected = Calibration::built_in().of_span(&stated[0]).unwrap();
    assert_eq!(worth[0].score, expected);
    // Nobody counted what a recogniser by configuration is worth.
    assert_eq!(worth[1].score, 0.61);
}

#[test]
fn one_of_each() {
    let cases = [
        (
            "write to nora.w@mail.example.org.",
            "EMAIL_ADDRESS nora.w@mail.example.org",
        ),
        ("call 980.322.8737", "PHONE_NUMBER 980.322.8737"),
        ("433-376-7239 is mine", "PHONE_NUMBER 433-376-7239"),
        ("at (212) 555-0100, thanks", "PHONE_NUMBER (212) 555-0100"),
        ("+44 20 7946 0018", "PHONE_NUMBER +44 20 7946 0018"),
        ("my phone: 7963251960", "PHONE_NUMBER 7963251960"),
        ("4111 1111 1111 1111", "CREDIT_CARD 4111 1111 1111 1111"),
        (
            "GB82 WEST 1234 5698 7654 32 please",
            "IBAN_CODE GB82 WEST 1234 5698 7654 32",
        ),
        ("078-05-1123", "US_SSN 078-05-1123"),
        ("from 192.168.0.17.", "IP_ADDRESS 192.168.0.17"),
        ("[2001:db8::1]:8080", "IP_ADDRESS 2001:db8::1"),
        (
            "see https://example.org/a?b=(c).",
            "URL https://example.org/a?b=(c)",
        ),
        ("00:1A:2B:3C:4D:5E", "MAC_ADDRESS 00:1A:2B:3C:4D:5E"),
        ("date of birth: 12/03/1984", "DATE_OF_BIRTH 12/03/1984"),
        (
            "born on 5th of March 1984 in",
            "DATE_OF_BIRTH 5th of March 1984",
        ),
        (
            "9405 Moore Ferry Apt. 012 Lake Kyle, OK 73702.",
            "STREET_ADDRESS 9405 Moore Ferry Apt. 012 Lake Kyle, OK 73702",
        ),
        (
            "PSC 8801, Box 5278 APO AP 39381",
            "STREET_ADDRESS PSC 8801, Box 5278 APO AP 39381",
        ),
        ("12 Elm Street, Springfield", "STREET_ADDRESS 12 Elm Street"),
        ("My name is Zoltan Kováč.", "PERSON Zoltan Kováč"),
        (
            "A: your full name?\nB: Yes, Frank West",
            "PERSON Frank West",
        ),
        ("ask Dr. Mbeki about it", "PERSON Mbeki"),
        ("682-37000-7232", "ORDER_NUMBER 682-37000-7232"),
        (
            "The tracking number is BKIBIX6TLN.",
            "TRACKING_NUMBER BKIBIX6TLN",
        ),
        ("key AKIAIOSFODNN7EXAMPLE", "API_KEY AKIAIOSFODNN7EXAMPLE"),
        ("NHS number 943 476 5919", "UK_NHS 943 476 5919"),
        ("911-70-1234", "US_ITIN 911-70-1234"),
        ("routing number 011000015", "ABA_ROUTING_NUMBER 011000015"),
        (
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            "CRYPTO 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
            "PRIVATE_KEY -----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text), [expected], "in {text:?}");
    }
}

#[test]
fn near_misses_are_left_alone() {
    let cases = [
        "4111 1111 1111 1112",
        "GB83 WEST 1234 5698 7654 32",
        "666-12-3456 and 078-05-0000",
        "256.1.1.1, version 1.2.3",
        "12:34:56, ratio 3:4, ::",
        "hello-world here, a @ b",
        "BKIBIX6TLN without a word about parcels",
        "in 2024 we sold 1234567 pieces, 5/21 of them red",
        "Great News for the Royal Society",
        "the 3 Best Places",
        "0123456789012345678901234567890123456789",
    ];
    for text in cases {
        assert_eq!(found(text), Vec::<String>::new(), "in {text:?}");
    }
}

#[test]
fn a_url_wins_over_the_address_in_it_and_an_email_over_its_domain() {
    assert_eq!(found("http://192.168.0.1/x"), ["URL http://192.168.0.1/x"]);
    assert_eq!(found("bob@example.com"), ["EMAIL_ADDRESS bob@example.com"]);
}

#[test]
fn offsets_are_bytes_and_exact_behind_any_character() {
    for prefix in [
        "",
        "é ",
        "日本 ",
        "👩‍👩‍👧 ",
        "e\u{301} ",
        "\r\n",
        "\0",
        "\u{202e}",
        "\u{200b} ",
    ] {
        let text = format!("{prefix}a@example.com{prefix}");
        let spans = scanner().scan(&text);
        let email = spans
            .iter()
            .find(|s| s.entity.as_str() == "EMAIL_ADDRESS")
            .unwrap();
        assert_eq!(email.start, prefix.len(), "{prefix:?}");
        assert!(text[email.start..email.end].starts_with("a@example.com"));
    }
}

#[test]
fn lists_allow_and_deny() {
    let policy = Policy {
        allow: vec!["Help@Example.com".into()],
        deny: vec![crate::DenyList {
            entity: EntityType::from_static("PROJECT"),
            words: vec!["blue heron".to_owned()],
            texts: Vec::new(),
            regexes: Vec::new(),
        }],
        ..Policy::default()
    };
    let scanner = Scanner::with_tagger(&policy, None).unwrap();
    let text = "help@example.com, me@example.com: Blue Heron, blue herons";
    let spans = scanner.scan(text);
    let found: Vec<_> = spans
        .iter()
        .map(|s| (s.entity.as_str(), &text[s.start..s.end]))
        .collect();
    assert_eq!(
        found,
        [
            ("EMAIL_ADDRESS", "me@example.com"),
            ("PROJECT", "Blue Heron")
        ]
    );
    assert_eq!(spans[1].recognizer, "deny_list");
}

#[test]
fn custom_recognisers_use_context_checksum_and_groups() {
    let policy: Policy = toml::from_str(
        r#"
        entities = []
        [[recognizers]]
        name = "member"
        entity = "MEMBER_ID"
        patterns = [{ regex = '\bM-(\d{4})\b', score = 0.1 }]
        context = ["member"]
        [[recognizers]]
        name = "card"
        entity = "LOYALTY_CARD"
        patterns = [{ regex = '\b\d{8}\b', score = 0.2 }]
        checksum = "luhn"
        "#,
    )
    .unwrap();
    let scanner = Scanner::new(&policy).unwrap();
    let text = "M-1234 alone. 12345674 and 12345675";
    let spans = scanner.scan(text);
    assert_eq!(spans.len(), 1);
    assert_eq!(&text[spans[0].start..spans[0].end], "12345674");
    assert!((spans[0].score - 1.0).abs() < 1e-6);
    let text = "our member M-1234";
    let spans = scanner.scan(text);
    assert_eq!(&text[spans[0].start..spans[0].end], "1234");
    assert_eq!(spans[0].recognizer, "member");
}

#[test]
fn nothing_is_looked_for_when_nothing_is_asked_for() {
    let policy = Policy {
        entities: BTreeSet::new(),
        recognizers: Vec::new(),
        ..Policy::default()
    };
    assert_eq!(Scanner::new(&policy).unwrap().scan("a@example.com"), []);
}

/// Hostile inputs of a megabyte: each is done in linear time, or this test does
/// not end.
#[test]
fn no_input_is_catastrophic() {
    let size = 1 << 20;
    let units = [
        "1",
        "1 ",
        "12-",
        "a",
        "a@",
        "a.",
        "@",
        ":",
        "::",
        "f:",
        "Mary ",
        "My name is ",
        "http://a.",
        "www.",
        "(1",
        "+1",
        "1.1.",
        "Aa",
        "\u{e9}",
        "😀",
        "\0",
        "12 Oak ",
        "name?\n",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----\n",
        " ",
        " 1",
        "five ",
        "triple five ",
        "<",
        "<b>",
        "a<b>",
        "a<!--",
        "=",
        "a=40",
        "a=\n",
        "=3D",
        " @ a.",
        "a @ a.com ",
        "QUFBQUFBQUFBQU ",
        "QUFBQUFB",
        "YW5uYUBleGFtcGxlLmNvbQ== ",
        "&amp;",
        "&#64",
        "curl -u a ",
        "mysql -u a ",
        "useradd -a ",
        "a_password=",
        "x://y:z,a@b.co,",
        "eyJa.",
        "GB82",
        "born 19",
        "a.co",
        ".com ",
        "http://a:b",
        "://a:",
        "/home/",
        "@a ",
        "_name",
        "A1",
        "-",
        "straße 1",
        ", CA 1",
        "a::",
        "I am ",
    ];
    let scanner = scanner();
    for unit in units {
        let text = unit.repeat(size / unit.len());
        check(&text, &scanner.scan(&text));
    }
}

fn check(text: &str, spans: &[Span]) {
    let mut end = 0;
    for span in spans {
        assert_eq!(span.check(text), Ok(()));
        assert!(span.start >= end, "sorted and disjoint");
        assert!(span.score >= 0.4);
        end = span.end;
    }
}

/// A policy that keeps whatever is found.
fn everything() -> Policy {
    Policy {
        min_score: 0.0,
        ..Policy::default()
    }
}

/// A scanner that looks for every pattern everywhere, but for those that have to lie
/// around literals: slow, and what the plan must not change.
fn slow(policy: &Policy) -> Scanner {
    let mut scanner = Scanner::new(policy).unwrap();
    let plan = &mut scanner.plan;
    let around = |window: Around| Gate::Around {
        any: window.any,
        before: window.before as u16,
        after: window.after as u16,
    };
    let patterns = scanner.patterns.iter();
    let mut gates: Vec<Gate> = patterns
        .map(|pattern| pattern.around.map_or(Gate::Always, around))
        .collect();
    for window in &plan.before_numbers {
        gates[usize::from(window.pattern)] = around(window.around);
    }
    let entry = |gate| Entry {
        gate,
        bordered: false,
        near: None,
    };
    plan.gates = Gates::new(gates.into_iter().map(entry)).unwrap();
    plan.others = (0..scanner.patterns.len() as u16).collect();
    plan.before_numbers.clear();
    plan.hosts.clear();
    for patterns in [
        &mut plan.words,
        &mut plan.wide,
        &mut plan.numbers,
        &mut plan.needy,
        &mut plan.mails,
        &mut plan.handles,
        &mut plan.user_infos,
        &mut plan.homes,
        &mut plan.colons,
    ] {
        patterns.clear();
    }
    scanner
}

/// Scanners of two policies, each beside its slow one.
fn pairs() -> &'static [(Scanner, Scanner); 2] {
    static PAIRS: LazyLock<[(Scanner, Scanner); 2]> = LazyLock::new(|| {
        [Policy::default(), everything()]
            .map(|policy| (Scanner::new(&policy).unwrap(), slow(&policy)))
    });
    &PAIRS
}

/// The texts of a file of records, empty where it does not lie beside the checkout.
fn texts(file: &str) -> Vec<String> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data/pii").join(file))
        .find(|path| path.exists());
    let Some(found) = found else {
        eprintln!("SKIPPED: {file} does not lie beside this checkout");
        return Vec::new();
    };
    let text = std::fs::read_to_string(found).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|record| Some(record["text"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn the_plan_changes_nothing_in_known_texts() {
    for file in [
        "presidio-vectors/vectors.jsonl",
        "presidio-synth/generated_large.jsonl",
    ] {
        for text in texts(file) {
            for (fast, slow) in pairs() {
                assert_eq!(fast.scan(&text), slow.scan(&text), "in {text:?}");
            }
        }
    }
}

#[test]
fn most_patterns_are_tried_at_words() {
    let plan = &scanner().plan;
    let source = |n: &u16| scanner().patterns[usize::from(*n)].source.clone();
    assert_eq!(plan.others.iter().map(source).collect::<Vec<_>>(), [""; 0]);
    assert!(plan.wide.len() < 5, "{}", plan.wide.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_fit_any_text(text in "\\PC{0,200}") {
        check(&text, &scanner().scan(&text));
    }

    #[test]
    fn no_hint_at_a_shadow_is_missed(parts in prop::collection::vec(hiding(), 0..8), joint in "[ ,.\n]") {
        let text = parts.join(&joint);
        let (_, hints) = scanner().find(&text, &mut Vec::new());
        let shadow = |hints| Shadow::of(&text, &hints).map(|shadow| shadow.text().to_owned());
        prop_assert_eq!(shadow(hints), shadow(Hints::all(&text)));
    }

    #[test]
    fn the_plan_changes_nothing(parts in prop::collection::vec(fragment(), 0..8), joint in "[ ,.\n]") {
        let text = parts.join(&joint);
        let spans = scanner().scan(&text);
        check(&text, &spans);
        for (fast, slow) in pairs() {
            prop_assert_eq!(fast.scan(&text), slow.scan(&text));
        }
    }
}
