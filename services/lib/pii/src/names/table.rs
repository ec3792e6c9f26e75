//! The words of the lists, found by a hash.

use std::sync::LazyLock;

use super::bits::{ONES, first, letter_bits, lower, short};
use super::{COMMON, GIVEN, LISTS, PLACE_OR_GROUP, SURNAME};

/// Longest word of the lists, in bytes.
pub(super) const LONGEST: usize = 24;

/// The classes of all words, found by the hash of a word.
pub(super) struct Classes {
    /// For each slot: the hash of its word, and below that its classes; 0 where it is free. A
    /// word stands in the first free slot behind its own. The word itself is not kept: in 2^40
    /// others one has the same hash.
    slots: Box<[u64; SLOTS]>,
    /// A bit for each hash of the letters of ASCII, up to eight, that a given name or a surname opens with: few other words
    /// have one of these.
    heads: Vec<u64>,
}

/// A word in lower case, padded with zeros: eight bytes each.
pub(super) type Key = [u64; LONGEST / 8];

/// The bits of a slot that are classes.
const CLASS: u64 = 0xff;

/// Slots, three times as many as words.
const SLOTS: usize = 1 << 15;

/// Bits of the filter of first letters, some ten times as many as names.
const HEADS: usize = 1 << 16;

pub(super) static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let mut classes = Classes {
        slots: Box::new([0; SLOTS]),
        heads: vec![0; HEADS / 64],
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
            let letters = (!letter_bits(key[0]) & (0x80 * ONES)).trailing_zeros() / 8;
            let head = head_bit(first(key[0], letters as usize));
            self.heads[head / 64] |= 1 << (head % 64);
        }
        let hash = hash(&key);
        // Fewer words than slots by far.
        let mut slot = slot(hash);
        while self.slots[slot] != 0 && self.slots[slot] & !CLASS != hash & !CLASS {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = (hash & !CLASS) | self.slots[slot] & CLASS | u64::from(bit);
    }

    /// Whether a given name or a surname may open with these letters, up to eight.
    pub(super) fn may_open_name(&self, head: u64) -> bool {
        let head = head_bit(head);
        self.heads[head / 64] >> (head % 64) & 1 == 1
    }

    /// What the lists say of a word.
    pub(super) fn get(&self, key: &Key) -> Option<u8> {
        let hash = hash(key);
        let mut slot = slot(hash);
        loop {
            match self.slots[slot] {
                0 => return None,
                known if known & !CLASS == hash & !CLASS => return Some((known & CLASS) as u8),
                _ => slot = (slot + 1) % SLOTS,
            }
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

/// The bit of first letters in their filter.
fn head_bit(head: u64) -> usize {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % HEADS
}

/// The slot of a hash.
fn slot(hash: u64) -> usize {
    (hash >> 48) as usize % SLOTS
}

fn hash(key: &Key) -> u64 {
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
    hash ^ hash >> 29
}
