//! Eight bytes of a text at once.

/// One in each byte.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;

/// Fewer than eight bytes, zeros behind them.
pub(super) fn short(bytes: &[u8]) -> u64 {
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

/// The first `count` of eight bytes, or all of them; zeros behind them.
pub(super) fn first(eight: u64, count: usize) -> u64 {
    match count {
        0..8 => eight & ((1 << (8 * count)) - 1),
        _ => eight,
    }
}

/// As `to_ascii_lowercase`, eight bytes at once.
pub(super) fn lower(eight: u64) -> u64 {
    eight | capital_bits(eight) >> 2
}

/// The upper bit of each byte: whether it is a capital letter of ASCII.
pub(super) fn capital_bits(eight: u64) -> u64 {
    // The upper bit of each byte: whether its lower seven reach a letter.
    let low = eight & (0x7f * ONES);
    let from_a = low + (0x80 - u64::from(b'A')) * ONES;
    let behind_z = low + (0x7f - u64::from(b'Z')) * ONES;
    from_a & !behind_z & !eight & (0x80 * ONES)
}

/// The upper bit of each byte: whether it is a letter of ASCII.
pub(super) fn letter_bits(eight: u64) -> u64 {
    // Small letters become capital ones, and nothing else does.
    capital_bits(eight & !(0x20 * ONES))
}
