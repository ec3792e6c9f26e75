//! The rules of `deny.toml` that matter most, for machines without cargo-deny.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::console::say;
use crate::process::{cargo, output};

/// The parts of `deny.toml` we read.
#[derive(Deserialize)]
struct Rules {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    #[serde(default)]
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
}

/// Checks every crate that the workspace can come to hold on the platform we build for.
pub(crate) fn check(repository: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(repository.join("deny.toml")).context("no deny.toml")?;
    let mut metadata = cargo(repository);
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    metadata.args(["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata)?)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo lists no packages")?;
    let faults = faults(&toml::from_str(&text).context("deny.toml")?, packages);
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    say(format_args!(
        "    {} crates: every licence, name and source is allowed",
        packages.len()
    ));
    Ok(())
}

/// A sentence for each crate that breaks a rule.
fn faults(rules: &Rules, packages: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if rules.bans.deny.iter().any(|ban| ban.name == name) {
            faults.push(format!("{name} is banned"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.starts_with("registry+")) {
            faults.push(format!("{name} comes from elsewhere than the registry"));
        }
        let licence = package["license"].as_str().unwrap_or_default();
        if !allowed(&rules.licenses, name, licence) {
            faults.push(format!(
                "{name} has a licence that is not allowed: `{licence}`"
            ));
        }
    }
    faults
}

fn allowed(rules: &Licences, name: &str, licence: &str) -> bool {
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return false;
    };
    let own = rules
        .exceptions
        .iter()
        .filter(|exception| exception.name == name);
    let lists: Vec<&BTreeSet<String>> = own
        .map(|exception| &exception.allow)
        .chain([&rules.allow])
        .collect();
    expression.evaluate(|requirement| {
        let text = requirement.to_string();
        lists.iter().any(|list| list.contains(&text))
    })
}

#[cfg(test)]
mod tests;
