//! Word lists behind the recogniser of names, and the words of a text.
//!
//! `lists/PROVENANCE.md` says where each list comes from.

use std::sync::LazyLock;

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

/// The classes of all words, found by the hash of a word.
struct Classes {
    /// For each slot: part of the hash of its word, and the word's number behind 1;
    /// 0 where it is free. A word stands in the first free slot behind its own.
    slots: Vec<(u16, u16)>,
    words: Vec<(Key, u8)>,
    /// A bit for each hash that a given name or a surname has: few other words have one of these.
    names: Vec<u64>,
}

/// A word in lower case, padded with zeros: eight bytes each.
type Key = [u64; LONGEST / 8];

/// Slots, three times as many as words.
const SLOTS: usize = 1 << 15;

/// Bits of the filter of names, some ten times as many as names.
const NAMES: usize = 1 << 16;

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
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

    fn may_be_name(&self, key: &Key) -> bool {
        let name = name_bit(key);
        self.names[name / 64] >> (name % 64) & 1 == 1
    }

    fn get(&self, key: &Key) -> Option<u8> {
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
fn key(word: &[u8]) -> Option<Key> {
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

/// Fewer than eight bytes, zeros behind them.
fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // Where both have a byte, it is the same.
        let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
        return first | last << (8 * (bytes.len() - 4));
    }
    match *bytes {
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a] => u64::from(a),
        _ => 0,
    }
}

/// As `to_ascii_lowercase`, eight bytes at once.
fn lower(eight: u64) -> u64 {
    eight | capital_bits(eight) >> 2
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

/// The words of one list that are in no other way words: single, of letters, at
/// least three of them.
pub(crate) fn plain(bit: u8) -> Vec<&'static str> {
    let list = LISTS[bit.trailing_zeros() as usize];
    list.split_ascii_whitespace()
        .filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .filter(|word| class(word) & (COMMON | PLACE_OR_GROUP) == 0)
        .collect()
}

/// Longest word of the lists, in bytes.
const LONGEST: usize = 24;

/// What the lists say about a word, whatever its case (of ASCII letters): a
/// union of the bits above, 0 for a word in none. A possessive is looked
/// through; a double name counts as its first part.
pub(crate) fn class(word: &str) -> u8 {
    look_up(word, |key| CLASSES.get(key)).unwrap_or(0)
}

/// [`class`] of a word where that may have [`GIVEN`] or [`SURNAME`] in it, else 0 most of the time: it costs less.
pub(crate) fn class_of_name(word: &str) -> u8 {
    // A word that is known and no name would hide the first part of a double name.
    let known =
        |key: &Key| (word.contains('-') || CLASSES.may_be_name(key)).then(|| CLASSES.get(key))?;
    look_up(word, known).unwrap_or(0)
}

/// What `get` says of a word without a possessive, else of the first part of a double name.
fn look_up(word: &str, get: impl Fn(&Key) -> Option<u8>) -> Option<u8> {
    let bytes = word.as_bytes();
    let bytes = bytes
        .strip_suffix(b"'s")
        .or_else(|| bytes.strip_suffix("’s".as_bytes()))
        .unwrap_or(bytes);
    let whole = key(bytes).filter(|_| !bytes.is_empty())?;
    get(&whole).or_else(|| {
        let hyphen = bytes.iter().position(|&b| b == b'-')?;
        get(&key(&bytes[..hyphen])?)
    })
}

/// A word of a text: letters, with apostrophes and hyphens inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    text: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Word<'a> {
    /// What it is.
    pub(crate) fn as_str(&self) -> &'a str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    fn bytes(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.start..self.end]
    }

    /// Starts with a capital letter.
    pub(crate) fn capitalised(&self) -> bool {
        self.bytes().first().is_some_and(u8::is_ascii_uppercase)
    }

    /// More than one letter, all capitals.
    pub(crate) fn shouted(&self) -> bool {
        self.len() > 1 && self.bytes().iter().all(|b| !b.is_ascii_lowercase())
    }

    /// First word of a line or a sentence.
    pub(crate) fn opens(&self) -> bool {
        let before = self.text.as_bytes()[..self.start].iter().rev();
        let mut before = before.skip_while(|b| **b == b' ');
        before.next().is_none_or(|b| b"\n\r.!?:".contains(b))
    }
}

/// The capitalised words of a text that do not stand inside a longer token.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    /// The block that is read, and the capitals in it not looked at yet.
    block: usize,
    capitals: u64,
}

/// Bytes of a block.
const BLOCK: usize = 64;

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Words in a name after its first, at most.
const MOST_AFTER: usize = 3;

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            block: 0,
            capitals: capitals(text.as_bytes(), 0),
        }
    }

    /// Goes on behind `end`.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// The next word that starts with a capital letter of ASCII.
    pub(crate) fn next(&mut self) -> Option<Word<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            while self.capitals == 0 {
                self.block += BLOCK;
                if self.block >= bytes.len() {
                    return None;
                }
                self.capitals = capitals(bytes, self.block);
            }
            let start = self.block + self.capitals.trailing_zeros() as usize;
            self.capitals &= self.capitals - 1;
            if start < self.at {
                continue;
            }
            let word = word_at(self.text, start);
            self.at = word.end.max(start + 1);
            let inside = start.checked_sub(1).is_some_and(|i| {
                bytes[i].is_ascii_alphanumeric() || bytes[i] >= 0x80 || b"_@/\\".contains(&bytes[i])
            });
            let runs_on = bytes
                .get(word.end)
                .is_some_and(|b| b.is_ascii_digit() || b"_@\\".contains(b));
            if !inside && !runs_on {
                return Some(word);
            }
        }
    }

    /// The words that may continue a name after `first`: capitalised, one space
    /// apart, with an initial or a particle between. Trailing particles are left
    /// out.
    pub(crate) fn name_after(&self, first: &Word<'a>) -> Vec<Word<'a>> {
        const PARTICLES: [&[u8]; 12] = [
            b"van", b"von", b"de", b"der", b"den", b"da", b"di", b"del", b"la", b"bin", b"al",
            b"dos",
        ];
        let bytes = self.text.as_bytes();
        let mut run = Vec::new();
        let (shouted, owns) = (first.shouted(), first.bytes().ends_with(b"'s"));
        let mut at = first.end;
        let mut particles = 0;
        while run.len() < MOST_AFTER && !owns {
            if bytes.get(at) == Some(&b'.') && at == first.end && first.len() == 1 {
                at += 1;
            }
            if bytes.get(at) != Some(&b' ') {
                break;
            }
            let word = word_at(self.text, at + 1);
            let text = word.bytes();
            if text.is_empty() {
                break;
            }
            at = word.end;
            if word.capitalised() && word.shouted() == (shouted && word.len() > 1) {
                let initial = word.len() == 1;
                if initial && bytes.get(at) == Some(&b'.') {
                    at += 1;
                }
                if initial {
                    continue;
                }
                run.push(word);
                if text.ends_with(b"'s") {
                    break;
                }
            } else if PARTICLES.contains(&text) && particles < 2 {
                particles += 1;
            } else {
                break;
            }
        }
        run
    }
}

/// The capital letters of ASCII in the block at `from`, a bit for each byte.
fn capitals(bytes: &[u8], from: usize) -> u64 {
    let end = bytes.len().min(from + BLOCK);
    let (eights, rest) = bytes[from..end].as_chunks::<8>();
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    let parts = eights.chain([short(rest)]).zip((0..BLOCK).step_by(8));
    parts.fold(0, |found, (eight, shift)| {
        let ones = capital_bits(eight) >> 7;
        found | (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << shift
    })
}

/// The upper bit of each byte: whether it is a capital letter of ASCII.
fn capital_bits(eight: u64) -> u64 {
    // The upper bit of each byte: whether its lower seven reach a letter.
    let low = eight & (0x7f * ONES);
    let from_a = low + (0x80 - u64::from(b'A')) * ONES;
    let behind_z = low + (0x7f - u64::from(b'Z')) * ONES;
    from_a & !behind_z & !eight & (0x80 * ONES)
}

/// The upper bit of each byte: whether it is a letter of ASCII.
fn letter_bits(eight: u64) -> u64 {
    // Small letters become capital ones, and nothing else does.
    capital_bits(eight & !(0x20 * ONES))
}

/// Where the letters of ASCII from `at` on end.
fn letters_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let others = !letter_bits(u64::from_le_bytes(*eight)) & (0x80 * ONES);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_alphabetic()).count()
}

/// The word that starts at `start`.
fn word_at(text: &str, start: usize) -> Word<'_> {
    let bytes = text.as_bytes();
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0xc3 || (0x80..0xc0).contains(&b);
    let mut end = letters_end(bytes, start);
    while let Some(&byte) = bytes.get(end) {
        let joins = matches!(byte, b'\'' | b'-')
            && end > start
            && bytes.get(end + 1).is_some_and(|&b| is_letter(b));
        // A character of three bytes is punctuation more often than a letter here.
        let punctuation = byte >= 0xe0;
        if (is_letter(byte) && !punctuation) || joins {
            end = letters_end(bytes, end + 1);
        } else {
            break;
        }
    }
    Word { text, start, end }
}

#[cfg(test)]
mod tests;
