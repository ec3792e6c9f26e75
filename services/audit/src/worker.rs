//! The worker process: one job, from a checkpoint to a visible report.

use artifacts::checkpoint::list_files;
use artifacts::report::SCHEMA;
use artifacts::{ArtifactError, ArtifactName, ReportManifest, Staged};
use attacks::{Bootstrap, Findings, Observed};
use chassis::{Failure, Outcome, Progress, Worker};
use corpus::Split;
use corpus::tokenize::Tokenizer;
use model::Model;

use crate::config::AuditOptions;
use crate::report::body::{self, Body, Counts, Provenance, Settings, Summary};
use crate::report::{HTML_FILE, JSON_FILE, ShownText, page};
use crate::spec::Spec;
use crate::subject::Subject;
use crate::{choose, error, probe};

/// Runs an audit job. Cancelled, it leaves nothing.
///
/// # Errors
/// What stops it; no report is visible then.
pub(crate) fn work(options: &AuditOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
    match audit(options, worker) {
        Ok(name) => Ok(Outcome::Succeeded {
            output: name.to_string(),
        }),
        Err(failure) if failure.reason == "CANCELLED" => Ok(Outcome::Cancelled { output: None }),
        Err(failure) => Err(failure),
    }
}

fn audit(options: &AuditOptions, worker: &Worker) -> Result<ArtifactName, Failure> {
    let spec: Spec = worker.spec()?;
    let name = ArtifactName::report(spec.report.as_deref().unwrap_or(worker.job_id()))?;
    if worker.store().open(&name).is_ok() {
        let taken = Failure::from(ArtifactError::Exists(name.to_string()));
        return Err(taken.field("spec.report_id"));
    }
    model::set_threads((options.threads > 0).then_some(options.threads));
    phase(worker, "check")?;
    let subject = Subject::open(worker, &spec)?;
    let tokenizer = Tokenizer::load(&subject.base_model).map_err(|e| error::tokenizer(&e))?;
    phase(worker, "load")?;
    let base = probe::load(options, &subject.base_model).map_err(|e| error::model(&e))?;
    base.check_vocabulary(tokenizer.vocabulary_size())
        .map_err(|e| error::model(&e))?;
    let limit = context(&base, &subject);
    let probed = probe::read(worker, &subject, &spec, &tokenizer, limit)?;
    let observed = probe::observe(options, worker, &subject, base, &tokenizer, &probed)?;
    phase(worker, "measure")?;
    let bootstrap = Bootstrap {
        seed: spec.seed,
        resamples: spec.bootstrap_resamples,
    };
    let findings = attacks::find(&observed, &bootstrap).map_err(|e| error::signal(&e))?;
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
    }
    .finish(&probed, &observed, findings)?;
    write(worker, &subject, &body, &texts)?;
    tracing::info!(report = %body.name, records = probed.len(), "report written");
    Ok(body.name)
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

/// A report about to be put together.
struct Draft<'a> {
    worker: &'a Worker,
    spec: &'a Spec,
    subject: &'a Subject,
    name: ArtifactName,
    limit: usize,
    counts: Counts,
}

impl Draft<'_> {
    fn finish(
        self,
        probed: &[probe::Probed],
        observed: &[Observed],
        findings: Findings,
    ) -> Result<(Body, Vec<ShownText>), Failure> {
        let spec = self.spec;
        let chosen = choose::choose(observed, spec.shown_records as usize, spec.seed);
        let (records, texts) = chosen
            .into_iter()
            .map(|(i, why)| choose::show(&probed[i], &observed[i], why, spec.reveal_spans))
            .unzip();
        let summary = Summary::new(&findings, self.subject.trained_on_dataset())
            .ok_or_else(|| error::signal(&attacks::SignalError::NothingSensitive))?;
        let body = Body {
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
    worker: &Worker,
    subject: &Subject,
    body: &Body,
    texts: &[ShownText],
) -> Result<(), Failure> {
    let unwritable = |_| error::internal("the report has no JSON form");
    let staged = worker.store().stage(worker.job_id())?;
    put(
        &staged,
        JSON_FILE,
        &serde_json::to_vec_pretty(body).map_err(unwritable)?,
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

fn put(staged: &Staged, file: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = staged.path().join(file);
    std::fs::write(&path, bytes).map_err(|e| ArtifactError::io(path, e).into())
}
