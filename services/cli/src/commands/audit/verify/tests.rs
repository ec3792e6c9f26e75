use super::*;

#[test]
fn ages_have_a_unit() {
    let days = |n: i64| SignedDuration::from_hours(24 * n);
    for (text, expected) in [
        ("30d", days(30)),
        ("12h", SignedDuration::from_hours(12)),
        ("90m", SignedDuration::from_mins(90)),
        ("0s", SignedDuration::ZERO),
    ] {
        assert_eq!(age(text), Ok(expected));
    }
    for bad in ["", "30", "d", "-1d", "1.5h", "30 d", "99999999999d", "3ä"] {
        assert!(age(bad).is_err(), "{bad}");
    }
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let coded = |error: attestation::Error| refused(&error).exit_code();
    assert_eq!(coded(attestation::Error::Verdict(Verdict::Fail)), 10);
    assert_eq!(
        coded(attestation::Error::Verdict(Verdict::Inconclusive)),
        11
    );
    assert_eq!(coded(attestation::Error::Signature), 1);
    assert_eq!(coded(attestation::Error::Report), 1);
    assert_eq!(coded(attestation::Error::Key("a key")), 2);
}
