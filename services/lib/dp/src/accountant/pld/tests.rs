use super::discretise::Step;
use super::grid::Job;
use super::{Effort, Target, composed_delta, composed_epsilon, gaussian};
use crate::DpEvent;
use crate::accountant::Composition;

fn composition(rate: f64, sigma: f64, steps: u64) -> Composition {
    Composition::of(&DpEvent::poisson_sampled_gaussian(rate, sigma).repeated(steps)).unwrap()
}

/// The grid, the tilt and the transform against the closed form of one step.
#[test]
fn one_step_on_the_grid_is_just_above_the_closed_form() {
    for (rate, sigma) in [
        (0.5, 1.0),
        (0.01, 1.0),
        (0.1, 0.5),
        (1e-3, 0.3),
        (0.9, 4.0),
        (0.2, 30.0),
    ] {
        let one = composition(rate, sigma, 1);
        for delta in [1e-3, 1e-6, 1e-10] {
            let exact = gaussian::sampled_epsilon(rate, sigma, delta);
            let ours = composed_epsilon(&one, delta, Effort::Full);
            assert!(
                ours >= exact * (1.0 - 1e-10),
                "{rate} {sigma} {delta}: {ours} below {exact}"
            );
            assert!(
                ours <= exact * 1.001 + 1e-6,
                "{rate} {sigma} {delta}: {ours} above {exact}"
            );
        }
        for epsilon in [0.0, 0.1, 1.0] {
            let exact = gaussian::sampled_delta(rate, sigma, epsilon);
            let ours = composed_delta(&one, epsilon);
            assert!(
                ours >= exact * (1.0 - 1e-10),
                "{rate} {sigma} {epsilon}: {ours} below {exact}"
            );
            assert!(
                ours <= exact * 1.01 + 1e-12,
                "{rate} {sigma} {epsilon}: {ours} above {exact}"
            );
        }
    }
}

/// Many nearly full-rate steps against the Gaussian they approach: a closed form for composition.
#[test]
fn full_rate_steps_compose_to_one_gaussian() {
    for (sigma, steps) in [(10.0, 100u64), (4.0, 1000), (50.0, 100_000)] {
        let rate = 1.0 - 1e-12;
        let mu = (steps as f64).sqrt() / sigma;
        for delta in [1e-3, 1e-6, 1e-12] {
            let exact = gaussian::epsilon(mu, delta);
            let ours = composed_epsilon(&composition(rate, sigma, steps), delta, Effort::Full);
            assert!(
                ours >= exact * (1.0 - 1e-9),
                "{sigma} {steps} {delta}: {ours} below {exact}"
            );
            assert!(
                ours <= exact * 1.0005,
                "{sigma} {steps} {delta}: {ours} above {exact}"
            );
        }
    }
}

/// The discretised pair keeps its masses, and the two directions mirror each other.
#[test]
fn discretisation_keeps_mass_and_expectation() {
    for (rate, sigma, width) in [
        (0.01, 0.8, 1e-3),
        (1e-4, 1.0, 1e-6),
        (1.0, 2.0, 1e-2),
        (0.9, 0.3, 0.05),
    ] {
        let pair = Step { rate, sigma }.discretise(width, 1e-18);
        for loss in [&pair.remove, &pair.add] {
            let mass: f64 = loss.mass.iter().sum::<f64>() + loss.infinity;
            assert!((mass - 1.0).abs() < 1e-10, "{rate} {sigma}: mass {mass}");
            assert!(loss.infinity < 1e-17);
            // E[e^-loss] is the other distribution's mass: at most 1, and nearly all of it.
            let other: f64 = loss
                .mass
                .iter()
                .enumerate()
                .map(|(j, m)| m * (-width * (loss.first + j as i64) as f64).exp())
                .sum();
            assert!(
                (other - 1.0).abs() < 1e-9,
                "{rate} {sigma}: other mass {other}"
            );
        }
    }
}

/// A finer grid on the same multiples is never higher: this is what refinement rests on.
#[test]
fn halving_the_grid_never_raises_the_hockey_stick() {
    let step = Step {
        rate: 0.05,
        sigma: 0.7,
    };
    let curve = |width: f64, epsilon: f64| -> f64 {
        let loss = step.discretise(width, 1e-18).remove;
        let tail = loss.mass.iter().enumerate().map(|(j, m)| {
            let l = width * (loss.first + j as i64) as f64;
            if l > epsilon {
                -m * (epsilon - l).exp_m1()
            } else {
                0.0
            }
        });
        tail.sum()
    };
    for epsilon in [0.0, 0.013, 0.4, 1.7] {
        let exact = gaussian::sampled_delta(0.05, 0.7, epsilon);
        let mut before = f64::INFINITY;
        for width in [0.5, 0.25, 0.125, 0.0625, 1.0 / 256.0] {
            let delta = curve(width, epsilon);
            assert!(delta <= before * (1.0 + 1e-12), "{epsilon} {width}");
            // Removal alone may lie below the larger direction, but not at these settings.
            assert!(
                delta >= exact * (1.0 - 1e-12),
                "{epsilon} {width}: {delta} below {exact}"
            );
            before = delta;
        }
        assert!(before <= exact * 1.001, "{epsilon}: {before} above {exact}");
    }
}

/// The transform against direct convolution, far below the reach of an untilted transform.
#[test]
fn tiny_deltas_keep_their_digits() {
    let steps = 6;
    let ours = composed_delta(&composition(0.3, 1.5, steps), 9.0);
    let width = 1.0 / 512.0;
    let loss = Step {
        rate: 0.3,
        sigma: 1.5,
    }
    .discretise(width, 1e-40)
    .remove;
    let mut sum = vec![1.0];
    for _ in 0..steps {
        let mut next = vec![0.0; sum.len() + loss.mass.len() - 1];
        for (i, a) in sum.iter().enumerate() {
            for (j, b) in loss.mass.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        sum = next;
    }
    let first = steps as i64 * loss.first;
    let direct: f64 = sum
        .iter()
        .enumerate()
        .map(|(j, m)| {
            let l = width * (first + j as i64) as f64;
            if l > 9.0 {
                -m * (9.0 - l).exp_m1()
            } else {
                0.0
            }
        })
        .sum();
    assert!(direct < 1e-13, "{direct}");
    assert!(
        ours <= direct * (1.0 + 1e-6) && ours >= direct * 0.99,
        "{ours} against {direct}"
    );
}

/// However long the run, the grid stays within its bound.
#[test]
fn memory_is_bounded_by_construction() {
    for (rate, sigma, steps) in [
        (1e-6, 50.0, 1_000_000),
        (1e-6, 0.2, 1_000_000),
        (0.5, 50.0, 1_000_000),
        (1e-3, 0.2, 1 << 40),
    ] {
        let target = Target::Delta(1e-12);
        let job = Job::new(
            &composition(rate, sigma, steps),
            target,
            1e-12,
            Effort::Full,
        );
        for side in job.prepare() {
            assert!(side.terms.cells() as f64 <= Effort::Full.most_points() + 16.0);
        }
    }
}
