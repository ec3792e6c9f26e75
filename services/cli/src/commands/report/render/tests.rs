use super::*;

fn measure(split: Split, tokens: TokenGroup, kind: &str, base: f64, tuned: f64) -> Measure {
    let estimate = |value: f64| {
        Some(Estimate {
            value,
            low: value - 0.1,
            high: value + 0.1,
        })
    };
    Measure {
        split: split.into(),
        tokens: tokens.into(),
        averaging: Averaging::TokenMicro.into(),
        entity_type: kind.to_owned(),
        base: estimate(base),
        tuned: estimate(tuned),
        change: estimate(tuned - base),
        token_count: 12345,
        record_count: 200,
    }
}

fn report() -> Report {
    let sensitive = TokenGroup::Sensitive;
    Report {
        name: "reports/first".to_owned(),
        checkpoint: "checkpoints/first".to_owned(),
        measures: vec![
            measure(Split::Train, TokenGroup::NonSensitive, "", 3.0, 2.5),
            measure(Split::Holdout, TokenGroup::NonSensitive, "", 3.1, 2.8),
            measure(Split::Train, sensitive, "", 5.0, 1.25),
            measure(Split::Holdout, sensitive, "", 5.1, 4.9),
            measure(Split::Train, sensitive, "PERSON", 4.0, 3.5),
            measure(Split::Train, sensitive, "EMAIL_ADDRESS", 6.0, 1.0),
            measure(Split::Holdout, sensitive, "EMAIL_ADDRESS", 6.0, 5.5),
        ],
        ..Report::default()
    }
}

#[test]
fn four_losses_privacy_first() {
    let text = show(&report(), Wanted::default());
    let losses: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("LOSS ON"))
        .skip(1)
        .take(4)
        .collect();
    assert_eq!(
        losses[0],
        "train sensitive        privacy loss  5.000 [4.900, 5.100]  1.250 [1.150, 1.350]  \
         -3.750 [-3.850, -3.650]  12,345      200"
    );
    assert!(losses[1].starts_with("holdout non-sensitive  utility loss  3.100"));
    assert!(losses[2].starts_with("holdout sensitive"));
    assert!(losses[3].starts_with("train non-sensitive"));
}

#[test]
fn entity_types_that_moved_most_come_first() {
    let text = show(&report(), Wanted::new(Averaged::Token, 1));
    let table = text
        .split("Sensitive tokens by entity type")
        .nth(1)
        .unwrap();
    assert!(table.contains("EMAIL_ADDRESS") && table.contains("-0.500 [-0.600, -0.400]"));
    assert!(!table.contains("PERSON") && table.contains("and 1 more"));
    let all = show(&report(), Wanted::new(Averaged::Token, 0));
    assert!(all.contains("PERSON") && !all.contains("more; --entities"));
}

#[test]
fn an_averaging_that_was_not_measured_shows_no_numbers() {
    let text = show(&report(), Wanted::new(Averaged::Record, 0));
    assert!(!text.contains("1.250"), "{text}");
}

#[test]
fn a_listing_has_the_privacy_loss() {
    assert_eq!(privacy_loss(&report()), "5.000 -> 1.250");
    assert_eq!(privacy_loss(&Report::default()), "-");
}
