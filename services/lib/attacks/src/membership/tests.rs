use std::path::PathBuf;

use super::*;
use crate::bootstrap::SplitMix64;
use crate::signal::tests::random_records;

fn curve(members: &[f64], others: &[f64]) -> Curve {
    let indexed = |s: &[f64]| s.iter().copied().enumerate().collect::<Vec<_>>();
    Curve::new([indexed(members), indexed(others)]).unwrap()
}

/// All pairs, ties half.
fn slow_auroc(members: &[f64], others: &[f64]) -> f64 {
    let pairs = members
        .iter()
        .flat_map(|m| others.iter().map(move |o| (m, o)));
    let wins: f64 = pairs
        .map(|(m, o)| match m.total_cmp(o) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    wins / (members.len() * others.len()) as f64
}

#[test]
fn the_area_equals_all_pairs_on_weighted_samples_with_ties() {
    let mut random = SplitMix64::new(4);
    for _ in 0..50 {
        let mut draw = |n: u64| -> Vec<f64> { (0..n).map(|_| random.below(6) as f64).collect() };
        let (members, others) = (draw(9), draw(7));
        let mut weigh = |n: usize| -> Vec<u32> { (0..n).map(|_| random.below(3) as u32).collect() };
        let weights = vec![weigh(9), weigh(7)];
        let repeat = |s: &[f64], w: &[u32]| -> Vec<f64> {
            s.iter()
                .zip(w)
                .flat_map(|(s, w)| vec![*s; *w as usize])
                .collect()
        };
        let (a, b) = (repeat(&members, &weights[0]), repeat(&others, &weights[1]));
        let fast = curve(&members, &others).auroc(&weights);
        if a.is_empty() || b.is_empty() {
            assert_eq!(fast, None);
        } else {
            assert!((fast.unwrap() - slow_auroc(&a, &b)).abs() < 1e-12);
        }
    }
}

#[test]
fn every_attack_file_is_in_the_table() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/membership");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|stem| !["mod", "roc", "tests"].contains(&stem.as_str()))
        .collect();
    files.sort();
    let mut names: Vec<&str> = ATTACKS.iter().map(|attack| attack.name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn attacks_on_unlike_splits_show_it_on_the_base_model() {
    let mut records = random_records(200, 6);
    // Members are easier for the base model already: a shift, not memory.
    for observed in records
        .iter_mut()
        .filter(|o| o.split == corpus::Split::Train)
    {
        observed.base.iter_mut().for_each(|o| o.log_prob *= 0.3);
    }
    records.iter_mut().for_each(|o| o.tuned = o.base.clone());
    let found = membership(
        &records,
        &Bootstrap {
            seed: 1,
            resamples: 100,
        },
    );
    let loss = &found[0];
    assert_eq!(loss.auroc, loss.base_auroc.unwrap());
    assert!(loss.auroc.low > 0.8);
    assert_eq!((loss.member_count, loss.non_member_count), (100, 100));
}

/// The tiny logits of the project's vectors, as observations; (id, expected) pairs beside them.
fn vector_observations() -> Option<(Vec<Observation>, serde_json::Value)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let file = root
        .ancestors()
        .map(|a| a.join("shared/data/audit_vectors.json"));
    let Some(path) = file.into_iter().find(|path| path.is_file()) else {
        eprintln!("SKIPPED: no shared/data/audit_vectors.json beside the checkout");
        return None;
    };
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let scores = vectors["token_scores"].clone();
    let number = |key: &str, i: usize| scores[key][i].as_f64().unwrap() as f32;
    let observations = (0..scores["targets"].as_array().unwrap().len())
        .map(|i| Observation {
            log_prob: number("token_logprob", i),
            rank: 1,
            top1: 0,
            mean: number("mu", i),
            variance: number("var", i),
        })
        .collect();
    Some((observations, scores))
}

#[test]
fn scores_equal_the_published_formulas_on_tiny_logits() {
    let Some((seen, expected)) = vector_observations() else {
        return;
    };
    // Observations are kept in single precision.
    let close = |found: f64, key: &str| {
        let expected = expected[key].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-5, "{key}: {found} {expected}");
    };
    close(loss::score(&seen, &seen), "mean_ll");
    close(min_k::score(&seen, &seen), "mink_20");
    close(min_k_plus_plus::score(&seen, &seen), "minkpp_20");
    let log_probs = || seen.iter().map(|o| f64::from(o.log_prob)).collect();
    close(mean_of_smallest(log_probs(), 0.5), "mink_50");
    let standardised = seen.iter().map(min_k_plus_plus::standardised).collect();
    close(mean_of_smallest(standardised, 0.5), "minkpp_50");
    assert_eq!(reference::score(&seen, &seen), 0.0);
}
