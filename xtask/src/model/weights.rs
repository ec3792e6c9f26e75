//! The model's weights as one safetensors file of bfloat16, under Hugging Face's names.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use half::bf16;
use serde_json::json;

use super::gguf::{Gguf, Tensor};
use super::quantised;

/// Writes every tensor of the file.
///
/// # Errors
/// When a tensor has a name or a shape that a Llama model has not.
pub(super) fn write(file: &Gguf, path: &Path) -> anyhow::Result<()> {
    let heads = usize::try_from(file.integer("llama.attention.head_count")?)?;
    let key_heads = usize::try_from(file.integer("llama.attention.head_count_kv")?)?;
    let mut tensors = BTreeMap::new();
    for tensor in file.tensors() {
        tensors.insert(name(tensor.name)?, tensor);
    }
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".into(), json!({ "format": "pt" }));
    let mut end = 0;
    for (name, tensor) in &tensors {
        let start = end;
        end += tensor.shape.iter().product::<usize>() * 2;
        let entry = json!({ "data_offsets": [start, end], "dtype": "BF16", "shape": tensor.shape });
        header.insert(name.clone(), entry);
    }
    let mut text = serde_json::to_string(&header)?;
    while text.len() % 8 != 0 {
        text.push(' ');
    }
    let create = File::create(path);
    let mut out =
        BufWriter::new(create.with_context(|| format!("cannot create {}", path.display()))?);
    out.write_all(&u64::try_from(text.len())?.to_le_bytes())?;
    out.write_all(text.as_bytes())?;
    for (name, tensor) in &tensors {
        let mut numbers = quantised::open(tensor);
        if name.ends_with("q_proj.weight") {
            numbers = halves(tensor, &numbers, heads)?;
        } else if name.ends_with("k_proj.weight") {
            numbers = halves(tensor, &numbers, key_heads)?;
        }
        for number in numbers {
            out.write_all(&bf16::from_f32(number).to_le_bytes())?;
        }
    }
    out.flush()
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Puts the rows of each head back from pairs (llama.cpp rotates neighbours) to halves (Hugging Face
/// rotates row `i` with row `i + d/2` of a head of `d` rows).
fn halves(tensor: &Tensor<'_>, numbers: &[f32], heads: usize) -> anyhow::Result<Vec<f32>> {
    let &[rows, columns] = tensor.shape else {
        bail!("{} is not a matrix", tensor.name)
    };
    let head = rows / heads;
    ensure!(
        head * heads == rows && head.is_multiple_of(2),
        "{} does not divide into heads",
        tensor.name
    );
    let mut out = Vec::with_capacity(numbers.len());
    for row in 0..rows {
        let (start, within) = (row / head * head, row % head);
        let from = start + within % (head / 2) * 2 + within / (head / 2);
        out.extend_from_slice(&numbers[from * columns..(from + 1) * columns]);
    }
    Ok(out)
}

/// The Hugging Face name of a GGUF tensor of the Llama architecture.
fn name(gguf: &str) -> anyhow::Result<String> {
    if let Some(rest) = gguf.strip_prefix("blk.") {
        let (layer, part) = rest
            .split_once('.')
            .context("a layer's tensor has no part")?;
        let part = match part {
            "attn_norm.weight" => "input_layernorm",
            "attn_q.weight" => "self_attn.q_proj",
            "attn_k.weight" => "self_attn.k_proj",
            "attn_v.weight" => "self_attn.v_proj",
            "attn_output.weight" => "self_attn.o_proj",
            "ffn_norm.weight" => "post_attention_layernorm",
            "ffn_gate.weight" => "mlp.gate_proj",
            "ffn_up.weight" => "mlp.up_proj",
            "ffn_down.weight" => "mlp.down_proj",
            other => bail!("a Llama layer has no tensor {other}"),
        };
        return Ok(format!("model.layers.{layer}.{part}.weight"));
    }
    Ok(match gguf {
        "token_embd.weight" => "model.embed_tokens.weight",
        "output_norm.weight" => "model.norm.weight",
        other => bail!("this conversion knows no tensor {other}"),
    }
    .into())
}

#[cfg(test)]
mod tests;
