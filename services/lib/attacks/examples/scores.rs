//! Scores of every membership attack on observations: a JSON list of records on the
//! standard input, a JSON object of score lists on the standard output.
//! `benches/mimir.py` compares them with the published formulas.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write, stdin, stdout};

use attacks::Observed;
use attacks::membership::ATTACKS;

fn main() -> Result<(), Box<dyn Error>> {
    let records: Vec<Observed> = serde_json::from_reader(stdin().lock())?;
    records.iter().try_for_each(Observed::check)?;
    let views: Vec<&Observed> = records.iter().filter(|o| !o.tokens.is_empty()).collect();
    let scores: BTreeMap<&str, Vec<f64>> = ATTACKS
        .iter()
        .filter_map(|attack| Some((attack.name, attack.scores(&views, false)?)))
        .collect();
    writeln!(stdout(), "{}", serde_json::to_string(&scores)?)?;
    Ok(())
}
