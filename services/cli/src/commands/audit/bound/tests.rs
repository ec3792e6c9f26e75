use super::*;

fn ask(row: &str) -> Result<Answer, Failure> {
    answer(&serde_json::from_str(row).unwrap())
}

#[test]
fn a_row_has_its_bound_and_its_ceiling() {
    let found =
        ask(r#"{"method":"one-run","m":1e2,"r":100.0,"v":100,"delta":0,"p":0.05}"#).unwrap();
    // logit(0.05^(1/100))
    assert!((found.eps - 3.492_965_431_152_3).abs() < 1e-9);
    assert!((found.ceiling - found.eps).abs() < 1e-12);
    let found = ask(
        r#"{"method":"clopper-pearson","tp":1,"n_in":100,"fp":0,"n_out":100,"alpha":0.05,"delta":0}"#,
    )
    .unwrap();
    assert!(found.eps == 0.0 && found.ceiling > 3.2);
}

#[test]
fn what_has_no_meaning_is_named() {
    let one_run = |m: &str, r: &str, v: &str, delta: &str, p: &str| {
        format!(r#"{{"method":"one-run","m":{m},"r":{r},"v":{v},"delta":{delta},"p":{p}}}"#)
    };
    for (row, field) in [
        ("{}".to_owned(), "method"),
        (r#"{"method":7}"#.to_owned(), "method"),
        (r#"{"method":"one-run"}"#.to_owned(), "m"),
        (one_run("\"x\"", "1", "1", "0", "0.05"), "m"),
        (one_run("10", "11", "1", "0", "0.05"), "r"),
        (one_run("10", "5.5", "1", "0", "0.05"), "r"),
        (one_run("10", "5", "6", "0", "0.05"), "v"),
        (one_run("10", "5", "-1", "0", "0.05"), "v"),
        (one_run("10", "5", "5", "1", "0.05"), "delta"),
        (one_run("10", "5", "5", "null", "0.05"), "delta"),
        (one_run("10", "5", "5", "0", "0"), "p"),
        (one_run("1e300", "5", "5", "0", "0.05"), "m"),
    ] {
        let failure = ask(&row).err().unwrap();
        assert_eq!(failure.field.as_deref(), Some(field), "{row}");
        assert_eq!(failure.reason, "BOUND_INVALID", "{row}");
    }
}

#[test]
fn a_line_without_end_is_passed_over() {
    let long = "x".repeat(3 * LONGEST as usize);
    let text = format!("{{}}\n{long}\n{{}}");
    let (mut reader, mut line) = (text.as_bytes(), Vec::new());
    let mut lengths = Vec::new();
    loop {
        let read = read_line(&mut reader, &mut line).unwrap();
        if line.is_empty() {
            break;
        }
        lengths.push((line.len(), read == Line::TooLong));
    }
    assert_eq!(lengths, [(3, false), (LONGEST as usize, true), (2, false)]);
}
