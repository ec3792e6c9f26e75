use super::*;
use crate::model::gguf::Storage;

#[test]
fn rows_of_a_head_go_from_pairs_to_halves() {
    let shape = [8, 1];
    let tensor = Tensor {
        name: "q",
        shape: &shape,
        storage: Storage::F32,
        bytes: &[],
    };
    // Two heads of four rows; llama.cpp keeps a rotation's two rows side by side.
    let numbers = [0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 3.0, 13.0];
    let put = halves(&tensor, &numbers, 2).unwrap();
    assert_eq!(put, [0.0, 1.0, 10.0, 11.0, 2.0, 3.0, 12.0, 13.0]);
    assert!(halves(&tensor, &numbers, 3).is_err());
}

#[test]
fn names_are_those_of_transformers() {
    let known = |gguf: &str| name(gguf).unwrap();
    assert_eq!(
        known("blk.3.attn_q.weight"),
        "model.layers.3.self_attn.q_proj.weight"
    );
    assert_eq!(
        known("blk.29.ffn_norm.weight"),
        "model.layers.29.post_attention_layernorm.weight"
    );
    assert_eq!(known("token_embd.weight"), "model.embed_tokens.weight");
    assert!(name("blk.0.attn_q.bias").is_err());
    assert!(name("rope_freqs.weight").is_err());
}
