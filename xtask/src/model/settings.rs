//! The JSON files beside the weights, from the settings of the GGUF file.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::gguf::Gguf;

/// `config.json`.
pub(super) fn config(file: &Gguf) -> anyhow::Result<Value> {
    ensure!(
        file.text("general.architecture")? == "llama",
        "the file is no Llama model"
    );
    let hidden = file.integer("llama.embedding_length")?;
    let heads = file.integer("llama.attention.head_count")?;
    let head = file.integer("llama.rope.dimension_count")?;
    ensure!(
        head * heads == hidden,
        "the heads do not make up the hidden width"
    );
    Ok(json!({
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": false,
        "attention_dropout": 0.0,
        "bos_token_id": file.integer("tokenizer.ggml.bos_token_id")?,
        "eos_token_id": file.integer("tokenizer.ggml.eos_token_id")?,
        "head_dim": head,
        "hidden_act": "silu",
        "hidden_size": hidden,
        "initializer_range": 0.041_666_666_666_666_664,
        "intermediate_size": file.integer("llama.feed_forward_length")?,
        "max_position_embeddings": file.integer("llama.context_length")?,
        "mlp_bias": false,
        "model_type": "llama",
        "num_attention_heads": heads,
        "num_hidden_layers": file.integer("llama.block_count")?,
        "num_key_value_heads": file.integer("llama.attention.head_count_kv")?,
        "pad_token_id": file.integer("tokenizer.ggml.padding_token_id")?,
        "pretraining_tp": 1,
        "rms_norm_eps": short(file.float("llama.attention.layer_norm_rms_epsilon")?)?,
        "rope_scaling": null,
        "rope_theta": short(file.float("llama.rope.freq_base")?)?,
        "tie_word_embeddings": true,
        "torch_dtype": "bfloat16",
        "use_cache": true,
        "vocab_size": file.integer("llama.vocab_size")?,
    }))
}

/// `generation_config.json`.
pub(super) fn generation(file: &Gguf) -> anyhow::Result<Value> {
    Ok(json!({
        "bos_token_id": file.integer("tokenizer.ggml.bos_token_id")?,
        "eos_token_id": file.integer("tokenizer.ggml.eos_token_id")?,
        "pad_token_id": file.integer("tokenizer.ggml.padding_token_id")?,
    }))
}

/// `special_tokens_map.json`.
pub(super) fn special_tokens(file: &Gguf) -> anyhow::Result<Value> {
    Ok(json!({
        "additional_special_tokens": [token(file, "bos")?, token(file, "eos")?],
        "bos_token": token(file, "bos")?,
        "eos_token": token(file, "eos")?,
        "pad_token": token(file, "padding")?,
        "unk_token": token(file, "unknown")?,
    }))
}

/// `tokenizer_config.json`. Its class leaves `tokenizer.json` as it is; the class of GPT-2 would rebuild it
/// without the rule that splits digits.
pub(super) fn tokenizer(file: &Gguf) -> anyhow::Result<Value> {
    Ok(json!({
        "add_prefix_space": file.boolean("tokenizer.ggml.add_space_prefix")?,
        "additional_special_tokens": [token(file, "bos")?, token(file, "eos")?],
        "bos_token": token(file, "bos")?,
        "chat_template": file.text("tokenizer.chat_template")?,
        "clean_up_tokenization_spaces": false,
        "eos_token": token(file, "eos")?,
        "model_max_length": file.integer("llama.context_length")?,
        "pad_token": token(file, "padding")?,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": token(file, "unknown")?,
    }))
}

fn token<'a>(file: &'a Gguf, role: &str) -> anyhow::Result<&'a str> {
    let id = usize::try_from(file.integer(&format!("tokenizer.ggml.{role}_token_id"))?)?;
    let tokens = file.texts("tokenizer.ggml.tokens")?;
    tokens
        .get(id)
        .copied()
        .with_context(|| format!("the {role} token is not in the vocabulary"))
}

/// The shortest decimal that reads back as this single-precision number, as a double: 1e-5, not
/// 9.999999747378752e-06.
fn short(number: f32) -> anyhow::Result<f64> {
    Ok(number.to_string().parse()?)
}
