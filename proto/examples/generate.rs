//! Generates `src/gen` from the `.proto` files, without protoc:
//! `cargo run -p proto --example generate`.
#![allow(
    clippy::expect_used,
    reason = "a developer's tool: it may stop with a message"
)]

use std::path::Path;

use protox::prost::Message as _;

const FILES: [&str; 9] = [
    "tacit/job/v1/job.proto",
    "tacit/privacy/v1/privacy.proto",
    "tacit/privacy/v1/budget_service.proto",
    "tacit/artifact/v1/dataset.proto",
    "tacit/artifact/v1/checkpoint.proto",
    "tacit/artifact/v1/report.proto",
    "tacit/ingest/v1/ingest_service.proto",
    "tacit/finetune/v1/finetune_service.proto",
    "tacit/audit/v1/audit_service.proto",
];

/// Writes the generated code and the descriptor set into `out`.
#[allow(unreachable_pub, reason = "the freshness test includes this file")]
pub fn generate(out: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let descriptors = protox::compile(FILES, [root]).expect("the protos compile");
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec()).expect("write");
    tonic_prost_build::configure()
        .out_dir(out)
        .compile_fds(descriptors)
        .expect("the descriptors make code");
}

#[allow(
    dead_code,
    reason = "the freshness test includes this file as a module"
)]
fn main() {
    generate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gen"));
}
