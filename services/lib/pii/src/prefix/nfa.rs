//! States of an automaton, one at a time.

use regex_automata::nfa::thompson::State;
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;

use super::{Before, is_word};

/// Calls `visit` with every state behind `state`, whatever is read.
pub(super) fn each_next(state: &State, mut visit: impl FnMut(StateID)) {
    match state {
        State::ByteRange { trans } => visit(trans.next),
        State::Sparse(sparse) => sparse.transitions.iter().for_each(|t| visit(t.next)),
        State::Dense(dense) => dense.transitions.iter().for_each(|&next| visit(next)),
        State::Look { next, .. } | State::Capture { next, .. } => visit(*next),
        State::Union { alternates } => alternates.iter().for_each(|&next| visit(next)),
        State::BinaryUnion { alt1, alt2 } => {
            visit(*alt1);
            visit(*alt2);
        }
        State::Fail | State::Match { .. } => {}
    }
}

/// The state behind `state` and a byte.
pub(super) fn behind(state: &State, byte: u8) -> Option<StateID> {
    match state {
        State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
        State::Sparse(sparse) => sparse.matches_byte(byte),
        State::Dense(dense) => dense.matches_byte(byte),
        _ => None,
    }
}

/// Whether a state asks for something that [`holds`] does not look into.
pub(super) fn is_unsure(state: &State) -> bool {
    let known = [
        Look::Start,
        Look::End,
        Look::WordAscii,
        Look::WordAsciiNegate,
    ];
    matches!(state, State::Look { look, .. } if !known.contains(look))
}

/// Whether an assertion may hold; only those our expressions use are looked into.
pub(super) fn holds(look: Look, before: u8, next: Option<u8>) -> bool {
    let next_word = next.is_some_and(is_word);
    match look {
        Look::Start => before == Before::Nothing as u8,
        Look::End => next.is_none(),
        Look::WordAscii => (before == Before::Word as u8) != next_word,
        Look::WordAsciiNegate => (before == Before::Word as u8) == next_word,
        _ => true,
    }
}
