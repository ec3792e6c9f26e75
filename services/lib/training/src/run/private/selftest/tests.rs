use dp::TestRng;
use model::LoraConfig;

use super::*;

#[test]
fn our_own_steps_pass() {
    check(&Trainable::All).unwrap();
    for freeze_a in [false, true] {
        let lora = LoraConfig {
            freeze_a,
            ..LoraConfig::default()
        };
        check(&Trainable::Adapters(lora)).unwrap();
    }
}

/// A private trainer on plain vectors, whose parts can be broken.
#[derive(Clone, Copy)]
struct Trainer {
    noise: f64,
    /// Norm that each record's gradient ends up with.
    norm: f64,
    poisson: bool,
    constant_divisor: bool,
}

const HONEST: Trainer = Trainer {
    noise: NOISE,
    norm: CLIP_NORM,
    poisson: true,
    constant_divisor: true,
};

impl Trainer {
    fn sums(self, seed: u64) -> Vec<Vec<f64>> {
        let plan = plan();
        let mut draws = plan.clone().make().unwrap().start(TestRng::seeded(seed));
        let step = |_| {
            let batch = draws.next_batch().unwrap().len() as f64;
            let mut noise = vec![0.0f32; 600];
            draws.fill_noise(&mut noise).unwrap();
            let size = if self.poisson {
                batch
            } else {
                RECORDS as f64 * RATE
            };
            let scale = match self.constant_divisor {
                true => 1.0,
                false => plan.expected_batch_size / size,
            };
            // The same direction for all: the diagonal.
            let each = self.norm * size / (noise.len() as f64).sqrt();
            let factor = self.noise / NOISE;
            let value = |z: &f32| (each + f64::from(*z) * factor) * scale;
            noise.iter().map(value).collect()
        };
        (0..STEPS).map(step).collect()
    }

    fn fault(self) -> Option<Fault> {
        let faults: Vec<Option<Fault>> = (0..4)
            .map(|seed| examine(&self.sums(seed), &plan()).err())
            .collect();
        assert!(faults.iter().all(|fault| *fault == faults[0]), "{faults:?}");
        faults[0]
    }
}

#[test]
fn every_broken_part_is_named() {
    assert_eq!(HONEST.fault(), None);
    let cases = [
        (
            Trainer {
                noise: 0.0,
                ..HONEST
            },
            Fault::Noise,
        ),
        (
            Trainer {
                noise: 0.9 * NOISE,
                ..HONEST
            },
            Fault::Noise,
        ),
        (
            Trainer {
                norm: 5.0 * CLIP_NORM,
                ..HONEST
            },
            Fault::Clipping,
        ),
        (
            Trainer {
                norm: 1.4 * CLIP_NORM,
                ..HONEST
            },
            Fault::Clipping,
        ),
        (
            Trainer {
                poisson: false,
                ..HONEST
            },
            Fault::Sampling,
        ),
        (
            Trainer {
                constant_divisor: false,
                ..HONEST
            },
            Fault::Divisor,
        ),
    ];
    for (trainer, fault) in cases {
        assert_eq!(trainer.fault(), Some(fault));
    }
}

#[test]
fn honest_steps_are_hardly_ever_refused() {
    let refused = (0..20).filter(|seed| examine(&HONEST.sums(*seed), &plan()).is_err());
    assert_eq!(refused.count(), 0);
}

#[test]
fn what_is_no_number_is_no_step() {
    let mut sums = HONEST.sums(1);
    sums[3][5] = f64::NAN;
    assert_eq!(examine(&sums, &plan()), Err(Fault::Broken));
    assert_eq!(examine(&[], &plan()), Err(Fault::Broken));
    assert_eq!(examine(&vec![vec![0.0; 9]; 9], &plan()), Err(Fault::Broken));
}
