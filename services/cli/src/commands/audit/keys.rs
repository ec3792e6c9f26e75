//! `tacit audit keys`: keys that sign attestations.

use std::path::{Path, PathBuf};

use attestation::{Algorithm, PrivateKey, Verifier};
use chassis::config;
use serde_json::json;

use super::refused;
use crate::commands::Context;
use crate::error::Error;
use crate::output::remark;
use crate::table::Table;

/// The environment variable that a passphrase is read from.
const PASSPHRASE: &str = "TACIT_KEY_PASSPHRASE";

const EXAMPLES: &str = "\
Examples:
  tacit audit keys generate --out audit.pem --public audit.pub.pem --passphrase-file passphrase
  tacit audit keys generate --out audit.pem --unencrypted --algorithm ed25519
  tacit audit keys public --key audit.pem --passphrase-file passphrase

A private key is a PKCS#8 PEM, a public key a SubjectPublicKeyInfo PEM, as openssl and cosign write them. \
The passphrase is the first line of a file, or $TACIT_KEY_PASSPHRASE.";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Make a key; its file is readable by you alone and never overwritten
    #[command(after_help = EXAMPLES)]
    Generate(Generate),
    /// Print the public half of a key
    #[command(after_help = EXAMPLES)]
    Public(Private),
}

/// The algorithms by their names in flags.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum Name {
    /// ECDSA on P-256 with SHA-256: what cosign and model signing use
    #[default]
    EcdsaP256,
    /// Ed25519
    Ed25519,
}

/// Flags of `tacit audit keys generate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Generate {
    /// File of the private key
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// File of the public key [default: it is printed]
    #[arg(long, value_name = "FILE")]
    public: Option<PathBuf>,
    /// Algorithm
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    algorithm: Name,
    /// File whose first line encrypts the private key
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Write the private key in clear: whoever reads the file can sign
    #[arg(long, conflicts_with = "passphrase_file")]
    unencrypted: bool,
}

/// A private key in a file.
#[derive(clap::Args, Debug)]
pub(crate) struct Private {
    /// File of the private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File whose first line opens the private key
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Does one of them.
pub(crate) fn run(command: &Command, cx: &Context) -> Result<(), Error> {
    match command {
        Command::Generate(args) => generate(args, cx),
        Command::Public(args) => {
            let key = read(&args.key, args.passphrase_file.as_deref())?;
            show(&key, None, cx)
        }
    }
}

/// Reads a private key, with the passphrase that the caller or the environment gives.
pub(crate) fn read(key: &Path, passphrase_file: Option<&Path>) -> Result<PrivateKey, Error> {
    let passphrase = passphrase(passphrase_file)?;
    PrivateKey::read(key, passphrase.as_deref()).map_err(|e| refused(&e))
}

fn generate(args: &Generate, cx: &Context) -> Result<(), Error> {
    let passphrase = match args.unencrypted {
        true => None,
        false => Some(passphrase(args.passphrase_file.as_deref())?.ok_or_else(|| {
            let ask = "give --passphrase-file or $TACIT_KEY_PASSPHRASE, or ask for a key in clear with --unencrypted";
            Error::Usage(ask.to_owned())
        })?),
    };
    let algorithm = match args.algorithm {
        Name::EcdsaP256 => Algorithm::EcdsaP256,
        Name::Ed25519 => Algorithm::Ed25519,
    };
    let key = PrivateKey::generate(algorithm).map_err(|e| refused(&e))?;
    key.write(&args.out, passphrase.as_deref())
        .map_err(|e| refused(&e))?;
    if args.unencrypted {
        remark("the private key is not encrypted: whoever reads its file can sign");
    }
    show(&key, args.public.as_deref(), cx)
}

/// Tells the public half: to a file, or to standard output.
fn show(key: &PrivateKey, file: Option<&Path>, cx: &Context) -> Result<(), Error> {
    let public = key.public();
    let pem = public.to_pem().map_err(|e| refused(&e))?;
    if let Some(file) = file {
        std::fs::write(file, &pem)
            .map_err(|e| Error::io("write", &file.display().to_string(), &e))?;
    }
    if cx.output.is_json() {
        return cx.output.value(&json!({
            "key_id": public.key_id(),
            "algorithm": public.algorithm().as_str(),
            "public_key": pem,
        }));
    }
    if file.is_none() {
        return cx.output.text(&pem);
    }
    let mut facts = Table::facts();
    facts.fact("key id", public.key_id());
    facts.fact("algorithm", public.algorithm().as_str());
    cx.output.text(&facts.render())
}

fn passphrase(file: Option<&Path>) -> Result<Option<String>, Error> {
    let Some(file) = file else {
        return Ok(config::env(PASSPHRASE));
    };
    let text = std::fs::read_to_string(file)
        .map_err(|e| Error::io("read", &file.display().to_string(), &e))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Some(line.to_owned())),
        _ => Err(Error::Usage(
            "the first line of --passphrase-file is empty".to_owned(),
        )),
    }
}
