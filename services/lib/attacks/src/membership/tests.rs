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
    for of in found
        .iter()
        .filter(|m| ["loss", "min_k", "zlib"].contains(&m.attack.as_str()))
    {
        assert_eq!(of.auroc, of.base_auroc.unwrap());
        assert!(of.auroc.low > 0.8, "{of:?}");
    }
    let loss = &found[0];
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
            top_k_log_mass: 0.0,
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
    let mut observed = random_records(1, 1).remove(0);
    (observed.base, observed.tuned) = (seen.clone(), seen.clone());
    let view = Seen {
        observed: &observed,
        target: &observed.tuned,
        on_base: false,
    };
    close(loss::score(&view).unwrap(), "mean_ll");
    close(min_k::score(&view).unwrap(), "mink_20");
    close(min_k_plus_plus::score(&view).unwrap(), "minkpp_20");
    let log_probs = || seen.iter().map(|o| f64::from(o.log_prob)).collect();
    close(mean_of_smallest(log_probs(), 0.5), "mink_50");
    let standardised = seen.iter().map(min_k_plus_plus::standardised).collect();
    close(mean_of_smallest(standardised, 0.5), "minkpp_50");
    assert_eq!(reference::score(&view), Some(0.0));
    assert_eq!(ratio::score(&view), Some(-1.0));
}

#[test]
fn the_standard_error_is_that_of_the_placements() {
    let mut random = SplitMix64::new(8);
    for _ in 0..20 {
        let mut draw = |n: u64| -> Vec<f64> { (0..n).map(|_| random.below(9) as f64).collect() };
        let (members, others) = (draw(13), draw(8));
        let of = |x: f64, y: f64| {
            if x > y {
                1.0
            } else if x == y {
                0.5
            } else {
                0.0
            }
        };
        let area = slow_auroc(&members, &others);
        let variance = |v: Vec<f64>| {
            let squares = v.iter().map(|p| (p - area).powi(2)).sum::<f64>();
            squares / (v.len() - 1) as f64 / v.len() as f64
        };
        let v10 = members
            .iter()
            .map(|m| others.iter().map(|o| of(*m, *o)).sum::<f64>() / 8.0);
        let v01 = others
            .iter()
            .map(|o| members.iter().map(|m| of(*m, *o)).sum::<f64>() / 13.0);
        let slow = (variance(v10.collect()) + variance(v01.collect())).sqrt();
        assert!((curve(&members, &others).standard_error() - slow).abs() < 1e-12);
        assert!((curve(&members, &others).delong().value - area).abs() < 1e-12);
    }
}

#[test]
fn a_point_needs_non_members_enough() {
    let scores: Vec<f64> = (0..999).map(f64::from).collect();
    let mut more = scores.clone();
    more.push(-1.0);
    assert!(!curve(&scores, &scores).at(0.01).conclusive);
    let point = curve(&scores, &more).at(0.01);
    assert!(point.conclusive);
    assert_eq!((point.non_members.count, point.non_members.of), (10, 1000));
    assert!(point.members.low < point.tpr && point.tpr < point.members.high);
}

/// Scores of an attack on records, by name.
fn scores_of(name: &str, records: &[Observed], on_base: bool) -> Option<Vec<f64>> {
    let views: Vec<&Observed> = records.iter().collect();
    let attack = ATTACKS.iter().find(|attack| attack.name == name).unwrap();
    attack.scores(&views, on_base)
}

/// Members whose every pass is easier for the checkpoint, in every way that an
/// attack looks at.
fn leaking(count: u64) -> Vec<Observed> {
    let mut records = random_records(count, 12);
    for observed in &mut records {
        let member = observed.split == corpus::Split::Train;
        for (now, before) in observed.tuned.iter_mut().zip(&observed.base) {
            now.log_prob = before.log_prob * if member { 0.2 } else { 0.9 };
            now.mean = before.mean;
        }
        let mean = |pass: &[Observation]| mean_log_prob(pass) as f32;
        observed.lowercase = Some(mean(&observed.base));
        observed.recall = Some(mean(&observed.base));
        observed.neighbours = vec![mean(&observed.base) - 0.3, mean(&observed.base) - 0.1];
        observed.references = [0.95, 1.0, 1.02].map(|by| by * mean(&observed.base)).into();
    }
    records
}

#[test]
fn every_attack_finds_members_that_are_remembered_and_none_elsewhere() {
    let mut records = leaking(600);
    let plan = Bootstrap {
        seed: 1,
        resamples: 100,
    };
    let found = membership(&records, &plan);
    let names: Vec<&str> = found.iter().map(|m| m.attack.as_str()).collect();
    assert_eq!(names, ATTACKS.each_ref().map(|attack| attack.name));
    for of in &found {
        let votes = of.attack == "window_vote";
        assert!(of.auroc.low > 0.6 || votes, "{of:?}");
        assert!(
            of.base_auroc
                .is_none_or(|null| null.low < 0.5 && 0.5 < null.high)
        );
    }
    // The same model for members and others: nothing to find.
    for observed in &mut records {
        for (now, before) in observed.tuned.iter_mut().zip(&observed.base) {
            now.log_prob = before.log_prob * 0.9;
        }
    }
    for of in membership(&records, &plan) {
        let reach = 4.0 * of.auroc_standard_error.max(0.01);
        assert!((of.auroc.value - 0.5).abs() < reach, "{of:?}");
    }
}

#[test]
fn attacks_without_what_they_need_are_not_made() {
    let mut records = leaking(200);
    assert!(scores_of("lowercase", &records, false).is_some());
    assert_eq!(scores_of("lowercase", &records, true), None);
    assert_eq!(scores_of("reference", &records, true), None);
    records[3].lowercase = None;
    records[4].recall = None;
    records[5].zlib_bytes = 0;
    for name in ["lowercase", "recall", "zlib"] {
        assert_eq!(scores_of(name, &records, false), None, "{name}");
    }
    assert_eq!(
        scores_of("quantile_regression", &records[..40], false),
        None
    );
}

#[test]
fn scores_by_hand() {
    let mut observed = crate::signal::tests::record(
        0,
        corpus::Split::Train,
        &[],
        &[(None, -2.0, -1.0), (None, -4.0, -5.0), (None, -6.0, -3.0)],
    );
    (observed.zlib_bytes, observed.lowercase, observed.recall) = (30, Some(-6.0), Some(-4.5));
    let records = [observed];
    let of = |name| scores_of(name, &records, false).unwrap()[0];
    assert_eq!(
        (of("loss"), of("reference"), of("ratio")),
        (-3.0, 1.0, -0.75)
    );
    assert_eq!(
        (of("zlib"), of("lowercase"), of("recall")),
        (-0.1, -0.5, 1.5)
    );
    // Windows of two: -1 + 1 = 0 is no rise, -1 + 3 is one.
    assert_eq!(of("window_vote"), 0.5);
}

#[test]
fn common_tokens_say_little_and_members_are_not_counted() {
    let token = |id| crate::Token {
        id,
        span: None,
        uncertain: false,
    };
    let mut records = random_records(100, 4);
    for observed in &mut records {
        // Every record holds the common token; one holds a rare one as well.
        observed.tokens = vec![token(1), token(1)];
        for pass in [&mut observed.base, &mut observed.tuned] {
            pass.truncate(2);
            pass.iter_mut().for_each(|o| o.log_prob = -5.0);
        }
    }
    records[0].tokens = vec![token(1), token(2)];
    let scores = scores_of("dc_pdd", &records, false).unwrap();
    assert!(scores[1..].iter().all(|other| scores[0] > *other));
    // A token that members repeat is as rare as before.
    let mut repeated = records.clone();
    repeated[2].tokens = vec![token(2), token(2)];
    assert_eq!(scores_of("dc_pdd", &repeated, false).unwrap()[0], scores[0]);
}

#[test]
fn the_quantile_model_leaves_a_tenth_above() {
    let mut random = SplitMix64::new(3);
    let rows: Vec<([f64; 6], f64)> = (0..500)
        .map(|_| {
            let mut row = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            row[1..5].fill_with(|| random.unit() - 0.5);
            let noise = random.unit().ln();
            (row, 3.0 * row[1] - row[3] + (1.0 + row[2]) * noise)
        })
        .collect();
    let below = quantile_regression::fitted_share_below(&rows);
    assert!((below - 0.9).abs() < 0.02, "{below}");
}

#[test]
fn a_drawn_curve_keeps_what_matters_at_low_rates() {
    // Separated: all members before the first non-member.
    let perfect = curve(&[9.0, 8.0, 7.0], &[3.0, 2.0]).drawn();
    let points: Vec<(f64, f64)> = perfect.iter().map(|p| (p.fpr, p.tpr)).collect();
    assert_eq!(points, [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0)]);
    let members: Vec<f64> = (0..3000)
        .map(|i| f64::from(i * 7919 % 3000) + 0.5)
        .collect();
    let others: Vec<f64> = (0..2000).map(|i| f64::from(i * 7919 % 3000)).collect();
    let whole = curve(&members, &others);
    let drawn = whole.drawn();
    assert!(drawn.len() <= 50, "{}", drawn.len());
    assert!(drawn.is_sorted_by(|a, b| a.fpr < b.fpr && a.tpr <= b.tpr));
    for point in &drawn {
        // The best that there is at its rate.
        assert_eq!(whole.at(point.fpr).tpr, point.tpr);
    }
    let last = drawn[drawn.len() - 1];
    assert_eq!((last.fpr, last.tpr), (1.0, 1.0));
}
