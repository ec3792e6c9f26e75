use proptest::prelude::*;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// One look for the words of all rules says what a look for each says, in any
    /// order of places.
    #[test]
    fn the_index_says_what_the_words_say(
        text in "(phone|Phone number|phone_number|sa_id|SA-id|geb.|no|né le|Führerschein|nº|[a-z_éº .]{0,3}| {0,40}|[0-9]{1,9}){0,24}",
        places in prop::collection::vec((0_usize..400, 0_usize..20), 1..12),
    ) {
        let rules = [
            Words::new(["phone", "number"].into_iter()),
            Words::new(["no", "phone number", "né le", "#", "sa id", "geb."].into_iter()),
            Words::new(["führerschein", "nº"].into_iter()),
        ];
        let index = Index::new(rules.iter()).unwrap();
        let mut seen = Seen::default();
        let bytes = text.as_bytes();
        let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let mut filter = Filter::default();
        index.open(&mut filter);
        let opens = |at: usize| {
            let seen = filter.look(bytes, at) & CONTEXT != 0;
            let known = is_word(at) || bytes.get(at).is_some_and(|b| index.opens().contains(b));
            seen && known && !at.checked_sub(1).is_some_and(is_word)
        };
        let block = |base: usize| (0..64).map(|bit| u64::from(opens(base + bit)) << bit).sum();
        index.renew(&mut seen, (0..bytes.len()).step_by(64).map(block));
        for (start, length) in places {
            let start = start.min(bytes.len());
            let end = bytes.len().min(start + length);
            for (rule, words) in rules.iter().enumerate() {
                let near = words.near(bytes, start, end);
                prop_assert_eq!(index.near(&mut seen, bytes, rule, (start, end)), near);
                let maybe = index.maybe(&mut seen, bytes, &[1 << rule], start, length);
                prop_assert!(maybe || !near);
            }
        }
    }
}
