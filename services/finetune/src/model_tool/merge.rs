//! Base model and adapter as one model.

use std::path::Path;

use artifacts::checkpoint::model_digest;
use chassis::{Code, Failure};
use model::{Device, Model, Options, Precision};
use serde_json::{Value, json};

use super::{files, in_model};

/// Merges in float32, so that nothing is rounded, and writes a directory that `transformers` loads.
pub(super) fn run(args: &super::Merge) -> Result<Value, Failure> {
    refuse_used(&args.out)?;
    let options = Options {
        device: Device::Cpu,
        precision: Precision::F32,
    };
    let mut model =
        Model::load(&args.model, &options).map_err(|error| in_model(&error, "--model"))?;
    let in_adapter = |error| in_model(&error, "--adapter");
    model.load_adapter(&args.adapter).map_err(in_adapter)?;
    model.merge().map_err(in_adapter)?;
    let made = files::new_directory(&args.out)?;
    model
        .save_full(made.path(), &args.model)
        .map_err(|error| in_model(&error, "--out"))?;
    let digest = model_digest(made.path())?;
    files::publish_directory(made, &args.out)?;
    Ok(json!({
        "out": args.out,
        "parameters": model.parameter_count(),
        "digest": digest.to_string(),
    }))
}

fn refuse_used(out: &Path) -> Result<(), Failure> {
    let used = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => {
            return Err(files::failure("use", &out.display().to_string(), &error).field("--out"));
        }
    };
    if !used {
        return Ok(());
    }
    let message = format!("{} exists and is not empty", out.display());
    Err(
        Failure::new(Code::AlreadyExists, "OUTPUT_NOT_EMPTY", message)
            .field("--out")
            .action("name a directory that does not exist, or empty this one"),
    )
}
