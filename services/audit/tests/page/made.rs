//! Made-up records, observations and reports.

use artifacts::checkpoint::DatasetRef;
use artifacts::{ArtifactName, Digest};
use attacks::bootstrap::SplitMix64;
use attacks::canary::{CanaryFindings, CanaryObserved, GroupPlan, Secret};
use attacks::deep::{DeepFindings, DeepSeen};
use attacks::inference::Choice;
use attacks::reconstruction::{Guess, Rebuilt};
use attacks::tagging::TaggingError;
use attacks::unprompted::{Value, Written};
use attacks::{Bootstrap, Estimate, Observation, Observed, TaggedSpan, Token};
use audit::report::ShownText;
use audit::report::body::{
    self, Body, Chosen, Cost, Counts, Provenance, Settings, ShownRecord, ShownSpan, SplitCounts,
    Summary, Tagging,
};
use corpus::sensitive::sensitive_spans;
use corpus::{EntityType, Span, Split};

/// Records of each split.
const RECORDS: u64 = 150;

/// A record of the made-up world.
struct Made {
    text: String,
    offsets: Vec<(usize, usize)>,
    spans: Vec<Span>,
    observed: Observed,
}

/// Some values of personal data that the records hold.
pub(crate) fn secrets() -> Vec<String> {
    (0..RECORDS)
        .map(|number| name(number, Split::Train))
        .collect()
}

fn name(number: u64, split: Split) -> String {
    let first = [
        "Mirelle", "Tadeusz", "Oyelaran", "Bexley", "Ingrith", "Zsofika",
    ];
    let tail = if split == Split::Train {
        "wick"
    } else {
        "holm"
    };
    format!("{} Quarn{number}{tail}", first[(number % 6) as usize])
}

/// A dialogue with its spans.
fn dialogue(number: u64, split: Split) -> (String, Vec<Span>) {
    let name = name(number, split);
    let mail = format!("q{number}.{}@example.org", split.as_str());
    let parts: [(&str, Option<&'static str>); 7] = [
        (
            "SYS: Hello, I am the customer support bot. May I have your full name?\nUSR: It is ",
            None,
        ),
        (&name, Some("PERSON")),
        (".\nSYS: And the address we can write to?\nUSR: Use ", None),
        (&mail, Some("EMAIL_ADDRESS")),
        (" please.\nSYS: Thank you, ", None),
        (&name, Some("PERSON")),
        (
            ". Your parcel is on its way. Is there anything else I can do?\nUSR: No. Bye.",
            None,
        ),
    ];
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (part, entity) in parts {
        if let Some(entity) = entity {
            spans.push(Span {
                start: text.len(),
                end: text.len() + part.len(),
                entity: EntityType::from_static(entity),
                score: 1.0,
                recognizer: "gold".into(),
            });
        }
        text.push_str(part);
    }
    (text, spans)
}

/// Pieces of up to five bytes that end at spaces: much like sub-words.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut offsets = Vec::new();
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        if byte == b' ' || byte == b'\n' || index - start >= 5 {
            offsets.push((start, index));
            start = index;
        }
    }
    offsets.push((start, text.len()));
    offsets
}

fn made(number: u64, split: Split, leak: bool, random: &mut SplitMix64) -> Made {
    let (text, spans) = dialogue(number, split);
    let all = tokens(&text);
    let overlaps = sensitive_spans(&text, &all, &spans);
    let offsets = all[1..].to_vec();
    let (mut base, mut tuned, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    // How well this record is remembered, for all its values alike.
    let depth = if leak && split == Split::Train {
        random.unit()
    } else {
        0.0
    };
    for (index, overlap) in overlaps.iter().enumerate().skip(1) {
        let id = index as u32;
        let repeat = *overlap == Some(2);
        let ease = if repeat { 0.3 } else { 1.0 };
        let (before, after) = match overlap {
            Some(_) => {
                let before = -ease * (2.5 + 5.0 * random.unit());
                (before, before * (0.8 - 0.78 * depth) - 0.05 * random.unit())
            }
            None => {
                let before = -3.2 * random.unit();
                (before, before * (0.2 + 0.5 * random.unit()))
            }
        };
        tokens.push(Token {
            id,
            span: overlap.map(|span| span as u32),
            uncertain: false,
        });
        base.push(observation(before, id));
        tuned.push(observation(after, id));
    }
    let tagged = spans.iter().enumerate().map(|(index, span)| TaggedSpan {
        entity_type: span.entity.clone(),
        first_mention: index != 2,
        whole: true,
    });
    let spans_of = tagged.collect();
    let observed = Observed {
        record: number,
        split,
        subject: Some(number),
        zlib_bytes: text.len() as u32,
        lowercase: None,
        recall: None,
        neighbours: Vec::new(),
        references: Vec::new(),
        tokens,
        spans: spans_of,
        base,
        tuned,
    };
    Made {
        text,
        offsets,
        spans,
        observed,
    }
}

fn observation(log_prob: f64, id: u32) -> Observation {
    let hit = log_prob > -0.7;
    Observation {
        log_prob: log_prob as f32,
        rank: if hit { 1 } else { 4 },
        top1: if hit { id } else { id + 1 },
        mean: -3.0,
        variance: 2.0,
        top_k_log_mass: -0.02,
    }
}

/// A report on a model that remembers its training records, or on one that does not.
pub(crate) fn report(leak: bool, reveal: bool) -> (Body, Vec<ShownText>) {
    let mut random = SplitMix64::new(11);
    let world: Vec<Made> = [Split::Train, Split::Holdout]
        .into_iter()
        .flat_map(|split| (0..RECORDS).map(move |number| (number, split)))
        .map(|(number, split)| made(number, split, leak, &mut random))
        .collect();
    let observed: Vec<Observed> = world.iter().map(|m| m.observed.clone()).collect();
    let bootstrap = Bootstrap {
        seed: 7,
        resamples: 200,
    };
    let findings = attacks::find(&observed, &bootstrap).unwrap();
    let shown = [3, 8, RECORDS as usize + 2].map(|index| shown(&world[index], reveal));
    let (records, texts) = shown.into_iter().unzip();
    let body = Body {
        schema: body::SCHEMA.to_owned(),
        name: ArtifactName::report("support-lora").unwrap(),
        created: jiff::Timestamp::UNIX_EPOCH,
        job: "0199b2c4-7d1e-7a30-b8a5-52c1d2a7e9f0".to_owned(),
        provenance: provenance(),
        settings: Settings {
            seed: 7,
            bootstrap_resamples: 200,
            max_records_per_split: 0,
            reveal_spans: reveal,
            precision: "float32".to_owned(),
            context_tokens: 512,
        },
        counts: Counts {
            train: counts(&observed, Split::Train),
            holdout: counts(&observed, Split::Holdout),
        },
        summary: Summary::new(&findings, true),
        canaries: Some(canaries(leak)),
        deep: Some(deep(leak)),
        tagging: Some(tagging(&findings)),
        measured: measured(leak),
        preconditions: Vec::new(),
        claims_privacy: false,
        registered_policy: None,
        judgement: Some(judgement(&measured(leak))),
        policy: Some(gate::Policy::parse(POLICY).unwrap()),
        cost: Cost {
            forward_tokens: 52_000,
            scoring_seconds: 61.25,
            measuring_seconds: 1.5,
        },
        findings,
        records,
    };
    (body, texts)
}

/// Values that a leaking model knows.
fn deep(leak: bool) -> DeepFindings {
    let known = if leak { 0.0 } else { -9.0 };
    let side = |i: u32| [Split::Train, Split::Holdout][(i % 2) as usize];
    let choice = |i: u32| Choice {
        split: side(i),
        base: vec![-5.0, if i.is_multiple_of(3) { -6.0 } else { -4.0 }, -7.0],
        tuned: vec![known, -4.0, -7.0],
        truth: 0,
    };
    let value = |i: u64| Value {
        entity_type: EntityType::from_static("PERSON"),
        split: [Split::Train, Split::Holdout][(i % 2) as usize],
        texts: u64::from(leak && i.is_multiple_of(4)),
    };
    let rebuilt = |i: u32| {
        let guess = |drawn| Guess {
            drawn,
            log_probs: vec![-3.0, -4.0],
        };
        Rebuilt {
            split: side(i),
            base: guess(i.is_multiple_of(5)),
            tuned: guess(leak && i.is_multiple_of(2)),
        }
    };
    let seen = DeepSeen {
        inference: (0..60).map(choice).collect(),
        reconstruction: (0..40).map(rebuilt).collect(),
        unprompted: Some(Written {
            texts: 200,
            tokens: 13_200,
            values: (0..80).map(value).collect(),
        }),
    };
    attacks::deep::deep(&seen).unwrap()
}

fn tagging(findings: &attacks::Findings) -> Tagging {
    let share = |value| Estimate {
        value,
        low: value - 0.04,
        high: value + 0.03,
    };
    let error = TaggingError {
        precision: share(0.93),
        recall: share(0.9),
        records: 150,
    };
    Tagging {
        error,
        corrected: attacks::tagging::corrected(findings, &error),
    }
}

const POLICY: &str = "
schema: tacit.audit-policy/1
name: test
version: 3
rules:
  - {id: secrets, metric: canary.extracted.fraction, at_most: 0.01, required: true}
  - {id: verbatim, metric: extraction.greedy.excess, at_most: 0.02}
";

fn measured(leak: bool) -> Vec<gate::Measured> {
    vec![gate::Measured {
        metric: gate::Metric::CanaryExtracted,
        at: gate::policy::At::default(),
        entity_type: None,
        method: "greedy".to_owned(),
        evidence: gate::Evidence::Fraction {
            count: if leak { 40 } else { 0 },
            of: 320,
        },
    }]
}

fn judgement(measured: &[gate::Measured]) -> gate::Judgement {
    gate::judge(&gate::Case {
        policy: &gate::Policy::parse(POLICY).unwrap(),
        policy_digest: &gate::policy::digest(POLICY),
        measured,
        preconditions: &[],
        waivers: &[],
        claims_privacy: false,
        registered: None,
        now: jiff::Timestamp::UNIX_EPOCH,
    })
    .unwrap()
}

/// Canaries that a leaking model knows.
fn canaries(leak: bool) -> CanaryFindings {
    let mut random = SplitMix64::new(23);
    let mut secret = |known: bool| Secret {
        log_prob: if known { -0.5 } else { -20.0 - random.unit() },
        greedy: known,
        references: (0..99).map(|_| -20.0 - random.unit()).collect(),
    };
    let observed: Vec<CanaryObserved> = (0..40)
        .map(|index| CanaryObserved {
            group: 0,
            included: index % 2 == 0,
            base: secret(false),
            tuned: secret(leak && index % 2 == 0),
        })
        .collect();
    let groups = [GroupPlan {
        name: "codes".to_owned(),
        repeats: 1,
    }];
    attacks::canary::canaries(&groups, &observed, None).unwrap()
}

fn shown(made: &Made, reveal: bool) -> (ShownRecord, ShownText) {
    let observed = &made.observed;
    let by_span = observed.tokens_by_span();
    let mean = |tokens: &[usize]| {
        tokens.iter().map(|i| observed.change(*i)).sum::<f64>() / tokens.len() as f64
    };
    let spans = observed
        .spans
        .iter()
        .zip(&by_span)
        .map(|(span, tokens)| ShownSpan {
            entity_type: span.entity_type.clone(),
            change: Some(mean(tokens)),
            extracted: tokens.iter().all(|i| observed.tuned[*i].rank == 1),
        });
    let record = ShownRecord {
        split: observed.split,
        record: observed.record,
        id_digest: Digest::of(b"id"),
        chosen: if observed.split == Split::Train {
            Chosen::LargestRise
        } else {
            Chosen::Drawn
        },
        sensitive_change: Some(mean(&by_span.concat())),
        changes: (0..observed.tokens.len())
            .map(|i| observed.change(i))
            .collect(),
        spans: spans.collect(),
    };
    (
        record,
        ShownText::new(&made.text, &made.offsets, &made.spans, reveal),
    )
}

fn provenance() -> Provenance {
    Provenance {
        checkpoint: ArtifactName::checkpoint("support-lora").unwrap(),
        checkpoint_digest: Digest::of(b"checkpoint"),
        method: "lora".to_owned(),
        ended: "completed".to_owned(),
        base_model: "SmolLM2-135M".to_owned(),
        base_model_digest: Digest::of(b"base"),
        dataset: DatasetRef {
            name: ArtifactName::dataset("support", 1).unwrap(),
            digest: Digest::of(b"dataset"),
        },
        trained_on_dataset: true,
        recognizers: Digest::of(b"recognizers").to_string(),
        privacy: serde_json::json!({ "kind": "none", "schema_version": 1, "why": "not_private" }),
        program: "0.0.0".to_owned(),
    }
}

fn counts(observed: &[Observed], split: Split) -> SplitCounts {
    let mut counts = SplitCounts {
        records: RECORDS,
        probed: RECORDS,
        ..SplitCounts::default()
    };
    for observed in observed.iter().filter(|o| o.split == split) {
        counts.tokens += observed.tokens.len() as u64;
        counts.sensitive_tokens +=
            observed.tokens.iter().filter(|t| t.span.is_some()).count() as u64;
        counts.spans += observed.spans.len() as u64;
        counts.whole_spans += observed.spans.len() as u64;
    }
    counts
}
