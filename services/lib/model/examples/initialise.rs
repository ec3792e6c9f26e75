//! Writes a model that has learnt nothing.
//!
//! `cargo run -p model --example initialise -- CONFIG_JSON SEED DIR`
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::Path;

use model::{Model, Options, Precision};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [config, seed, dir] = arguments.as_slice() else {
        return Err("CONFIG_JSON SEED DIR".into());
    };
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let model = Model::initialise(&std::fs::read_to_string(config)?, seed.parse()?, &options)?;
    std::fs::create_dir_all(dir)?;
    let source = Path::new(config).parent().unwrap_or(Path::new("."));
    model.save_full(Path::new(dir), source)?;
    Ok(())
}
