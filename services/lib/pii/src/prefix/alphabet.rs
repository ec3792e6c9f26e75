//! Bytes that an automaton does not tell apart.

use regex_automata::util::alphabet::ByteClasses;

use super::is_word;

/// Classes of bytes. The class behind the last is the end of the text.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    classes: [u8; 256],
    /// Bytes of each class, one of those that no pattern tells apart.
    samples: Vec<Vec<u8>>,
    /// Bits of a class.
    pub(super) shift: u32,
}

impl Alphabet {
    /// Bytes that no pattern tells apart.
    pub(super) fn fine(classes: &ByteClasses) -> Self {
        Self::joined(classes, |byte| byte)
    }

    /// Few classes, so that the states of an automaton are small.
    pub(super) fn coarse(classes: &ByteClasses) -> Self {
        Self::joined(classes, kind)
    }

    /// Joins classes of the same kind.
    fn joined(classes: &ByteClasses, kind: impl Fn(u8) -> u8) -> Self {
        let mut kinds: Vec<u8> = Vec::new();
        let mut samples: Vec<Vec<u8>> = Vec::new();
        let mut places = [0; 256];
        for byte in classes.representatives(..).filter_map(|unit| unit.as_u8()) {
            let kind = kind(byte);
            let known = kinds.iter().position(|known| *known == kind);
            let place = known.unwrap_or_else(|| {
                kinds.push(kind);
                samples.push(Vec::new());
                samples.len() - 1
            });
            samples[place].push(byte);
            // There are no more classes than bytes.
            places[usize::from(classes.get(byte))] = place as u8;
        }
        let bytes = 0..=u8::MAX;
        let mut table = [0; 256];
        for (class, byte) in table.iter_mut().zip(bytes) {
            *class = places[usize::from(classes.get(byte))];
        }
        Self {
            classes: table,
            shift: (samples.len() + 1).next_power_of_two().trailing_zeros(),
            samples,
        }
    }

    /// The class of a byte.
    #[inline(always)]
    pub(super) fn class(&self, byte: u8) -> usize {
        self.classes[usize::from(byte)].into()
    }

    /// The class of the end of the text.
    pub(super) fn end(&self) -> usize {
        self.samples.len()
    }

    /// Bytes of a class: none at the end of the text.
    pub(super) fn bytes(&self, class: usize) -> &[u8] {
        self.samples.get(class).map_or(&[], Vec::as_slice)
    }
}

/// What a coarse automaton takes a byte for.
fn kind(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' => b'A',
        0x80.. => 0x80,
        _ if is_word(byte) || b" \n-./,:()+'".contains(&byte) => byte,
        _ => 0,
    }
}
