use super::{Generator, RngKind};
use crate::{SecureRng, TestRng};

const Z: f64 = 6.2;

#[test]
fn secure_generators_differ_and_say_what_they_are() {
    let (mut a, mut b): (Generator, Generator) = (
        SecureRng::from_os().unwrap().into(),
        SecureRng::from_os().unwrap().into(),
    );
    assert_ne!(a.next_u64(), b.next_u64());
    assert_eq!(a.kind(), RngKind::SecureChacha20);
    let test: Generator = TestRng::seeded(1).into();
    assert_eq!(test.kind(), RngKind::Test);
}

#[test]
fn secrets_do_not_print() {
    let generator: Generator = TestRng::seeded(77).into();
    for text in [format!("{generator:?}"), format!("{:?}", generator.state())] {
        assert!(text.contains("<redacted>"), "{text}");
        assert!(!text.contains("77"), "{text}");
    }
}

#[test]
fn state_resumes_at_the_same_bit() {
    let mut generator: Generator = TestRng::seeded(5).into();
    let mut noise = vec![0f32; 1001];
    generator.fill_gaussian(&mut noise, 1.0);
    generator.next_u64();
    let json = serde_json::to_string(&generator.state()).unwrap();
    let mut resumed = Generator::resume(&serde_json::from_str(&json).unwrap()).unwrap();
    let (mut a, mut b) = (vec![0f32; 9000], vec![0f32; 9000]);
    generator.fill_gaussian(&mut a, 2.0);
    resumed.fill_gaussian(&mut b, 2.0);
    assert_eq!(a, b);
    assert_eq!(generator.next_u64(), resumed.next_u64());
}

#[test]
fn streams_do_not_repeat_each_other() {
    let generator: Generator = TestRng::seeded(5).into();
    let (mut a, mut b) = (generator.stream(1), generator.stream(2));
    let draws: Vec<(u64, u64)> = (0..100).map(|_| (a.next_u64(), b.next_u64())).collect();
    assert!(draws.iter().all(|(x, y)| x != y));
}

#[test]
fn noise_does_not_depend_on_how_it_is_cut_between_blocks() {
    let (mut whole, mut parts): (Generator, Generator) =
        (TestRng::seeded(9).into(), TestRng::seeded(9).into());
    let mut a = vec![0f32; 20_000];
    whole.fill_gaussian(&mut a, 1.5);
    let mut b = vec![0f32; 20_000];
    let (first, second) = b.split_at_mut(12 * crate::noise::BLOCK);
    parts.fill_gaussian(first, 1.5);
    parts.fill_gaussian(second, 1.5);
    assert_eq!(a, b);
}

#[test]
fn noise_has_the_moments_and_tails_of_a_gaussian() {
    let n = 400_000usize;
    let mut values = vec![0f32; n];
    SecureRng::from_os()
        .unwrap()
        .fill_gaussian(&mut values, 3.0);
    let x: Vec<f64> = values.iter().map(|&v| f64::from(v) / 3.0).collect();
    let count = n as f64;
    // Moments 1 to 4 with the standard errors of a Gaussian sample.
    let moment = |k: i32| x.iter().map(|v| v.powi(k)).sum::<f64>() / count;
    for (k, expected, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
        let got = moment(k);
        let room = Z * (variance / count).sqrt() * if k > 2 { 1.5 } else { 1.0 };
        assert!((got - expected).abs() < room, "moment {k}: {got}");
    }
    // Tail masses on either side.
    for t in [0.5, 1.0, 2.0, 3.0, 4.0] {
        let p = 0.5 * libm::erfc(t / 2f64.sqrt());
        let room = Z * (count * p * (1.0 - p)).sqrt() + 8.0;
        let above = x.iter().filter(|v| **v > t).count() as f64;
        let below = x.iter().filter(|v| **v < -t).count() as f64;
        assert!(
            (above - count * p).abs() < room,
            "{above} above {t}, expected {}",
            count * p
        );
        assert!((below - count * p).abs() < room, "{below} below -{t}");
    }
    // Neighbouring values do not correlate.
    let lag: f64 = x.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / count;
    assert!(lag.abs() < Z / count.sqrt(), "lag-one correlation {lag}");
}

#[test]
fn noise_follows_the_whole_gaussian_curve() {
    // Kolmogorov-Smirnov: P(sqrt(n) D > 3.4) <= 2 exp(-2 * 3.4^2) < 2e-10 (Massart, 1990).
    let n = 200_000usize;
    let mut values = vec![0f32; n];
    SecureRng::from_os()
        .unwrap()
        .fill_gaussian(&mut values, 1.0);
    values.sort_by(f32::total_cmp);
    let distance = values
        .iter()
        .enumerate()
        .map(|(i, &v)| {
            let phi = 0.5 * libm::erfc(-f64::from(v) / 2f64.sqrt());
            (phi - i as f64 / n as f64)
                .abs()
                .max((phi - (i + 1) as f64 / n as f64).abs())
        })
        .fold(0.0, f64::max);
    assert!(distance * (n as f64).sqrt() < 3.4, "distance {distance}");
}
