use proptest::prelude::*;

use super::*;

#[test]
fn shares_are_checked() {
    assert_eq!(SplitPolicy::default().validate(), Ok(()));
    let nan = SplitPolicy {
        train: f64::NAN,
        ..SplitPolicy::default()
    };
    assert_eq!(nan.validate(), Err(SplitError::Share));
    let short = SplitPolicy {
        train: 0.5,
        ..SplitPolicy::default()
    };
    assert_eq!(short.validate(), Err(SplitError::Sum));
}

#[test]
fn assignment_follows_the_shares_and_the_seed() {
    let policy = SplitPolicy {
        train: 0.5,
        validation: 0.2,
        holdout: 0.3,
        ..SplitPolicy::default()
    };
    let other = SplitPolicy { seed: 1, ..policy };
    let (mut counts, mut moved) = ([0_usize; 3], 0);
    for i in 0..20_000_u32 {
        let split = policy.assign(&i.to_le_bytes());
        counts[split as usize] += 1;
        moved += usize::from(split != other.assign(&i.to_le_bytes()));
    }
    // Five standard deviations of a binomial with n = 20,000 are at most 354.
    for (count, expected) in counts.iter().zip([10_000_i64, 4_000, 6_000]) {
        assert!((*count as i64 - expected).abs() < 354, "{counts:?}");
    }
    assert!(
        moved > 10_000,
        "another seed must be another split, moved {moved}"
    );
}

#[test]
fn a_share_of_zero_gets_nothing() {
    let policy = SplitPolicy {
        train: 1.0,
        validation: 0.0,
        holdout: 0.0,
        ..SplitPolicy::default()
    };
    assert!((0..1000_u32).all(|i| policy.assign(&i.to_le_bytes()) == Split::Train));
}

#[test]
fn keys_fold_case_and_space_but_not_namespaces() {
    assert_eq!(
        group_key("PERSON", "Mary  Rowan"),
        group_key("PERSON", "mary rowan ")
    );
    assert_ne!(
        group_key("PERSON", "Mary Rowan"),
        group_key("subject", "Mary Rowan")
    );
    assert_ne!(
        group_key("PERSON", "Mary Rowan"),
        group_key("PERSON", "MaryRowan")
    );
}

proptest! {
    /// Two records that share a key, directly or through others, share a root,
    /// and records joined by nothing do not.
    #[test]
    fn groups_are_the_connected_components(keys in prop::collection::vec(prop::collection::vec(0_u64..12, 0..3), 1..30)) {
        let mut groups = Groups::new();
        for record in &keys {
            groups.add(record.iter().copied());
        }
        // Oracle: grow components until nothing changes.
        let mut component: Vec<usize> = (0..keys.len()).collect();
        loop {
            let before = component.clone();
            for a in 0..keys.len() {
                for b in 0..keys.len() {
                    if keys[a].iter().any(|k| keys[b].contains(k)) {
                        let low = component[a].min(component[b]);
                        component[a] = low;
                        component[b] = low;
                    }
                }
            }
            if component == before { break; }
        }
        for (record, root) in component.iter().enumerate() {
            prop_assert_eq!(groups.root(record as u32) as usize, *root);
        }
    }
}
