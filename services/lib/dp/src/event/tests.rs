use super::DpEvent;
use crate::accountant::{Accountant, Composition};

#[test]
fn json_form_is_stable_and_strict() {
    let event = DpEvent::poisson_sampled_gaussian(0.01, 0.8).repeated(10);
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(
        text,
        r#"{"kind":"self_composed","event":{"kind":"poisson_sampled","sampling_rate":0.01,"event":{"kind":"gaussian","noise_multiplier":0.8}},"count":10}"#
    );
    assert_eq!(serde_json::from_str::<DpEvent>(&text).unwrap(), event);
    assert!(serde_json::from_str::<DpEvent>(r#"{"kind":"laplace","scale":1.0}"#).is_err());
    let extra = r#"{"kind":"gaussian","noise_multiplier":1.0,"sensitivity":2.0}"#;
    assert!(serde_json::from_str::<DpEvent>(extra).is_err());
    assert!(serde_json::from_str::<DpEvent>(r#"{"kind":"no_op","noise":1}"#).is_err());
}

#[test]
fn unknown_shapes_are_refused_by_both_accountants() {
    let inner = DpEvent::poisson_sampled_gaussian(0.1, 1.0);
    let shapes = [
        DpEvent::PoissonSampled {
            sampling_rate: 0.1,
            event: Box::new(inner.clone()),
        },
        DpEvent::PoissonSampled {
            sampling_rate: 0.1,
            event: Box::new(inner.clone().repeated(3)),
        },
        DpEvent::PoissonSampled {
            sampling_rate: 0.1,
            event: Box::new(DpEvent::composed(vec![DpEvent::Gaussian {
                noise_multiplier: 1.0,
            }])),
        },
    ];
    for shape in shapes {
        for accountant in [Accountant::Pld, Accountant::Rdp] {
            let error = accountant.epsilon(&shape, 1e-5).unwrap_err();
            assert_eq!(error.reason(), "PRIVACY_EVENT_UNSUPPORTED");
        }
    }
}

#[test]
fn numbers_without_meaning_are_refused() {
    let bad = [
        DpEvent::poisson_sampled_gaussian(1.5, 1.0),
        DpEvent::poisson_sampled_gaussian(-0.1, 1.0),
        DpEvent::poisson_sampled_gaussian(f64::NAN, 1.0),
        DpEvent::poisson_sampled_gaussian(0.1, 0.0),
        DpEvent::poisson_sampled_gaussian(0.1, f64::INFINITY),
        DpEvent::Gaussian {
            noise_multiplier: -1.0,
        },
        DpEvent::Gaussian {
            noise_multiplier: f64::NAN,
        },
        // A bad number hidden in a part that is repeated zero times is still refused.
        DpEvent::Gaussian {
            noise_multiplier: 0.0,
        }
        .repeated(0),
    ];
    for event in bad {
        let error = Composition::of(&event).unwrap_err();
        assert_eq!(
            error.reason(),
            "PRIVACY_PARAMETER_OUT_OF_RANGE",
            "{event:?}"
        );
    }
}

#[test]
fn counts_multiply_and_never_wrap() {
    let event = DpEvent::poisson_sampled_gaussian(0.1, 1.0)
        .repeated(u64::MAX)
        .repeated(2);
    assert_eq!(
        Composition::of(&event).unwrap_err().reason(),
        "PRIVACY_STEPS_OVERFLOW"
    );
    let nested = DpEvent::composed(vec![
        DpEvent::poisson_sampled_gaussian(0.1, 1.0)
            .repeated(3)
            .repeated(4),
        DpEvent::NoOp {},
        DpEvent::poisson_sampled_gaussian(0.1, 1.0),
    ]);
    let flat = DpEvent::poisson_sampled_gaussian(0.1, 1.0).repeated(13);
    assert_eq!(
        Composition::of(&nested).unwrap(),
        Composition::of(&flat).unwrap()
    );
}
