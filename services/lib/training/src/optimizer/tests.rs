use super::*;
use model::Seed;

/// AdamW as the paper writes it, one scalar at a time in f64.
struct Slow {
    first: f64,
    second: f64,
    value: f64,
}

impl Slow {
    fn step(&mut self, config: AdamConfig, gradient: f64, rate: f64, step: i32) {
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
    let config = AdamConfig {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.1,
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
    let mut optimizer = AdamW::new(config, &parameters);
    for step in 1..=4 {
        let gradient = draw(rows * width);
        let fast = Tensor::from_slice(&gradient).reshape([rows, width]);
        optimizer.step(&parameters, vec![fast], 0.01, 0.5);
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
fn vectors_do_not_decay() {
    let config = AdamConfig {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.5,
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
    AdamW::new(config, &parameters).step(&parameters, gradients, 0.1, 1.0);
    assert_eq!(parameters[0].value.double_value(&[0]), 1.0);
    assert!((parameters[1].value.double_value(&[0, 0]) - 0.95).abs() < 1e-6);
}

#[test]
fn the_global_norm_spans_all_gradients() {
    let gradients = [
        Tensor::from_slice(&[3f32]),
        Tensor::from_slice(&[4f32, 12.0]),
    ];
    assert!((global_norm(&gradients) - 13.0).abs() < 1e-6);
}
