//! Audits of models that remember nothing: how often is a leak reported?
//!
//! A thousand audits take a minute in a release build:
//! `cargo test --release -p attacks --test null -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use attacks::bootstrap::SplitMix64;
use attacks::bound::{Family, clopper_pearson, gdp, grid_bound, grid_p_value};
use attacks::exposure::{Canary, exposures};
use attacks::interval::{Rate, difference_p_value};
use attacks::membership::roc::Curve;
use attacks::multiple::{bonferroni, holm};

const GRID: [u64; 8] = [10, 20, 50, 100, 200, 300, 400, 500];
const DELTA: f64 = 1e-5;
const LEVEL: f64 = 0.05;

/// A symmetric score without a mean: the sum of uniforms.
fn noise(random: &mut SplitMix64) -> f64 {
    (0..6).map(|_| random.unit() - 0.5).sum()
}

/// Scores of `canaries` canaries and their coins; the included are higher by
/// `shift`.
fn canaries(random: &mut SplitMix64, canaries: usize, shift: f64) -> (Vec<f64>, Vec<bool>) {
    let included: Vec<bool> = (0..canaries).map(|_| random.below(2) == 1).collect();
    let scores = included
        .iter()
        .map(|i| noise(random) + if *i { shift } else { 0.0 });
    (scores.collect(), included)
}

/// How many of some audits bound epsilon above 0, by method.
struct Positive {
    any: u32,
    gaussian: u32,
    two_sample: u32,
    gdp: u32,
}

fn bounds(audits: u32, count: usize) -> Positive {
    let mut random = SplitMix64::new(1);
    let mut positive = Positive {
        any: 0,
        gaussian: 0,
        two_sample: 0,
        gdp: 0,
    };
    for _ in 0..audits {
        let (scores, included) = canaries(&mut random, count, 0.0);
        let grid = |family| {
            let found = grid_bound(&scores, &included, &GRID, LEVEL, DELTA, family);
            u32::from(found.unwrap().eps > 0.0)
        };
        positive.any += grid(Family::Any);
        positive.gaussian += grid(Family::Gaussian);
        // One threshold, fixed beforehand.
        let over = |side: bool| {
            let of = scores.iter().zip(&included).filter(|(_, i)| **i == side);
            let (mut above, mut all) = (0, 0);
            for (score, _) in of {
                all += 1;
                above += u64::from(*score > 0.5);
            }
            (above, all)
        };
        let ((tp, n_in), (fp, n_out)) = (over(true), over(false));
        let bound = clopper_pearson(tp, n_in, fp, n_out, LEVEL, DELTA).unwrap();
        positive.two_sample += u32::from(bound > 0.0);
        let bound = gdp(tp, n_in, fp, n_out, LEVEL, DELTA).unwrap();
        positive.gdp += u32::from(bound > 0.0);
    }
    positive
}

/// One audit of a model that remembers nothing: the p-values of its rules, each at
/// the edge of its hypothesis, where false alarms are likeliest.
fn rules(random: &mut SplitMix64) -> Vec<f64> {
    let (scores, included) = canaries(random, 400, 0.0);
    let one_run = grid_p_value(&scores, &included, &GRID, 0.0, DELTA).unwrap();

    let references: Vec<Vec<f64>> = (0..20)
        .map(|_| (0..500).map(|_| random.unit()).collect())
        .collect();
    let secrets: Vec<Canary> = references
        .iter()
        .map(|references| Canary {
            loss: random.unit(),
            references,
        })
        .collect();
    let found = exposures(&secrets, LEVEL).unwrap();
    let exposed = found.canaries.iter().map(|c| c.adjusted_p_value);
    let exposed = exposed.fold(1.0, f64::min);

    // Five membership attacks that are partly one, the best of which is judged.
    let attacks: Vec<f64> = {
        let draw =
            |random: &mut SplitMix64| -> Vec<f64> { (0..300).map(|_| noise(random)).collect() };
        let common = [draw(random), draw(random)];
        let one = |random: &mut SplitMix64| {
            let of = common.each_ref().map(|common| {
                let scores = common.iter().map(|c| c + noise(random));
                scores.enumerate().collect::<Vec<_>>()
            });
            Curve::new(of).unwrap().delong().p_value_above(0.5)
        };
        (0..5).map(|_| one(random)).collect()
    };
    let member = bonferroni(&attacks).into_iter().fold(1.0, f64::min);

    let mut hits = |of: u64, rate: f64| {
        let hit = (0..of).filter(|_| random.unit() < rate).count();
        Rate::new(hit as u64, of)
    };
    let extracted = difference_p_value(&hits(500, 0.02), &hits(500, 0.02), 0.0);
    let inferred = hits(200, 0.01).p_value_above(0.01);
    vec![one_run, exposed, member, extracted, inferred]
}

/// How many of some audits have any rule fail, the family error held by Holm.
fn failed(audits: u32) -> u32 {
    let mut random = SplitMix64::new(2);
    let fails = |p_values: Vec<f64>| holm(&p_values).iter().any(|p| *p <= LEVEL);
    (0..audits).filter(|_| fails(rules(&mut random))).count() as u32
}

fn assert_at_most(what: &str, found: u32, of: u32, most: f64) {
    let share = f64::from(found) / f64::from(of);
    eprintln!("{what}: {found} of {of}");
    assert!(share <= most, "{what}: {share}");
}

#[test]
fn a_few_audits_of_nothing_report_nothing() {
    // 150 audits at 5 %: 10 % is beyond the 99th percentile.
    let positive = bounds(150, 200);
    assert_at_most("one-run", positive.any, 150, 0.1);
    assert_at_most("f-DP", positive.gaussian, 150, 0.1);
    assert_at_most("Clopper-Pearson", positive.two_sample, 150, 0.1);
    assert_at_most("GDP", positive.gdp, 150, 0.1);
    assert_at_most("family", failed(100), 100, 0.11);
}

#[test]
fn a_leak_is_bounded_below_its_epsilon() {
    let mut random = SplitMix64::new(3);
    // The scores' deviation is 0.707: a shift of 1.414 is mu = 2, epsilon 10.0.
    for _ in 0..20 {
        let (scores, included) = canaries(&mut random, 1000, 1.414);
        let grid = |family| {
            let found = grid_bound(&scores, &included, &GRID, LEVEL, DELTA, family);
            found.unwrap().eps
        };
        let (any, gaussian) = (grid(Family::Any), grid(Family::Gaussian));
        assert!(
            any > 1.5 && any < gaussian && gaussian < 10.0,
            "{any} {gaussian}"
        );
    }
}

#[test]
#[ignore = "a thousand audits: a minute in a release build"]
fn a_thousand_audits_of_nothing() {
    for canaries in [200, 1000] {
        let positive = bounds(1000, canaries);
        assert_at_most("one-run", positive.any, 1000, 0.065);
        assert_at_most("f-DP", positive.gaussian, 1000, 0.065);
        assert_at_most("Clopper-Pearson", positive.two_sample, 1000, 0.065);
        assert_at_most("GDP", positive.gdp, 1000, 0.065);
    }
    assert_at_most("family", failed(1000), 1000, 0.05);
}
