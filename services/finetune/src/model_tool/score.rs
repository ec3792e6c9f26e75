//! Logits, loss and gradients of given tokens: what a comparison with another implementation needs.

mod ids;

use artifacts::checkpoint::model_digest;
use chassis::Failure;
use model::config::Family;
use model::{Device, Model, Options, Output, Parameter, Precision};
use serde_json::{Value, json};
use training::batch::{Cut, Physical};
use training::gradient::{
    Clipping, Gradient as _, LogicalBatch, Plain, Unit, UnitBatch, clipped_sum,
};
use training::mean_loss;

use super::{files, in_model};

/// Computes in float32 on the processor and writes the tensors.
pub(super) fn run(args: &super::Score) -> Result<Value, Failure> {
    let examples = ids::read(&args.ids)?;
    let mut model = load(args)?;
    let sequences: Vec<&[i64]> = examples.iter().map(|one| one.ids.as_slice()).collect();
    model.check_sequences(&sequences).map_err(|error| {
        crate::error::model(&error)
            .field("input_ids")
            .action("use ids of this model's tokenizer, and sequences that fit its positions")
    })?;
    let length = sequences[0].len();
    let cut = Cut {
        length,
        ..Cut::default()
    };
    let failed = |error: training::Error| crate::error::training(&error);
    let mut output = Output::default();
    let logits = model.sequence_logits(&sequences);
    output.tensor(
        "logits",
        logits.map_err(|error| in_model(&error, "--model"))?,
    );
    let loss = mean_loss(&model, &examples, length)
        .map_err(failed)?
        .unwrap_or(f64::NAN);
    output.number("loss", loss);
    match args.adapter {
        Some(_) => model.train_adapter(),
        None => model.train_all(),
    }
    let trained = model.trainable();
    let names: Vec<String> = trained.iter().map(|one| name(&model, one)).collect();
    if args.grads {
        let batch = LogicalBatch {
            examples: examples.iter().collect(),
            cut,
            physical: Physical::default(),
            seed: None,
        };
        let found = Plain::default()
            .compute(&model, &trained, &batch)
            .map_err(failed)?;
        for (name, value) in names.iter().zip(found.values) {
            output.tensor(format!("grad.{name}"), value);
        }
    }
    if let Some(clip_norm) = args.clip_norm {
        let unit = |example| Unit {
            examples: vec![example],
            seed: 0,
        };
        let batch = UnitBatch {
            units: examples.iter().map(unit).collect(),
            cut,
            physical: Physical::default(),
        };
        let found = clipped_sum(&model, &trained, &batch, Clipping::flat(clip_norm));
        let found = found.map_err(failed)?;
        output.number("clip_norm", clip_norm);
        output.list("example_norm", &found.norms);
        for (name, value) in names.iter().zip(found.values) {
            output.tensor(format!("clipped_sum.{name}"), value);
        }
    }
    let made = files::new_file(&args.out)?;
    let written = output.write(made.path());
    written.map_err(|error| in_model(&error, "--out"))?;
    files::publish_file(made, &args.out)?;
    Ok(json!({
        "out": args.out,
        "tensors": output.len(),
        "sequences": examples.len(),
        "length": length,
        "loss": loss,
        "model_digest": model_digest(&args.model)?.to_string(),
    }))
}

fn load(args: &super::Score) -> Result<Model, Failure> {
    model::set_threads(None);
    let options = Options {
        device: Device::Cpu,
        precision: Precision::F32,
    };
    let mut model =
        Model::load(&args.model, &options).map_err(|error| in_model(&error, "--model"))?;
    if let Some(adapter) = &args.adapter {
        let loaded = model.load_adapter(adapter);
        loaded.map_err(|error| in_model(&error, "--adapter"))?;
        model.drop_nothing();
    }
    Ok(model)
}

/// What `transformers` and `peft` call a parameter in memory, where files call some otherwise.
fn name(model: &Model, parameter: &Parameter) -> String {
    let name = parameter.name.as_str();
    if name == model.head_weight().name && !model.config().tied_head {
        return "lm_head.weight".to_owned();
    }
    if let Some(path) = name.strip_suffix(".weight")
        && (path.ends_with(".lora_A") || path.ends_with(".lora_B"))
    {
        return format!("{path}.default.weight");
    }
    // Early files leave the trunk's name out.
    match model.config().family {
        Family::Gpt2 if !name.starts_with("transformer.") => format!("transformer.{name}"),
        _ => name.to_owned(),
    }
}
