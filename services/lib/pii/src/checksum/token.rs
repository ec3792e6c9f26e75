//! Check sums of wallets and access tokens.

use sha3::{Digest, Keccak256};

/// Ethereum's checksum in the case of the letters (EIP-55). An address in one
/// case has none, and fails. The text must be `0x` and forty digits.
pub fn eip55(text: &str) -> bool {
    let Some(address) = text.strip_prefix("0x").filter(|a| a.len() == 40) else {
        return false;
    };
    let lower = address.to_ascii_lowercase();
    let digest = Keccak256::digest(lower.as_bytes());
    let mixed = address.bytes().any(|b| b.is_ascii_lowercase())
        && address.bytes().any(|b| b.is_ascii_uppercase());
    mixed
        && address.bytes().enumerate().all(|(i, b)| {
            let nibble = digest[i / 2] >> (4 * (1 - i % 2)) & 15;
            b.is_ascii_digit() || (b.is_ascii_hexdigit() && b.is_ascii_uppercase() == (nibble >= 8))
        })
}

/// GitHub's and npm's tokens: behind the prefix and `_`, thirty symbols and
/// their CRC-32 in six digits of base 62.
pub fn token_crc32(text: &str) -> bool {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((_, body)) = text.split_once('_') else {
        return false;
    };
    let Some((payload, check)) = body
        .len()
        .checked_sub(6)
        .and_then(|at| body.split_at_checked(at))
    else {
        return false;
    };
    let stated = check.bytes().try_fold(0_u64, |n, b| {
        let digit = DIGITS.iter().position(|&d| d == b)?;
        Some(n * 62 + digit as u64)
    });
    payload.len() == 30 && stated == Some(u64::from(crc32(payload.as_bytes())))
}

/// CRC-32 (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_pass() {
        // EIP-55's own examples.
        for address in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        ] {
            assert!(eip55(address));
            assert!(!eip55(&address.to_ascii_lowercase()));
            assert!(!eip55(&address.replacen('a', "A", 1)));
        }
        assert!(!eip55("") && !eip55("0x"));
    }

    #[test]
    fn a_token_carries_its_own_crc() {
        let payload = "0123456789abcdefghijABCDEFGHIJ";
        let mut crc = crc32(payload.as_bytes());
        let mut check = [b'0'; 6];
        for place in check.iter_mut().rev() {
            const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            *place = DIGITS[crc as usize % 62];
            crc /= 62;
        }
        let token = format!("ghp_{payload}{}", std::str::from_utf8(&check).unwrap());
        assert!(token_crc32(&token));
        assert!(!token_crc32(&token.replace('A', "B")));
        assert!(!token_crc32("ghp_") && !token_crc32(""));
    }
}
