//! Word lists by the hashes of their words.
//!
//! `weights/PROVENANCE.md` says which lists and where they come from. A word is
//! kept as 32 bits of its hash: a word outside the lists is taken for one inside
//! with a probability of about their length over 2^32.

use super::feature::key;

/// Words and what is known of each: sorted keys, and a set of bits beside each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    pub(super) keys: Vec<u32>,
    pub(super) bits: Vec<u16>,
}

impl Lexicon {
    /// From words and their bits; a word that stands twice has the bits of both.
    pub fn from_words<'a>(words: impl IntoIterator<Item = (&'a str, u16)>) -> Self {
        let mut entries: Vec<(u32, u16)> = words
            .into_iter()
            .map(|(word, bits)| (key(&super::fold::Folded::new(word).letters), bits))
            .collect();
        entries.sort_unstable();
        let mut lexicon = Self::default();
        for (key, bits) in entries {
            if lexicon.keys.last() == Some(&key) {
                if let Some(last) = lexicon.bits.last_mut() {
                    *last |= bits;
                }
                continue;
            }
            lexicon.keys.push(key);
            lexicon.bits.push(bits);
        }
        lexicon
    }

    /// From its two tables, if they belong together.
    pub(super) fn from_tables(keys: Vec<u32>, bits: Vec<u16>) -> Option<Self> {
        let sorted = keys.windows(2).all(|pair| pair[0] < pair[1]);
        (sorted && keys.len() == bits.len()).then_some(Self { keys, bits })
    }

    /// The numbers of the bits of a folded word; one above all lists when it is
    /// in none.
    pub(super) fn bits(&self, letters: &[char]) -> impl Iterator<Item = u32> + use<> {
        let found = self.keys.binary_search(&key(letters));
        let bits = found.ok().and_then(|at| self.bits.get(at)).copied();
        let bits = bits.map_or(1 << 16, u32::from);
        (0..=16).filter(move |bit| bits >> bit & 1 == 1)
    }
}
