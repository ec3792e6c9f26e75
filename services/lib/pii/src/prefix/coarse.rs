//! A first, small look: whether any pattern of a group may match at a place.

use super::alphabet::Alphabet;
use super::{Before, DEAD, Memo, Prefixes, STOP, start};

/// Bytes read before the patterns that are left may match.
const DEPTH: usize = 16;
/// Bytes after which nothing is left at most places.
const SOON: usize = 5;

impl Prefixes {
    /// An automaton of few classes of bytes for groups of patterns: the n-th has bit n.
    pub(crate) fn coarse(&self, groups: &[&[u16]]) -> Memo {
        let all = groups.concat();
        let most = all.iter().max().map_or(0, |&most| usize::from(most) + 1);
        let mut bits = vec![0; most];
        for (group, n) in groups.iter().zip(0..) {
            for &pattern in *group {
                bits[usize::from(pattern)] |= 1 << n;
            }
        }
        let alphabet = Alphabet::coarse(self.nfa.byte_classes());
        self.memo_of(&all, bits, alphabet)
    }

    /// The groups, as bits, of patterns that match at `at`, or may: a superset of what
    /// [`Self::at`] says.
    pub(crate) fn groups(&self, memo: &mut Memo, bytes: &[u8], at: usize) -> u8 {
        let (mut state, mut read) = (start(Before::at(bytes, at)), at);
        // Most places end here. Without a branch in between, several are looked at at a time.
        if let Some(first) = bytes.get(at..).and_then(<[u8]>::first_chunk::<SOON>) {
            let (mut soon, mut stops) = (state, 0);
            for &byte in first {
                let next = memo.next(soon, memo.alphabet.class(byte));
                (soon, stops) = (next & !STOP, stops | next);
            }
            if stops < STOP {
                if soon == DEAD {
                    return 0;
                }
                (state, read) = (soon, at + SOON);
            }
        }
        let end = bytes.len().min(at + DEPTH);
        for &byte in &bytes[read..end] {
            let class = memo.alphabet.class(byte);
            let next = memo.next(state, class);
            if next == DEAD {
                return 0;
            } else if next < STOP {
                state = next;
            } else {
                if let Some(next) = self.stop(memo, state, class, next) {
                    state = next;
                    if memo.states[usize::from(state)].key.new.is_empty() && state != DEAD {
                        continue;
                    }
                }
                break;
            }
        }
        memo.states[usize::from(state)].groups
    }
}
