use std::collections::HashSet;

use super::*;

/// The slow way: the sets themselves.
fn jaccard(a: &str, b: &str) -> f64 {
    let shingles = |text: &str| -> HashSet<Vec<String>> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words
            .windows(SHINGLE_WORDS)
            .map(<[String]>::to_vec)
            .collect()
    };
    let (a, b) = (shingles(a), shingles(b));
    a.intersection(&b).count() as f64 / a.union(&b).count() as f64
}

/// 200 words, of which the first `changed` are others.
fn text(changed: usize) -> String {
    (0..200)
        .map(|i| {
            if i < changed {
                format!("Other{i} ")
            } else {
                format!("word{i}, ")
            }
        })
        .collect()
}

#[test]
fn the_estimate_follows_the_similarity_of_the_sets() {
    let original = Signature::of(&text(0));
    for changed in [0, 5, 10, 20, 40, 80, 120, 200] {
        let exact = jaccard(&text(0), &text(changed));
        let estimate = original.similarity(&Signature::of(&text(changed)));
        // Four standard deviations of 128 draws.
        let allowed = 4.0 * (exact * (1.0 - exact) / HASHES as f64).sqrt() + 0.02;
        assert!(
            (estimate - exact).abs() <= allowed,
            "{changed}: {exact} and {estimate}"
        );
    }
    // Over many pairs the estimate has no bias.
    let (mut sum, mut pairs) = (0.0, 0.0);
    for shift in 0..200 {
        let at = |from: usize| -> String {
            (from..from + 60).map(|i| format!("{shift}x{i} ")).collect()
        };
        sum += Signature::of(&at(0)).similarity(&Signature::of(&at(10))) - jaccard(&at(0), &at(10));
        pairs += 1.0;
    }
    assert!((sum / pairs).abs() < 0.015, "{}", sum / pairs);
}

#[test]
fn case_punctuation_and_space_do_not_count_and_words_do() {
    let one = "Dear Sir, the parcel  never came.";
    let same = "dear sir\nTHE PARCEL NEVER CAME";
    assert_eq!(Signature::of(one), Signature::of(same));
    assert_eq!(fingerprint(one), fingerprint(same));
    assert_ne!(
        fingerprint(one),
        fingerprint("dear sir the parcel never come")
    );
    assert_ne!(fingerprint("ab c"), fingerprint("a bc"));
    assert!(Signature::of("hello").similarity(&Signature::of("goodbye")) < 0.1);
    assert_eq!(Signature::of("hello"), Signature::of("Hello!"));
    // Characters of a script without spaces are words.
    let chinese = Signature::of("我们已经收到您的订单并且会尽快发货");
    assert!(chinese.similarity(&Signature::of("我们已经收到您的订单并且会尽快处理")) > 0.6);
    assert!(chinese.similarity(&Signature::of("天气很好适合出去散步和朋友见面聊天")) < 0.2);
}

#[test]
fn bands_find_what_is_above_the_threshold() {
    for threshold in [0.5, 0.7, 0.8, 0.9, 0.95] {
        let bands = Bands::for_threshold(threshold);
        assert!(bands.chance(threshold) >= 0.95 && bands.count * bands.rows <= HASHES);
    }
    assert_eq!(Bands::for_threshold(0.8), Bands { count: 18, rows: 7 });
    let (a, b) = (Signature::of(&text(0)), Signature::of(&text(2)));
    let bands = Bands::for_threshold(0.8);
    assert!((0..bands.count).any(|band| bands.key(band, &a) == bands.key(band, &b)));
    let far = Signature::of(&text(150));
    assert!((0..bands.count).all(|band| bands.key(band, &a) != bands.key(band, &far)));
}
