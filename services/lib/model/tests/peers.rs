//! Directories of ours opened by `transformers` and `peft`: same logits, no complaints.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{find, load, max_difference, say, write_tiny};
use model::{LoraConfig, Model, Pass, Targets};
use tch::Tensor;

/// For each line `BASE ADAPTER OUT` of its input: logits of ids 1 to 20, as safetensors.
const SCRIPT: &str = r#"
import sys, torch, safetensors.torch
from transformers import AutoModelForCausalLM
from peft import PeftModel
for line in sys.argv[1].splitlines():
    base, adapter, out = line.split("\t")
    model, report = AutoModelForCausalLM.from_pretrained(base, output_loading_info=True)
    problems = {name: found for name, found in report.items() if found}
    assert not problems, problems
    assert model.dtype == torch.float32, model.dtype
    if adapter:
        model = PeftModel.from_pretrained(model, adapter)
    model.eval()
    with torch.no_grad():
        logits = model(torch.arange(1, 21)[None]).logits[0]
    safetensors.torch.save_file({"logits": logits.contiguous()}, out)
"#;

/// One comparison: what the peer opens, and what we compute.
struct Case {
    name: String,
    base: PathBuf,
    adapter: Option<PathBuf>,
    logits: Tensor,
}

fn logits(model: &Model) -> Tensor {
    let ids = Tensor::arange(20, (tch::Kind::Int64, tch::Device::Cpu)) + 1;
    tch::no_grad(|| model.logits(&model.hidden(&ids.unsqueeze(0), &Pass::evaluation())))
}

/// Moves every trainable weight, so that nothing is left at its start.
fn disturb(model: &Model) {
    let _guard = tch::no_grad_guard();
    for (index, parameter) in model.trainable().iter().enumerate() {
        let mut value = parameter.value.detach();
        let wave = Tensor::arange(value.numel() as i64, (tch::Kind::Float, value.device()));
        let _ = value.g_add_(&((wave * 0.7 + index as f64).sin() * 0.03).view_as(&value));
    }
}

fn cases(name: &str, source: &Path, root: &Path) -> Vec<Case> {
    let folder = |kind: &str| {
        let path = root.join(format!("{name}-{kind}"));
        std::fs::create_dir(&path).unwrap();
        path
    };
    let mut model = load(source);
    model.train_all();
    disturb(&model);
    model.freeze();
    let base = folder("full");
    model.save_full(&base, source).unwrap();
    let mut cases = vec![Case {
        name: format!("{name} full"),
        base: base.clone(),
        adapter: None,
        logits: logits(&model),
    }];
    for (kind, targets, rs_lora) in [
        ("attention", Targets::Attention, true),
        ("all", Targets::AllLinear, false),
    ] {
        model
            .attach(
                &LoraConfig {
                    rank: 4,
                    targets,
                    rs_lora,
                    ..LoraConfig::default()
                },
                1,
            )
            .unwrap();
        model.train_adapter();
        disturb(&model);
        model.freeze();
        let adapter = folder(kind);
        model
            .save_adapter(&adapter, &base.to_string_lossy())
            .unwrap();
        let (base, logits) = (base.clone(), logits(&model));
        cases.push(Case {
            name: format!("{name} {kind}"),
            base,
            adapter: Some(adapter),
            logits,
        });
        model.detach();
    }
    cases
}

#[test]
fn the_peers_compute_the_same() {
    let Some(python) = find(".tacit/peers/bin/python") else {
        return;
    };
    let root = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for tied in [true, false] {
        let source = root.path().join(format!("source-{tied}"));
        std::fs::create_dir(&source).unwrap();
        write_tiny(&source, tied);
        all.extend(cases(&format!("tiny-{tied}"), &source, root.path()));
    }
    if let Some(oracles) = find("shared/data/tiny_models") {
        for family in [
            "llama3_rope",
            "gpt_neox",
            "gemma",
            "gemma2",
            "gemma3",
            "qwen2",
            "qwen3",
            "gpt2",
        ] {
            all.extend(cases(family, &oracles.join(family), root.path()));
        }
    }
    let out = |index: usize| root.path().join(format!("{index}.safetensors"));
    let line = |(index, case): (usize, &Case)| {
        let adapter = case.adapter.as_deref().unwrap_or(Path::new(""));
        format!(
            "{}\t{}\t{}",
            case.base.display(),
            adapter.display(),
            out(index).display()
        )
    };
    let lines: Vec<String> = all.iter().enumerate().map(line).collect();
    let mut peer = Command::new(python);
    let done = peer
        .args(["-c", SCRIPT])
        .arg(lines.join("\n"))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    for (index, case) in all.iter().enumerate() {
        let (_, theirs) = Tensor::read_safetensors(out(index)).unwrap().remove(0);
        let difference = max_difference(&case.logits, &theirs);
        say(&format!("{}: logits differ by {difference:.2e}", case.name));
        assert!(difference <= 1e-4, "{}: {difference}", case.name);
    }
}
