use super::*;
use model::Seed;

const USUAL: OptimizerConfig = OptimizerConfig {
    kind: OptimizerKind::Adamw,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    momentum: 0.0,
    weight_decay: 0.0,
};

/// AdamW as the paper writes it, one scalar at a time in f64.
struct Slow {
    first: f64,
    second: f64,
    value: f64,
}

impl Slow {
    fn step(&mut self, config: OptimizerConfig, gradient: f64, rate: f64, step: i32) {
        self.first = config.beta1 * self.first + (1.0 - config.beta1) * gradient;
        self.second = config.beta2 * self.second + (1.0 - config.beta2) * gradient * gradient;
        let first = self.first / (1.0 - config.beta1.powi(step));
        let second = self.second / (1.0 - config.beta2.powi(step));
        let decay = rate * config.weight_decay * self.value;
        self.value -= rate * first / (second.sqrt() + config.epsilon) + decay;
    }
}

#[test]
fn it_follows_the_paper_over_slices() {
    let config = OptimizerConfig {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.1,
        ..USUAL
    };
    let (rows, width) = (3, SLICE / 2 + 7);
    let mut seed = Seed::new(3, "optimizer");
    let mut draw =
        |count: i64| -> Vec<f32> { (0..count).map(|_| (seed.unit() - 0.5) as f32).collect() };
    let start = draw(rows * width);
    let mut slow: Vec<Slow> = start
        .iter()
        .map(|value| Slow {
            first: 0.0,
            second: 0.0,
            value: f64::from(*value),
        })
        .collect();
    let value = Tensor::from_slice(&start)
        .reshape([rows, width])
        .set_requires_grad(true);
    let parameters = [Parameter {
        name: "w".to_owned(),
        value,
    }];
    let mut optimizer = Optimizer::new(config, &parameters);
    for step in 1..=4 {
        let gradient = draw(rows * width);
        let fast = Tensor::from_slice(&gradient).reshape([rows, width]);
        let how = Step {
            learning_rate: 0.01,
            factor: Factor::Known(0.5),
        };
        optimizer.step(&parameters, vec![fast], how);
        for (slow, gradient) in slow.iter_mut().zip(&gradient) {
            slow.step(config, 0.5 * f64::from(*gradient), 0.01, step);
        }
    }
    let found = Vec::<f64>::try_from(parameters[0].value.detach().view([-1])).unwrap();
    for (slow, fast) in slow.iter().zip(found) {
        assert!(
            (slow.value - fast).abs() < 1e-5,
            "{} against {fast}",
            slow.value
        );
    }
}

#[test]
fn all_at_once_is_the_same_step() {
    let config = OptimizerConfig {
        weight_decay: 0.1,
        ..USUAL
    };
    let mut seed = Seed::new(4, "all at once");
    let mut draw = |shape: &[i64]| {
        let values: Vec<f32> = (0..shape.iter().product::<i64>())
            .map(|_| seed.normal() as f32)
            .collect();
        Tensor::from_slice(&values).reshape(shape)
    };
    let shapes: [&[i64]; 3] = [&[5, 7], &[9], &[3, 4]];
    let parameters = shapes.map(|shape| Parameter {
        name: "any".to_owned(),
        value: draw(shape),
    });
    let others = parameters.each_ref().map(|one| Parameter {
        name: one.name.clone(),
        value: one.value.copy(),
    });
    let mut one_by_one = Optimizer::new(config, &parameters);
    let together = Optimizer::new(config, &others);
    let factors = || {
        let norm = Tensor::from(4.0f64);
        [
            Factor::Known(1.0),
            Factor::Known(0.3),
            Factor::Pending(norm.reciprocal()),
        ]
    };
    for (count, (factor, same)) in (1..).zip(factors().into_iter().zip(factors())) {
        let gradients: Vec<Tensor> = shapes.iter().map(|shape| draw(shape)).collect();
        let copies: Vec<Tensor> = gradients.iter().map(Tensor::copy).collect();
        let how = |factor| Step {
            learning_rate: 0.01,
            factor,
        };
        one_by_one.step(&parameters, gradients, how(factor));
        let done = adamw::update_all(
            &config,
            count,
            &how(same),
            &others,
            &copies,
            &together.slots,
        );
        assert!(done, "this libtorch has no kernel for it");
    }
    for (left, right) in parameters.iter().zip(&others) {
        let apart = (&left.value - &right.value).abs().max().double_value(&[]);
        assert!(apart < 1e-6, "{apart}");
    }
}

#[test]
fn vectors_do_not_decay() {
    let config = OptimizerConfig {
        weight_decay: 0.5,
        ..USUAL
    };
    let value = |shape: &[i64]| Tensor::ones(shape, (tch::Kind::Float, tch::Device::Cpu));
    let parameters = [
        Parameter {
            name: "scale".to_owned(),
            value: value(&[4]),
        },
        Parameter {
            name: "matrix".to_owned(),
            value: value(&[2, 2]),
        },
    ];
    let gradients = vec![value(&[4]) * 0.0, value(&[2, 2]) * 0.0];
    let step = Step {
        learning_rate: 0.1,
        factor: Factor::Known(1.0),
    };
    Optimizer::new(config, &parameters).step(&parameters, gradients, step);
    assert_eq!(parameters[0].value.double_value(&[0]), 1.0);
    assert!((parameters[1].value.double_value(&[0, 0]) - 0.95).abs() < 1e-6);
}

#[test]
fn the_global_norm_spans_all_gradients() {
    let gradients = [
        Tensor::from_slice(&[3f32]),
        Tensor::from_slice(&[4f32, 12.0]),
    ];
    assert!((global_norm(&gradients).double_value(&[]) - 13.0).abs() < 1e-6);
}

/// Three steps on a matrix and a vector of ones, each along the same gradient.
fn three_steps(kind: OptimizerKind, momentum: f64) -> (Vec<f64>, Vec<f64>) {
    let config = OptimizerConfig {
        kind,
        momentum,
        ..USUAL
    };
    let parameter = |name: &str, shape: &[i64]| Parameter {
        name: name.to_owned(),
        value: Tensor::ones(shape, (tch::Kind::Double, tch::Device::Cpu)),
    };
    let parameters = [parameter("matrix", &[2, 3]), parameter("vector", &[2])];
    let mut optimizer = Optimizer::new(config, &parameters);
    for _ in 0..3 {
        let gradients = vec![
            Tensor::from_slice(&[1.0, -2.0, 3.0, 0.5, 0.0, -4.0]).view([2, 3]),
            Tensor::from_slice(&[0.25, -0.5]),
        ];
        let step = Step {
            learning_rate: 0.1,
            factor: Factor::Known(1.0),
        };
        optimizer.step(&parameters, gradients, step);
    }
    let read = |index: usize| Vec::<f64>::try_from(parameters[index].value.view([-1])).unwrap();
    (read(0), read(1))
}

fn close(found: &[f64], expected: &[f64]) {
    let near = found
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() < 1e-9);
    assert!(near, "{found:?}, expected {expected:?}");
}

#[test]
fn descent_is_the_sum_of_the_gradients_and_momentum_repeats_them() {
    close(&three_steps(OptimizerKind::Sgd, 0.0).1, &[0.925, 1.15]);
    // 1 + (1 + 0.5) + (1 + 0.5 + 0.25) = 4.25 gradients.
    close(
        &three_steps(OptimizerKind::Sgd, 0.5).1,
        &[1.0 - 0.10625, 1.2125],
    );
}

#[test]
fn adafactor_follows_the_paper() {
    // A constant gradient: the second moment is its square, so a vector's update is its signs.
    let (matrix, vector) = three_steps(OptimizerKind::Adafactor, 0.0);
    close(&vector, &[0.7, 1.3]);
    let gradient = [[1.0, -2.0, 3.0], [0.5, 0.0, -4.0f64]];
    let rows = gradient.map(|row| row.iter().map(|g| g * g).sum::<f64>() / 3.0);
    let column = |j: usize| (gradient[0][j].powi(2) + gradient[1][j].powi(2)) / 2.0;
    let mean = (rows[0] + rows[1]) / 2.0;
    let update = |i: usize, j: usize| gradient[i][j] / (rows[i] * column(j) / mean).sqrt();
    let all: Vec<f64> = (0..6).map(|k| update(k / 3, k % 3)).collect();
    let root = (all.iter().map(|u| u * u).sum::<f64>() / 6.0)
        .sqrt()
        .max(1.0);
    let expected: Vec<f64> = all.iter().map(|u| 1.0 - 0.3 * u / root).collect();
    close(&matrix, &expected);
}
