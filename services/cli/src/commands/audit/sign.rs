//! `tacit audit sign`: an attestation of a finding that was written down unsigned.

use std::path::{Path, PathBuf};
use std::time::Duration;

use attestation::generic::{FILES, Svr, TestResult};
use attestation::{Form, Predicate, PublicKey, Signer, Subject};
use serde_json::json;

use super::{keys, refused};
use crate::commands::Context;
use crate::error::Error;
use crate::table::Table;

/// How long a program may take for a signature.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit sign --predicate predicate.json --model CHECKPOINT --report report.json --key audit.pem --out privacy-audit.sigstore.json
  tacit audit sign --predicate predicate.json --model CHECKPOINT --report report.json --exec ./kms-sign --public-key audit.pub.pem --out privacy-audit.sigstore.json

The predicate is what an audit wrote down (docs/attestation.md). A program given with --exec gets the bytes to \
sign on its standard input and writes the signature, as it is or in base64.";

/// Flags of `tacit audit sign`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("signer").required(true).args(["key", "exec"]))]
pub(crate) struct Sign {
    /// What the audit found: a predicate as JSON
    #[arg(long, value_name = "FILE")]
    predicate: PathBuf,
    /// Folder of the model that was audited
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// The report; it must be the one that the predicate names
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
    /// Where the attestation goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Private key, PKCS#8 PEM
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File whose first line opens the private key [default: $TACIT_KEY_PASSPHRASE]
    #[arg(long, value_name = "FILE", requires = "key")]
    passphrase_file: Option<PathBuf>,
    /// Program that signs
    #[arg(long, value_name = "PROGRAM", requires = "public_key")]
    exec: Option<PathBuf>,
    /// Argument of that program; may be given more than once
    #[arg(
        long,
        value_name = "ARG",
        requires = "exec",
        allow_hyphen_values = true
    )]
    exec_arg: Vec<String>,
    /// Public key of that program's signatures, PEM
    #[arg(long, value_name = "FILE", requires = "exec")]
    public_key: Option<PathBuf>,
    /// How it is written: a Sigstore bundle, or the DSSE envelope alone
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    form: FormName,
    /// Also write the generic test-result and svr attestations, into this folder
    #[arg(long, value_name = "DIR")]
    generic: Option<PathBuf>,
}

/// The forms by their names in flags.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum FormName {
    /// Sigstore bundle
    #[default]
    Bundle,
    /// DSSE envelope
    Dsse,
}

/// Signs.
pub(crate) fn run(args: &Sign, cx: &Context) -> Result<(), Error> {
    let form = match args.form {
        FormName::Bundle => Form::Bundle,
        FormName::Dsse => Form::Dsse,
    };
    let predicate = predicate(&args.predicate)?;
    let report = attestation::subject::digest_of(&args.report).map_err(|e| refused(&e))?;
    if report != predicate.report_digest {
        return Err(refused(&attestation::Error::Report));
    }
    let signer = signer(args)?;
    let ignored: Vec<String> = predicate.model.ignore_paths.iter().cloned().collect();
    let subject = Subject::of_model(&args.model, &ignored).map_err(|e| refused(&e))?;
    attestation::agrees(&args.report, &args.model, &subject, &predicate)
        .map_err(|e| refused(&e))?;
    let mut written = vec![(
        args.out.clone(),
        attestation::sign(&predicate, &subject, signer.as_ref()),
    )];
    if let Some(folder) = &args.generic {
        let (result, svr) = (TestResult::from(&predicate), Svr::from(&predicate));
        let sign_result = attestation::sign(&result, &subject, signer.as_ref());
        written.push((folder.join(FILES[0]), sign_result));
        let sign_svr = attestation::sign(&svr, &subject, signer.as_ref());
        written.push((folder.join(FILES[1]), sign_svr));
    }
    let mut paths = Vec::new();
    for (path, envelope) in written {
        let json = envelope
            .and_then(|e| e.to_json(form))
            .map_err(|e| refused(&e))?;
        std::fs::write(&path, json)
            .map_err(|e| Error::io("write", &path.display().to_string(), &e))?;
        paths.push(path.display().to_string());
    }
    if cx.output.is_json() {
        return cx.output.value(&json!({
            "verdict": predicate.verdict.as_str(),
            "key_id": signer.key_id(),
            "files": subject.files().len(),
            "model_digest": subject.whole(),
            "written": paths,
        }));
    }
    let mut facts = Table::facts();
    facts.fact("verdict", predicate.verdict.as_str());
    facts.fact("key id", signer.key_id());
    facts.fact(
        "model",
        format!("{} files, {}", subject.files().len(), subject.whole()),
    );
    for path in paths {
        facts.fact("written", path);
    }
    cx.output.text(&facts.render())
}

fn predicate(path: &Path) -> Result<Predicate, Error> {
    let text =
        std::fs::read(path).map_err(|e| Error::io("read", &path.display().to_string(), &e))?;
    serde_json::from_slice(&text).map_err(|e| {
        let place = format!("line {}, column {}", e.line(), e.column());
        refused(&attestation::Error::Predicate(place))
    })
}

fn signer(args: &Sign) -> Result<Box<dyn Signer>, Error> {
    match (&args.key, &args.exec, &args.public_key) {
        (Some(key), ..) => Ok(Box::new(keys::read(key, args.passphrase_file.as_deref())?)),
        (None, Some(program), Some(public)) => {
            let public = PublicKey::read(public).map_err(|e| refused(&e))?;
            let arguments = args.exec_arg.clone();
            let signer = attestation::key::ExecSigner::new(program, arguments, public, PATIENCE);
            Ok(Box::new(signer))
        }
        _ => Err(Error::Usage(
            "give --key, or --exec with --public-key".to_owned(),
        )),
    }
}
