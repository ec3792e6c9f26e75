//! Checksums and check digits.
//!
//! Each takes text with or without separators and looks at letters and digits
//! only, unless it says otherwise.

mod national;
mod token;

pub use national::*;
use sha2::{Digest, Sha256};
pub use token::*;

/// A check on a candidate's text.
pub type Check = fn(&str) -> bool;

/// Checks a policy may name.
const NAMED: &[(&str, Check)] = &[
    ("aba", aba_routing),
    ("au_abn", au_abn),
    ("au_acn", au_acn),
    ("au_medicare", au_medicare),
    ("au_tfn", au_tfn),
    ("base58check", base58check),
    ("bech32", bech32),
    ("br_cnpj", br_cnpj),
    ("br_cpf", br_cpf),
    ("cl_rut", cl_rut),
    ("de_kvnr", de_kvnr),
    ("de_lanr", de_lanr),
    ("de_rvnr", de_rvnr),
    ("de_tax_id", de_tax_id),
    ("eip55", eip55),
    ("es_nif", es_nif),
    ("fi_identity_code", fi_identity_code),
    ("fr_nir", fr_nir),
    ("icao", icao),
    ("in_aadhaar", in_aadhaar),
    ("in_gstin", in_gstin),
    ("isin", isin),
    ("it_fiscal_code", it_fiscal_code),
    ("it_vat", it_vat),
    ("jp_my_number", jp_my_number),
    ("kr_brn", kr_brn),
    ("kr_frn", kr_frn),
    ("kr_rrn", kr_rrn),
    ("lei", lei),
    ("luhn", luhn),
    ("mod11_10", mod11_10),
    ("mod97", mod97),
    ("mx_curp", mx_curp),
    ("ng_nin", ng_nin),
    ("nhs", nhs_number),
    ("nl_bsn", nl_bsn),
    ("ph_tin", ph_tin),
    ("pl_pesel", pl_pesel),
    ("se_organisationsnummer", se_organisationsnummer),
    ("se_personnummer", se_personnummer),
    ("sg_nric", sg_nric),
    ("sg_uen", sg_uen),
    ("th_tnin", th_tnin),
    ("token_crc32", token_crc32),
    ("tr_national_id", tr_national_id),
    ("us_dea", us_dea),
    ("us_npi", us_npi),
    ("verhoeff", verhoeff),
    ("vin", vin),
    ("za_id", za_id),
];

/// The check of that name.
pub fn named(name: &str) -> Option<Check> {
    NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, check)| *check)
}

/// The names [`named`] knows, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMED.iter().map(|(name, _)| *name)
}

/// The digits of a text, in order.
pub(crate) fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> + Clone + '_ {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|b| u32::from(b - b'0'))
}

/// Luhn (ISO/IEC 7812-1, annex B) over the digits.
pub fn luhn(text: &str) -> bool {
    let mut count = 0;
    let sum: u32 = digits(text)
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            count += 1;
            match (i % 2, digit) {
                (0, d) => d,
                (_, d) if d > 4 => 2 * d - 9,
                (_, d) => 2 * d,
            }
        })
        .sum();
    count >= 2 && sum.is_multiple_of(10)
}

/// ISO/IEC 7064 mod 97-10 as ISO 13616 uses it: the first four characters move
/// to the end, letters count from 10, and the rest must be 1.
pub fn mod97(text: &str) -> bool {
    let symbols = || text.bytes().filter(u8::is_ascii_alphanumeric);
    if symbols().count() < 5 {
        return false;
    }
    let rest = symbols()
        .skip(4)
        .chain(symbols().take(4))
        .fold(0_u32, |rest, b| {
            let value = match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                _ => u32::from(b.to_ascii_uppercase() - b'A') + 10,
            };
            let shift = if value < 10 { 10 } else { 100 };
            (rest * shift + value) % 97
        });
    rest == 1
}

/// ABA routing transit number: nine digits, weights 3, 7, 1, sum divisible by 10.
pub fn aba_routing(text: &str) -> bool {
    let weights = [3, 7, 1].into_iter().cycle();
    digits(text).count() == 9
        && weighted(digits(text), weights).is_multiple_of(10)
        && digits(text).any(|d| d != 0)
}

/// UK NHS number: ten digits, weights 10 to 2, the last digit is
/// 11 minus the sum modulo 11 (11 reads as 0; 10 is never issued).
pub fn nhs_number(text: &str) -> bool {
    // A sum over all ten digits, the check digit with weight 1, is 0 modulo 11.
    digits(text).count() == 10
        && weighted(digits(text), (1..=10).rev()).is_multiple_of(11)
        && digits(text).any(|d| d != 0)
}

fn weighted(digits: impl Iterator<Item = u32>, weights: impl Iterator<Item = u32>) -> u32 {
    digits.zip(weights).map(|(d, w)| d * w).sum()
}

/// Verhoeff's check over the dihedral group of order ten (J. Verhoeff, 1969).
pub fn verhoeff(text: &str) -> bool {
    const MULTIPLY: [[u32; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    /// One application of the permutation; row n of the usual table is n of them.
    const PERMUTE: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let check = digits(text).rev().enumerate().fold(0, |check, (i, digit)| {
        let moved = (0..i % 8).fold(digit, |d, _| PERMUTE[d as usize]);
        MULTIPLY[check as usize][moved as usize]
    });
    check == 0 && digits(text).count() >= 2
}

/// Base58Check of a 25-byte payload: a Bitcoin address of the first form. The
/// text must be the address alone.
pub fn base58check(text: &str) -> bool {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut payload = [0_u8; 25];
    for symbol in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|&a| a == symbol) else {
            return false;
        };
        let mut carry = value as u32;
        for byte in payload.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return false;
        }
    }
    let digest = Sha256::digest(Sha256::digest(&payload[..21]));
    !text.is_empty() && digest[..4] == payload[21..]
}

/// Bech32 (BIP-173) and Bech32m (BIP-350): a Bitcoin address of the second
/// form. The text must be the address alone.
pub fn bech32(text: &str) -> bool {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const BECH32: u32 = 1;
    const BECH32M: u32 = 0x2bc8_30a3;
    let lower = text.to_ascii_lowercase();
    let mixed = text != lower && text != text.to_ascii_uppercase();
    let Some((prefix, data)) = lower.rsplit_once('1') else {
        return false;
    };
    if mixed || prefix.is_empty() || data.len() < 6 || lower.len() > 90 || !lower.is_ascii() {
        return false;
    }
    let mut check = 1_u32;
    for byte in prefix.bytes() {
        check = bech32_step(check, u32::from(byte >> 5));
    }
    check = bech32_step(check, 0);
    for byte in prefix.bytes() {
        check = bech32_step(check, u32::from(byte & 31));
    }
    for symbol in data.bytes() {
        let Some(value) = ALPHABET.iter().position(|&a| a == symbol) else {
            return false;
        };
        check = bech32_step(check, value as u32);
    }
    check == BECH32 || check == BECH32M
}

fn bech32_step(check: u32, value: u32) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = check >> 25;
    let shifted = ((check & 0x01ff_ffff) << 5) ^ value;
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| (top >> bit) & 1 == 1)
        .fold(shifted, |sum, (_, term)| sum ^ term)
}

#[cfg(test)]
mod tests;
