mod released;
mod shapes;

use super::*;

const LLAMA: &str = r#"{"model_type": "llama", "vocab_size": 96, "hidden_size": 32,
    "intermediate_size": 56, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 64, "rms_norm_eps": 1e-6"#;

fn llama(more: &str) -> Result<ModelConfig, Error> {
    ModelConfig::from_json(&format!("{LLAMA}{more}}}"))
}

fn reason(more: &str) -> &'static str {
    llama(more).unwrap_err().reason()
}

#[test]
fn both_spellings_of_rope_mean_the_same() {
    let old = llama(
        r#", "rope_theta": 500000.0, "rope_scaling": {"type": "llama3", "factor": 8.0,
        "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}"#,
    );
    let new = llama(
        r#", "rope_parameters": {"rope_theta": 500000.0, "rope_type": "llama3", "factor": 8.0,
        "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}"#,
    );
    let old = old.unwrap();
    assert_eq!(old, new.unwrap());
    let rope = old.layers[1].rope.as_ref().unwrap();
    assert_eq!((rope.theta, rope.rotary_dim), (500_000.0, 8));
    assert!(matches!(
        rope.scaling,
        RopeScaling::Llama3 {
            original_positions: 16.0,
            ..
        }
    ));
}

#[test]
fn defaults_follow_the_family() {
    let config = llama("").unwrap();
    assert_eq!(
        (config.head_dim, config.tied_head, config.gated),
        (8, false, true)
    );
    let gemma = format!("{LLAMA}}}").replace("llama", "gemma");
    let gemma = ModelConfig::from_json(&gemma).unwrap();
    assert!(gemma.tied_head);
    assert_eq!(gemma.norm, NormKind::RmsFromOne);
    assert_eq!(gemma.activation, Activation::GeluTanh);
}

#[test]
fn what_is_not_understood_is_refused() {
    let unknown = LLAMA.replace("llama", "mamba");
    let error = ModelConfig::from_json(&format!("{unknown}}}")).unwrap_err();
    assert_eq!(error.reason(), "UNKNOWN_MODEL_TYPE");
    assert_eq!(
        reason(r#", "mixture_of_depths": 3"#),
        "UNSUPPORTED_MODEL_CONFIG"
    );
    assert_eq!(
        reason(r#", "quantization_config": {"bits": 4}"#),
        "UNSUPPORTED_MODEL_CONFIG"
    );
    assert_eq!(
        reason(r#", "hidden_act": "xielu""#),
        "UNSUPPORTED_MODEL_CONFIG"
    );
    let unknown = r#", "rope_scaling": {"rope_type": "axial", "factor": 4.0}"#;
    assert_eq!(reason(unknown), "UNSUPPORTED_MODEL_CONFIG");
    let extra =
        r#", "rope_scaling": {"rope_type": "linear", "factor": 4.0, "attention_factor": 2}"#;
    assert_eq!(reason(extra), "UNSUPPORTED_MODEL_CONFIG");
}

#[test]
fn an_unknown_field_that_is_off_is_accepted() {
    assert!(llama(r#", "mixture_of_depths": null, "rope_interleaved": false"#).is_ok());
}

#[test]
fn malformed_fields_are_named() {
    for (more, field) in [
        (r#", "head_dim": -1"#, "head_dim"),
        (r#", "head_dim": 7"#, "head_dim"),
        (r#", "tie_word_embeddings": "yes""#, "tie_word_embeddings"),
        (
            r#", "rope_scaling": {"rope_type": "linear"}"#,
            "rope_scaling.factor",
        ),
        (r#", "rope_theta": 0"#, "rope_theta"),
    ] {
        let message = llama(more).unwrap_err().to_string();
        assert!(message.contains(field), "{message} does not name {field}");
    }
    assert_eq!(
        ModelConfig::from_json("[]").unwrap_err().reason(),
        "UNSUPPORTED_MODEL_CONFIG"
    );
    assert_eq!(
        ModelConfig::from_json("{").unwrap_err().reason(),
        "UNSUPPORTED_MODEL_CONFIG"
    );
}
