use super::*;

fn refused(change: impl FnOnce(&mut TrainConfig)) -> String {
    let mut config = TrainConfig::default();
    change(&mut config);
    let error = config.check().unwrap_err();
    assert_eq!(error.reason(), "INVALID_HYPERPARAMETER");
    error.to_string()
}

#[test]
fn absurd_values_are_refused_by_name() {
    let lora = |rank| {
        Trainable::Adapters(LoraConfig {
            rank,
            ..LoraConfig::default()
        })
    };
    assert!(refused(|config| config.trainable = lora(0)).starts_with("rank"));
    assert!(refused(|config| config.learning_rate = f64::NAN).starts_with("learning_rate"));
    assert!(refused(|config| config.learning_rate = 0.0).starts_with("learning_rate"));
    assert!(refused(|config| config.learning_rate = -1e-4).starts_with("learning_rate"));
    assert!(refused(|config| config.batch_size = 0).starts_with("batch_size"));
    assert!(refused(|config| config.physical_batch_size = Some(0)).starts_with("physical"));
    assert!(refused(|config| config.epochs = 0.0).starts_with("epochs"));
    assert!(refused(|config| config.epochs = f64::INFINITY).starts_with("epochs"));
    assert!(refused(|config| config.max_steps = Some(0)).starts_with("max_steps"));
    assert!(refused(|config| config.sequence_length = 1).starts_with("sequence_length"));
    assert!(refused(|config| config.beta2 = 1.0).starts_with("beta2"));
    assert!(refused(|config| config.clip_norm = Some(-1.0)).starts_with("clip_norm"));
    assert!(refused(|config| config.warmup = 1.5).starts_with("warmup"));
}

#[test]
fn it_round_trips_and_refuses_unknown_fields() {
    let config = TrainConfig {
        trainable: Trainable::All,
        ..TrainConfig::default()
    };
    let text = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<TrainConfig>(&text).unwrap(), config);
    assert!(serde_json::from_str::<TrainConfig>(r#"{"learning_rat": 1.0}"#).is_err());
    let lora: TrainConfig =
        serde_json::from_str(r#"{"trainable": {"adapters": {"rank": 4}}}"#).unwrap();
    assert_eq!(lora.method().to_string(), "lora");
}

#[test]
fn private_gradients_and_their_plan_come_together() {
    let config = TrainConfig {
        gradient: GradientKind::Private,
        ..TrainConfig::default()
    };
    assert_eq!(
        config.check().unwrap_err().reason(),
        "INVALID_HYPERPARAMETER"
    );
    let plan = dp::PlanConfig::for_batch(100, 10.0, 5, 1e-5);
    let plain = TrainConfig {
        privacy: Some(plan),
        ..TrainConfig::default()
    };
    assert_eq!(
        plain.check().unwrap_err().reason(),
        "INVALID_HYPERPARAMETER"
    );
}
