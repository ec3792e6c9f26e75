use super::*;

fn tokens(text: &str) -> Vec<&str> {
    Tokens::new(text).map(|t| &text[t.start..t.end]).collect()
}

fn tagged(tagger: &Tagger, text: &str) -> Vec<Tagged> {
    let mut found = Vec::new();
    tagger.tag(text, &mut |span| found.push(span));
    found
}

#[test]
fn tokens_are_words_and_marks() {
    assert_eq!(
        tokens("Dr. O'Neil--née García\u{200b}s (b. 1956)"),
        [
            "Dr",
            ".",
            "O",
            "'",
            "Neil",
            "--",
            "née",
            "García\u{200b}s",
            "(",
            "b",
            ".",
            "1956",
            ")"
        ]
    );
    let gaps: Vec<_> = Tokens::new("a b  c\nd\r\n\r\ne,").map(|t| t.gap).collect();
    use token::Gap::{Blank, Line, None, Space, Wide};
    assert_eq!(gaps, [Blank, Space, Wide, Line, Blank, None]);
    assert_eq!(
        tokens(&"x".repeat(1000)).len(),
        1000_usize.div_ceil(token::LONGEST)
    );
    assert!(tokens("").is_empty() && tokens(" \n").is_empty());
}

#[test]
fn a_token_knows_how_its_line_is_written() {
    use token::Case::{Capitals, Mixed, Small};
    let cases: Vec<_> = Tokens::new("ann LEE\n ann lee\nANN\n7")
        .map(|t| t.case)
        .collect();
    assert_eq!(cases, [Mixed, Mixed, Small, Small, Capitals, Small]);
    let settings: Vec<_> = Tokens::new("A a\nb c").map(|t| t.setting()).collect();
    assert_eq!(settings, [4, 1, 8, 6]);
}

#[test]
fn what_has_no_letter_names_nobody() {
    let tagger = Tagger::embedded().unwrap();
    for text in ["Great service! ★★★★☆", "So happy 👩‍👧‍👦 💙 # :"] {
        for span in tagged(&tagger, text) {
            assert!(text[span.start..span.end].contains(char::is_alphanumeric));
        }
    }
}

#[test]
fn look_alikes_fold_to_latin() {
    let folded = |word| {
        fold::Folded::new(word)
            .letters
            .into_iter()
            .collect::<String>()
    };
    assert_eq!(folded("ÉCOLE"), "ecole");
    assert_eq!(folded("J\u{43e}hn"), "john");
    assert_eq!(folded("Jo\u{200b}hn"), "john");
    assert_eq!(folded("Ｊｏｈｎ"), "john");
    // A word wholly of another script stays what it is.
    assert_eq!(folded("\u{43e}\u{43d}"), "\u{43e}\u{43d}");
}

#[test]
fn the_lexicon_knows_its_words() {
    let lexicon = Lexicon::from_words([("Anna", 1), ("anna", 4), ("bo", 2)]);
    let bits = |word: &str| {
        lexicon
            .bits(&word.chars().collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    assert_eq!(bits("anna"), [0, 2]);
    assert_eq!(bits("bo"), [1]);
    assert_eq!(bits("nobody"), [16]);
}

#[test]
fn a_product_is_its_sums() {
    let (inputs, outputs, rows, step) = (7, 19, 11, 2);
    let value = |i: usize| ((i * 37 % 101) as f32 - 50.0) / 25.0;
    let weights: Vec<f32> = (0..3 * inputs * outputs).map(value).collect();
    let input: Vec<f32> = (0..(rows + 2 * step) * inputs)
        .map(|i| value(i + 5))
        .collect();
    let bias: Vec<f32> = (0..outputs).map(value).collect();
    let matrix = matrix::Matrix::new(&weights, 3 * inputs, outputs).unwrap();
    let mut out = vec![0.0; rows * outputs];
    matrix::Product {
        input: &input,
        width: inputs,
        step,
        weights: &matrix,
        bias: &bias,
        out: &mut out,
    }
    .run();
    for row in 0..rows {
        for output in 0..outputs {
            let mut sum = f64::from(bias[output]);
            for tap in 0..3 {
                for i in 0..inputs {
                    let weight = weights[(tap * inputs + i) * outputs + output];
                    sum += f64::from(input[(row + tap * step) * inputs + i]) * f64::from(weight);
                }
            }
            assert!((sum - f64::from(out[row * outputs + output])).abs() < 1e-4);
        }
    }
    assert!(matrix::Matrix::new(&weights, inputs, outputs).is_none());
}

/// Logits of torch for the embedded weights: the trainer writes them with
/// the weights.
#[test]
fn the_network_computes_what_torch_computes() {
    let oracle: serde_json::Value =
        serde_json::from_str(include_str!("../../weights/oracle.json")).unwrap();
    let tagger = Tagger::embedded().unwrap();
    let text = oracle["text"].as_str().unwrap();
    let mut found = Vec::new();
    tagger.label(text, &mut |_, logits| found.push(logits.to_vec()));
    let expected = oracle["logits"].as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
            let expected = expected.as_f64().unwrap();
            assert!((f64::from(*found) - expected).abs() <= 1e-4 * expected.abs().max(1.0));
        }
    }
}

fn long_text() -> String {
    let mut text = String::new();
    for number in 0..200 {
        text.push_str(&format!(
            "{number}. On 12 March 1994 Mr John Smith, a Turkish national living in Ankara, wrote to Acme Ltd. "
        ));
        if number % 7 == 0 {
            text.push_str("\n\n");
        }
    }
    text
}

#[test]
fn spans_do_not_depend_on_windows() {
    let text = long_text();
    let mut tagger = Tagger::embedded().unwrap();
    tagger.window = usize::MAX / 2;
    let whole = tagged(&tagger, &text);
    assert!(whole.len() > 400, "{}", whole.len());
    for window in [1, 7, 64, WINDOW] {
        tagger.window = window;
        assert_eq!(tagged(&tagger, &text), whole, "windows of {window}");
    }
}

#[test]
fn forgetting_forms_changes_nothing() {
    let tagger = Tagger::embedded().unwrap();
    let before = tagged(&tagger, "Dr Jane Roe of Oslo called.");
    let mut many = String::new();
    for number in 0..2 * MEMORY {
        many.push_str(&format!("w{number}x "));
    }
    tagged(&tagger, &many);
    assert_eq!(tagged(&tagger, "Dr Jane Roe of Oslo called."), before);
}

#[test]
fn hostile_text_gives_exact_spans() {
    let tagger = Tagger::embedded().unwrap();
    for text in [
        String::new(),
        "\0\0\u{202e}\u{feff}".to_owned(),
        "9".repeat(100_000),
        "é".repeat(50_000),
        "\u{1f600}John\u{301} Smith\u{200d}".repeat(500),
        "Mr ".repeat(20_000),
    ] {
        let mut end = 0;
        for span in tagged(&tagger, &text) {
            assert!(span.start >= end && span.start < span.end);
            assert!(text.get(span.start..span.end).is_some());
            assert!((0.0..=1.0).contains(&span.score));
            end = span.end;
        }
    }
}

#[test]
fn plain_names_are_found() {
    let tagger = Tagger::embedded().unwrap();
    let text = "My name is Maria Jensen and I live in Lisbon.";
    let found = tagged(&tagger, text);
    let spans: Vec<_> = found
        .iter()
        .map(|s| (&text[s.start..s.end], s.entity))
        .collect();
    assert_eq!(spans, [("Maria Jensen", "PERSON"), ("Lisbon", "LOCATION")]);
}

#[test]
fn wrong_weights_are_refused() {
    assert_eq!(Tagger::from_bytes(b"no").unwrap_err(), WeightsError::Format);
    // A header of an empty table.
    let empty = [2_u64.to_le_bytes().as_slice(), b"{}"].concat();
    let refused = Tagger::from_bytes(&empty).unwrap_err();
    assert_eq!(refused, WeightsError::Missing("embedding"));
    assert_eq!(refused.reason(), "TAGGER_INVALID");
}

#[test]
fn a_score_keeps_its_worth_however_far_the_search_leans() {
    use super::decode::told;
    assert!((told(0.3, 0.0) - 0.3).abs() < 1e-6 && (told(0.97, 0.0) - 0.97).abs() < 1e-6);
    // Odds of 9 to 1 with 1.5 less on the logit are 2.008 to 1.
    assert!((told(0.9, 1.5) - 0.66755).abs() < 1e-4);
    assert_eq!(
        [told(0.2, 1.5), told(0.5, 1.5), told(0.7, 1.5)],
        [0.2, 0.5, 0.5]
    );
    assert_eq!([told(0.0, 1.5), told(1.0, 1.5)], [0.0, 1.0]);
    let line: Vec<f32> = (0..=100)
        .map(|part| told(part as f32 / 100.0, 1.5))
        .collect();
    assert!(line.is_sorted());
}
