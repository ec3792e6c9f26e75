//! Labelled text to the tables that the tagger's trainer reads:
//! `cargo run --release -p pii --example lesson -- WORDS TEXT TABLES`.
#![forbid(unsafe_code)]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use pii::tagger::Lexicon;
use pii::tagger::lesson::{Example, Lesson};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: lesson WORDS TEXT TABLES");
    let (words, text, tables) = (next()?, next()?, next()?);
    let words = std::fs::read_to_string(words)?;
    let entries = words.lines().filter_map(|line| {
        let (word, bits) = line.split_once('\t')?;
        Some((word, bits.parse().ok()?))
    });
    let lexicon = Lexicon::from_words(entries);
    let mut lesson = Lesson::default();
    for line in BufReader::new(File::open(text)?).lines() {
        let example: Example = serde_json::from_str(&line?)?;
        lesson.add(&example, &lexicon);
    }
    std::fs::write(tables, lesson.serialize(&lexicon)?)?;
    Ok(())
}
