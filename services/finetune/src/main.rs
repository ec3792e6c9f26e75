//! The `finetune` program.
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match arguments.get(1) {
        Some(word) if word == "model" => finetune::model_tool(&arguments[1..]),
        _ => chassis::main::<finetune::FineTune>(),
    }
}
