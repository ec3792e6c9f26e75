//! `cargo xtask gpu-check`: builds here what runs on a GPU and, where there is one, checks every method
//! against the CPU and measures beside the peers. `--bundle` puts it into a folder for another machine.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};
use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::libtorch::Want;
use crate::process::{cargo, command, output, run as finish, target_directory};
use crate::{libtorch, peers, prerequisites};

/// The exit code of a machine without a GPU, where only the CPU was checked. The program `gpu` has the
/// same.
const NO_GPU: u8 = 3;

/// The programs of the `benches` crate: the checks, the benchmark, and one measurement of it.
const PROGRAMS: [&str; 3] = ["gpu", "bench-finetune", "training"];

/// A Llama of 1.2 billion weights (the shape of Llama 3.2 1B) that has learnt nothing.
const SHAPE: &str = r#"{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 128256,
"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32,
"num_key_value_heads": 8, "head_dim": 64, "max_position_embeddings": 4096, "rms_norm_eps": 1e-5,
"rope_theta": 500000.0, "hidden_act": "silu", "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
"#;

/// The folder of [`SHAPE`].
const MODEL: &str = "llama-1b";

/// What the benchmark measures on a GPU.
const MEASURED: [&str; 10] = [
    "--device", "cuda", "--dtype", "bf16", "--batch", "8", "--length", "1024", "--steps", "25",
];

/// What a machine with a GPU and without this checkout runs.
const SCRIPT: &str = include_str!("gpu_check/run.sh");

/// How to check.
#[derive(Args)]
pub(crate) struct Options {
    /// Do not check here: fill this folder with programs and a script, run.sh, that checks on a machine with
    /// a GPU and Python with PyTorch 2.11
    #[arg(long, value_name = "DIR")]
    bundle: Option<PathBuf>,
    /// Leave out the table of throughput beside the peers
    #[arg(long)]
    no_table: bool,
}

/// Runs the command. Exit code 0: the GPU agrees with the CPU; 3: there is no GPU, and the CPU agrees with
/// batches of one; 1: something disagrees or failed.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<ExitCode> {
    let gpu = options.bundle.is_none() && has_gpu();
    phase("libtorch", || {
        prerequisites::check()?;
        let _lock = layout.lock()?;
        libtorch::ensure(
            layout,
            Want {
                cuda: gpu,
                keep: false,
            },
        )
    })?;
    let programs = phase("build", || {
        let mut build = cargo(layout.repository());
        build.args(["build", "--locked", "--release", "--package=benches"]);
        finish(build.args(PROGRAMS.iter().flat_map(|name| ["--bin", name])))?;
        Ok(target_directory(layout.repository())?.join("release"))
    })?;
    if let Some(folder) = &options.bundle {
        phase("bundle", || bundle(layout, &programs, folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    let agrees = phase("methods against the CPU", || {
        let mut check = command(programs.join("gpu"));
        check.arg(if gpu { "cuda" } else { "cpu" });
        agrees(preloaded(&mut check, layout, gpu))
    })?;
    if !agrees {
        say(format_args!(
            "\nThere is no GPU here (nvidia-smi names none): methods were checked on the CPU alone, nothing was \
             measured. Exit code {NO_GPU}. `--bundle DIR` makes a folder to run on a machine that has one."
        ));
        return Ok(ExitCode::from(NO_GPU));
    }
    if !options.no_table {
        let python = peers::environment(layout)?;
        phase("throughput beside the peers", || {
            let out = layout.state().join("bench");
            shape(&out.join(MODEL))?;
            let mut bench = command(programs.join("bench-finetune"));
            bench.arg("--python").arg(python);
            let script = layout.repository().join("benches/finetune.py");
            bench.arg("--script").arg(script);
            bench.arg("--model").arg(out.join(MODEL));
            finish(bench.arg("--out").arg(&out).args(MEASURED))
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the driver names a GPU.
fn has_gpu() -> bool {
    output(command("nvidia-smi").arg("-L")).is_ok_and(|list| list.contains("GPU"))
}

/// Where libtorch's CUDA part is asked for, it has to be loaded before the program's own part.
fn preloaded<'a>(command: &'a mut Command, layout: &Layout, gpu: bool) -> &'a mut Command {
    match gpu {
        true => command.env("LD_PRELOAD", layout.libtorch().join("lib/libtorch_cuda.so")),
        false => command,
    }
}

/// Runs the checks; whether it was a GPU that agreed.
fn agrees(check: &mut Command) -> anyhow::Result<bool> {
    let status = check.status().context("cannot start the checks")?;
    match status.code() {
        Some(0) => Ok(true),
        Some(code) if code == i32::from(NO_GPU) => Ok(false),
        _ => bail!("the checks failed ({status})"),
    }
}

fn shape(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    Ok(std::fs::write(folder.join("config.json"), SHAPE)?)
}

/// Fills the folder: programs without symbols, the peers' benchmark, a model's shape, the script.
fn bundle(layout: &Layout, programs: &Path, folder: &Path) -> anyhow::Result<()> {
    shape(&folder.join(MODEL))?;
    for name in PROGRAMS {
        let mut strip = command("strip");
        strip.arg("-o").arg(folder.join(name));
        finish(strip.arg(programs.join(name)))?;
    }
    let peers = layout.repository().join("benches/finetune.py");
    std::fs::copy(peers, folder.join("finetune.py"))?;
    std::fs::write(folder.join("run.sh"), SCRIPT)?;
    say(format_args!(
        "    sh {}/run.sh [PYTHON] checks and measures",
        folder.display()
    ));
    Ok(())
}
