//! A small context-free grammar: text with slots, read from a word file.

use std::collections::HashMap;

use rand_core::Rng;

use super::draw::below;

/// Slots and the ways to write each.
#[derive(Debug)]
pub(super) struct Grammar {
    slots: HashMap<&'static str, Vec<Vec<Piece>>>,
}

/// A piece of one way to write a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it is.
    Text(&'static str),
    /// Another slot.
    Slot(&'static str),
    /// A value of the record's subject: sensitive.
    Value(&'static str),
}

impl Grammar {
    /// Reads lines of the form `slot: text with {slots}`; `\n` in the text is a
    /// line break, `#` starts a comment line.
    pub(super) fn parse(source: &'static str) -> Self {
        let mut slots: HashMap<&'static str, Vec<Vec<Piece>>> = HashMap::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((slot, text)) = line.split_once(": ") {
                slots.entry(slot).or_default().push(pieces(text));
            }
        }
        Self { slots }
    }

    /// Writes a slot: calls `emit` with every text and value in order, choosing
    /// evenly among the ways to write each slot. A slot without a way to write
    /// it is empty.
    pub(super) fn write(&self, slot: &str, rng: &mut impl Rng, emit: &mut impl FnMut(Piece)) {
        let Some(ways) = self.slots.get(slot) else {
            return;
        };
        for piece in &ways[below(rng, ways.len() as u64) as usize] {
            match piece {
                Piece::Slot(inner) => self.write(inner, rng, emit),
                _ => emit(*piece),
            }
        }
    }

    /// Names used in a slot and written nowhere: none in a sound grammar.
    #[cfg(test)]
    pub(super) fn undefined(&self) -> Vec<&'static str> {
        let pieces = self.slots.values().flatten().flatten();
        pieces
            .filter_map(|piece| match piece {
                Piece::Slot(slot) if !self.slots.contains_key(slot) => Some(*slot),
                _ => None,
            })
            .collect()
    }
}

fn pieces(text: &'static str) -> Vec<Piece> {
    let mut found = Vec::new();
    for (line, part) in text.split("\\n").enumerate() {
        if line > 0 {
            found.push(Piece::Text("\n"));
        }
        let mut rest = part;
        while let Some((before, behind)) = rest.split_once('{') {
            if !before.is_empty() {
                found.push(Piece::Text(before));
            }
            let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
            found.push(if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                Piece::Value(name)
            } else {
                Piece::Slot(name)
            });
            rest = after;
        }
        if !rest.is_empty() {
            found.push(Piece::Text(rest));
        }
    }
    found
}
