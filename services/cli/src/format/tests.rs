use super::*;

#[test]
fn counts_have_separators() {
    for (number, text) in [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (1234567, "1,234,567"),
    ] {
        assert_eq!(count(number), text);
    }
}

#[test]
fn durations_have_two_units() {
    for (seconds, text) in [
        (0.2, "0s"),
        (59.0, "59s"),
        (187.0, "3m 07s"),
        (7500.0, "2h 05m"),
        (f64::NAN, "?"),
    ] {
        assert_eq!(duration(seconds), text);
    }
}

#[test]
fn times_are_rfc3339_to_the_second() {
    assert_eq!(time(None), "");
    let moment = Timestamp {
        seconds: 86_400,
        nanos: 5,
    };
    assert_eq!(time(Some(&moment)), "1970-01-02T00:00:00Z");
}

#[test]
fn an_epsilon_is_never_rounded_down() {
    for (epsilon, text) in [(1.99991, "2.0000"), (0.12341, "0.1235"), (0.0, "0.0000")] {
        assert_eq!(rounded_up(epsilon), text);
    }
}
