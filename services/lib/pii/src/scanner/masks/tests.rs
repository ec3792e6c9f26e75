use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_bit_says_what_its_byte_is(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut masks = Vec::new();
        let mut filter = Filter::default();
        (0..=u8::MAX).for_each(|byte| filter.add(&[byte], CONTEXT));
        Reader::new(b"@.+", b"#\xc3").read(&bytes, &filter, &mut masks);
        prop_assert_eq!(masks.len(), bytes.len().div_ceil(BLOCK) + 1);
        for at in 0..masks.len() * BLOCK {
            let byte = bytes.get(at).copied().unwrap_or(0);
            let block = masks[at / BLOCK];
            let bit = |mask: u64| mask >> (at % BLOCK) & 1 == 1;
            let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
            let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
            prop_assert_eq!(bit(block.starts), is_word(byte) && !before.is_some_and(is_word));
            prop_assert_eq!(bit(block.digits), byte.is_ascii_digit());
            prop_assert_eq!(bit(block.joined), is_word(byte) || byte == b'-');
            prop_assert_eq!(bit(block.marks), b"@.+".contains(&byte));
            let inside = before.is_some_and(|b| b.is_ascii_alphanumeric());
            let opens = byte.is_ascii_alphanumeric() || b"#\xc3".contains(&byte);
            prop_assert_eq!(bit(block.opens), opens && !inside);
        }
    }
}
