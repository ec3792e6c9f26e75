use std::collections::{BTreeMap, HashSet};

use super::*;

fn seed(byte: u8) -> CanarySeed {
    CanarySeed::from_bytes([byte; 32])
}

fn spec(count: u32) -> CanarySpec {
    CanarySpec {
        sentences: [
            "We will be in touch.",
            "Thank you for calling.",
            "Is that all?",
        ]
        .map(Redacted::new)
        .to_vec(),
        ..CanarySpec::standard(count)
    }
}

fn secret_of(canary: &Canary) -> &str {
    &canary.text.expose()[canary.secret.clone()]
}

#[test]
fn a_plan_is_a_function_of_its_seed_and_hides_from_everybody_else() {
    let one = plan(&seed(1), &spec(200)).unwrap();
    assert_eq!(one, plan(&seed(1), &spec(200)).unwrap());
    let other = plan(&seed(2), &spec(200)).unwrap();
    assert_eq!(one.len(), other.len());
    let coins = |plan: &[Canary]| plan.iter().map(|c| c.included).collect::<Vec<_>>();
    assert_ne!(coins(&one), coins(&other));
    let ids: HashSet<&String> = one.iter().flat_map(Canary::record_ids).collect();
    assert!(
        other
            .iter()
            .flat_map(Canary::record_ids)
            .all(|id| !ids.contains(id))
    );
    let repeats: usize = one.iter().map(|c| c.repeats as usize).sum();
    assert_eq!(ids.len(), repeats, "every record has an id of its own");
}

#[test]
fn the_commitment_is_the_plain_digest_and_the_seed_never_prints() {
    // SHA-256 of 32 zero bytes.
    let zero = seed(0);
    let expected = "sha256:66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    assert_eq!(zero.commitment(), expected);
    let written = serde_json::to_string(&seed(0xab)).unwrap();
    assert_eq!(
        serde_json::from_str::<CanarySeed>(&written).unwrap(),
        seed(0xab)
    );
    assert!(!format!("{:?}", seed(0xab)).contains("abab"));
    for wrong in ["", "ab", &"g".repeat(64), &"+f".repeat(32), &"é".repeat(32)] {
        assert_eq!(CanarySeed::parse(wrong), Err(SeedError));
    }
}

#[test]
fn coins_are_fair_and_independent_of_what_else_is_planned() {
    let spec = CanarySpec {
        groups: vec![CanaryGroup {
            name: "codes".to_owned(),
            prefix: Prefix::None,
            secret: Secret::Code { symbols: 10 },
            count: 10_000,
            repeats: 1,
        }],
        ..CanarySpec::default()
    };
    let all = plan(&seed(3), &spec).unwrap();
    let heads = all.iter().filter(|c| c.included).count();
    // Five standard deviations; a plan of exactly half would be caught below.
    assert!((4750..=5250).contains(&heads), "{heads}");
    let counts: HashSet<usize> = (0..20)
        .map(|n| {
            plan(
                &seed(n),
                &CanarySpec {
                    groups: vec![CanaryGroup {
                        count: 100,
                        ..spec.groups[0].clone()
                    }],
                    ..spec.clone()
                },
            )
            .unwrap()
        })
        .map(|plan| plan.iter().filter(|c| c.included).count())
        .collect();
    assert!(counts.len() > 3, "the number put in varies: {counts:?}");
    let mut fewer = spec.clone();
    fewer.groups[0].count = 100;
    assert_eq!(plan(&seed(3), &fewer).unwrap(), all[..100]);
}

#[test]
fn secrets_stand_at_their_spans_and_nowhere_else() {
    let spec = spec(400);
    let canaries = plan(&seed(4), &spec).unwrap();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for canary in &canaries {
        assert_eq!(canary.span().check(canary.text.expose()), Ok(()));
        assert_eq!(canary.secret.end, canary.text.len());
        assert_eq!(
            *places.entry(secret_of(canary)).or_default(),
            0,
            "drawn twice"
        );
        *places.entry(secret_of(canary)).or_default() += 1;
    }
    let words: HashSet<&str> = canaries
        .iter()
        .filter(|c| spec.groups[c.group].secret == Secret::Word)
        .map(secret_of)
        .collect();
    for canary in &canaries {
        let prefix = &canary.text.expose()[..canary.secret.start];
        assert!(prefix.split_whitespace().all(|word| !words.contains(word)));
        if spec.groups[canary.group].secret == Secret::WordPair {
            assert!(
                secret_of(canary)
                    .split(' ')
                    .all(|word| !words.contains(word))
            );
        }
    }
}

#[test]
fn references_are_of_the_same_space_and_were_never_put_in() {
    let spec = spec(200);
    let canaries = plan(&seed(5), &spec).unwrap();
    let texts: String = canaries
        .iter()
        .map(|c| c.text.expose())
        .collect::<Vec<_>>()
        .join("\n");
    let references = references(&seed(5), &spec, 50).unwrap();
    assert_eq!(references.len(), spec.groups.len());
    for (group, secrets) in spec.groups.iter().zip(&references) {
        assert!(secrets.len() >= 20, "{}: {}", group.name, secrets.len());
        let distinct: HashSet<&Redacted> = secrets.iter().collect();
        assert_eq!(distinct.len(), secrets.len());
        let one = canaries
            .iter()
            .find(|c| spec.groups[c.group] == *group)
            .unwrap();
        for secret in secrets {
            let alone = |text: &str| text.split([' ', '\n']).any(|word| word == secret.expose());
            assert!(!alone(&texts), "{}", group.name);
            let (text, range) = one.with_secret(secret.expose());
            assert_eq!(&text.expose()[range], secret.expose());
        }
    }
    let (text, range) = canaries[0].with_secret(secret_of(&canaries[0]));
    assert_eq!(
        (text, range),
        (canaries[0].text.clone(), canaries[0].secret.clone())
    );
}

#[test]
fn shapes_have_the_right_form() {
    let shape = |secret: Secret| {
        let group = CanaryGroup {
            name: "shape".to_owned(),
            prefix: Prefix::None,
            secret,
            count: 50,
            repeats: 1,
        };
        let spec = CanarySpec {
            groups: vec![group],
            ..CanarySpec::default()
        };
        let drawn = plan(&seed(6), &spec).unwrap();
        drawn
            .iter()
            .map(|c| secret_of(c).to_owned())
            .collect::<Vec<_>>()
    };
    // By another way than the code under test: digits doubled from the right.
    for card in shape(Secret::CreditCard) {
        let digits: Vec<u32> = card.chars().map(|c| c.to_digit(10).unwrap()).collect();
        let sum: u32 = (0..16)
            .map(|i| {
                if i % 2 == 0 {
                    digits[i] * 2 / 10 + digits[i] * 2 % 10
                } else {
                    digits[i]
                }
            })
            .sum();
        assert_eq!((digits.len(), sum % 10), (16, 0));
    }
    for iban in shape(Secret::Iban) {
        // X is 33, G 16, B 11.
        let number: u128 = format!("33333333{}1611{}", &iban[8..], &iban[2..4])
            .parse()
            .unwrap();
        assert_eq!((iban.len(), number % 97), (22, 1));
    }
    for ssn in shape(Secret::UsSsn) {
        assert!(
            ssn.len() == 11
                && !ssn.starts_with("000")
                && !ssn.starts_with("666")
                && !ssn.starts_with('9')
        );
    }
    let order = shape(Secret::Pattern {
        pattern: "###-@@*".to_owned(),
        entity: EntityType::from_static("ORDER_NUMBER"),
        carrier: "My order is".to_owned(),
    });
    assert!(
        order.iter().all(|o| o.len() == 7
            && o.as_bytes()[3] == b'-'
            && o.as_bytes()[4].is_ascii_uppercase())
    );
}

#[test]
fn a_senseless_specification_is_refused_with_its_field() {
    let broken = |change: &dyn Fn(&mut CanarySpec)| {
        let mut spec = spec(80);
        change(&mut spec);
        plan(&seed(0), &spec).unwrap_err().field()
    };
    assert_eq!(broken(&|s| s.groups.clear()), "groups");
    assert_eq!(
        broken(&|s| s.groups[1].name = "A b".to_owned()),
        "groups[1].name"
    );
    assert_eq!(
        broken(&|s| s.groups[1].name = s.groups[0].name.clone()),
        "groups[1].name"
    );
    assert_eq!(broken(&|s| s.groups[0].count = 0), "groups[0].count");
    assert_eq!(broken(&|s| s.groups[2].repeats = 0), "groups[2].repeats");
    assert_eq!(
        broken(&|s| s.groups[0].prefix = Prefix::Random { words: 0 }),
        "groups[0].prefix"
    );
    assert_eq!(
        broken(&|s| s.groups[3].secret = Secret::Code { symbols: 3 }),
        "groups[3].secret"
    );
    let small = |s: &mut CanarySpec| {
        s.groups[3].secret = Secret::Pattern {
            pattern: "#abc".to_owned(),
            entity: EntityType::from_static("X"),
            carrier: String::new(),
        };
    };
    assert_eq!(broken(&small), "groups[3].secret");
    assert_eq!(broken(&|s| s.words = vec!["one".to_owned()]), "words");
    assert_eq!(broken(&|s| s.sentences.clear()), "sentences");
}
