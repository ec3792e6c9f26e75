use super::{PlanConfig, Relation, Unit};
use crate::{DpEvent, PrivacyStatement, RunState, SecureRng, TestRng};

fn config() -> PlanConfig {
    PlanConfig {
        noise_multiplier: 0.9,
        ..PlanConfig::for_batch(1000, 50.0, 20, 1e-5)
    }
}

fn reason(config: PlanConfig) -> &'static str {
    config.make().unwrap_err().reason()
}

#[test]
fn contradictions_are_refused() {
    assert_eq!(
        reason(PlanConfig {
            expected_batch_size: 51.0,
            ..config()
        }),
        "PRIVACY_PLAN_INCONSISTENT"
    );
    assert_eq!(
        reason(PlanConfig {
            delta: 1e-3,
            ..config()
        }),
        "PRIVACY_PLAN_INCONSISTENT"
    );
    for relation in [Relation::ReplaceOne, Relation::ZeroOut] {
        assert_eq!(
            reason(PlanConfig {
                relation,
                ..config()
            }),
            "PRIVACY_RELATION_UNSUPPORTED"
        );
    }
    for bad in [
        PlanConfig {
            sampling_rate: 0.0,
            ..config()
        },
        PlanConfig {
            steps: 0,
            ..config()
        },
        PlanConfig {
            clip_norm: 0.0,
            ..config()
        },
        PlanConfig {
            clip_norm: f64::NAN,
            ..config()
        },
        PlanConfig {
            noise_multiplier: 0.0,
            ..config()
        },
        PlanConfig {
            delta: 0.0,
            ..config()
        },
        PlanConfig {
            dataset_size: 0,
            ..config()
        },
        PlanConfig {
            clip_norm: 1e-36,
            ..config()
        },
    ] {
        assert_eq!(reason(bad), "PRIVACY_PARAMETER_OUT_OF_RANGE");
    }
}

#[test]
fn calibration_meets_its_target_from_below() {
    let plan = config().calibrate(3.0).unwrap();
    assert!(
        plan.epsilon() <= 3.0 && plan.epsilon() > 2.99,
        "{}",
        plan.epsilon()
    );
    assert_eq!(plan.config().unit, Unit::Example);
    assert_eq!(
        config().calibrate(0.0).unwrap_err().reason(),
        "PRIVACY_PARAMETER_OUT_OF_RANGE"
    );
}

#[test]
fn a_run_hands_out_what_was_accounted_for() {
    let plan = config().make().unwrap();
    let mut run = plan.start(SecureRng::from_os().unwrap());
    assert_eq!(run.spent(), DpEvent::NoOp {});
    assert_eq!(run.clip_norm(), 1.0);
    assert_eq!(run.noise_std(), 0.9);
    assert_eq!(run.expected_batch_size(), 50.0);
    for _ in 0..20 {
        let batch = run.next_batch().unwrap();
        assert!(batch.iter().all(|&i| i < 1000));
        run.fill_noise(&mut [0.0; 4]).unwrap();
    }
    assert_eq!(run.spent(), plan.event());
    assert_eq!(
        run.next_batch().unwrap_err().reason(),
        "PRIVACY_PLAN_EXHAUSTED"
    );
    let statement = run.statement().unwrap();
    assert_eq!(statement.epsilon(), Some(plan.epsilon()));
    statement.verify().unwrap();
}

#[test]
fn steps_cannot_skip_their_noise() {
    let mut run = config().make().unwrap().start(TestRng::seeded(1));
    assert_eq!(
        run.fill_noise(&mut [0.0]).unwrap_err().reason(),
        "PRIVACY_STEP_OUT_OF_ORDER"
    );
    run.next_batch().unwrap();
    assert_eq!(
        run.next_batch().unwrap_err().reason(),
        "PRIVACY_STEP_OUT_OF_ORDER"
    );
    // The step counts although its noise never came.
    assert_eq!(run.steps_spent(), 1);
    run.fill_noise(&mut [0.0]).unwrap();
    run.fill_noise(&mut [0.0]).unwrap();
    run.next_batch().unwrap();
}

#[test]
fn a_test_generator_never_reads_as_private() {
    let mut run = config().make().unwrap().start(TestRng::seeded(1));
    run.next_batch().unwrap();
    let statement = run.statement().unwrap();
    assert!(matches!(statement, PrivacyStatement::None { .. }));
    assert_eq!(statement.epsilon(), None);
    assert!(!statement.render().contains("epsilon ="));
    // Not even when a later part of the run was seeded properly.
    let plan = config().make().unwrap();
    let run = plan
        .resume_reseeded(&run.state(), SecureRng::from_os().unwrap(), 0)
        .unwrap();
    assert!(matches!(
        run.statement().unwrap(),
        PrivacyStatement::None { .. }
    ));
}

/// One step's batch and noise.
type Step = (Vec<usize>, [f32; 3]);

fn steps(run: &mut crate::PrivateRun, count: usize) -> Vec<Step> {
    (0..count)
        .map(|_| {
            let batch = run.next_batch().unwrap();
            let mut noise = [0.0; 3];
            run.fill_noise(&mut noise).unwrap();
            (batch, noise)
        })
        .collect()
}

#[test]
fn a_resumed_run_is_the_same_run() {
    let plan = config().make().unwrap();
    let mut run = plan.start(SecureRng::from_os().unwrap());
    steps(&mut run, 7);
    let saved = run.state().to_json().unwrap();
    let expected = steps(&mut run, 13);
    let mut resumed = plan.resume(&RunState::from_json(&saved).unwrap()).unwrap();
    assert_eq!(steps(&mut resumed, 13), expected);
    assert_eq!(resumed.spent(), plan.event());
    resumed.statement().unwrap().verify().unwrap();
}

#[test]
fn a_state_saved_between_batch_and_noise_goes_on_with_the_noise() {
    let plan = config().make().unwrap();
    let mut run = plan.start(TestRng::seeded(3));
    run.next_batch().unwrap();
    let mut resumed = plan.resume(&run.state()).unwrap();
    let (mut a, mut b) = ([0.0; 5], [0.0; 5]);
    run.fill_noise(&mut a).unwrap();
    resumed.fill_noise(&mut b).unwrap();
    assert_eq!(a, b);
    assert_eq!(resumed.steps_spent(), 1);
}

#[test]
fn lost_steps_stay_spent_and_fresh_noise_is_fresh() {
    let plan = config().make().unwrap();
    let mut run = plan.start(TestRng::seeded(3));
    steps(&mut run, 5);
    let state = run.state();
    let lost = steps(&mut run, 4);
    let mut resumed = plan.resume_reseeded(&state, TestRng::seeded(4), 4).unwrap();
    assert_eq!(resumed.steps_spent(), 9);
    assert_eq!(resumed.steps_left(), 11);
    assert_ne!(steps(&mut resumed, 4), lost);
    let error = plan
        .resume_reseeded(&state, TestRng::seeded(4), 16)
        .unwrap_err();
    assert_eq!(error.reason(), "PRIVACY_STATE_INVALID");
}

#[test]
fn states_are_secret_and_strict() {
    let plan = config().make().unwrap();
    let run = plan.start(TestRng::seeded(987_654_321));
    let state = run.state();
    assert_eq!(format!("{state:?}"), "RunState(step 0, <redacted>)");
    let other = PlanConfig {
        noise_multiplier: 0.8,
        ..config()
    }
    .make()
    .unwrap();
    assert_eq!(
        other.resume(&state).unwrap_err().reason(),
        "PRIVACY_STATE_INVALID"
    );
    let forged = state.to_json().unwrap().replace(
        "\"kind\":\"test\",\"taken\"",
        "\"kind\":\"secure_chacha20\",\"taken\"",
    );
    assert_ne!(forged, state.to_json().unwrap());
    let error = plan
        .resume(&RunState::from_json(&forged).unwrap())
        .unwrap_err();
    assert_eq!(error.reason(), "PRIVACY_STATE_INVALID");
    let too_many = state
        .to_json()
        .unwrap()
        .replace("\"taken\":0", "\"taken\":21");
    assert!(
        plan.resume(&RunState::from_json(&too_many).unwrap())
            .is_err()
    );
    assert!(RunState::from_json("{}").is_err());
}
