use super::*;

fn example(length: usize) -> Example {
    Example {
        ids: (1..=length as i64).collect(),
        sensitive: None,
        subject: None,
    }
}

#[test]
fn an_epoch_visits_every_example_once() {
    let lengths: Vec<usize> = (0..1000).map(|index| index % 97 + 2).collect();
    let batches = epoch(&lengths, 8, 7, 0);
    assert_eq!(batches.len(), 125);
    let mut seen: Vec<usize> = batches.concat();
    seen.sort_unstable();
    assert_eq!(seen, (0..1000).collect::<Vec<_>>());
    assert_eq!(batches, epoch(&lengths, 8, 7, 0));
    assert_ne!(batches, epoch(&lengths, 8, 7, 1));
    assert_ne!(batches, epoch(&lengths, 8, 8, 0));
}

#[test]
fn bucketing_leaves_little_padding() {
    let lengths: Vec<usize> = (0..1000).map(|index| index * 31 % 499 + 2).collect();
    let padded: usize = epoch(&lengths, 8, 1, 0)
        .iter()
        .map(|batch| batch.len() * batch.iter().map(|index| lengths[*index]).max().unwrap())
        .sum();
    let real: usize = lengths.iter().sum();
    assert!(
        (padded as f64) < 1.05 * real as f64,
        "{padded} against {real}"
    );
}

#[test]
fn physical_batches_respect_their_bound() {
    let lengths: Vec<(usize, usize)> = (0..20).map(|index| (index, 400 - index * 10)).collect();
    for batch in physical(&lengths, Physical::default()) {
        let longest = 400 - batch[0] * 10;
        assert!(batch.len() == 1 || batch.len() * longest <= PHYSICAL_TOKENS);
    }
    let three = Physical {
        size: Some(3),
        ..Physical::default()
    };
    assert!(
        physical(&lengths, three)
            .iter()
            .all(|batch| batch.len() <= 3)
    );
    assert_eq!(
        physical(&lengths, three).concat(),
        (0..20).collect::<Vec<_>>()
    );
    let huge = [(0, PHYSICAL_TOKENS * 4)];
    assert_eq!(physical(&huge, Physical::default()), vec![vec![0]]);
}

#[test]
fn rows_point_at_the_token_before_the_target() {
    let cut = Cut {
        length: 4,
        ..Cut::default()
    };
    let batch = Batch::new(&[&example(6), &example(3)], cut, Device::Cpu);
    assert_eq!(batch.ids.size(), [2, 4]);
    assert_eq!((batch.tokens, batch.padded_tokens), (7, 8));
    let rows = Vec::<i64>::try_from(&batch.rows).unwrap();
    let targets = Vec::<i64>::try_from(&batch.targets).unwrap();
    assert_eq!(rows, [0, 1, 2, 4, 5]);
    assert_eq!(targets, [2, 3, 4, 2, 3]);
}

#[test]
fn sensitive_targets_can_be_left_out() {
    let mut tagged = example(4);
    tagged.sensitive = Some(vec![true, false, true, false]);
    let count = |mask_sensitive| {
        Cut {
            length: 9,
            mask_sensitive,
            ..Cut::default()
        }
        .count(&tagged)
    };
    assert_eq!((count(false), count(true)), (3, 2));
}

#[test]
fn debug_output_holds_no_ids() {
    assert_eq!(format!("{:?}", example(3)), "Example(<redacted 3 tokens>)");
}

#[test]
fn a_goldfish_forgets_the_same_tokens_in_every_copy() {
    let rule = Goldfish { k: 4, context: 5 };
    let mut seed = Seed::new(2, "goldfish");
    let passage: Vec<i64> = (0..4000).map(|_| seed.below(50_000) as i64).collect();
    let cut = Cut {
        length: 8000,
        goldfish: Some(rule),
        ..Cut::default()
    };
    let targets = |ids: Vec<i64>| -> Vec<usize> {
        let example = Example {
            ids,
            sensitive: None,
            subject: None,
        };
        cut.targets(&example).collect()
    };
    let once = targets(passage.clone());
    let share = once.len() as f64 / 3999.0;
    assert!((share - 0.75).abs() < 0.03, "{share}");
    // Behind another beginning, the same tokens are left out.
    let again = targets([vec![1; 100], passage].concat());
    let late = |places: &[usize], shift: usize| -> Vec<usize> {
        let all = places.iter().map(|place| place.wrapping_sub(shift));
        all.filter(|place| (5..4000).contains(place)).collect()
    };
    assert_eq!(late(&once, 0), late(&again, 100));
}

#[test]
fn units_of_unlike_size_are_computed_apart() {
    let cut = |sizes: &[(usize, usize)], tokens| {
        let at_once = Physical { size: None, tokens };
        runs(sizes, at_once)
    };
    // One batch more costs less than the padding of two short examples.
    assert_eq!(cut(&[(1, 300), (1, 20), (1, 20)], 4096), [0..1, 1..3]);
    assert_eq!(cut(&[(1, 300), (1, 290), (1, 280)], 4096).len(), 1);
    // A unit of many rows makes rows of padding of every other.
    assert_eq!(cut(&[(9, 50), (1, 90), (1, 80)], 4096), [0..1, 1..3]);
    // What fits together only in parts is not cut unevenly for nothing.
    let even = cut(&[(1, 100); 8], 500);
    assert_eq!(even.len(), 2);
    assert!(cut(&[], 500).is_empty());
}
