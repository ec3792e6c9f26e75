//! Word lists behind the recogniser of names, and the words of a text.
//!
//! `lists/PROVENANCE.md` says where each list comes from.

mod bits;
mod table;
mod words;

use table::{CLASSES, key};
pub(crate) use words::{Word, Words};

/// A given name.
pub(crate) const GIVEN: u8 = 1;
/// A surname.
pub(crate) const SURNAME: u8 = 2;
/// An ordinary English word as well ("will", "rose").
pub(crate) const COMMON: u8 = 4;
/// A word that makes a name the name of a place or a group ("street", "ltd").
pub(crate) const PLACE_OR_GROUP: u8 = 8;

/// The lists: words in lower case, separated by white space.
pub(crate) const LISTS: [&str; 4] = [
    include_str!("lists/given.txt"),
    include_str!("lists/surnames.txt"),
    include_str!("lists/common.txt"),
    include_str!("lists/place_or_group.txt"),
];

/// The words of one list that are in no other way words: single, of letters, at
/// least three of them.
pub(crate) fn plain(bit: u8) -> Vec<&'static str> {
    let list = LISTS[bit.trailing_zeros() as usize];
    list.split_ascii_whitespace()
        .filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .filter(|word| class(word) & (COMMON | PLACE_OR_GROUP) == 0)
        .collect()
}

/// What the lists say about a word, whatever its case (of ASCII letters): a
/// union of the bits above, 0 for a word in none. A possessive is looked
/// through; a double name counts as its first part.
pub(crate) fn class(word: &str) -> u8 {
    let bytes = word.as_bytes();
    let bytes = bytes
        .strip_suffix(b"'s")
        .or_else(|| bytes.strip_suffix("’s".as_bytes()))
        .unwrap_or(bytes);
    let get = |bytes: &[u8]| CLASSES.get(&key(bytes)?);
    let first = || get(&bytes[..bytes.iter().position(|&b| b == b'-')?]);
    get(bytes).or_else(first).unwrap_or(0)
}

/// Whether a word that opens with these letters of ASCII may be a name: the first eight in
/// lower case, zeros behind them.
pub(crate) fn may_open_name(head: u64) -> bool {
    CLASSES.may_open_name(head)
}

#[cfg(test)]
mod tests;
