use proto::finetune::v1::FineTuningSpec;

use super::*;

const MODEL: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 16}"#;

#[test]
fn the_usual_batch_is_no_larger_than_there_are_units() {
    let model = ModelConfig::from_json(MODEL).unwrap();
    let spec = FineTuningSpec {
        trainable: Some(fine_tuning_spec::Trainable::All(Default::default())),
        privacy: Some(PrivacyParams {
            noise_multiplier: Some(2.0),
            delta: 1e-5,
            clip_norm: 1.0,
            unit: PrivacyUnit::User.into(),
            ..PrivacyParams::default()
        }),
        ..FineTuningSpec::default()
    };
    let usual = TrainConfig::default().batch_size as u64;
    for (records, subjects, size) in [(100, 3, 3), (100, 50, usual), (5, 5, 5)] {
        let population = Population {
            records,
            subjects: Some(subjects),
        };
        let config = training(&spec, &model, &population).unwrap();
        assert_eq!(config.batch_size as u64, size);
        assert_eq!(config.privacy.unwrap().dataset_size, subjects);
    }
}
