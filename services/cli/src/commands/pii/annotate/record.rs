//! One record: its questions, and what the answers to them agree on.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use corpus::{EntityType, Span};
use pii::Scanner;
use pii::annotator::{Answer, Voted, pieces, read, vote};
use serde_json::{Map, Value, json};

use super::super::scan::record::{Fields, Found, Offsets, found};
use super::super::source::{Format, Raw};
use super::cache::Cache;
use super::endpoint::{Endpoint, Question};
use super::sums::Budget;
use crate::error::Error;

/// The recogniser of a span that answers agree on.
const ANNOTATOR: &str = "annotator";

/// Everything that answers hang on.
pub(super) struct Asker<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) cache: Cache,
    pub(super) model: &'a str,
    pub(super) system: String,
    pub(super) digest: String,
    pub(super) types: &'a [EntityType],
    pub(super) votes: u16,
    pub(super) agree: f64,
    /// `None` leaves it to the endpoint, and the seed with it.
    pub(super) temperature: Option<f64>,
    pub(super) max_bytes: usize,
    pub(super) scanner: Scanner,
    pub(super) budget: Budget,
    /// Whether any question was answered: then a refusal is about its text.
    pub(super) answered: AtomicBool,
}

/// A span that some answers marked.
pub(super) struct Marked {
    span: Span,
    votes: usize,
    /// Whether rules or tagger found something there too.
    pub(super) scanner: bool,
}

/// What is known of a record now.
pub(super) struct Noted {
    id: Value,
    text: String,
    /// Answers that could be read: the fewest to any piece of the text.
    pub(super) votes: usize,
    /// Marked by enough answers.
    pub(super) spans: Vec<Marked>,
    /// Marked by some answers, too few to count.
    pub(super) divided: Vec<Marked>,
    /// Found by rules or tagger.
    scanned: Vec<Span>,
    pub(super) unplaced: usize,
    pub(super) unknown: usize,
}

impl Asker<'_> {
    /// Asks for all answers to one record.
    pub(super) fn note(&self, id: Value, text: String) -> Result<Noted, Error> {
        let mut noted = Noted {
            id,
            votes: usize::from(self.votes),
            spans: Vec::new(),
            divided: Vec::new(),
            scanned: self.scanner.scan(&text),
            unplaced: 0,
            unknown: 0,
            text,
        };
        for (start, end) in pieces(&noted.text, self.max_bytes) {
            if noted.text[start..end].trim().is_empty() {
                continue;
            }
            let mut answers = Vec::new();
            for place in 0..self.votes {
                if let Some(answer) = self.answer(&noted.text[start..end], place)? {
                    noted.unplaced += answer.unplaced;
                    noted.unknown += answer.unknown;
                    answers.push(answer.spans);
                }
            }
            noted.votes = noted.votes.min(answers.len());
            for one in vote(&answers, self.agree) {
                if let Some(span) = span(&noted.text, start, &one, answers.len()) {
                    let marked = Marked {
                        scanner: noted.scanned.iter().any(|other| other.overlaps(&span)),
                        votes: one.votes,
                        span,
                    };
                    match one.agreed {
                        true => noted.spans.push(marked),
                        false => noted.divided.push(marked),
                    }
                }
            }
        }
        Ok(noted)
    }

    /// One answer to a piece of text; `None` where it cannot be read.
    fn answer(&self, text: &str, place: u16) -> Result<Option<Answer>, Error> {
        let how = format!("{:?} {place}", self.temperature);
        let address = self.endpoint.address();
        let name = Cache::name(&[address, self.model, &self.digest, &how, text]);
        if let Some(answer) = self.cache.get(&name, text) {
            self.budget.kept();
            return Ok(Some(answer));
        }
        self.budget.take()?;
        let question = Question {
            system: &self.system,
            text,
            temperature: self.temperature,
            seed: self.temperature.map(|_| u64::from(place)),
        };
        let reply = match self.endpoint.ask(&question, &std::thread::sleep) {
            // A filter of the endpoint's, a text too long for the model.
            Err(error)
                if error.reason() == "ANNOTATOR_REFUSED"
                    && self.answered.load(Ordering::Relaxed) =>
            {
                return Ok(None);
            }
            other => other?,
        };
        self.answered.store(true, Ordering::Relaxed);
        self.budget.spent(reply.tokens);
        let Some(Ok(answer)) = reply
            .text
            .map(|said| read(&said, text, self.types, ANNOTATOR))
        else {
            return Ok(None);
        };
        self.cache.put(&name, &answer)?;
        Ok(Some(answer))
    }
}

/// A voted stretch of the piece that begins at `offset`, without blanks at its ends.
fn span(text: &str, offset: usize, one: &Voted, answers: usize) -> Option<Span> {
    let (start, end) = (one.start + offset, one.end + offset);
    let marked = &text[start..end];
    let trimmed = marked.trim_start();
    let start = start + marked.len() - trimmed.len();
    let end = start + trimmed.trim_end().len();
    (start < end).then(|| Span {
        start,
        end,
        entity: one.entity.clone(),
        score: (one.votes as f64 / answers as f64) as f32,
        recognizer: ANNOTATOR.into(),
    })
}

impl Noted {
    /// The lines printed for it; never its text.
    pub(super) fn lines(&self, offsets: Offsets, as_json: bool) -> Vec<u8> {
        let shown = |all: &[Marked]| -> Vec<Value> {
            let spans: Vec<Span> = all.iter().map(|one| one.span.clone()).collect();
            let places = found(&self.text, &spans, offsets);
            let value = |(place, one): (&Found<'_>, &Marked)| {
                json!({"start": place.start, "end": place.end, "type": place.entity,
                    "score": place.score, "votes": one.votes, "scanner": one.scanner})
            };
            places.iter().zip(all).map(value).collect()
        };
        let mut out = Vec::new();
        if as_json {
            let line = json!({
                "id": self.id,
                "votes": self.votes,
                "spans": shown(&self.spans),
                "divided": shown(&self.divided),
                "scanner_alone": found(&self.text, &self.scanner_alone(), offsets),
                "unplaced": self.unplaced,
                "unknown": self.unknown,
            });
            // A vector takes all.
            let _ = writeln!(out, "{line}");
            return out;
        }
        let id = self.id.as_str();
        let id = id.map_or_else(|| self.id.to_string(), str::to_owned);
        for line in shown(&self.spans) {
            let [start, end, score] = ["start", "end", "score"].map(|name| &line[name]);
            let entity = line["type"].as_str().unwrap_or_default();
            let _ = writeln!(out, "{id}\t{start}\t{end}\t{entity}\t{score}\t{ANNOTATOR}");
        }
        out
    }

    /// The record as a line of JSON with its spans, by bytes: those agreed on, and what rules and tagger find
    /// beside them. Without spans where some piece got no answer, so that it is tagged as any other record.
    pub(super) fn with_spans(&self, format: Format, fields: &Fields<'_>, raw: &Raw) -> Vec<u8> {
        let mut object: Map<String, Value> = match format {
            // It was read before.
            Format::Jsonl => {
                let bytes = raw.bytes.strip_prefix("\u{feff}".as_bytes());
                serde_json::from_slice(bytes.unwrap_or(&raw.bytes)).unwrap_or_default()
            }
            Format::Text => Map::from_iter([(fields.id.to_owned(), self.id.clone())]),
        };
        object.insert(fields.text.to_owned(), self.text.clone().into());
        object.remove("spans");
        if self.votes > 0 {
            object.insert("spans".to_owned(), json!(self.all()));
        }
        Value::Object(object).to_string().into_bytes()
    }

    /// What rules and tagger find where no answer marks anything.
    pub(super) fn scanner_alone(&self) -> Vec<Span> {
        let marked = || self.spans.iter().chain(&self.divided);
        let alone = |span: &&Span| !marked().any(|one| one.span.overlaps(span));
        self.scanned.iter().filter(alone).cloned().collect()
    }

    /// What answers agree on, and what rules and tagger find where it is not, in order.
    fn all(&self) -> Vec<&Span> {
        let agreed = self.spans.iter().map(|one| &one.span);
        let mut all: Vec<&Span> = agreed.collect();
        let beside = |span: &&Span| !self.spans.iter().any(|one| one.span.overlaps(span));
        all.extend(self.scanned.iter().filter(beside));
        all.sort_by_key(|span| span.start);
        all
    }
}
