//! Whether an attestation can be believed, and of what: offline, from files.

use std::path::Path;

use artifacts::Digest;
use jiff::{SignedDuration, Timestamp};

use crate::report::agrees;
use crate::subject::digest_of;
use crate::{Envelope, Error, Predicate, Subject, Verdict, Verifier, statement};

/// Clocks that differ by less are taken for the same.
const SKEW: SignedDuration = SignedDuration::from_secs(300);

/// What the caller has and asks for.
pub struct Expected<'a> {
    /// Keys of which one must have signed.
    pub keys: &'a [&'a dyn Verifier],
    /// The model's folder.
    pub model: &'a Path,
    /// The report.
    pub report: Option<&'a Path>,
    /// The policy.
    pub policy: Option<&'a Path>,
    /// The manifest of the dataset.
    pub dataset_manifest: Option<&'a Path>,
    /// The ledger of the training run.
    pub ledger: Option<&'a Path>,
    /// The base model's folder.
    pub base_model: Option<&'a Path>,
    /// Policies that are accepted; any where empty.
    pub policy_digests: &'a [Digest],
    /// The worst verdict that is accepted.
    pub require: Verdict,
    /// How old the verdict may be.
    pub max_age: Option<SignedDuration>,
    /// What time it is.
    pub now: Timestamp,
}

/// One thing that was looked at.
#[derive(Debug)]
pub struct Check {
    /// Its name: `signature`, `type`, `validity`, `model`, `report`, ...
    pub name: &'static str,
    /// What came out.
    pub state: State,
}

/// What came out of a check.
#[derive(Debug)]
pub enum State {
    /// It is what was attested.
    Verified,
    /// The caller gave nothing to compare with.
    NotGiven,
    /// Not looked at, for what stands above it failed.
    NotReached,
    /// It is not.
    Failed(Error),
}

/// What came of all checks.
#[derive(Debug)]
pub struct Verification {
    /// The id of the key that signed, once its signature is found right.
    pub key_id: Option<String>,
    /// What was signed, once its signature is found right.
    pub predicate: Option<Predicate>,
    /// How many files of the model were compared.
    pub files: usize,
    /// The checks, in a fixed order.
    pub checks: Vec<Check>,
}

/// The names of all checks, in their order.
pub const CHECKS: [&str; 11] = [
    "signature",
    "type",
    "validity",
    "model",
    "report",
    "policy",
    "dataset manifest",
    "ledger",
    "base model",
    "accepted policy",
    "verdict",
];

impl Verification {
    /// The first thing that failed, bad input before all else; `None` when the
    /// attestation is believed.
    pub fn failure(&self) -> Option<&Error> {
        let failed = self.checks.iter().filter_map(|check| match &check.state {
            State::Failed(error) => Some(error),
            _ => None,
        });
        let mut failed: Vec<&Error> = failed.collect();
        failed.sort_by_key(|error| !error.is_bad_input());
        failed.first().copied()
    }

    fn push(&mut self, name: &'static str, state: State) {
        self.checks.push(Check { name, state });
    }

    fn note(&mut self, name: &'static str, outcome: Result<(), Error>) {
        let state = match outcome {
            Ok(()) => State::Verified,
            Err(error) => State::Failed(error),
        };
        self.push(name, state);
    }

    /// Puts what else went wrong in the place of a check that found nothing wrong.
    fn amend(&mut self, name: &'static str, outcome: Result<(), Error>) {
        let same =
            |check: &&mut Check| check.name == name && matches!(check.state, State::Verified);
        if let (Some(check), Err(error)) = (self.checks.iter_mut().find(same), outcome) {
            check.state = State::Failed(error);
        }
    }

    fn not_reached(mut self) -> Self {
        for name in CHECKS.into_iter().skip(self.checks.len()) {
            self.push(name, State::NotReached);
        }
        self
    }

    fn compare(
        &mut self,
        name: &'static str,
        given: Option<&Path>,
        digest: Option<&Digest>,
        read: impl Fn(&Path) -> Result<Digest, Error>,
        wrong: fn() -> Error,
    ) {
        let Some(path) = given else {
            return self.push(name, State::NotGiven);
        };
        let outcome = match digest {
            None => Err(Error::NotBound(name)),
            Some(digest) => match read(path) {
                Ok(found) if found == *digest => Ok(()),
                Ok(_) => Err(wrong()),
                Err(error) => Err(error),
            },
        };
        self.note(name, outcome);
    }
}

/// Checks an attestation against what the caller has. Nothing of an envelope is
/// looked at before its signature fits; after that every check is made, so that
/// one run names everything that is wrong.
pub fn verify(envelope: &[u8], expected: &Expected) -> Verification {
    let mut found = Verification {
        key_id: None,
        predicate: None,
        files: 0,
        checks: Vec::new(),
    };
    let opened = Envelope::parse(envelope)
        .and_then(|e| e.open(expected.keys).map(|(p, id)| (p.to_vec(), id)));
    let payload = match opened {
        Ok((payload, id)) => {
            found.key_id = Some(id);
            payload
        }
        Err(error) => {
            found.note("signature", Err(error));
            return found.not_reached();
        }
    };
    found.note("signature", Ok(()));
    let (subject, predicate) = match statement::decode(&payload) {
        Ok(decoded) => decoded,
        Err(error) => {
            found.note("type", Err(error));
            return found.not_reached();
        }
    };
    found.note("type", Ok(()));
    found.note("validity", validity(&predicate, expected));
    found.files = subject.files().len();
    for error in model(&subject, &predicate, expected.model) {
        found.note("model", Err(error));
    }
    if found.checks.iter().all(|check| check.name != "model") {
        found.note("model", Ok(()));
    }
    bound(&mut found, &subject, &predicate, expected);
    match expected.policy_digests {
        [] => found.push("accepted policy", State::NotGiven),
        known if known.contains(&predicate.policy.digest) => found.note("accepted policy", Ok(())),
        _ => found.note("accepted policy", Err(Error::PolicyNotAccepted)),
    }
    let verdict = match predicate.verdict {
        verdict if verdict <= expected.require => Ok(()),
        verdict => Err(Error::Verdict(verdict)),
    };
    found.note("verdict", verdict);
    found.predicate = Some(predicate);
    found
}

fn validity(predicate: &Predicate, expected: &Expected) -> Result<(), Error> {
    let (created, expires) = (predicate.created_at, predicate.expires_at);
    let age = expected.now.duration_since(created);
    if age < -SKEW {
        return Err(Error::FromTheFuture(created));
    }
    if expected.now >= expires {
        return Err(Error::Expired(expires));
    }
    // A waiver lasts as long as it says, however fresh the attestation is.
    if predicate.verdict < predicate.allowed(expected.now.max(created)) {
        return Err(Error::WaiverEnded);
    }
    match expected.max_age {
        Some(limit) if age > limit => Err(Error::TooOld(created)),
        _ => Ok(()),
    }
}

/// What is wrong with the model: nothing, or up to three kinds of difference.
fn model(subject: &Subject, predicate: &Predicate, folder: &Path) -> Vec<Error> {
    let found = match Subject::of_model(folder, &predicate.model.ignored()) {
        Ok(found) => found,
        Err(error) => return vec![error],
    };
    let difference = subject.difference(&found);
    let mut wrong = Vec::new();
    if !difference.changed.is_empty() {
        wrong.push(Error::FilesChanged(difference.changed));
    }
    if !difference.added.is_empty() {
        wrong.push(Error::FilesAdded(difference.added));
    }
    if !difference.missing.is_empty() {
        wrong.push(Error::FilesMissing(difference.missing));
    }
    wrong
}

/// Compares every file that a digest of the predicate is of.
fn bound(found: &mut Verification, subject: &Subject, predicate: &Predicate, expected: &Expected) {
    let ledger = predicate.dp_claim.as_ref();
    let ledger = ledger.and_then(|claim| claim.ledger_digest.as_ref());
    let files: [(_, _, _, fn() -> Error); 4] = [
        (
            "report",
            expected.report,
            Some(&predicate.report_digest),
            || Error::Report,
        ),
        (
            "policy",
            expected.policy,
            Some(&predicate.policy.digest),
            || Error::Policy,
        ),
        (
            "dataset manifest",
            expected.dataset_manifest,
            predicate.dataset_manifest_digest.as_ref(),
            || Error::DatasetManifest,
        ),
        ("ledger", expected.ledger, ledger, || Error::Ledger),
    ];
    for (name, given, digest, wrong) in files {
        found.compare(name, given, digest, digest_of, wrong);
    }
    if let Some(report) = expected.report {
        found.amend("report", agrees(report, expected.model, subject, predicate));
    }
    let digest = predicate.base_model_digest.as_ref();
    let base = |folder: &Path| {
        artifacts::checkpoint::model_digest(folder).map_err(|e| Error::unreadable(folder, e))
    };
    found.compare("base model", expected.base_model, digest, base, || {
        Error::BaseModel
    });
}

#[cfg(test)]
mod tests;
