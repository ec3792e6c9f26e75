//! Configuration, and the only reader of the environment.
//!
//! Precedence, later wins: defaults, the TOML file of `--config`,
//! `TACIT_<SERVICE>__SECTION__KEY`, flags. The file has the keys of
//! [`CommonOptions`] at its top level and one table, named after the service,
//! for the service's own options. An unknown key is refused.

mod options;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use options::{
    AuthOptions, CommonOptions, JobOptions, LimitOptions, LogFormat, StoreOptions,
    TelemetryOptions, TlsOptions,
};

use crate::{Code, Deployable, Failure, Options};

/// What the command line adds on top of the file and the environment.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config`: the TOML file.
    pub config: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
}

/// The effective configuration of one service.
#[derive(Clone, Debug)]
pub struct Config<O> {
    /// What all services share.
    pub common: CommonOptions,
    /// The service's own section.
    pub own: O,
}

/// One variable of the environment; empty counts as unset.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn env(key: &str) -> Option<String> {
    std::env::var(key).ok().filter(|value| !value.is_empty())
}

/// Variables whose names start with one of the prefixes or equal one of the names.
pub(crate) fn env_subset(names: &[&str], prefixes: &[&str]) -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(key, _)| {
            names.contains(&key.as_str()) || prefixes.iter().any(|p| key.starts_with(p))
        })
        .collect()
}

/// Loads a service's configuration from its four layers.
///
/// # Errors
/// `CONFIG_UNREADABLE`, `CONFIG_UNKNOWN_KEY` or `CONFIG_INVALID`, each naming
/// the key; what [`Options::validate`] says.
pub fn load<D: Deployable>(flags: &Flags) -> Result<Config<D::Options>, Failure> {
    let prefix = format!("TACIT_{}__", D::NAME.to_ascii_uppercase());
    let variables = env_subset(&[], &[&prefix])
        .into_iter()
        .map(|(key, value)| (key[prefix.len()..].to_owned(), value))
        .collect();
    let mut config = layered::<D>(flags, &variables)?;
    if config.common.telemetry.otlp_endpoint.is_none() {
        config.common.telemetry.otlp_endpoint = env("OTEL_EXPORTER_OTLP_ENDPOINT");
    }
    Ok(config)
}

/// [`load`] with the environment given: keys as after the prefix, `JOBS__KEEP_DAYS`.
fn layered<D: Deployable>(
    flags: &Flags,
    variables: &BTreeMap<String, String>,
) -> Result<Config<D::Options>, Failure> {
    let defaults = tree(D::NAME, &common_defaults::<D>(), &D::Options::default())?;
    // The other defaults come from the types: merging a default table under a
    // given one would mix two variants of an option.
    let mut builder = config::Config::builder()
        .set_default("listen", common_defaults::<D>().listen.to_string())
        .map_err(|e| invalid(&e))?;
    if let Some(path) = &flags.config {
        let source = config::File::from_str(&read_toml(path)?, config::FileFormat::Toml);
        builder = builder.add_source(source);
    }
    for (name, text) in variables {
        let key = name.to_ascii_lowercase().replace("__", ".");
        let value = variable(text, at(&defaults, &key));
        builder = builder.set_override(key, value).map_err(|e| invalid(&e))?;
    }
    let merged = builder
        .set_override_option("listen", flags.listen.map(|l| l.to_string()))
        .and_then(|b| {
            let data_dir = flags.data_dir.as_ref().map(|d| d.display().to_string());
            b.set_override_option("data_dir", data_dir)
        })
        .and_then(|b| b.build())
        .map_err(|e| invalid(&e))?;

    let mut table = merged.cache.into_table().map_err(|e| invalid(&e))?;
    let nothing = || config::Value::from(config::Map::<String, config::Value>::new());
    let section = table.remove(D::NAME).unwrap_or_else(nothing);
    let given = plain(config::Value::from(table.clone()))?;
    let given_own = plain(section.clone())?;
    let common = parse::<CommonOptions>(config::Value::from(table), "", &given)?;
    let own = parse::<D::Options>(section, D::NAME, &given_own)?;
    common.validate()?;
    own.validate()?;
    Ok(Config { common, own })
}

/// Deserialises one section and refuses a key that it does not know, even where
/// the type itself would let it pass.
fn parse<T: Serialize + DeserializeOwned>(
    section: config::Value,
    name: &str,
    given: &Value,
) -> Result<T, Failure> {
    let parsed = T::deserialize(section).map_err(|e| invalid_in(&e, name))?;
    let known = serde_json::to_value(&parsed).map_err(|_| internal())?;
    match stranger(given, &known) {
        Some(key) => Err(unknown_key(&join(name, &key))),
        None => Ok(parsed),
    }
}

/// The effective configuration as TOML: what `--dump-config` prints and
/// `--config` reads back.
///
/// # Errors
/// `CONFIG_INVALID` when an option has no TOML form.
pub fn dump<D: Deployable>(config: &Config<D::Options>) -> Result<String, Failure> {
    let mut tree = tree(D::NAME, &config.common, &config.own)?;
    prune(&mut tree);
    toml::to_string_pretty(&tree).map_err(|_| internal())
}

/// TOML says "unset" by leaving the key away.
fn prune(node: &mut Value) {
    if let Value::Object(map) = node {
        map.retain(|_, value| !value.is_null());
        map.values_mut().for_each(prune);
    }
}

/// Every configuration key of a service with its default, dotted:
/// `jobs.max_running`. For the documentation and the chart's test.
///
/// # Errors
/// `CONFIG_INVALID` when an option has no serialised form.
pub fn keys<D: Deployable>() -> Result<BTreeMap<String, Value>, Failure> {
    let tree = tree(D::NAME, &common_defaults::<D>(), &D::Options::default())?;
    let mut keys = BTreeMap::new();
    flatten("", &tree, &mut keys);
    Ok(keys)
}

/// The effective configuration as one tree, as a worker gets it.
pub(crate) fn tree(
    name: &str,
    common: &CommonOptions,
    own: &impl Serialize,
) -> Result<Value, Failure> {
    let mut tree = serde_json::to_value(common).map_err(|_| internal())?;
    let own = serde_json::to_value(own).map_err(|_| internal())?;
    if let Value::Object(map) = &mut tree {
        map.insert(name.to_owned(), own);
    }
    Ok(tree)
}

/// The inverse of [`tree`].
pub(crate) fn from_tree<O: DeserializeOwned>(
    name: &str,
    mut tree: Value,
) -> Result<Config<O>, Failure> {
    let own = match &mut tree {
        Value::Object(map) => map.remove(name).unwrap_or_default(),
        _ => Value::Null,
    };
    Ok(Config {
        common: serde_json::from_value(tree).map_err(|_| internal())?,
        own: serde_json::from_value(own).map_err(|_| internal())?,
    })
}

fn common_defaults<D: Deployable>() -> CommonOptions {
    let mut common = CommonOptions::default();
    common.listen.set_port(D::PORT);
    common
}

fn read_toml(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        Failure::new(
            Code::FailedPrecondition,
            "CONFIG_UNREADABLE",
            format!(
                "cannot read configuration file {}: {}",
                path.display(),
                e.kind()
            ),
        )
    })?;
    text.parse::<toml::Table>().map_err(|e| {
        let line = e.span().map_or(1, |s| {
            text[..s.start.min(text.len())].matches('\n').count() + 1
        });
        Failure::new(
            Code::InvalidArgument,
            "CONFIG_INVALID",
            format!("{} line {line} is not TOML", path.display()),
        )
        .with("line", line)
    })?;
    Ok(text)
}

/// A variable is text; where the default is a list, it is split at commas.
fn variable(text: &str, default: Option<&Value>) -> config::Value {
    match default {
        Some(Value::Array(_)) => {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            config::Value::from(parts.map(str::to_owned).collect::<Vec<_>>())
        }
        _ => config::Value::from(text.to_owned()),
    }
}

/// The value at a dotted key.
fn at<'a>(tree: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(tree, |node, part| node.get(part))
}

fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() {
        key.to_owned()
    } else {
        format!("{prefix}.{key}")
    }
}

fn flatten(prefix: &str, node: &Value, keys: &mut BTreeMap<String, Value>) {
    match node {
        Value::Object(map) if prefix.is_empty() || !map.is_empty() => {
            for (key, value) in map {
                flatten(&join(prefix, key), value, keys);
            }
        }
        leaf => {
            keys.insert(prefix.to_owned(), leaf.clone());
        }
    }
}

fn plain(value: config::Value) -> Result<Value, Failure> {
    Value::deserialize(value).map_err(|e| invalid(&e))
}

/// The first key of `given` that `known` lacks. Values of another shape (an enum
/// read from a word, a duration from a number) are the type's business.
fn stranger(given: &Value, known: &Value) -> Option<String> {
    let (Value::Object(given), Value::Object(known)) = (given, known) else {
        return None;
    };
    given.iter().find_map(|(key, value)| match known.get(key) {
        None => Some(key.clone()),
        Some(inner) => stranger(value, inner).map(|rest| join(key, &rest)),
    })
}

fn unknown_key(key: &str) -> Failure {
    Failure::new(
        Code::InvalidArgument,
        "CONFIG_UNKNOWN_KEY",
        format!("unknown configuration key {key}"),
    )
    .action("--dump-config prints every key with its value")
    .field(key)
}

fn internal() -> Failure {
    Failure::new(
        Code::Internal,
        "CONFIG_INVALID",
        "an option has no serialised form",
    )
}

fn invalid(error: &config::ConfigError) -> Failure {
    invalid_in(error, "")
}

/// Names the key; never quotes the value, which may be a path or a secret put
/// in the wrong place.
fn invalid_in(error: &config::ConfigError, section: &str) -> Failure {
    use config::ConfigError as E;
    let (key, what) = match error {
        E::Type { key, expected, .. } => (key.clone(), format!("expected {expected}")),
        E::At { error, key, .. } => {
            let inner = invalid_in(error, "");
            if inner.reason == "CONFIG_UNKNOWN_KEY" {
                let leaf = inner.field.unwrap_or_default();
                return unknown_key(&join(section, &join(key.as_deref().unwrap_or(""), &leaf)));
            }
            (key.clone(), "not a value of its type".to_owned())
        }
        E::Message(message) => match message.strip_prefix("unknown field `") {
            Some(rest) => {
                let leaf = rest.split('`').next().unwrap_or_default();
                return unknown_key(&join(section, leaf));
            }
            None => (None, "not a value of its type".to_owned()),
        },
        _ => (None, "not readable".to_owned()),
    };
    let key = join(section, key.as_deref().unwrap_or("(root)"));
    Failure::new(
        Code::InvalidArgument,
        "CONFIG_INVALID",
        format!("configuration key {key}: {what}"),
    )
    .field(key)
}

#[cfg(test)]
mod tests;
