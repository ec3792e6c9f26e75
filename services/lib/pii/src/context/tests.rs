use super::*;

fn near(text: &str, candidate: &str, words: &[&str]) -> bool {
    let start = text.find(candidate).unwrap();
    Words::new(words.iter().copied()).near(text.as_bytes(), start, start + candidate.len())
}

#[test]
fn words_count_as_whole_words_in_any_case() {
    assert!(near("My PHONE: 123", "123", &["phone"]));
    assert!(near("123 is my phone", "123", &["phone"]));
    assert!(!near("public 123", "123", &["lic"]));
    assert!(!near("phones 123", "123", &["phone"]));
    assert!(near("tracking number 123", "123", &["tracking number"]));
    assert!(!near("123", "123", &["phone"]));
    assert!(!near("phone 123", "123", &[]));
}

#[test]
fn words_far_away_do_not_count() {
    let pad = " ".repeat(BEFORE);
    assert!(!near(&format!("phone{pad}x 123"), "123", &["phone"]));
    assert!(near(&format!("phone{} 123", &pad[10..]), "123", &["phone"]));
    assert!(!near(&format!("123{pad}phone"), "123", &["phone"]));
}

#[test]
fn context_raises_to_a_floor_and_never_above_one() {
    assert!((raise(0.01) - 0.4).abs() < 1e-6);
    assert!((raise(0.5) - 0.85).abs() < 1e-6);
    assert!((raise(0.9) - 1.0).abs() < 1e-6);
}
