use super::{Guarantee, PrivacyStatement, SCHEMA_VERSION};
use crate::{DpEvent, PlanConfig, RngKind, SecureRng};

fn guarantee() -> Guarantee {
    let config = PlanConfig {
        noise_multiplier: 0.9,
        ..PlanConfig::for_batch(1000, 50.0, 20, 1e-5)
    };
    let mut run = config.make().unwrap().start(SecureRng::from_os().unwrap());
    for _ in 0..12 {
        run.next_batch().unwrap();
        run.fill_noise(&mut [0.0]).unwrap();
    }
    match run.statement().unwrap() {
        PrivacyStatement::DifferentialPrivacy(guarantee) => guarantee,
        PrivacyStatement::None { .. } => panic!("a secure run has a guarantee"),
    }
}

fn verdict(guarantee: Guarantee) -> Result<(), &'static str> {
    PrivacyStatement::DifferentialPrivacy(guarantee)
        .verify()
        .map_err(|e| e.reason())
}

#[test]
fn statements_survive_json_and_verify() {
    let statement = PrivacyStatement::DifferentialPrivacy(guarantee());
    let read = PrivacyStatement::from_json(&statement.to_json().unwrap()).unwrap();
    assert_eq!(read, statement);
    read.verify().unwrap();
    let plain = PrivacyStatement::not_private();
    assert_eq!(
        plain
            .to_json()
            .unwrap()
            .split_whitespace()
            .collect::<String>(),
        r#"{"kind":"none","schema_version":1,"why":"not_private"}"#
    );
    PrivacyStatement::from_json(&plain.to_json().unwrap())
        .unwrap()
        .verify()
        .unwrap();
}

#[test]
fn claims_below_their_event_do_not_verify() {
    let honest = guarantee();
    assert_eq!(verdict(honest.clone()), Ok(()));
    assert_eq!(
        verdict(Guarantee {
            epsilon: honest.epsilon * 1.1,
            ..honest.clone()
        }),
        Ok(())
    );
    let invalid = Err("PRIVACY_STATEMENT_INVALID");
    assert_eq!(
        verdict(Guarantee {
            epsilon: honest.epsilon * 0.999,
            ..honest.clone()
        }),
        invalid
    );
    assert_eq!(
        verdict(Guarantee {
            epsilon: f64::NAN,
            ..honest.clone()
        }),
        invalid
    );
    assert_eq!(
        verdict(Guarantee {
            delta: 1e-6,
            ..honest.clone()
        }),
        invalid
    );
    assert_eq!(
        verdict(Guarantee {
            rng: RngKind::Test,
            ..honest.clone()
        }),
        invalid
    );
    assert_eq!(
        verdict(Guarantee {
            accountant_version: 0,
            ..honest.clone()
        }),
        invalid
    );
    let version = SCHEMA_VERSION + 1;
    assert_eq!(
        verdict(Guarantee {
            schema_version: version,
            ..honest.clone()
        }),
        invalid
    );
    let longer = DpEvent::poisson_sampled_gaussian(0.05, 0.9).repeated(13);
    assert_eq!(
        verdict(Guarantee {
            event: longer,
            ..honest.clone()
        }),
        invalid
    );
    let unknown = DpEvent::PoissonSampled {
        sampling_rate: 0.5,
        event: Box::new(honest.event.clone()),
    };
    assert_eq!(
        verdict(Guarantee {
            event: unknown,
            ..honest
        }),
        Err("PRIVACY_EVENT_UNSUPPORTED")
    );
}

#[test]
fn unknown_fields_are_refused() {
    let json = PrivacyStatement::not_private().to_json().unwrap();
    assert!(
        PrivacyStatement::from_json(&json.replace("\"why\"", "\"extra\": 1, \"why\"")).is_err()
    );
    let json = PrivacyStatement::DifferentialPrivacy(guarantee())
        .to_json()
        .unwrap();
    let extra = json.replacen("\"unit\"", "\"extra\": 1, \"unit\"", 1);
    assert!(PrivacyStatement::from_json(&extra).is_err());
}

#[test]
fn people_can_read_it() {
    let guarantee = guarantee();
    let text = guarantee.render();
    for part in [
        "delta = 1e-5",
        "one training example",
        "12 times",
        "rate 0.05",
        "dataset size 1000",
        "ChaCha20",
    ] {
        assert!(text.contains(part), "{part} is missing from:\n{text}");
    }
    // The printed number is rounded up, never down.
    let printed: f64 = text
        .split("epsilon = ")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(printed >= guarantee.epsilon && printed < guarantee.epsilon + 1e-4);
}
