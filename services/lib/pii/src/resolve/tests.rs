use proptest::prelude::*;

use super::*;

fn candidate(start: usize, end: usize, score: f32, rule: usize) -> Candidate {
    Candidate {
        start,
        end,
        score,
        rule,
        standing: Standing::Plausible,
    }
}

#[test]
fn the_longest_stays_then_the_score_then_the_table() {
    let inner = candidate(2, 5, 1.0, 0);
    let outer = candidate(0, 9, 0.4, 5);
    assert_eq!(resolve(vec![inner, outer]), [outer]);
    let (low, high) = (candidate(0, 4, 0.5, 0), candidate(0, 4, 0.6, 1));
    assert_eq!(resolve(vec![low, high]), [high]);
    let (first, second) = (candidate(0, 4, 0.5, 0), candidate(0, 4, 0.5, 1));
    assert_eq!(resolve(vec![second, first]), [first]);
    let (left, right) = (candidate(0, 4, 0.5, 1), candidate(3, 7, 0.5, 0));
    assert_eq!(resolve(vec![right, left]), [left]);
}

#[test]
fn what_the_winner_leaves_free_may_be_taken() {
    let chain = vec![
        candidate(0, 4, 0.5, 0),
        candidate(3, 9, 0.5, 0),
        candidate(8, 11, 0.5, 0),
    ];
    assert_eq!(resolve(chain.clone()), [chain[1]]);
    let ends = vec![
        candidate(0, 3, 0.5, 0),
        candidate(2, 9, 0.5, 0),
        candidate(9, 11, 0.5, 0),
    ];
    assert_eq!(resolve(ends.clone()), [ends[1], ends[2]]);
    assert_eq!(resolve(Vec::new()), []);
}

proptest! {
    #[test]
    fn the_outcome_is_disjoint_sorted_and_free_of_order(
        spans in prop::collection::vec((0_usize..60, 1_usize..12, 0_u8..4, 0_usize..4), 0..40),
        seed in any::<u64>(),
    ) {
        let candidates: Vec<_> = spans
            .iter()
            .map(|&(start, length, score, rule)| candidate(start, start + length, f32::from(score) / 4.0, rule))
            .collect();
        let kept = resolve(candidates.clone());
        prop_assert!(kept.windows(2).all(|pair| pair[0].end <= pair[1].start));
        // Every candidate left out overlaps one that stayed.
        for candidate in &candidates {
            prop_assert!(kept.iter().any(|k| k.start < candidate.end && candidate.start < k.end));
        }
        let mut shuffled = candidates;
        let length = shuffled.len().max(1);
        for i in 0..shuffled.len() {
            shuffled.swap(i, (seed as usize).wrapping_mul(i + 7) % length);
        }
        prop_assert_eq!(resolve(shuffled), kept);
    }
}

#[test]
fn a_type_that_no_tagger_knows_takes_its_part_of_a_learned_candidate() {
    let learned = Candidate {
        standing: Standing::Learned,
        ..candidate(0, 13, 0.9, 7)
    };
    let specific = |start, end| Candidate {
        standing: Standing::Specific,
        ..candidate(start, end, 0.6, 0)
    };
    let rest = |start, end| Candidate {
        start,
        end,
        standing: Standing::Rest,
        ..learned
    };
    let number = specific(4, 13);
    assert_eq!(resolve(vec![learned, number]), [rest(0, 4), number]);
    let two = [specific(0, 4), specific(6, 10)];
    let found = resolve(vec![learned, two[1], two[0]]);
    assert_eq!(found, [two[0], rest(4, 6), two[1], rest(10, 13)]);
    // A postcode does not take an address.
    assert_eq!(resolve(vec![learned, specific(8, 13)]), [learned]);
}

#[test]
fn a_learned_candidate_yields_to_proof_and_to_nothing_else() {
    let learned = Candidate {
        standing: Standing::Learned,
        ..candidate(0, 9, 0.9, 7)
    };
    let proven = Candidate {
        standing: Standing::Proven,
        ..candidate(8, 12, 1.0, 0)
    };
    assert_eq!(resolve(vec![learned, proven]), [proven]);
    let touching = Candidate { start: 9, ..proven };
    assert_eq!(resolve(vec![touching, learned]), [learned, touching]);
    let plausible = candidate(2, 5, 1.0, 0);
    assert_eq!(resolve(vec![plausible, learned]), [learned]);
}
