use super::*;
use crate::Scanner;

fn refused(policy: &Policy) -> PolicyError {
    Scanner::new(policy).unwrap_err()
}

#[test]
fn the_default_is_valid_and_round_trips() {
    let policy = Policy::default();
    assert_eq!(policy.validate(), Ok(()));
    let toml = toml::to_string(&policy).unwrap();
    assert_eq!(toml::from_str::<Policy>(&toml).unwrap(), policy);
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), policy);
}

#[test]
fn the_digest_tells_policies_apart_and_nothing_else() {
    let policy = Policy::default();
    assert_eq!(policy.digest(), Policy::default().digest());
    let other = Policy {
        min_score: 0.5,
        ..Policy::default()
    };
    assert_ne!(policy.digest(), other.digest());
    assert!(policy.digest().starts_with("sha256:"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let toml = "[[recognizers]]\nname = 'a'\npatterns = 3";
    for (format, text, at) in [
        (Format::Toml, "min_scor = 0.3", "min_scor"),
        (Format::Toml, toml, "recognizers[0].patterns"),
        (Format::Toml, "version = '1'\n= 3", "line 2"),
        (Format::Yaml, "min_score: low", "min_score"),
        (
            Format::Yaml,
            "types: {PERSON: {min_score: a}}",
            "types.PERSON.min_score",
        ),
        (Format::Json, "{\"tagger\": 1}", "tagger"),
        (Format::Json, "{}\n}", "line 2"),
        (Format::Json, "{\n\"tagger\" 1}", "line 2"),
    ] {
        let error = Policy::read(text, format).unwrap_err();
        assert_eq!(error, PolicyError::at(at, Problem::Unreadable), "{text}");
    }
}

#[test]
fn errors_name_the_field_and_never_its_content() {
    let parse = |text: &str| toml::from_str::<Policy>(text).unwrap();
    let cases = [
        ("min_score = 1.5", "min_score", Problem::Score),
        ("entities = ['NO_SUCH']", "entities", Problem::UnknownEntity),
        (
            "[[recognizers]]\nname = 'A b'\nentity = 'X'\npatterns = [{ regex = 'secret', score = 1.0 }]",
            "recognizers[0].name",
            Problem::Name,
        ),
        (
            "[[recognizers]]\nname = 'email'\nentity = 'X'\npatterns = [{ regex = 'secret', score = 1.0 }]",
            "recognizers[0].name",
            Problem::Name,
        ),
        (
            "[[recognizers]]\nname = 'x'\nentity = 'X'\npatterns = []",
            "recognizers[0].patterns",
            Problem::Empty,
        ),
        (
            "[[recognizers]]\nname = 'x'\nentity = 'X'\npatterns = [{ regex = '(secret', score = 1.0 }]",
            "recognizers[0].patterns[0].regex",
            Problem::Regex,
        ),
        (
            "[[recognizers]]\nname = 'x'\nentity = 'X'\npatterns = [{ regex = 'secret|', score = 1.0 }]",
            "recognizers[0].patterns[0].regex",
            Problem::EmptyMatch,
        ),
        (
            "[[recognizers]]\nname = 'x'\nentity = 'X'\nchecksum = 'secret'\npatterns = [{ regex = 'a', score = 1.0 }]",
            "recognizers[0].checksum",
            Problem::UnknownChecksum,
        ),
        (
            "[[recognizers]]\nname = 'x'\nentity = 'X'\npatterns = [{ regex = 'a', score = -1.0 }]",
            "recognizers[0].patterns[0].score",
            Problem::Score,
        ),
        (
            "[[deny]]\nentity = 'X'\nwords = ['']",
            "deny[0].words",
            Problem::Empty,
        ),
    ];
    for (text, field, problem) in cases {
        let error = refused(&parse(text));
        assert_eq!((error.field.as_str(), error.problem), (field, problem));
        assert_eq!(error.reason(), "POLICY_INVALID");
        assert!(!error.to_string().contains("secret"));
    }
}

#[test]
fn a_bomb_of_an_expression_is_refused() {
    let mut policy = Policy::default();
    policy.recognizers[0].patterns[0].regex = r"(?:a{1000}){1000}".to_owned();
    assert_eq!(refused(&policy).problem, Problem::Regex);
}
