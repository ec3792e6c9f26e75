//! Shapes that published models do not have, and spellings of every age. `xtask/python/shapes.py`
//! compares the mathematics of many more with `transformers`.

use super::super::*;
use super::llama;

const NEOX: &str = r#"{"model_type": "gpt_neox", "vocab_size": 50, "hidden_size": 48,
    "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2,
    "max_position_embeddings": 64"#;
const GEMMA2: &str = r#"{"model_type": "gemma2", "vocab_size": 50, "hidden_size": 32,
    "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 4,
    "max_position_embeddings": 64"#;
const GPT2: &str = r#"{"model_type": "gpt2", "vocab_size": 50, "n_embd": 32, "n_head": 4,
    "n_layer": 3, "n_positions": 48"#;

fn read(base: &str, more: &str) -> Result<ModelConfig, Error> {
    ModelConfig::from_json(&format!("{base}{more}}}"))
}

fn neox(more: &str) -> RopeConfig {
    let config = read(NEOX, more).unwrap();
    config.layers[0].rope.clone().unwrap()
}

fn windows(config: &ModelConfig) -> Vec<Option<usize>> {
    config.layers.iter().map(|layer| layer.window).collect()
}

#[test]
fn part_of_a_head_turns_in_every_spelling() {
    let old = neox(r#", "rotary_pct": 0.5, "rotary_emb_base": 2500"#);
    let new = neox(r#", "rope_parameters": {"rope_theta": 2500.0, "partial_rotary_factor": 0.5}"#);
    assert_eq!(old, new);
    assert_eq!((old.theta, old.rotary_dim, old.pairs()), (2500.0, 6, 3));
    // A quarter of 12 is 3, and with the last one turns a fourth.
    let quarter = neox("");
    assert_eq!((quarter.rotary_dim, quarter.pairs()), (3, 2));
    // So little that nothing turns.
    let nothing = read(NEOX, r#", "rotary_pct": 0.05"#).unwrap();
    assert_eq!(nothing.layers[0].rope, None);
    // Llama's spelling is not read for this family: only what changes nothing is accepted.
    assert!(read(NEOX, r#", "rope_theta": 10000.0"#).is_ok());
    assert!(read(NEOX, r#", "rope_theta": 2500.0"#).is_err());
    // The whole head turns in the others, whatever the field says.
    let whole = llama(r#", "partial_rotary_factor": 0.5"#).unwrap();
    assert_eq!(whole.layers[0].rope.as_ref().unwrap().rotary_dim, 8);
}

#[test]
fn rotations_for_longer_contexts_are_read() {
    let scaling = |parameters: &str| {
        let config = llama(&format!(r#", "rope_scaling": {{{parameters}}}"#)).unwrap();
        let scaling = config.layers[0].rope.as_ref().unwrap().scaling.clone();
        (scaling, config.max_positions)
    };
    let dynamic = RopeScaling::Dynamic {
        factor: 2.0,
        original_positions: 64.0,
    };
    assert_eq!(
        scaling(r#""type": "dynamic", "factor": 2.0"#),
        (dynamic, 128)
    );
    // Without its own field, what was stretched are the model's positions.
    let (yarn, positions) = scaling(r#""rope_type": "yarn", "factor": 4"#);
    assert_eq!(positions, 256);
    assert!(matches!(
        yarn,
        RopeScaling::Yarn {
            original_positions: 64.0,
            ..
        }
    ));
    let (yarn, _) = scaling(
        r#""rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 16,
        "beta_fast": 2.0, "beta_slow": 0.05"#,
    );
    assert!(
        matches!(
            yarn,
            RopeScaling::Yarn {
                first: 0.0,
                last: 2.0,
                ..
            }
        ),
        "{yarn:?}"
    );
    let (long, _) = scaling(
        r#""rope_type": "longrope", "short_factor": [1, 1, 1, 1], "long_factor": [1, 2, 3, 4],
        "original_max_position_embeddings": 16"#,
    );
    let RopeScaling::LongRope {
        attention_factor, ..
    } = long
    else {
        panic!("{long:?}");
    };
    assert!((attention_factor - 1.5f64.sqrt()).abs() < 1e-12);
    for (parameters, field) in [
        (r#""rope_type": "yarn""#, "rope_scaling.factor"),
        (
            r#""rope_type": "longrope", "short_factor": [1], "long_factor": [1]"#,
            "short_factor",
        ),
        (r#""rope_type": "linear", "factor": 0"#, "factor"),
        (r#""rope_type": "mrope", "factor": 2"#, "mrope"),
        (
            r#""rope_type": "linear", "factor": 2, "partial_rotary_factor": 0.5"#,
            "partial_rotary_factor",
        ),
    ] {
        let error = llama(&format!(r#", "rope_scaling": {{{parameters}}}"#)).unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
    }
}

#[test]
fn the_older_spelling_wins_where_both_stand() {
    let both = r#", "rope_theta": 500.0, "rope_scaling": {"rope_type": "linear", "factor": 2.0},
        "rope_parameters": {"rope_type": "default", "rope_theta": 900.0}"#;
    let config = llama(both).unwrap();
    let rope = config.layers[0].rope.as_ref().unwrap();
    assert_eq!(rope.theta, 500.0);
    assert_eq!(rope.scaling, RopeScaling::Linear { factor: 2.0 });
}

#[test]
fn what_is_absent_is_what_the_class_takes() {
    let gemma = read(GEMMA2, "").unwrap();
    assert_eq!((gemma.head_dim, gemma.kv_heads), (256, 4));
    assert_eq!(gemma.attention_soft_cap, Some(50.0));
    assert_eq!(gemma.logit_soft_cap, Some(30.0));
    assert_eq!(windows(&gemma), [Some(4096), None, Some(4096), None]);
    assert_eq!(gemma.padding, Some(0));
    let off = r#", "attn_logit_softcapping": null, "final_logit_softcapping": null,
        "pad_token_id": null, "sliding_window": 3, "layer_types": ["full_attention",
        "sliding_attention", "full_attention", "sliding_attention"]"#;
    let gemma = read(GEMMA2, off).unwrap();
    assert_eq!(gemma.attention_soft_cap, None);
    assert_eq!(gemma.logit_soft_cap, None);
    assert_eq!(windows(&gemma), [None, Some(3), None, Some(3)]);
    assert_eq!(gemma.padding, None);
    assert_eq!(llama(r#", "pad_token_id": -1"#).unwrap().padding, Some(95));
    assert_eq!(llama("").unwrap().padding, None);
}

#[test]
fn a_layer_that_slides_needs_a_window() {
    let qwen = NEOX.replace("gpt_neox", "qwen2");
    let kinds =
        r#", "num_key_value_heads": 2, "layer_types": ["full_attention", "sliding_attention"]"#;
    assert!(read(&qwen, kinds).is_err());
    let used = format!(r#"{kinds}, "use_sliding_window": true, "sliding_window": 5"#);
    assert_eq!(windows(&read(&qwen, &used).unwrap()), [None, Some(5)]);
    let zero = format!(r#"{kinds}, "use_sliding_window": true, "sliding_window": 0"#);
    assert!(read(&qwen, &zero).is_err());
}

#[test]
fn gpt2_scales_by_layer() {
    let scales = |more: &str| {
        let config = read(GPT2, more).unwrap();
        let scales = config.layers.iter().map(|layer| layer.attention_scale);
        scales.collect::<Vec<f64>>()
    };
    assert_eq!(
        scales(r#", "scale_attn_by_inverse_layer_idx": true, "scale_attn_weights": false"#),
        [1.0, 0.5, 1.0 / 3.0]
    );
    assert_eq!(scales(""), [8f64.powf(-0.5); 3]);
    assert_eq!(
        read(GPT2, r#", "n_inner": 50"#).unwrap().intermediate_size,
        50
    );
}

#[test]
fn a_model_that_sees_images_is_refused_by_name() {
    let error = ModelConfig::from_json(
        r#"{"model_type": "gemma3", "text_config": {}, "vision_config": {}}"#,
    );
    let message = error.unwrap_err().to_string();
    assert!(message.contains("gemma3_text"), "{message}");
}

#[test]
fn activations_are_told_apart() {
    let activation =
        |name: &str| llama(&format!(r#", "hidden_act": "{name}""#)).map(|config| config.activation);
    assert_eq!(activation("gelu_fast").unwrap(), Activation::GeluTanh);
    assert_eq!(activation("gelu").unwrap(), Activation::Gelu);
    assert_eq!(activation("relu2").unwrap(), Activation::ReluSquared);
    assert!(activation("prelu").is_err());
    // The first Gemma says "gelu" and means the approximation.
    let gemma = GEMMA2.replace("gemma2", "gemma") + r#", "num_key_value_heads": 2"#;
    let said = read(&gemma, r#", "hidden_act": "gelu""#).unwrap();
    assert_eq!(said.activation, Activation::GeluTanh);
    assert!(
        read(
            &gemma,
            r#", "hidden_act": "relu", "hidden_activation": "silu""#
        )
        .is_err()
    );
}
