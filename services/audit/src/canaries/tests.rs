use attacks::bootstrap::SplitMix64;

use super::*;

/// A model that finds a token as likely as it and the one before it say.
fn scored(suffixes: &[Vec<i64>]) -> Vec<Vec<TokenObservation>> {
    let token = |(i, id): (usize, &i64), ids: &[i64]| {
        let before = if i == 0 { 0 } else { ids[i - 1] as u64 };
        let mut random = SplitMix64::new(before * 1000 + *id as u64);
        TokenObservation {
            log_prob: -((random.next_u64() % 1000) as f32) / 250.0 - 0.01,
            rank: 1,
            top: 0,
            mean: 0.0,
            variance: 0.0,
            top_k_log_mass: 0.0,
        }
    };
    let all = suffixes.iter();
    all.map(|ids| ids.iter().enumerate().map(|one| token(one, ids)).collect())
        .collect()
}

/// Secrets that begin with the same three digits, after two tokens that all share.
fn references(count: usize, seed: u64) -> Vec<Suffix> {
    let mut random = SplitMix64::new(seed);
    let mut digits = || (random.next_u64() % 10) as i64;
    (0..count)
        .map(|i| Suffix {
            ids: [10, 11, 4, 0, 7]
                .into_iter()
                .chain((0..6 + i % 3).map(|_| digits()))
                .collect(),
            secret: 2..11 + i % 3,
        })
        .collect()
}

#[test]
fn a_rank_from_beginnings_is_the_rank_from_whole_secrets() {
    let all = references(400, 3);
    let ids: Vec<Vec<i64>> = all.iter().map(|suffix| suffix.ids.clone()).collect();
    let slow: Vec<f64> = all
        .iter()
        .zip(scored(&ids))
        .map(|(s, seen)| log_prob(s, &seen))
        .collect();
    let mut sorted = slow.clone();
    sorted.sort_by(f64::total_cmp);
    let mut reads = Vec::new();
    for secret in [-0.1, sorted[395], sorted[200], sorted[5], -1e3] {
        let mut read = 0;
        let fast = beside(secret, &all, &mut |suffixes: &[Vec<i64>]| {
            read += suffixes.iter().map(Vec::len).sum::<usize>();
            Ok(scored(suffixes))
        });
        let fast = fast.unwrap();
        let rank = |values: &[f64]| values.iter().filter(|value| **value >= secret).count();
        assert_eq!(rank(&fast), rank(&slow));
        for (fast, slow) in fast.iter().zip(&slow) {
            assert!(
                fast == slow || (*fast >= *slow && *fast < secret),
                "{fast} {slow}"
            );
        }
        reads.push(read);
    }
    // A secret that is known costs a fraction.
    let whole: usize = ids.iter().map(Vec::len).sum();
    assert!(reads[0] * 6 < whole, "{reads:?} of {whole}");
    assert_eq!(
        beside(-1.0, &[], &mut |s: &[Vec<i64>]| Ok(scored(s))).unwrap(),
        Vec::<f64>::new()
    );
}

#[test]
fn a_secret_is_written_where_each_of_its_tokens_is_the_likeliest() {
    let suffix = Suffix {
        ids: vec![10, 11, 4, 5],
        secret: 2..4,
    };
    let mut seen = scored(std::slice::from_ref(&suffix.ids));
    assert!(!secret(&suffix, &seen).greedy);
    for (token, id) in seen[0].iter_mut().zip(&suffix.ids).skip(2) {
        token.top = *id as u32;
    }
    let found = secret(&suffix, &seen);
    assert!(found.greedy && found.references.is_empty());
    assert_eq!(found.log_prob, log_prob(&suffix, &seen[0]));
}
