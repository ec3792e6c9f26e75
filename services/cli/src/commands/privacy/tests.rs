use super::*;

const PARTS: &str = r#"[
  {"kind": "poisson_gaussian", "q": 0.005, "sigma": 0.8, "steps": 1e2},
  {"noise_multiplier": 8.0, "steps": 200},
  {"kind": "self_composed", "count": 3, "event": {"kind": "gaussian", "noise_multiplier": 4.0}}
]"#;

#[test]
fn flat_and_nested_events_mean_the_same() {
    let events = compose::events(PARTS).unwrap();
    let nested = [
        DpEvent::poisson_sampled_gaussian(0.005, 0.8).repeated(100),
        DpEvent::Gaussian {
            noise_multiplier: 8.0,
        }
        .repeated(200),
        DpEvent::Gaussian {
            noise_multiplier: 4.0,
        }
        .repeated(3),
    ];
    assert_eq!(events, nested);
}

#[test]
fn unknown_events_are_refused_where_they_stand() {
    for (text, reason) in [
        (
            r#"[{"noise_multiplier": 1.0}, {"kind": "laplace", "b": 10.0}]"#,
            "PRIVACY_EVENT_UNSUPPORTED",
        ),
        (
            r#"[{"noise_multiplier": 1.0}, {"sigma": 1.0, "epochs": 2}]"#,
            "PRIVACY_JSON_INVALID",
        ),
        (
            r#"[{"noise_multiplier": 1.0}, {"kind": "gaussian", "sigma": 1.0, "q": 0.1}]"#,
            "PRIVACY_JSON_INVALID",
        ),
        (
            r#"[{"noise_multiplier": 1.0}, {"sigma": 1.0, "steps": 1.5}]"#,
            "PRIVACY_JSON_INVALID",
        ),
    ] {
        let Err(Error::Failure(failure)) = compose::events(text) else {
            panic!("accepted: {text}");
        };
        assert_eq!(failure.reason, reason, "{text}");
        assert_eq!(failure.field.as_deref(), Some("events[1]"), "{text}");
    }
}

#[test]
fn steps_may_be_written_as_floats_but_must_be_whole() {
    assert_eq!(answer::steps("1e6"), Ok(1_000_000));
    assert_eq!(answer::steps("12"), Ok(12));
    for bad in ["1.5", "-1", "nan", "inf", "1e300", "many", ""] {
        assert!(answer::steps(bad).is_err(), "{bad}");
    }
}
