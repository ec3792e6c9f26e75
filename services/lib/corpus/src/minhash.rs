//! Near-duplicates by MinHash and locality-sensitive hashing (Broder 1997;
//! Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3).
//!
//! A text is the set of its runs of three words, case and punctuation folded.
//! Its [`Signature`] keeps the low byte of 128 minimum hashes (b-bit minwise
//! hashing, Li and König 2010), so that the share of equal bytes of two
//! signatures estimates the Jaccard similarity of the sets. [`Bands`] say which
//! pairs are worth a look.

/// Hashes of a signature.
pub const HASHES: usize = 128;
/// Words of a shingle.
pub const SHINGLE_WORDS: usize = 3;

/// The low bytes of 128 minimum hashes of a text's shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; HASHES]);

impl Signature {
    /// The signature of a text. A text without words has that of the empty set,
    /// which is similar to nothing but itself.
    pub fn of(text: &str) -> Self {
        let mut least = [u32::MAX; HASHES];
        let mut window = [0_u64; SHINGLE_WORDS];
        let mut words = 0;
        let mut add = |window: &[u64]| {
            let mut shingle = 0;
            for word in window {
                shingle = mix(shingle ^ word);
            }
            let shingle = (shingle >> 32) as u32;
            for (least, (add, multiply)) in least.iter_mut().zip(&FAMILY) {
                let hash = (shingle ^ add).wrapping_mul(*multiply);
                *least = (*least).min(hash ^ (hash >> 15));
            }
        };
        for_each_word(text, |word| {
            window.rotate_left(1);
            window[SHINGLE_WORDS - 1] = word;
            words += 1;
            if words >= SHINGLE_WORDS {
                add(&window);
            }
        });
        if words < SHINGLE_WORDS {
            add(&window[SHINGLE_WORDS - words..]);
        }
        Self(least.map(|hash| (hash.wrapping_mul(0x9E37_79B1) >> 24) as u8))
    }

    /// Estimate of the Jaccard similarity of the two texts' shingles, in
    /// [0, 1]; its standard deviation is at most 0.045. Bytes that agree by
    /// chance (1 in 256) are taken out.
    pub fn similarity(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        let share = equal as f64 / HASHES as f64;
        ((share - 1.0 / 256.0) / (1.0 - 1.0 / 256.0)).max(0.0)
    }
}

/// How a signature is cut into bands: two texts are compared when all rows of
/// one band agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Bands.
    pub count: usize,
    /// Bytes of a band, at most 8.
    pub rows: usize,
}

impl Bands {
    /// The longest bands that still miss at most one pair in twenty of exactly
    /// this similarity (and fewer above it).
    pub fn for_threshold(threshold: f64) -> Self {
        let of = |rows: usize| Self {
            count: HASHES / rows,
            rows,
        };
        let found = (1..=8).rev().map(of).find(|b| b.chance(threshold) >= 0.95);
        found.unwrap_or(of(1))
    }

    /// The chance that two texts of a similarity are compared.
    pub fn chance(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powi(self.rows as i32)).powi(self.count as i32)
    }

    /// The key of a band: equal for two signatures exactly when its rows are.
    pub fn key(&self, band: usize, signature: &Signature) -> u64 {
        let rows = signature.0.iter().skip(band * self.rows).take(self.rows);
        rows.fold(0, |key, row| key << 8 | u64::from(*row))
    }
}

/// A fingerprint of a text for exact duplicates: 64 bits over its words, case
/// and punctuation folded. Texts of one fingerprint are to be compared by
/// signature as well.
pub fn fingerprint(text: &str) -> u64 {
    let mut print = 0;
    for_each_word(text, |word| print = mix(print ^ word));
    print
}

/// Calls `each` with the hash of every word: a run of letters and digits,
/// lower case. A character of a script without spaces is a word.
fn for_each_word(text: &str, mut each: impl FnMut(u64)) {
    const BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01B3;
    let mut word = BASIS;
    let mut open = false;
    for c in text.chars() {
        let alone =
            ('\u{2E80}'..='\u{9FFF}').contains(&c) || ('\u{AC00}'..='\u{D7AF}').contains(&c);
        if open && (alone || !c.is_alphanumeric()) {
            each(mix(word));
            (word, open) = (BASIS, false);
        }
        if alone {
            each(mix(u64::from(u32::from(c))));
        } else if c.is_ascii_alphanumeric() {
            word = (word ^ u64::from(c.to_ascii_lowercase() as u8)).wrapping_mul(PRIME);
            open = true;
        } else if c.is_alphanumeric() {
            for low in c.to_lowercase() {
                word = (word ^ u64::from(u32::from(low))).wrapping_mul(PRIME);
            }
            open = true;
        }
    }
    if open {
        each(mix(word));
    }
}

/// The finaliser of SplitMix64.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// An addend and an odd factor for each hash.
static FAMILY: [(u32, u32); HASHES] = {
    let mut family = [(0, 0); HASHES];
    let mut at = 0;
    while at < HASHES {
        let bits = mix(at as u64 + 1);
        family[at] = ((bits >> 32) as u32, bits as u32 | 1);
        at += 1;
    }
    family
};

#[cfg(test)]
mod tests;
