//! Things that are dear to make, kept for the next to need one.

use std::sync::{Mutex, PoisonError};

/// Spare things, one for each thread that was at work at the same time.
#[derive(Debug)]
pub(super) struct Spare<T>(Mutex<Vec<T>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Spare<T> {
    /// A spare one, or a new one.
    pub(super) fn get_or(&self, new: impl FnOnce() -> T) -> T {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let got = spare.pop();
        drop(spare);
        got.unwrap_or_else(new)
    }

    /// Keeps one for later.
    pub(super) fn put(&self, thing: T) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(thing);
    }
}
