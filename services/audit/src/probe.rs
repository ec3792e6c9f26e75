//! From records to observations: draws and tokenises both splits, then scores
//! them under the base model and under the checkpoint, one pass each.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::time::Instant;

use artifacts::shard::read_split;
use attacks::bootstrap::SplitMix64;
use attacks::canary::Seen;
use attacks::{Observation, Observed, TaggedSpan, Token};
use chassis::{Failure, Progress, Worker};
use corpus::sensitive::sensitive_spans;
use corpus::split::group_key;
use corpus::tokenize::Tokenizer;
use corpus::{Record, Split};
use model::{Adapter, Device, Model, Precision, ScoreOptions, TokenObservation, score};

use crate::canaries::Planted;
use crate::config::AuditOptions;
use crate::error;
use crate::report::body::SplitCounts;
use crate::spec::Spec;
use crate::subject::Subject;

/// The splits that are probed.
const SPLITS: [Split; 2] = [Split::Train, Split::Holdout];

/// A record that is probed.
pub(crate) struct Probed {
    /// Position in its split.
    pub(crate) number: u64,
    /// The record.
    pub(crate) record: Record,
    /// Byte ranges of the predicted tokens.
    pub(crate) offsets: Vec<(usize, usize)>,
    ids: Vec<i64>,
    tokens: Vec<Token>,
    spans: Vec<TaggedSpan>,
    /// Whose record it is, counted from 0 in the order of their first records.
    subject: Option<u64>,
    /// Tokens beyond the limit, not probed.
    cut: u64,
}

/// Reads the drawn records of both splits and tokenises them; of a record with
/// more than `limit` tokens only the first `limit` are probed.
pub(crate) fn read(
    worker: &Worker,
    subject: &Subject,
    spec: &Spec,
    (tokenizer, limit): (&Tokenizer, usize),
    canaries: &HashSet<String>,
) -> Result<Vec<Probed>, Failure> {
    let mut probed: Vec<Probed> = Vec::new();
    let mut subjects: HashMap<String, u64> = HashMap::new();
    for split in SPLITS {
        let total = subject.dataset.records_in(split);
        let count = match spec.max_records_per_split {
            0 => total,
            most => most,
        };
        // The splits' draws do not follow each other's size.
        let mut random = SplitMix64::new(spec.seed ^ ((split as u64 + 1) << 32));
        let chosen = random.choose(total, count);
        let mut wanted = chosen.iter().copied().peekable();
        let records = read_split(&subject.dataset_dir, &subject.dataset, split);
        for (number, record) in (0..).zip(records) {
            let record = record?;
            if wanted.next_if_eq(&number).is_none() || canaries.contains(&record.id) {
                continue;
            }
            if worker.cancelled() {
                return Err(error::cancelled());
            }
            let next = subjects.len() as u64;
            let subject = record.subject.clone();
            let subject = subject.map(|subject| *subjects.entry(subject).or_insert(next));
            let mut made = tokenise(number, record, tokenizer, limit)?;
            made.subject = subject;
            probed.push(made);
            worker.progress(&Progress {
                phase: "tokenize".to_owned(),
                records_done: probed.len() as u64,
                step: probed.len() as u64,
                ..Progress::default()
            });
            if wanted.peek().is_none() {
                break;
            }
        }
    }
    Ok(probed)
}

fn tokenise(
    number: u64,
    record: Record,
    tokenizer: &Tokenizer,
    limit: usize,
) -> Result<Probed, Failure> {
    let text = record.text.expose();
    let encoded = tokenizer.encode(text).map_err(|e| error::tokenizer(&e))?;
    let (mut ids, mut offsets) = (encoded.ids, encoded.offsets);
    let overlaps = sensitive_spans(text, &offsets, &record.spans);
    // A span is whole when all its tokens are predicted: not the first, none cut.
    let predicted = 1..ids.len().min(limit);
    let whole: Vec<bool> = (0..record.spans.len())
        .map(|span| {
            let mut tokens = (0..overlaps.len())
                .filter(|i| overlaps[*i] == Some(span))
                .peekable();
            tokens.peek().is_some() && tokens.all(|i| predicted.contains(&i))
        })
        .collect();
    let mut seen = HashSet::new();
    let spans = record
        .spans
        .iter()
        .zip(whole)
        .map(|(span, whole)| TaggedSpan {
            entity_type: span.entity.clone(),
            first_mention: seen
                .insert(group_key(span.entity.as_str(), &text[span.start..span.end])),
            whole,
        });
    let spans = spans.collect();
    let cut = ids.len().saturating_sub(limit) as u64;
    ids.truncate(limit);
    offsets.truncate(limit);
    let tokens = ids.iter().zip(&overlaps).skip(1).map(|(id, span)| Token {
        id: *id as u32,
        span: span.map(|span| span as u32),
    });
    let tokens = tokens.collect();
    let offsets = offsets.into_iter().skip(1).collect();
    Ok(Probed {
        number,
        record,
        offsets,
        ids,
        tokens,
        spans,
        subject: None,
        cut,
    })
}

/// What both models said.
pub(crate) struct Observations {
    /// Of the records.
    pub(crate) records: Vec<Observed>,
    /// Of the canaries.
    pub(crate) canaries: Seen,
    /// Tokens that went through a model.
    pub(crate) forward_tokens: u64,
}

/// Scores records and canaries under both models. The base model is dropped
/// before a full checkpoint is loaded, so that one model is in memory at a time.
pub(crate) fn observe(
    options: &AuditOptions,
    worker: &Worker,
    subject: &Subject,
    mut base: Model,
    tokenizer: &Tokenizer,
    (probed, planted): (&[Probed], &Planted),
) -> Result<Observations, Failure> {
    let sequences: Vec<Vec<i64>> = probed.iter().map(|p| p.ids.clone()).collect();
    let tokens = options.batch_tokens;
    let pass = |model: &Model, adapter, phases: [&str; 2]| {
        let chosen = ScoreOptions {
            adapter,
            tokens_per_batch: tokens,
        };
        let records = run(worker, model, &sequences, &chosen, phases[0])?;
        let canaries = planted.score(worker, model, adapter, tokens, phases[1])?;
        Ok::<_, Failure>((records, canaries))
    };
    let (before, (base_canaries, base_tokens)) =
        pass(&base, Adapter::Off, ["score-base", "score-base-canaries"])?;
    let in_checkpoint = |e| error::model(&e).field("spec.checkpoint");
    let tuned = if subject.is_adapter() {
        base.load_adapter(&subject.checkpoint_dir)
            .map_err(in_checkpoint)?;
        base
    } else {
        drop(base);
        let tuned = load(options, &subject.checkpoint_dir).map_err(in_checkpoint)?;
        tuned
            .check_vocabulary(tokenizer.vocabulary_size())
            .map_err(in_checkpoint)?;
        tuned
    };
    let (after, (tuned_canaries, tuned_tokens)) =
        pass(&tuned, Adapter::On, ["score-tuned", "score-tuned-canaries"])?;
    let lowercase = lowercased(worker, &tuned, tokenizer, probed, tokens)?;
    let lowercase_tokens: u64 = lowercase.iter().map(|(tokens, _)| tokens).sum();
    let records = probed
        .iter()
        .zip(before.into_iter().zip(after))
        .zip(&lowercase)
        .map(|((probed, (base, tuned)), (_, lowercase))| Observed {
            record: probed.number,
            split: probed.record.split,
            subject: probed.subject,
            zlib_bytes: zlib_bytes(probed.record.text.expose()),
            lowercase: *lowercase,
            recall: None,
            tokens: probed.tokens.clone(),
            spans: probed.spans.clone(),
            base: base.into_iter().map(observation).collect(),
            tuned: tuned.into_iter().map(observation).collect(),
        });
    let once: usize = sequences.iter().map(Vec::len).sum();
    Ok(Observations {
        records: records.collect(),
        canaries: planted.seen(base_canaries, tuned_canaries, &subject.checkpoint.privacy),
        forward_tokens: 2 * once as u64 + base_tokens + tuned_tokens + lowercase_tokens,
    })
}

/// For each record the tokens of its text in lower case, and their mean log-probability under the
/// checkpoint; `None` where it has none to predict.
fn lowercased(
    worker: &Worker,
    model: &Model,
    tokenizer: &Tokenizer,
    probed: &[Probed],
    tokens_per_batch: usize,
) -> Result<Vec<(u64, Option<f32>)>, Failure> {
    let lower = probed.iter().map(|probed| {
        let text = probed.record.text.expose().to_lowercase();
        let mut ids = tokenizer
            .encode(&text)
            .map_err(|e| error::tokenizer(&e))?
            .ids;
        // As much of it as of the text itself, so that the two are about the same.
        ids.truncate(probed.ids.len());
        Ok(ids)
    });
    let sequences = lower.collect::<Result<Vec<Vec<i64>>, Failure>>()?;
    let options = ScoreOptions {
        adapter: Adapter::On,
        tokens_per_batch,
    };
    let seen = run(worker, model, &sequences, &options, "score-lowercase")?;
    let means = sequences.iter().zip(seen).map(|(ids, seen)| {
        let sum: f64 = seen.iter().map(|token| f64::from(token.log_prob)).sum();
        let mean = (!seen.is_empty()).then(|| (sum / seen.len() as f64) as f32);
        (ids.len() as u64, mean)
    });
    Ok(means.collect())
}

/// Length of a text compressed by zlib at its usual level.
fn zlib_bytes(text: &str) -> u32 {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Writing to a vector cannot fail.
    let written = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    written.map_or(0, |bytes| bytes.len() as u32)
}

/// Loads a model to score with: float32, so that observations are exact.
pub(crate) fn load(options: &AuditOptions, dir: &std::path::Path) -> Result<Model, model::Error> {
    let device = if options.device == "cuda" {
        Device::Cuda(0)
    } else {
        Device::Cpu
    };
    Model::load(
        dir,
        &model::Options {
            device,
            precision: Precision::F32,
        },
    )
}

/// One pass over all records, told as progress in tokens.
fn run(
    worker: &Worker,
    model: &Model,
    sequences: &[Vec<i64>],
    options: &ScoreOptions,
    phase: &str,
) -> Result<Vec<Vec<TokenObservation>>, Failure> {
    let span = tracing::info_span!("audit.score", phase, records = sequences.len());
    let _entered = span.enter();
    score(model, sequences, options, &mut watched(worker, phase)).map_err(|e| error::model(&e))
}

/// Tells how far a phase is, and stops it when the job is cancelled.
pub(crate) fn watched(worker: &Worker, phase: &str) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    let started = Instant::now();
    move |done, total| {
        let rate = done as f64 / started.elapsed().as_secs_f64().max(1e-3);
        worker.progress(&Progress {
            phase: phase.to_owned(),
            step: done as u64,
            total_steps: total as u64,
            tokens_per_second: Some(rate),
            eta_seconds: (done > 0).then(|| total.saturating_sub(done) as f64 / rate),
            ..Progress::default()
        });
        if worker.cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn observation(seen: TokenObservation) -> Observation {
    Observation {
        log_prob: seen.log_prob,
        rank: seen.rank,
        top1: seen.top,
        mean: seen.mean,
        variance: seen.variance,
        top_k_log_mass: seen.top_k_log_mass,
    }
}

/// How much of a split was probed.
pub(crate) fn counts(subject: &Subject, probed: &[Probed], split: Split) -> SplitCounts {
    let mut counts = SplitCounts {
        records: subject.dataset.records_in(split),
        ..SplitCounts::default()
    };
    for probed in probed.iter().filter(|p| p.record.split == split) {
        counts.probed += 1;
        counts.cut += u64::from(probed.cut > 0);
        counts.tokens_cut += probed.cut;
        counts.tokens += probed.tokens.len() as u64;
        counts.sensitive_tokens += probed.tokens.iter().filter(|t| t.span.is_some()).count() as u64;
        counts.spans += probed.spans.len() as u64;
        counts.whole_spans += probed.spans.iter().filter(|s| s.whole).count() as u64;
    }
    counts
}
