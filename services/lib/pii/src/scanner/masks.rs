//! What stands where in a text, a bit for each byte.

use crate::prefix::{CONTEXT, Filter, NARROW, SPOKEN, WIDE, is_word};
use crate::sets::{Sets, Visit};
use crate::shadow::{Hints, SIGNS};

pub(super) use crate::sets::BLOCK;

/// What stands in a block, a bit for each byte.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Masks {
    /// Where words start.
    pub(super) starts: u64,
    pub(super) digits: u64,
    /// Word bytes and hyphens.
    pub(super) joined: u64,
    pub(super) marks: u64,
    /// Where context words may start.
    pub(super) opens: u64,
    /// Where narrow patterns may match, and wide ones.
    pub(super) narrow: u64,
    pub(super) wide: u64,
}

/// The sets of bytes behind masks.
#[derive(Debug)]
pub(super) struct Reader(Sets<9>);

impl Reader {
    /// `marks` are no part of words, and something may start or stand there; `opens` are no letters or digits, and context
    /// words start with them.
    pub(super) fn new(marks: &[u8], opens: &[u8]) -> Self {
        Self(Sets::new(|set, byte| match set {
            0 => is_word(byte),
            1 => byte.is_ascii_digit(),
            2 => is_word(byte) || byte == b'-',
            3 => byte.is_ascii_alphanumeric(),
            4 => marks.contains(&byte),
            5 => opens.contains(&byte),
            6 => SIGNS.contains(&byte),
            7 => !byte.is_ascii(),
            _ => byte == b' ',
        }))
    }

    /// Reads a text: masks of a block each, and empty ones behind the last; and what a shadow is made of. The filter says
    /// what may start where.
    pub(super) fn read(&self, bytes: &[u8], filter: &Filter, masks: &mut Vec<Masks>) -> Hints {
        masks.clear();
        masks.reserve(bytes.len() / BLOCK + 2);
        let mut reading = Reading {
            bytes,
            filter,
            masks,
            hints: Hints::default(),
            base: 0,
            before: Before::default(),
        };
        self.0.read(bytes, &mut reading);
        let mut hints = reading.hints;
        hints.add(0, 0, 0, reading.before.blanks);
        masks.push(Masks::default());
        hints
    }
}

/// A text that is read.
struct Reading<'a> {
    bytes: &'a [u8],
    filter: &'a Filter,
    masks: &'a mut Vec<Masks>,
    hints: Hints,
    base: usize,
    before: Before,
}

/// Of the block before.
#[derive(Default)]
struct Before {
    words: u64,
    alnum: u64,
    letters: u64,
    blanks: u64,
}

impl Visit<9> for Reading<'_> {
    #[inline(always)]
    fn visit(&mut self, block: [u64; 9]) {
        let [
            words,
            digits,
            joined,
            alnum,
            marks,
            opens,
            signs,
            others,
            blanks,
        ] = block;
        let behind = |of: u64, before: u64| of << 1 | before >> 63;
        let mut here = Masks {
            starts: words & !behind(words, self.before.words),
            digits,
            joined,
            marks,
            opens: (alnum | opens) & !behind(alnum, self.before.alnum),
            ..Masks::default()
        };
        // A word for a digit may stand behind a digit: "+1four".
        let letters = alnum & !digits;
        let said = letters & !behind(letters, self.before.letters);
        let mut spoken = here.look(self.filter, self.bytes, self.base, said);
        while spoken != 0 {
            let word = self.base + spoken.trailing_zeros() as usize;
            self.hints.words.push(word);
            spoken &= spoken - 1;
        }
        self.hints.add(signs, others, blanks, self.before.blanks);
        self.masks.push(here);
        self.base += BLOCK;
        self.before = Before {
            words,
            alnum,
            letters,
            blanks,
        };
    }
}

impl Masks {
    /// Looks at what may start at the words and marks of the block at `base`; returns at which of `said` words for signs
    /// may.
    #[inline(always)]
    fn look(&mut self, filter: &Filter, bytes: &[u8], base: usize, said: u64) -> u64 {
        let mut places = self.starts | self.marks | self.opens | said;
        let (mut context, mut spoken) = (0, 0);
        // Without a branch that depends on the text.
        while places != 0 {
            let bit = places.trailing_zeros();
            places &= places - 1;
            let what = filter.look(bytes, base + bit as usize);
            let has = |flag: u8| u64::from(what & flag != 0) << bit;
            self.narrow |= has(NARROW);
            self.wide |= has(WIDE);
            context |= has(CONTEXT);
            spoken |= has(SPOKEN);
        }
        self.opens &= context;
        spoken & said
    }
}

#[cfg(test)]
mod tests;
