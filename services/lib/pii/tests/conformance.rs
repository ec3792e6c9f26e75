//! Presidio's test cases of its recognisers, each run as they say: one type
//! alone, whatever its score. `docs/pii-conformance.md` is what comes out;
//! skipped, loudly, without the cases.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use corpus::{EntityType, Span};
use pii::{Policy, Scanner};
use serde_json::Value;

/// What a case expects.
struct Expected {
    entity: String,
    text: String,
    count: usize,
    /// Code points, half-open; empty where the case names none.
    positions: Vec<(usize, usize)>,
}

fn vectors() -> Option<Vec<Value>> {
    let file = "shared/data/pii/presidio-vectors/vectors.jsonl";
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join(file))
        .find(|path| path.exists());
    if found.is_none() {
        eprintln!("SKIPPED: {file} does not lie beside this checkout");
    }
    let text = std::fs::read_to_string(found?).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// A case of a whole recogniser has `expected_len`; a case of its checksum has
/// `expected`. Where that is neither true nor false, nothing is expected.
fn expected(vector: &Value) -> Option<Expected> {
    let text = vector["text"].as_str()?;
    let chars = text.chars().count();
    let (count, whole) = match (
        vector["expected_len"].as_u64(),
        vector["expected"].as_bool(),
    ) {
        (Some(count), _) => (count as usize, None),
        (None, Some(true)) => (1, Some(vec![(0, chars)])),
        (None, Some(false)) => (0, Some(Vec::new())),
        (None, None) => return None,
    };
    let pair = |range: &Value| Some((range[0].as_u64()? as usize, range[1].as_u64()? as usize));
    let listed = ["expected_positions", "expected_res"]
        .iter()
        .filter_map(|name| vector[*name].as_array())
        .find(|list| !list.is_empty())
        .map(|list| list.iter().filter_map(pair).collect());
    Some(Expected {
        entity: vector["entities"][0].as_str()?.to_owned(),
        text: text.to_owned(),
        count,
        positions: whole.or(listed).unwrap_or_default(),
    })
}

fn scanner(entity: &str) -> Scanner {
    let policy = Policy {
        entities: [EntityType::parse(entity).unwrap()].into(),
        min_score: 0.0,
        tagger: false,
        recognizers: Vec::new(),
        ..Policy::default()
    };
    Scanner::new(&policy).unwrap()
}

/// Spans in code points.
fn positions(text: &str, spans: &[Span]) -> Vec<(usize, usize)> {
    let chars = |byte: usize| text[..byte].chars().count();
    spans
        .iter()
        .map(|s| (chars(s.start), chars(s.end)))
        .collect()
}

/// Why we are right where we disagree: type, text (a prefix), reason.
const REASONS: &[(&str, &str, &str)] = &include!("conformance/reasons.in");

#[test]
fn presidio_vectors_agree_and_the_page_says_so() {
    let Some(vectors) = vectors() else { return };
    let mut scanners: HashMap<String, Scanner> = HashMap::new();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut disagreements = Vec::new();
    for expected in vectors.iter().filter_map(expected) {
        let entity = expected.entity.clone();
        let scanner = scanners
            .entry(entity.clone())
            .or_insert_with(|| scanner(&entity));
        let found = positions(&expected.text, &scanner.scan(&expected.text));
        let placed = expected.positions.is_empty() || found == expected.positions;
        let agrees = found.len() == expected.count && placed;
        let (agree, all) = counts.entry(entity.clone()).or_default();
        *agree += usize::from(agrees);
        *all += 1;
        if !agrees {
            let wanted = (expected.count, expected.positions);
            disagreements.push((entity, expected.text, wanted, found));
        }
    }
    let (agree, all) = counts
        .values()
        .fold((0, 0), |(a, n), (x, y)| (a + x, n + y));
    let page = page(&counts, &disagreements);
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/pii-conformance.md");
    if std::fs::read_to_string(&path).unwrap_or_default() != page {
        // Written where it can be looked at and copied; the page itself is changed on purpose only.
        let fresh = std::env::temp_dir().join("pii-conformance.md");
        std::fs::write(&fresh, &page).unwrap();
        eprintln!(
            "{agree} of {all} agree; what the page should be: {}",
            fresh.display()
        );
        panic!("docs/pii-conformance.md does not say what this test finds");
    }
    assert!(agree as f64 >= 0.97 * all as f64, "{agree} of {all}");
    assert!(all >= 900, "only {all} cases");
    assert!(!page.contains("no reason given"));
}

type Disagreement = (
    String,
    String,
    (usize, Vec<(usize, usize)>),
    Vec<(usize, usize)>,
);

fn page(counts: &BTreeMap<String, (usize, usize)>, disagreements: &[Disagreement]) -> String {
    let (agree, all) = counts
        .values()
        .fold((0, 0), |(a, n), (x, y)| (a + x, n + y));
    let mut page = format!(
        "# Presidio's test cases and ours\n\n\
         `cargo nextest run -p pii --test conformance` runs the cases and compares this page with \
         what it finds. A case runs one entity type alone with a least score of 0, and agrees when \
         the number of spans is the same and, where the case names them, their positions.\n\n\
         {agree} of {all} cases agree ({:.1} %).\n\n## Where we disagree\n\n\
         | type | text | expected | found | why ours stands |\n|---|---|---|---|---|\n",
        100.0 * agree as f64 / all as f64
    );
    for (entity, text, (count, wanted), found) in disagreements {
        let reason = REASONS
            .iter()
            .find(|(e, t, _)| e == entity && text.starts_with(t))
            .map_or("no reason given", |(.., reason)| reason);
        let text = text.replace('|', "\\|").replace('\n', "⏎");
        let _ = writeln!(
            page,
            "| {entity} | `{text}` | {count} {wanted:?} | {found:?} | {reason} |"
        );
    }
    page.push_str("\n## Cases by type\n\n| type | agree | cases |\n|---|---|---|\n");
    for (entity, (agree, all)) in counts {
        let _ = writeln!(page, "| {entity} | {agree} | {all} |");
    }
    page
}
