//! A tiny Llama with a tokenizer of single bytes.

use std::path::Path;

use serde_json::{Map, Value, json};

/// Longest sequence the tiny model takes.
pub const POSITIONS: usize = 512;

/// Writes a random model of two layers into `dir`, made when missing.
pub fn write_tiny(dir: &Path) {
    std::fs::create_dir_all(dir).expect("make the model's folder");
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama",
        "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 256,
        "max_position_embeddings": POSITIONS, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
        "hidden_act": "silu", "tie_word_embeddings": true, "torch_dtype": "float32",
    });
    let options = ::model::Options {
        precision: ::model::Precision::F32,
        ..Default::default()
    };
    let model = ::model::Model::initialise(&config.to_string(), 7, &options).expect("a tiny model");
    std::fs::write(dir.join("config.json"), config.to_string()).expect("write config.json");
    std::fs::write(dir.join("tokenizer.json"), tokenizer().to_string()).expect("write tokenizer");
    // The source of the files that are copied along is the folder itself.
    let source = tempfile::tempdir().expect("a scratch folder");
    for file in ["config.json", "tokenizer.json"] {
        std::fs::copy(dir.join(file), source.path().join(file)).expect("copy");
    }
    model
        .save_full(dir, source.path())
        .expect("save the tiny model");
}

/// A byte-level tokenizer without merges: one token a byte.
fn tokenizer() -> Value {
    let vocabulary: Map<String, Value> = bytes_to_unicode()
        .into_iter()
        .enumerate()
        .map(|(id, c)| (c.to_string(), id.into()))
        .collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": null, "post_processor": null,
        "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false },
        "decoder": { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false },
        "model": {
            "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
            "vocab": vocabulary, "merges": [],
        },
    })
}

/// The printable stand-ins of byte-level BPE (GPT-2): printable Latin-1 bytes
/// stand for themselves, the others for code points from 256 up.
fn bytes_to_unicode() -> Vec<char> {
    let printable = |b: u8| matches!(b, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut next = 256;
    (0..=u8::MAX)
        .map(|byte| {
            if printable(byte) {
                return char::from(byte);
            }
            next += 1;
            char::from_u32(next - 1).expect("below the surrogates")
        })
        .collect()
}
