use super::*;

#[test]
fn it_rises_then_falls_and_never_stops() {
    for schedule in [Schedule::Constant, Schedule::Linear, Schedule::Cosine] {
        let factors: Vec<f64> = (0..100)
            .map(|step| schedule.factor(step, 100, 10))
            .collect();
        assert!(factors.iter().all(|factor| *factor > 0.0 && *factor <= 1.0));
        assert!(factors[..10].windows(2).all(|pair| pair[0] < pair[1]));
        assert!(factors[10..].windows(2).all(|pair| pair[0] >= pair[1]));
        assert_eq!(factors[10], 1.0);
    }
    assert!((Schedule::Linear.factor(55, 100, 10) - 0.5).abs() < 1e-12);
    assert!((Schedule::Cosine.factor(55, 100, 10) - 0.5).abs() < 1e-12);
}

#[test]
fn a_run_of_one_step_has_a_rate() {
    assert_eq!(Schedule::Cosine.factor(0, 1, 0), 1.0);
    assert!(Schedule::Cosine.factor(0, 1, 1) > 0.0);
}
