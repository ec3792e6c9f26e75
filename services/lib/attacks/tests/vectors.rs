//! The project's audit vectors: scores, curves and intervals from other
//! implementations.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

use std::path::Path;

use attacks::interval::clopper_pearson;
use attacks::membership::roc::Curve;
use serde_json::Value;

fn vectors() -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root
        .ancestors()
        .map(|a| a.join("shared/data/audit_vectors.json"));
    let Some(path) = file.into_iter().find(|path| path.is_file()) else {
        eprintln!("SKIPPED: no shared/data/audit_vectors.json beside the checkout");
        return None;
    };
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

#[test]
fn roc_rows() {
    let Some(vectors) = vectors() else { return };
    let rows = vectors["roc"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let scores = ["pos", "neg"].map(|key| numbers(&row[key]));
        let sizes = scores.each_ref().map(Vec::len);
        let curve = Curve::new(scores.map(|s| s.into_iter().enumerate().collect())).unwrap();
        let area = curve.auroc(&attacks::bootstrap::identity(&sizes)).unwrap();
        let expected = row["auc_mann_whitney"].as_f64().unwrap();
        assert!(
            (area - expected).abs() < 1e-9,
            "{}: {area} {expected}",
            row["name"]
        );
        for point in row["tpr_at_fpr"].as_array().unwrap() {
            let found = curve.at(point["fpr"].as_f64().unwrap());
            assert!(
                (found.tpr - point["tpr"].as_f64().unwrap()).abs() < 1e-9,
                "{row:?}"
            );
            let realised = point["realised_fpr"].as_f64().unwrap();
            assert!(
                found.realised_fpr <= realised + 1e-9,
                "{}: {found:?}",
                row["name"]
            );
        }
    }
}

#[test]
fn clopper_pearson_rows() {
    let Some(vectors) = vectors() else { return };
    let rows = vectors["clopper_pearson_interval"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let get = |key: &str| {
            row[key]
                .as_f64()
                .unwrap_or_else(|| panic!("{key} in {row}"))
        };
        // A row's alpha is that of one side.
        let (low, high) = clopper_pearson(get("k") as u64, get("n") as u64, 2.0 * get("alpha"));
        assert!(
            (low - get("lower")).abs() < 1e-9 && (high - get("upper")).abs() < 1e-9,
            "{row}"
        );
    }
}
