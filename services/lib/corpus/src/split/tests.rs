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

#[test]
fn link_keys_fold_everything_but_letters_and_digits() {
    let phone = link_key("PHONE_NUMBER", "515-555.1234");
    assert_eq!(phone, link_key("PHONE_NUMBER", "(515) 555 1234"));
    assert_ne!(phone, link_key("ORDER_NUMBER", "515-555.1234"));
    assert_ne!(phone, link_key("PHONE_NUMBER", "515-555.1235"));
    assert_eq!(
        link_key("PERSON", "MÜLLER, Äda"),
        link_key("PERSON", "müller äda")
    );
}

#[test]
fn broad_types_name_nobody() {
    assert!(BROAD.is_sorted());
    let names = |name| names_one(&EntityType::parse(name).unwrap());
    assert!(names("PERSON") && names("ORDER_NUMBER") && names("STREET_ADDRESS"));
    assert!(!names("LOCATION") && !names("DATE_TIME"));
}

/// Records 0..n, joined as the pairs say, of which none states a split.
fn divided(policy: &SplitPolicy, records: u32, pairs: &[(u32, u32)]) -> Division {
    let mut groups = Groups::new(records);
    for (a, b) in pairs {
        groups.join(*a, *b);
    }
    let alone: Vec<Split> = (0..records)
        .map(|r| policy.assign(&r.to_le_bytes()))
        .collect();
    divide(policy, &mut groups, &alone, &vec![None; records as usize])
}

#[test]
fn large_groups_do_not_upset_the_shares() {
    let policy = SplitPolicy {
        train: 0.6,
        validation: 0.2,
        holdout: 0.2,
        ..SplitPolicy::default()
    };
    // Ten chains of a hundred records: by chance alone the shares would be far off.
    let pairs: Vec<(u32, u32)> = (0..1000)
        .filter(|i| i % 100 != 99)
        .map(|i| (i, i + 1))
        .collect();
    let division = divided(&policy, 1000, &pairs);
    assert_eq!(
        (division.groups, division.largest, division.too_large),
        (10, 100, None)
    );
    let count = |split| division.splits.iter().filter(|s| **s == split).count();
    assert_eq!(Split::ALL.map(count), [600, 200, 200]);
    for (a, b) in pairs {
        assert_eq!(division.splits[a as usize], division.splits[b as usize]);
    }
}

#[test]
fn a_group_that_fits_no_split_is_told() {
    let policy = SplitPolicy {
        train: 0.5,
        validation: 0.0,
        holdout: 0.5,
        ..SplitPolicy::default()
    };
    let pairs: Vec<(u32, u32)> = (0..599).map(|i| (i, i + 1)).collect();
    let division = divided(&policy, 1000, &pairs);
    assert_eq!((division.largest, division.too_large), (600, Some(0)));
    assert!(!division.splits.contains(&Split::Validation));
    // One split has room for everything.
    let all = SplitPolicy {
        train: 1.0,
        holdout: 0.0,
        ..policy
    };
    assert_eq!(divided(&all, 1000, &pairs).too_large, None);
}

#[test]
fn a_stated_split_takes_its_group_along() {
    let policy = SplitPolicy::default();
    let mut groups = Groups::new(4);
    groups.join(0, 2);
    let alone = [Split::Train; 4];
    let stated = [None, None, Some(Split::Holdout), Some(Split::Validation)];
    let division = divide(&policy, &mut groups, &alone, &stated);
    let expected = [
        Split::Holdout,
        Split::Train,
        Split::Holdout,
        Split::Validation,
    ];
    assert_eq!(division.splits, expected);
}

proptest! {
    /// Two records that share a key, directly or through others, share a root,
    /// and records joined by nothing do not.
    #[test]
    fn groups_are_the_connected_components(keys in prop::collection::vec(prop::collection::vec(0_u64..12, 0..3), 1..30)) {
        let mut groups = Groups::new(keys.len() as u32);
        for a in 0..keys.len() {
            for b in 0..a {
                if keys[a].iter().any(|key| keys[b].contains(key)) {
                    groups.join(a as u32, b as u32);
                }
            }
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
        let sizes = groups.sizes();
        for (root, size) in sizes.iter().enumerate() {
            prop_assert_eq!(component.iter().filter(|c| **c == root).count(), *size as usize);
        }
    }
}
