//! `tokenizer.json`: byte-level byte-pair encoding from the file's tokens and merges.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, ensure};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::gguf::Gguf;

/// The kind ggml gives to tokens that no text encodes to.
const CONTROL: i64 = 3;

/// The vocabulary in the order of its ids.
struct Vocabulary<'a>(Vec<&'a str>);

impl Serialize for Vocabulary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().enumerate().map(|(id, token)| (token, id)))
    }
}

#[derive(Serialize)]
struct Model<'a> {
    r#type: &'static str,
    dropout: Option<f32>,
    unk_token: Option<&'a str>,
    continuing_subword_prefix: Option<&'a str>,
    end_of_word_suffix: Option<&'a str>,
    fuse_unk: bool,
    byte_fallback: bool,
    ignore_merges: bool,
    vocab: Vocabulary<'a>,
    merges: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct Tokenizer<'a> {
    version: &'static str,
    truncation: Option<Value>,
    padding: Option<Value>,
    added_tokens: Vec<Value>,
    normalizer: Option<Value>,
    pre_tokenizer: Value,
    post_processor: Option<Value>,
    decoder: Value,
    model: Model<'a>,
}

/// Writes the tokenizer: digits are split one by one, nothing is put before or after a text.
///
/// # Errors
/// When the file's tokenizer is of another kind than the one SmolLM2 has.
pub(super) fn write(file: &Gguf, path: &Path) -> anyhow::Result<()> {
    ensure!(
        file.text("tokenizer.ggml.model")? == "gpt2",
        "the tokenizer is not byte-level BPE"
    );
    ensure!(
        file.text("tokenizer.ggml.pre")? == "smollm",
        "the tokenizer splits in another way"
    );
    ensure!(
        !file.boolean("tokenizer.ggml.add_bos_token")?,
        "the tokenizer adds a first token"
    );
    let tokens = file.texts("tokenizer.ggml.tokens")?;
    let kinds = file.integers("tokenizer.ggml.token_type")?;
    ensure!(
        tokens.len() == kinds.len(),
        "the tokenizer lists its tokens and their kinds unevenly"
    );
    let special = tokens
        .iter()
        .zip(&kinds)
        .enumerate()
        .filter(|(_, (_, kind))| **kind == CONTROL);
    // Keys stand in the order of the alphabet, so that the pinned bytes do not hang on serde_json's features.
    let added_tokens = special.map(|(id, (token, _))| {
        json!({
            "content": token, "id": id, "lstrip": false, "normalized": false, "rstrip": false,
            "single_word": false, "special": true,
        })
    });
    let merges = file.texts("tokenizer.ggml.merges")?;
    let merges = merges
        .into_iter()
        .map(|merge| merge.split_once(' '))
        .collect::<Option<_>>();
    let byte_level = |prefix: bool| {
        json!({
            "add_prefix_space": prefix, "trim_offsets": true, "type": "ByteLevel", "use_regex": true,
        })
    };
    let tokenizer = Tokenizer {
        version: "1.0",
        truncation: None,
        padding: None,
        added_tokens: added_tokens.collect(),
        normalizer: None,
        pre_tokenizer: json!({
            "pretokenizers": [{ "individual_digits": true, "type": "Digits" }, byte_level(false)],
            "type": "Sequence",
        }),
        post_processor: None,
        decoder: byte_level(true),
        model: Model {
            r#type: "BPE",
            dropout: None,
            unk_token: None,
            continuing_subword_prefix: None,
            end_of_word_suffix: None,
            fuse_unk: false,
            byte_fallback: false,
            ignore_merges: false,
            merges: merges.context("a merge is not a pair")?,
            vocab: Vocabulary(tokens),
        },
    };
    let create = File::create(path);
    let mut out =
        BufWriter::new(create.with_context(|| format!("cannot create {}", path.display()))?);
    serde_json::to_writer_pretty(&mut out, &tokenizer)?;
    out.flush()
        .with_context(|| format!("cannot write {}", path.display()))
}
