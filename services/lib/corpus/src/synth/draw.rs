//! Draws from a seeded generator.

use std::collections::HashSet;

use rand_core::Rng;

/// A number below `bound`, evenly: the high half of a 64 by 64 bit product,
/// whose bias is under `bound / 2^64`.
pub(crate) fn below(rng: &mut impl Rng, bound: u64) -> u64 {
    ((u128::from(rng.next_u64()) * u128::from(bound)) >> 64) as u64
}

/// One of the items; the list must not be empty.
pub(crate) fn pick<'a, T: ?Sized>(rng: &mut impl Rng, items: &[&'a T]) -> &'a T {
    items[below(rng, items.len() as u64) as usize]
}

/// `length` symbols of the alphabet.
pub(crate) fn symbols(rng: &mut impl Rng, alphabet: &str, length: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..length)
        .map(|_| alphabet[below(rng, alphabet.len() as u64) as usize])
        .collect()
}

/// Draws until the value is new to `seen`. After many tries the last value is
/// used again: a space that small was chosen by the caller.
pub(crate) fn unique<T: std::hash::Hash + Eq + Clone>(
    seen: &mut HashSet<T>,
    mut draw: impl FnMut() -> T,
) -> T {
    const TRIES: usize = 1000;
    let mut value = draw();
    for _ in 0..TRIES {
        if seen.insert(value.clone()) {
            break;
        }
        value = draw();
    }
    value
}
