use std::collections::BTreeMap;

use super::*;
use crate::{Scanner, TypeRule};

fn span(text: &str, found: &str, entity: &'static str) -> Span {
    let start = text.find(found).unwrap();
    Span {
        start,
        end: start + found.len(),
        entity: EntityType::from_static(entity),
        score: 1.0,
        recognizer: "test".into(),
    }
}

fn policy(action: Action) -> Policy {
    Policy {
        action,
        ..Policy::default()
    }
}

fn key() -> Key {
    Key::new([7; 32])
}

fn pseudonym(subject: &str, entity: &'static str, found: &str) -> String {
    let (policy, key) = (policy(Action::Pseudonymise), key());
    let spans = [span(found, found, entity)];
    Actions::new(&policy, &key)
        .apply(subject, found, &spans)
        .unwrap()
        .text
}

fn applied(action: Action, text: &str, spans: &[Span]) -> Option<Changed> {
    Actions::new(&policy(action), &key()).apply("s", text, spans)
}

#[test]
fn each_action_does_what_it_says_and_spans_follow() {
    let text = "é Mail jo@x.de or 12-3.";
    let spans = [
        span(text, "jo@x.de", "EMAIL_ADDRESS"),
        span(text, "12-3", "ID"),
    ];
    let tagged = applied(Action::Tag, text, &spans).unwrap();
    assert_eq!(
        (tagged.text.as_str(), &tagged.spans[..]),
        (text, &spans[..])
    );
    let redacted = applied(Action::Redact, text, &spans).unwrap();
    assert_eq!(redacted.text, "é Mail [EMAIL_ADDRESS] or [ID].");
    let found: Vec<&str> = redacted
        .spans
        .iter()
        .map(|s| &redacted.text[s.start..s.end])
        .collect();
    assert_eq!(found, ["[EMAIL_ADDRESS]", "[ID]"]);
    let masked = applied(Action::Mask, text, &spans).unwrap();
    assert_eq!(masked.text, "é Mail **@*.** or **-*.");
    assert_eq!(applied(Action::DropRecord, text, &spans), None);
    assert!(applied(Action::DropRecord, text, &[]).is_some());
}

#[test]
fn a_type_has_its_own_action() {
    let types = [("ID", Action::Mask), ("PERSON", Action::Tag)];
    let types: BTreeMap<EntityType, TypeRule> = types
        .map(|(name, action)| {
            let rule = TypeRule {
                action: Some(action),
                ..TypeRule::default()
            };
            (EntityType::from_static(name), rule)
        })
        .into();
    let policy = Policy {
        types,
        ..policy(Action::Redact)
    };
    let text = "Ann 12 x@y.de";
    let spans = [
        span(text, "Ann", "PERSON"),
        span(text, "12", "ID"),
        span(text, "x@y.de", "EMAIL_ADDRESS"),
    ];
    let changed = Actions::new(&policy, &key())
        .apply("s", text, &spans)
        .unwrap();
    assert_eq!(changed.text, "Ann ** [EMAIL_ADDRESS]");
}

#[test]
fn pseudonyms_are_consistent_for_a_subject_and_differ_between_subjects_and_keys() {
    let one = pseudonym("ann", "US_SSN", "078-05-1123");
    assert_eq!(one, pseudonym("ann", "US_SSN", "078-05-1123"));
    assert_eq!(
        one.replace('-', " "),
        pseudonym("ann", "US_SSN", "078 05 1123")
    );
    assert_ne!(one, pseudonym("bob", "US_SSN", "078-05-1123"));
    let other = Key::new([8; 32]);
    let policy = policy(Action::Pseudonymise);
    let text = "078-05-1123";
    let spans = [span(text, text, "US_SSN")];
    let changed = Actions::new(&policy, &other)
        .apply("ann", text, &spans)
        .unwrap();
    assert_ne!(one, changed.text);
}

#[test]
fn a_pseudonym_keeps_the_form() {
    let shape = |text: &str| -> String {
        let class = |c: char| match c {
            _ if c.is_ascii_digit() => '9',
            _ if c.is_uppercase() => 'A',
            _ if c.is_alphabetic() => 'a',
            _ => c,
        };
        text.chars().map(class).collect()
    };
    for (entity, found) in [
        ("US_SSN", "078-05-1123"),
        ("PHONE_NUMBER", "+1 (212) 555-0100"),
        ("IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
        ("DATE_OF_BIRTH", "12/03/1984"),
        ("DATE_TIME", "2024-06-05"),
        ("STREET_ADDRESS", "Königstraße 12a"),
        ("MAC_ADDRESS", "00:1A:2b:3C:4D:5E"),
    ] {
        let new = pseudonym("s", entity, found);
        assert_eq!(shape(&new), shape(found), "{entity}");
        assert_ne!(new, found, "{entity}");
    }
}

#[test]
fn a_pseudonym_keeps_the_meaning_of_names_dates_and_addresses() {
    let whole = pseudonym("s", "PERSON", "Dr. Mary J. SMITH's");
    let words: Vec<&str> = whole.split(' ').collect();
    assert_eq!((words[0], words.len()), ("Dr.", 4));
    assert!(
        words[2].ends_with('.') && words[3].ends_with("'s"),
        "{whole}"
    );
    assert!(words[3].starts_with(char::is_uppercase) && !whole.contains("Mary"));
    let surname = words[3].trim_end_matches("'s").to_lowercase();
    assert_eq!(
        pseudonym("s", "PERSON", "smith"),
        surname,
        "the same surname on its own"
    );
    let mail = pseudonym("s", "EMAIL_ADDRESS", "Nora.w@mail.acme.io");
    let (local, domain) = mail.split_once('@').unwrap();
    assert!(local.len() == 6 && &local[4..5] == "." && domain.starts_with("example."));
    let date = pseudonym("s", "DATE_TIME", "on March 31, 1994");
    assert!(date.starts_with("on ") && date.contains(", 199"), "{date}");
    let address = pseudonym("s", "IP_ADDRESS", "192.168.0.1/24");
    let (address, prefix) = address.split_once('/').unwrap();
    assert!(address.parse::<std::net::Ipv4Addr>().is_ok() && prefix == "24");
}

#[test]
fn actions_fit_what_a_scanner_finds() {
    let scanner = Scanner::new(&Policy::default()).unwrap();
    let text = "Write to nora.w@mail.example.org 👩‍🚀 or call +1 (212) 555-0100.\0 ４１１１";
    let spans = scanner.scan(text);
    assert!(spans.len() >= 2);
    for action in [
        Action::Tag,
        Action::Redact,
        Action::Mask,
        Action::Pseudonymise,
    ] {
        let changed = applied(action, text, &spans).unwrap();
        assert_eq!(changed.spans.len(), spans.len());
        for span in &changed.spans {
            assert_eq!(span.check(&changed.text), Ok(()));
        }
    }
}

#[test]
fn a_span_that_does_not_fit_is_left_out() {
    let text = "é1";
    let broken = Span {
        start: 1,
        end: 2,
        ..span(text, "1", "ID")
    };
    let late = Span {
        start: 9,
        end: 12,
        ..span(text, "1", "ID")
    };
    let changed = applied(Action::Mask, text, &[broken, span(text, "1", "ID"), late]).unwrap();
    assert_eq!((changed.text.as_str(), changed.spans.len()), ("é*", 1));
}

#[test]
fn a_key_does_not_print() {
    assert_eq!(format!("{:?}", key()), "Key(<redacted>)");
}
