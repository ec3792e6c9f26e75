//! The worker process: one job, from a checkpoint to a visible report.

use std::time::Instant;

use artifacts::checkpoint::list_files;
use artifacts::report::SCHEMA;
use artifacts::{ArtifactError, ArtifactName, Digest, ReportManifest, Staged};
use attacks::canary::{CanaryFindings, Seen};
use attacks::deep::DeepFindings;
use attacks::{Bootstrap, Findings, Observed};
use chassis::{Failure, Outcome, Progress, Stop, Worker};
use corpus::Split;
use corpus::tokenize::Tokenizer;
use gate::{Case, Policy};
use model::Model;
use serde::Serialize;

use crate::canaries::Planted;
use crate::config::AuditOptions;
use crate::deep::Deep;
use crate::observe::{Observations, Questions, forget};
use crate::reference::Reference;
use crate::report::body::{self, Body, Cost, Counts, Provenance, Settings, Summary, Tagging};
use crate::report::{
    CANARIES_FILE, DEEP_FILE, HTML_FILE, JSON_FILE, OBSERVATIONS_FILE, ShownText, page,
};
use crate::spec::Spec;
use crate::subject::Subject;
use crate::{attest, choose, error, observe, probe, reference};

/// Runs an audit job. Cancelled, it leaves nothing; suspended, the passes that are done.
///
/// # Errors
/// What stops it; no report is visible then.
pub(crate) fn work(options: &AuditOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
    let outcome = match audit(options, worker) {
        Ok(name) => Ok(Outcome::Succeeded {
            output: name.to_string(),
        }),
        Err(failure) if failure.reason == "CANCELLED" => match worker.stop() {
            Some(Stop::Suspend) => return Ok(Outcome::Suspended),
            _ => Ok(Outcome::Cancelled { output: None }),
        },
        Err(failure) => Err(failure),
    };
    forget(worker);
    outcome
}

fn audit(options: &AuditOptions, worker: &Worker) -> Result<ArtifactName, Failure> {
    let spec: Spec = worker.spec()?;
    let name = ArtifactName::report(spec.report.as_deref().unwrap_or(worker.job_id()))?;
    if is_written(worker, &name)? {
        return Ok(name);
    }
    model::set_threads((options.threads > 0).then_some(options.threads));
    phase(worker, "check")?;
    let subject = Subject::open(worker, &spec)?;
    let references = spec.reference_checkpoints.iter();
    let references = references.map(|name| Reference::open(worker, &subject, name));
    let references = references.collect::<Result<Vec<_>, Failure>>()?;
    reference::check_distinct(&references)?;
    let tokenizer = Tokenizer::load(&subject.base_model).map_err(|e| error::tokenizer(&e))?;
    phase(worker, "load")?;
    let base = observe::load(options, &subject.base_model).map_err(|e| error::model(&e))?;
    base.check_vocabulary(tokenizer.vocabulary_size())
        .map_err(|e| error::model(&e))?;
    let limit = context(&base, &subject);
    let planted = Planted::read(worker, &subject, &tokenizer, spec.canary_references)?;
    let probed = probe::read(
        worker,
        &subject,
        &spec,
        (&tokenizer, limit),
        &planted.records,
    )?;
    let positions = base.config().max_positions;
    let deep = spec
        .deep
        .then(|| Deep::draw(&subject, &tokenizer, &probed, spec.seed, positions))
        .transpose()?;
    let asked = Questions {
        options,
        worker,
        subject: &subject,
        tokenizer: &tokenizer,
        probed: &probed,
        planted: &planted,
        deep: deep.as_ref(),
        references: &references,
    };
    let seen = observe::observe(&asked, base)?;
    phase(worker, "measure")?;
    let started = Instant::now();
    let found = find(&spec, &seen)?;
    let cost = Cost {
        forward_tokens: seen.cost.tokens,
        scoring_seconds: seen.cost.seconds,
        measuring_seconds: started.elapsed().as_secs_f64(),
    };
    phase(worker, "write")?;
    let counts = Counts {
        train: probe::counts(&subject, &probed, Split::Train),
        holdout: probe::counts(&subject, &probed, Split::Holdout),
    };
    let (body, texts) = Draft {
        worker,
        spec: &spec,
        subject: &subject,
        name,
        limit,
        counts,
        cost,
    }
    .finish(&probed, &seen.records, found)?;
    write(options, worker, &subject, (&body, &texts), &seen)?;
    tracing::info!(report = %body.name, records = probed.len(), "report written");
    Ok(body.name)
}

/// Whether an earlier worker of this very job wrote the report, and died before it could say so.
///
/// # Errors
/// `ARTIFACT_EXISTS` where another job did.
fn is_written(worker: &Worker, name: &ArtifactName) -> Result<bool, Failure> {
    if worker.store().open(name).is_err() {
        return Ok(false);
    }
    let manifest = worker.store().manifest::<ReportManifest>(name);
    if manifest.is_ok_and(|manifest| manifest.job == worker.job_id()) {
        return Ok(true);
    }
    let taken = Failure::from(ArtifactError::Exists(name.to_string()));
    Err(taken.field("spec.report_id"))
}

/// Runs every probe on what was seen.
fn find(spec: &Spec, seen: &Observations) -> Result<Found, Failure> {
    let bootstrap = Bootstrap {
        seed: spec.seed,
        resamples: spec.bootstrap_resamples,
    };
    let deep = seen.deep.as_ref().map(attacks::deep::deep).transpose();
    Ok(Found {
        findings: attacks::find(&seen.records, &bootstrap).map_err(|e| error::signal(&e))?,
        canaries: canaries(&seen.canaries)?,
        deep: deep.map_err(|e| error::internal(e.to_string()))?,
    })
}

/// What the canaries say; `None` where the dataset has none.
fn canaries(seen: &Seen) -> Result<Option<CanaryFindings>, Failure> {
    if seen.groups.is_empty() {
        return Ok(None);
    }
    attacks::canary::canaries(&seen.groups, &seen.observed, seen.claim)
        .map(Some)
        .map_err(|e| error::internal(e.to_string()))
}

/// Tells the phase, unless the job was cancelled.
fn phase(worker: &Worker, phase: &str) -> Result<(), Failure> {
    if worker.cancelled() {
        return Err(error::cancelled());
    }
    worker.progress(&Progress {
        phase: phase.to_owned(),
        ..Progress::default()
    });
    Ok(())
}

/// Tokens of a record that are probed at most: what the model takes in, and no
/// more than the run trained on, since what it cut off is no member.
fn context(base: &Model, subject: &Subject) -> usize {
    let trained = subject
        .checkpoint
        .config
        .get("sequence_length")
        .and_then(|v| v.as_u64());
    let positions = base.config().max_positions;
    trained
        .and_then(|n| usize::try_from(n).ok())
        .map_or(positions, |n| n.min(positions))
}

/// What all probes found.
struct Found {
    findings: Findings,
    canaries: Option<CanaryFindings>,
    deep: Option<DeepFindings>,
}

/// A report about to be put together.
struct Draft<'a> {
    worker: &'a Worker,
    spec: &'a Spec,
    subject: &'a Subject,
    name: ArtifactName,
    limit: usize,
    counts: Counts,
    cost: Cost,
}

impl Draft<'_> {
    fn finish(
        self,
        probed: &[probe::Probed],
        observed: &[Observed],
        found: Found,
    ) -> Result<(Body, Vec<ShownText>), Failure> {
        let spec = self.spec;
        let Found {
            findings,
            canaries,
            deep,
        } = found;
        let tagging = spec.tagging_error.map(|error| Tagging {
            error,
            corrected: attacks::tagging::corrected(&findings, &error),
        });
        let chosen = choose::choose(observed, spec.shown_records as usize, spec.seed);
        let (records, texts) = chosen
            .into_iter()
            .map(|(i, why)| choose::show(&probed[i], &observed[i], why, spec.reveal_spans))
            .unzip();
        let summary = Summary::new(&findings, self.subject.trained_on_dataset());
        if summary.train_ratio.is_none() && canaries.is_none() {
            return Err(error::nothing_sensitive());
        }
        let statement = &self.subject.checkpoint.privacy;
        let claimed = statement.epsilon();
        let measured = gate::measured(&findings, canaries.as_ref(), deep.as_ref(), claimed);
        let preconditions = gate::preconditions(&findings, spec.tagging_error.as_ref());
        let claims_privacy = claimed.is_some();
        let registered_policy = self.subject.registered_policy();
        let policy = spec.policy.as_deref().map(Policy::parse).transpose();
        let policy = policy.map_err(|e| error::internal(e.to_string()))?;
        let policy_digest = spec.policy.as_deref().map(gate::policy::digest);
        let judgement = policy
            .as_ref()
            .zip(policy_digest.as_deref())
            .map(|(policy, policy_digest)| {
                gate::judge(&Case {
                    policy,
                    policy_digest,
                    measured: &measured,
                    preconditions: &preconditions,
                    waivers: &spec.waivers,
                    claims_privacy,
                    registered: registered_policy.as_deref(),
                    now: jiff::Timestamp::now(),
                })
            })
            .transpose()
            .map_err(|e| error::internal(e.to_string()))?;
        let body = Body {
            canaries,
            deep,
            tagging,
            measured,
            preconditions,
            claims_privacy,
            registered_policy,
            policy,
            judgement,
            cost: self.cost,
            schema: body::SCHEMA.to_owned(),
            created: jiff::Timestamp::now(),
            job: self.worker.job_id().to_owned(),
            provenance: self.provenance()?,
            settings: Settings {
                seed: spec.seed,
                bootstrap_resamples: spec.bootstrap_resamples,
                max_records_per_split: spec.max_records_per_split,
                reveal_spans: spec.reveal_spans,
                precision: "float32".to_owned(),
                context_tokens: self.limit as u64,
            },
            counts: self.counts,
            summary,
            findings,
            records,
            name: self.name,
        };
        Ok((body, texts))
    }

    fn provenance(&self) -> Result<Provenance, Failure> {
        let Subject {
            checkpoint,
            base_model,
            dataset,
            dataset_ref,
            ..
        } = self.subject;
        let base = base_model.file_name().unwrap_or_default().to_string_lossy();
        Ok(Provenance {
            checkpoint: checkpoint.name.clone(),
            checkpoint_digest: self.subject.checkpoint_digest.clone(),
            method: checkpoint.method.clone(),
            ended: checkpoint.ended.clone(),
            base_model: base.into_owned(),
            base_model_digest: checkpoint.base_model.digest.clone(),
            dataset: dataset_ref.clone(),
            trained_on_dataset: self.subject.trained_on_dataset(),
            recognizers: dataset.tagging.recognizers.to_string(),
            privacy: serde_json::to_value(&checkpoint.privacy)
                .map_err(|_| error::internal("the privacy statement has no JSON form"))?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }
}

/// Writes the report; it is visible when this returns and not before.
fn write(
    options: &AuditOptions,
    worker: &Worker,
    subject: &Subject,
    (body, texts): (&Body, &[ShownText]),
    seen: &Observations,
) -> Result<(), Failure> {
    let unwritable = |_| error::internal("the report has no JSON form");
    let staged = worker.store().stage(worker.job_id())?;
    let report = serde_json::to_vec_pretty(body).map_err(unwritable)?;
    put(&staged, JSON_FILE, &report)?;
    observations(&staged, seen)?;
    let report = Digest::of(&report);
    attest::write(
        options,
        subject,
        &staged,
        body,
        &report,
        seen.canaries.commitment.as_deref(),
    )?;
    put(
        &staged,
        HTML_FILE,
        page::html(body, texts).map_err(unwritable)?.as_bytes(),
    )?;
    staged.write_manifest(&ReportManifest {
        schema: SCHEMA.to_owned(),
        name: body.name.clone(),
        created: body.created,
        job: body.job.clone(),
        checkpoint: body.provenance.checkpoint.clone(),
        checkpoint_digest: body.provenance.checkpoint_digest.clone(),
        dataset: subject.dataset_ref.clone(),
        files: list_files(staged.path())?,
    })?;
    worker.store().commit(staged, &body.name)?;
    Ok(())
}

/// What every number can be computed from again.
fn observations(staged: &Staged, seen: &Observations) -> Result<(), Failure> {
    let path = staged.path().join(OBSERVATIONS_FILE);
    let file = std::fs::File::create(&path).map_err(|e| ArtifactError::io(&path, e))?;
    attacks::store::write(&seen.records, file).map_err(|e| error::internal(e.to_string()))?;
    if !seen.canaries.groups.is_empty() {
        put_json(staged, CANARIES_FILE, &seen.canaries)?;
    }
    match &seen.deep {
        Some(deep) => put_json(staged, DEEP_FILE, deep),
        None => Ok(()),
    }
}

fn put_json(staged: &Staged, file: &str, value: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_vec(value);
    put(
        staged,
        file,
        &json.map_err(|_| error::internal("observations have no JSON form"))?,
    )
}

pub(crate) fn put(staged: &Staged, file: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = staged.path().join(file);
    std::fs::write(&path, bytes).map_err(|e| ArtifactError::io(path, e).into())
}
