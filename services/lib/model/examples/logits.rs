//! Writes the float32 logits of token ids, for `cargo xtask peers` to compare.
//!
//! `cargo run -p model --example logits -- MODEL_DIR ADAPTER_DIR|- IDS_JSON OUT`
//!
//! `IDS_JSON` is a list of sequences of token ids; `OUT` is safetensors with one
//! tensor (T, V) a sequence, named "0", "1", ...
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::Path;

use model::{Model, Options, Pass, Precision};
use tch::{Kind, Tensor};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, adapter, ids, out] = arguments.as_slice() else {
        return Err("MODEL_DIR ADAPTER_DIR|- IDS_JSON OUT".into());
    };
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let mut model = Model::load(Path::new(dir), &options)?;
    if adapter != "-" {
        model.load_adapter(Path::new(adapter))?;
    }
    let sequences: Vec<Vec<i64>> = serde_json::from_str(&std::fs::read_to_string(ids)?)?;
    let logits = |ids: &[i64]| {
        let ids = Tensor::from_slice(ids).unsqueeze(0);
        let logits = model.logits(&model.hidden(&ids, &Pass::evaluation()));
        logits.squeeze_dim(0).to_kind(Kind::Float).contiguous()
    };
    let named: Vec<(String, Tensor)> = sequences
        .iter()
        .enumerate()
        .map(|(i, ids)| (i.to_string(), tch::no_grad(|| logits(ids))))
        .collect();
    Tensor::write_safetensors(&named, out)?;
    Ok(())
}
