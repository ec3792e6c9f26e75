//! The project's audit vectors: scores, curves and intervals from other
//! implementations.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

use std::path::Path;

use attacks::bound;
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
        let error = get(row, "delong_se");
        assert!((curve.standard_error() - error).abs() < 1e-9, "{row}");
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
        // A row's alpha is that of one side.
        let (low, high) =
            clopper_pearson(count(row, "k"), count(row, "n"), 2.0 * get(row, "alpha"));
        assert!(
            (low - get(row, "lower")).abs() < 1e-9 && (high - get(row, "upper")).abs() < 1e-9,
            "{row}"
        );
    }
}

/// A field of a row.
fn get(row: &Value, key: &str) -> f64 {
    row[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} in {row}"))
}

/// A count of a row.
fn count(row: &Value, key: &str) -> u64 {
    get(row, key) as u64
}

/// Each row's expected number against what is found, to 1e-6.
fn rows(table: &str, expected: &str, found: impl Fn(&Value) -> f64) {
    let Some(vectors) = vectors() else { return };
    let rows = vectors[table].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let (found, expected) = (found(row), get(row, expected));
        assert!((found - expected).abs() < 1e-6, "{found}: {row}");
    }
}

#[test]
fn one_run_rows() {
    let one_run = |row: &Value, v: &str, delta: f64, p: f64| {
        bound::one_run(count(row, "m"), count(row, "r"), count(row, v), delta, p).unwrap()
    };
    rows("one_run", "eps", |row| {
        one_run(row, "v", get(row, "delta"), get(row, "p"))
    });
    rows("one_run_expected", "eps_lower_p05_delta1e-5", |row| {
        one_run(row, "v_expected", 1e-5, 0.05)
    });
    rows("one_run_p_values", "p_value", |row| {
        let [m, r, v] = ["m", "r", "v"].map(|key| count(row, key));
        bound::one_run_p_value(m, r, v, get(row, "eps"), get(row, "delta")).unwrap()
    });
    rows("one_run_ceiling", "eps_max", |row| {
        bound::one_run_ceiling(count(row, "r"), get(row, "p")).unwrap()
    });
}

#[test]
fn gaussian_rows() {
    rows("one_run_fdp_gaussian", "eps", |row| {
        let [m, r, v] = ["m", "r", "v"].map(|key| count(row, key));
        bound::one_run_fdp(m, r, v, get(row, "delta"), get(row, "p")).unwrap()
    });
    rows("mu_to_eps", "eps", |row| {
        bound::mu_to_eps(get(row, "mu"), get(row, "delta")).unwrap()
    });
}

#[test]
fn two_sample_rows() {
    let counts = |row: &Value| ["tp", "n_in", "fp", "n_out"].map(|key| count(row, key));
    rows("clopper_pearson_eps", "eps", |row| {
        let [tp, n_in, fp, n_out] = counts(row);
        let (alpha, delta) = (get(row, "alpha"), get(row, "delta"));
        if let Some(mu) = row["gdp_mu"].as_f64() {
            let found = bound::gdp_mu(tp, n_in, fp, n_out, alpha).unwrap();
            assert!((found - mu).abs() < 1e-6, "{found}: {row}");
            let found = bound::gdp(tp, n_in, fp, n_out, alpha, delta).unwrap();
            assert!((found - get(row, "gdp_eps")).abs() < 1e-6, "{found}: {row}");
        }
        bound::clopper_pearson(tp, n_in, fp, n_out, alpha, delta).unwrap()
    });
    rows("clopper_pearson_ceiling", "eps_max", |row| {
        bound::clopper_pearson_ceiling(count(row, "n"), get(row, "alpha")).unwrap()
    });
    // The number in TensorFlow Privacy's own test, to two places.
    let published = bound::clopper_pearson(500, 500, 0, 500, 0.01, 0.0).unwrap();
    assert!((published - 4.54).abs() < 0.005);
}

#[test]
fn exposure_rows() {
    use attacks::exposure::{Canary, SkewNormal, exposure};
    let Some(vectors) = vectors() else { return };
    let table = &vectors["exposure"];
    let references = numbers(&table["interpolation"]["references"]);
    let cases = table["interpolation"]["cases"].as_array().unwrap();
    let extrapolated = table["extrapolation_skewnorm_cdf"].as_array().unwrap();
    let highest = table["one_canary_max_bits"].as_array().unwrap();
    assert!(!cases.is_empty() && !extrapolated.is_empty() && !highest.is_empty());
    for row in cases {
        let canary = Canary {
            loss: get(row, "perplexity"),
            references: &references,
        };
        let found = exposure(canary).unwrap();
        assert_eq!(found.rank, count(row, "rank"));
        assert!((found.bits - get(row, "exposure")).abs() < 1e-9, "{row}");
    }
    for row in extrapolated {
        let model = SkewNormal {
            shape: get(row, "a"),
            location: get(row, "loc"),
            scale: get(row, "scale"),
        };
        let (x, bits) = (get(row, "x"), get(row, "exposure_bits"));
        assert!((model.exposure_bits(x) - bits).abs() < 1e-6, "{row}");
        let cdf = model.log_cdf(x).exp();
        assert!((cdf / get(row, "cdf") - 1.0).abs() < 1e-6, "{row}");
    }
    for row in highest {
        let references = vec![1.0; count(row, "references") as usize];
        let canary = Canary {
            loss: 0.0,
            references: &references,
        };
        let found = exposure(canary).unwrap();
        assert!((found.bits - get(row, "bits")).abs() < 1e-9, "{row}");
    }
}

#[test]
fn sampling_rows() {
    use attacks::sampling::{draws_needed, extraction_probability, top_k_probabilities};
    rows("np_extraction", "p_extract", |row| {
        let found = extraction_probability(get(row, "log_pz"), get(row, "n"));
        assert!((found / get(row, "p_extract") - 1.0).abs() < 1e-9, "{row}");
        found
    });
    rows("np_extraction_n_needed", "n_needed", |row| {
        draws_needed(get(row, "log_pz"), get(row, "p"))
    });
    let Some(vectors) = vectors() else { return };
    let tables = vectors["topk_probs"].as_array().unwrap();
    assert!(!tables.is_empty());
    for row in tables {
        let logits = numbers(&row["logits"]);
        let top_k = count(row, "top_k") as usize;
        let found = top_k_probabilities(&logits, top_k, get(row, "temperature"));
        let pairs = found.iter().zip(numbers(&row["probs"]));
        assert!(
            pairs.into_iter().all(|(f, e)| (f - e).abs() < 1e-9),
            "{row}"
        );
    }
}
