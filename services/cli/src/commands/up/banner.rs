//! What `tacit up` says once the services answer.

use std::path::Path;

use super::layout::Layout;
use crate::endpoints::{self, Endpoints};
use crate::table::Table;

/// Where things are, and what to type next.
pub(super) fn render(endpoints: &Endpoints, layout: &Layout) -> String {
    let mut facts = Table::facts();
    facts.fact("  ingest", &endpoints.ingest);
    facts.fact("  finetune", &endpoints.finetune);
    facts.fact("  audit", &endpoints.audit);
    facts.fact("  data", layout.data_dir.display().to_string());
    for (index, root) in layout.model_roots.iter().enumerate() {
        let name = if index == 0 { "  models" } else { "" };
        facts.fact(name, root.display().to_string());
    }
    facts.fact("  logs", layout.logs().display().to_string());
    let model = model(&layout.model_roots);
    let tacit = program(&layout.data_dir);
    format!(
        "tacit is up; ctrl-c stops it\n\n{}\n\
         Next, in another terminal:\n\
         \x20 {tacit} dataset synth --out support.jsonl --records 300\n\
         \x20 {tacit} dataset create --name support --from support.jsonl --split-unit entity\n\
         \x20 {tacit} finetune create --dataset support --base-model {model} --method lora --checkpoint-id first\n\
         \x20 {tacit} audit create --checkpoint first --report-id first\n\
         \x20 {tacit} report export first --format html --out report.html\n",
        facts.render()
    )
}

/// `tacit`, with the folder where it is not the default.
fn program(data_dir: &Path) -> String {
    let default = endpoints::data_dir(None).canonicalize().ok();
    match default {
        Some(default) if default == data_dir => "tacit".to_owned(),
        _ => format!("tacit --data-dir {}", data_dir.display()),
    }
}

/// A model that is there, by its name in its root.
fn model(roots: &[std::path::PathBuf]) -> String {
    let folders = roots.iter().filter_map(|root| std::fs::read_dir(root).ok());
    let mut names: Vec<String> = folders
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join("config.json").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
        .into_iter()
        .next()
        .unwrap_or_else(|| "MODEL".to_owned())
}
