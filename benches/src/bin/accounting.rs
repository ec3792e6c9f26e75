//! Epsilon of many settings, timed: `cargo xtask bench accounting < settings.jsonl`.
//!
//! Each input line has `sampling_rate`, `noise_multiplier`, `steps` and `delta`; each output line has both
//! accountants' epsilons and the median milliseconds of five runs. `benches/accounting.py` runs dp_accounting over
//! the same lines in the same session.
#![forbid(unsafe_code)]

use std::io::{self, BufRead, Write};
use std::time::Instant;

use dp::{Accountant, DpEvent};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

/// Runs of each setting; the median is told.
const RUNS: usize = 5;

fn main() -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let setting: Value = serde_json::from_str(&line?)?;
        let number = |key: &str| {
            setting[key]
                .as_f64()
                .ok_or_else(|| format!("a line has no number {key}"))
        };
        let steps = setting["steps"].as_u64().ok_or("a line has no steps")?;
        let event = DpEvent::poisson_sampled_gaussian(
            number("sampling_rate")?,
            number("noise_multiplier")?,
        )
        .repeated(steps);
        let delta = number("delta")?;
        let (pld, pld_ms) = timed(Accountant::Pld, &event, delta)?;
        let (rdp, rdp_ms) = timed(Accountant::Rdp, &event, delta)?;
        let line = json!({"pld": pld, "pld_ms": pld_ms, "rdp": rdp, "rdp_ms": rdp_ms});
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Epsilon, and the median milliseconds it took.
fn timed(accountant: Accountant, event: &DpEvent, delta: f64) -> Result<(f64, f64), Failure> {
    let mut epsilon = 0.0;
    let mut spent = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        epsilon = accountant.epsilon(event, delta)?;
        spent.push(start.elapsed().as_secs_f64() * 1e3);
    }
    spent.sort_by(f64::total_cmp);
    Ok((epsilon, spent[RUNS / 2]))
}
