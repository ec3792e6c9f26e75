//! The words of the lists, found by a hash.

use std::sync::LazyLock;

use super::bits::{lower, short};
use super::{COMMON, GIVEN, LISTS, PLACE_OR_GROUP, SURNAME};

/// Longest word of the lists, in bytes.
pub(super) const LONGEST: usize = 24;

/// The classes of all words, found by the hash of a word.
pub(super) struct Classes {
    /// For each slot: part of the hash of its word, and the word's number behind 1;
    /// 0 where it is free. A word stands in the first free slot behind its own.
    slots: Vec<(u16, u16)>,
    words: Vec<(Key, u8)>,
    /// A bit for each hash that a given name or a surname has: few other words have one of these.
    names: Vec<u64>,
}

/// A word in lower case, padded with zeros: eight bytes each.
pub(super) type Key = [u64; LONGEST / 8];

/// Slots, three times as many as words.
const SLOTS: usize = 1 << 15;

/// Bits of the filter of names, some ten times as many as names.
const NAMES: usize = 1 << 16;

pub(super) static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let mut classes = Classes {
        slots: vec![(0, 0); SLOTS],
        words: Vec::new(),
        names: vec![0; NAMES / 64],
    };
    for (list, bit) in LISTS.iter().zip([GIVEN, SURNAME, COMMON, PLACE_OR_GROUP]) {
        for word in list.split_ascii_whitespace() {
            if let Some(key) = key(word.as_bytes()) {
                classes.add(key, bit);
            }
        }
    }
    classes
});

impl Classes {
    fn add(&mut self, key: Key, bit: u8) {
        if bit & (GIVEN | SURNAME) != 0 {
            let name = name_bit(&key);
            self.names[name / 64] |= 1 << (name % 64);
        }
        let (mut slot, tag) = place(&key);
        loop {
            match self.slots[slot] {
                (_, 0) => break,
                (known, number) if known == tag => {
                    let (word, class) = &mut self.words[usize::from(number) - 1];
                    if *word == key {
                        *class |= bit;
                        return;
                    }
                }
                _ => {}
            }
            slot = (slot + 1) % SLOTS;
        }
        self.words.push((key, bit));
        // Fewer words than slots by far.
        self.slots[slot] = (tag, u16::try_from(self.words.len()).unwrap_or(0));
    }

    /// Whether a word may be a given name or a surname: few others seem to be.
    pub(super) fn may_be_name(&self, key: &Key) -> bool {
        let name = name_bit(key);
        self.names[name / 64] >> (name % 64) & 1 == 1
    }

    /// What the lists say of a word.
    pub(super) fn get(&self, key: &Key) -> Option<u8> {
        let (mut slot, tag) = place(key);
        loop {
            match self.slots[slot] {
                (_, 0) => return None,
                (known, number) if known == tag => {
                    let (word, class) = &self.words[usize::from(number) - 1];
                    if word == key {
                        return Some(*class);
                    }
                }
                _ => {}
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// A word as a key; `None` when it is longer than any of the lists.
pub(super) fn key(word: &[u8]) -> Option<Key> {
    if word.len() > LONGEST {
        return None;
    }
    let mut key = [0; LONGEST / 8];
    let (eights, rest) = word.as_chunks::<8>();
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    for (part, eight) in key.iter_mut().zip(eights.chain([short(rest)])) {
        *part = lower(eight);
    }
    Some(key)
}

/// The bit of a key in the filter of names.
fn name_bit(key: &Key) -> usize {
    let (slot, tag) = place(key);
    (slot ^ usize::from(tag) << 1) % NAMES
}

/// The slot of a key, and the other part of its hash. The keys are our own lists,
/// so nobody can choose colliding ones.
fn place(key: &Key) -> (usize, u16) {
    const ODD: [u64; 3] = [
        0x9e37_79b9_7f4a_7c15,
        0xc2b2_ae3d_27d4_eb4f,
        0x1656_67b1_9e37_79f9,
    ];
    let parts = key
        .iter()
        .zip(ODD)
        .map(|(part, odd)| part.wrapping_mul(odd));
    let hash = parts.fold(0_u64, |hash, part| hash.rotate_left(23) ^ part);
    let hash = (hash ^ hash >> 32).wrapping_mul(ODD[0]);
    ((hash >> 48) as usize % SLOTS, (hash >> 32) as u16)
}
