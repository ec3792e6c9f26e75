//! What a policy must hold to, as far as it can be told without compiling it.

use super::{Policy, PolicyError, Problem};
use crate::registry;

impl Policy {
    /// Checks what needs no compilation; [`crate::Scanner::new`] checks the rest.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn validate(&self) -> Result<(), PolicyError> {
        in_unit("min_score", self.min_score)?;
        if !self.entities.iter().all(|e| registry::finds(e.as_str())) {
            return Err(PolicyError::at("entities", Problem::UnknownEntity));
        }
        let known = |code: &String| crate::languages::known().any(|k| k == code);
        if !self.languages.iter().all(known) {
            return Err(PolicyError::at("languages", Problem::UnknownLanguage));
        }
        for (entity, rule) in &self.types {
            if let Some(score) = rule.min_score {
                in_unit(format!("types.{entity}.min_score"), score)?;
            }
        }
        self.validate_recognizers()?;
        for (i, list) in self.deny.iter().enumerate() {
            let empty = |word: &String| word.trim().is_empty();
            let (words, texts, regexes) = (&list.words, &list.texts, &list.regexes);
            let nothing = words.is_empty() && texts.is_empty() && regexes.is_empty();
            if nothing || words.iter().any(empty) || texts.iter().any(empty) {
                return Err(PolicyError::at(format!("deny[{i}].words"), Problem::Empty));
            }
        }
        Ok(())
    }

    fn validate_recognizers(&self) -> Result<(), PolicyError> {
        for (i, recognizer) in self.recognizers.iter().enumerate() {
            let field = |name: &str| format!("recognizers[{i}].{name}");
            let earlier = self.recognizers[..i].iter().map(|r| r.name.as_str());
            let built_in = registry::BUILT_IN.iter().map(|r| r.name);
            let taken = earlier.chain(built_in).any(|name| name == recognizer.name);
            if taken || !lower_snake(&recognizer.name) {
                return Err(PolicyError::at(field("name"), Problem::Name));
            }
            if recognizer.patterns.is_empty() {
                return Err(PolicyError::at(field("patterns"), Problem::Empty));
            }
            for (j, pattern) in recognizer.patterns.iter().enumerate() {
                in_unit(field(&format!("patterns[{j}].score")), pattern.score)?;
            }
            if recognizer.context.iter().any(|word| word.trim().is_empty()) {
                return Err(PolicyError::at(field("context"), Problem::Empty));
            }
        }
        Ok(())
    }
}

fn in_unit(field: impl Into<String>, score: f32) -> Result<(), PolicyError> {
    if (0.0..=1.0).contains(&score) {
        Ok(())
    } else {
        Err(PolicyError::at(field, Problem::Score))
    }
}

fn lower_snake(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
