//! What a pass over a text saw of what a shadow is made of: without it, nobody looks.

/// A superset of what there is: no hint, nothing there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// One of [`SIGNS`].
    pub(crate) signs: bool,
    /// A byte that is not ASCII.
    pub(crate) others: bool,
    /// A blank and two more, each two bytes behind the other, and no blank between.
    pub(crate) spread: bool,
    /// Where words may start that open like one of [`DIGIT_WORDS`] or [`DOT`], in order.
    pub(crate) words: Vec<usize>,
}

/// Signs of characters that are written in another way.
pub(crate) const SIGNS: &[u8] = b"&%\\=<[({@";

/// Words that read as a digit, each at its place.
pub(crate) const DIGIT_WORDS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
/// The word that reads as a dot.
pub(crate) const DOT: &str = "dot";

impl Hints {
    /// Adds what a block says: where it has signs, other bytes, and blanks, and the blanks of
    /// the block before.
    #[inline(always)]
    pub(crate) fn add(&mut self, signs: u64, others: u64, blanks: u64, before: u64) {
        let row = u128::from(before) | u128::from(blanks) << 64;
        let apart = row & row >> 2 & row >> 4 & !(row >> 1) & !(row >> 3);
        self.signs |= signs != 0;
        self.others |= others != 0;
        // What starts in this block is seen whole with the next one.
        self.spread |= apart as u64 != 0;
    }

    /// Hints at everything that may be in a text.
    #[cfg(test)]
    pub(crate) fn all(text: &str) -> Self {
        Self {
            signs: true,
            others: true,
            spread: true,
            words: (0..text.len()).collect(),
        }
    }
}
