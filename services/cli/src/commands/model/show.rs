//! What the program found, for people.

use serde_json::Value;

use super::Command;
use crate::format;
use crate::table::Table;

/// The outcome of a command as text.
pub(super) fn render(result: &Value, command: &Command) -> String {
    let out = word(&result["out"]);
    match command {
        Command::Inspect(_) if result["kind"] == "adapter" => adapter(result),
        Command::Inspect(_) => model(result),
        Command::Merge(_) => format!(
            "wrote {out}: {} parameters, {}\n",
            count(&result["parameters"]),
            word(&result["digest"])
        ),
        Command::Score(_) => format!(
            "wrote {out}: {} tensors for {} sequences of {} tokens, loss {:.4} nats per token\n",
            count(&result["tensors"]),
            count(&result["sequences"]),
            count(&result["length"]),
            result["loss"].as_f64().unwrap_or(f64::NAN),
        ),
    }
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn count(value: &Value) -> String {
    format::count(value.as_u64().unwrap_or(0))
}

fn bytes(value: &Value) -> String {
    format::bytes(value.as_u64().unwrap_or(0))
}

fn model(found: &Value) -> String {
    let shape = &found["shape"];
    let mut facts = Table::facts();
    facts.fact("family", word(&found["family"]));
    facts.fact("parameters", count(&found["parameters"]));
    facts.fact("layers", count(&shape["layers"]));
    facts.fact("hidden size", count(&shape["hidden"]));
    facts.fact(
        "heads",
        format!(
            "{} of width {}, {} for keys and values",
            count(&shape["heads"]),
            count(&shape["head_dim"]),
            count(&shape["kv_heads"])
        ),
    );
    facts.fact(
        "feed-forward",
        format!(
            "{} wide, {}",
            count(&shape["intermediate"]),
            word(&found["activation"])
        ),
    );
    facts.fact("norm", word(&found["norm"]));
    facts.fact("vocabulary", count(&shape["vocabulary"]));
    let tied = if found["tied_head"] == true {
        "the embedding's"
    } else {
        "its own"
    };
    facts.fact("head's weight", tied);
    facts.fact("positions", count(&shape["positions"]));
    facts.fact("rotation", rotations(found));
    facts.fact("windows", windows(found));
    facts.fact("soft caps", listed(&found["soft_caps"], number));
    facts.fact(
        "biases",
        listed(&found["biases"], |on| on.as_bool()?.then(String::new)),
    );
    facts.fact("weights", weights(&found["weights"]));
    facts.fact(
        "tokenizer",
        match &found["tokenizer"] {
            Value::Null => "none".to_owned(),
            tokenizer => format!("{} entries", count(&tokenizer["entries"])),
        },
    );
    facts.fact("digest", word(&found["digest"]));
    format!("{}\n{}", facts.render(), training(&found["training"]))
}

fn adapter(found: &Value) -> String {
    let mut facts = Table::facts();
    facts.fact("adapter of", word(&found["base"]));
    facts.fact("rank", count(&found["rank"]));
    facts.fact("alpha", number(&found["alpha"]).unwrap_or_default());
    facts.fact("scale", number(&found["scale"]).unwrap_or_default());
    facts.fact("dropout", number(&found["dropout"]).unwrap_or_default());
    facts.fact(
        "targets",
        match &found["targets"] {
            Value::Array(names) => names.iter().map(word).collect::<Vec<_>>().join(", "),
            name => word(name).to_owned(),
        },
    );
    facts.fact("parameters", count(&found["parameters"]));
    facts.fact("weights", weights(&found["weights"]));
    facts.fact("digest", word(&found["digest"]));
    facts.render()
}

fn number(value: &Value) -> Option<String> {
    value.as_f64().map(|number| number.to_string())
}

/// The names of what is set, with what it is set to.
fn listed(object: &Value, show: impl Fn(&Value) -> Option<String>) -> String {
    let set = object.as_object().into_iter().flatten();
    let set = set.filter_map(|(name, value)| Some((name.replace('_', " "), show(value)?)));
    let words: Vec<String> = set
        .map(|(name, value)| format!("{name} {value}").trim_end().to_owned())
        .collect();
    match words.is_empty() {
        true => "none".to_owned(),
        false => words.join(", "),
    }
}

fn rotations(found: &Value) -> String {
    let Some(ropes) = found["rope"].as_array().filter(|ropes| !ropes.is_empty()) else {
        return "none".to_owned();
    };
    let one = |rope: &Value| {
        let layers = rope["layers"].as_array().map_or(0, Vec::len);
        format!(
            "{}, theta {}, {} dimensions of a head, in {layers} of {} layers",
            word(&rope["kind"]),
            number(&rope["theta"]).unwrap_or_default(),
            count(&rope["rotary_dim"]),
            count(&found["shape"]["layers"]),
        )
    };
    ropes.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn windows(found: &Value) -> String {
    let layers = found["windows"].as_array().map_or(&[][..], Vec::as_slice);
    let mut sizes: Vec<u64> = layers.iter().filter_map(Value::as_u64).collect();
    let sliding = sizes.len();
    sizes.sort_unstable();
    sizes.dedup();
    match sizes.as_slice() {
        [] => "none".to_owned(),
        sizes => {
            let sizes: Vec<String> = sizes.iter().map(|size| format::count(*size)).collect();
            format!(
                "{} positions in {sliding} of {} layers",
                sizes.join(", "),
                layers.len()
            )
        }
    }
}

fn weights(weights: &Value) -> String {
    let types: Vec<&str> = weights["scalars"]
        .as_object()
        .map(|scalars| scalars.keys().map(String::as_str).collect())
        .unwrap_or_default();
    format!(
        "{} of {}; tensors: {}, files: {}",
        bytes(&weights["bytes"]),
        types.join(", "),
        count(&weights["tensors"]),
        count(&weights["files"])
    )
}

fn training(methods: &Value) -> String {
    let mut table = Table::new(["METHOD", "TRAINED", "FLOPS PER TOKEN", "STATE"]).right([1, 2, 3]);
    for method in ["full", "lora", "dp", "dp-lora"] {
        let cost = &methods[method];
        table.row([
            method.to_owned(),
            count(&cost["trained"]),
            format!("{:.2e}", cost["flops_per_token"].as_f64().unwrap_or(0.0)),
            bytes(&cost["state_bytes"]),
        ]);
    }
    let rank = count(&methods["lora"]["rank"]);
    format!(
        "{}State: weights, gradients and optimiser in float32, without activations. LoRA: rank {rank}, \
         every linear map.\n",
        table.render()
    )
}
