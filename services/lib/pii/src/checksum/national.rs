//! Check digits of national numbers. Where a number has a date in it, the date
//! is checked as well.

mod further;

pub use further::*;

use super::{digits, luhn, verhoeff, weighted};

/// The digits, when there are exactly `count`.
fn exactly(text: &str, count: usize) -> Option<Vec<u32>> {
    let found: Vec<u32> = digits(text).collect();
    (found.len() == count).then_some(found)
}

/// Letters and digits in upper case.
fn symbols(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| b.to_ascii_uppercase())
        .collect()
}

fn value(symbol: u8) -> u32 {
    match symbol {
        b'0'..=b'9' => u32::from(symbol - b'0'),
        _ => u32::from(symbol.to_ascii_uppercase().saturating_sub(b'A')) + 10,
    }
}

fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + d)
}

/// Whether a day exists; of a year of unknown century, in any.
pub(crate) fn is_date(year: Option<u32>, month: u32, day: u32) -> bool {
    let leap = year
        .is_none_or(|y| y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400)));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// ISO/IEC 7064 mod 11,10: the last digit checks the others.
pub fn mod11_10(text: &str) -> bool {
    let all: Vec<u32> = digits(text).collect();
    let Some((check, rest)) = all.split_last() else {
        return false;
    };
    let product = rest.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    rest.len() > 1 && (11 - product) % 10 == *check
}

/// ISO/IEC 7064 mod 97-10 over the whole text, as a legal entity identifier
/// (ISO 17442) has it.
pub fn lei(text: &str) -> bool {
    let symbols = symbols(text);
    let rest = symbols.iter().fold(0_u32, |rest, &b| {
        let shift = if value(b) < 10 { 10 } else { 100 };
        (rest * shift + value(b)) % 97
    });
    symbols.len() == 20 && rest == 1
}

/// International securities identification number (ISO 6166): letters count
/// from 10 and the digits pass Luhn.
pub fn isin(text: &str) -> bool {
    let symbols = symbols(text);
    let expanded: String = symbols.iter().map(|&b| value(b).to_string()).collect();
    symbols.len() == 12 && symbols[..2].iter().all(u8::is_ascii_alphabetic) && luhn(&expanded)
}

/// Vehicle identification number (ISO 3779, 49 CFR 565.15): the ninth symbol
/// checks the others, X is ten. Vehicles of other markets may not have it.
pub fn vin(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    /// Values of A to Z; I, O and Q do not occur.
    const LETTERS: [u32; 26] = [
        1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9,
    ];
    let symbols = symbols(text);
    if symbols.len() != 17 || symbols.iter().any(|b| b"IOQ".contains(b)) {
        return false;
    }
    let sum: u32 = symbols
        .iter()
        .zip(WEIGHTS)
        .map(|(&b, w)| {
            let v = if b.is_ascii_digit() {
                value(b)
            } else {
                LETTERS[usize::from(b - b'A')]
            };
            v * w
        })
        .sum();
    let check = match symbols[8] {
        b'X' => 10,
        b if b.is_ascii_digit() => value(b),
        _ => return false,
    };
    sum % 11 == check
}

/// Machine-readable documents (ICAO 9303): weights 7, 3, 1, the last digit is
/// the sum modulo ten.
pub fn icao(text: &str) -> bool {
    let symbols = symbols(text);
    let Some((check, rest)) = symbols.split_last() else {
        return false;
    };
    let sum: u32 = rest
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(&b, w)| value(b) * w)
        .sum();
    rest.len() > 1 && check.is_ascii_digit() && sum % 10 == value(*check)
}

/// US national provider identifier: Luhn behind the prefix 80840.
pub fn us_npi(text: &str) -> bool {
    exactly(text, 10).is_some() && luhn(&format!("80840{text}"))
}

/// US DEA registration: of seven digits, the last is the last digit of
/// (first + third + fifth) + 2 (second + fourth + sixth).
pub fn us_dea(text: &str) -> bool {
    let skip = text.len().saturating_sub(7);
    text.get(skip..)
        .and_then(|t| exactly(t, 7))
        .is_some_and(|d| (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6])
}

/// German tax identification number: eleven digits, the first not 0, none more
/// than three times among the first ten, ISO 7064 mod 11,10.
pub fn de_tax_id(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| {
        let most = (0..10)
            .map(|n| d[..10].iter().filter(|&&x| x == n).count())
            .max();
        d[0] != 0 && most <= Some(3) && mod11_10(text)
    })
}

/// German doctor's number (LANR): weights 4 and 9 over six digits.
pub fn de_lanr(text: &str) -> bool {
    exactly(text, 9).is_some_and(|d| {
        let sum = weighted(d[..6].iter().copied(), [4, 9].into_iter().cycle());
        (10 - sum % 10) % 10 == d[6]
    })
}

/// Digits of a number with one letter, which counts as two digits (A is 01).
fn spelled(text: &str) -> Vec<u32> {
    let mut all = Vec::new();
    for b in symbols(text) {
        match b {
            b'0'..=b'9' => all.push(value(b)),
            _ => all.extend([(value(b) - 9) / 10, (value(b) - 9) % 10]),
        }
    }
    all
}

/// Sum of the digits of the products.
fn crossed(digits: &[u32], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(d, w)| d * w / 10 + d * w % 10)
        .sum()
}

/// German health insurance number (KVNR): a letter, eight digits, check digit.
pub fn de_kvnr(text: &str) -> bool {
    let all = spelled(text);
    all.len() == 11 && crossed(&all[..10], &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == all[10]
}

/// German pension insurance number (VKVV, section 4): area, day (plus 50 where
/// taken), month, year, letter, serial, check digit.
pub fn de_rvnr(text: &str) -> bool {
    let all = spelled(text);
    if all.len() != 13 {
        return false;
    }
    let (day, month) = (number(&all[2..4]), number(&all[4..6]));
    let dated = ((1..=31).contains(&day) || (51..=81).contains(&day)) && (1..=12).contains(&month);
    dated && crossed(&all[..12], &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == all[12]
}

/// Spanish identity numbers: the letter is the number modulo 23; of a
/// foreigner's, X, Y and Z read 0, 1 and 2.
pub fn es_nif(text: &str) -> bool {
    const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let symbols = symbols(text);
    let Some((check, rest)) = symbols.split_last() else {
        return false;
    };
    let n = rest
        .iter()
        .enumerate()
        .try_fold(0_u32, |n, (i, &b)| match b {
            b'0'..=b'9' => Some(n * 10 + value(b)),
            b'X'..=b'Z' if i == 0 => Some(u32::from(b - b'X')),
            _ => None,
        });
    (8..=9).contains(&symbols.len()) && n.is_some_and(|n| LETTERS[n as usize % 23] == *check)
}

/// Italian fiscal code: odd places by a table, even ones by value, modulo 26
/// (decree of 23 December 1976).
pub fn it_fiscal_code(text: &str) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let symbols = symbols(text);
    let sum: u32 = symbols
        .iter()
        .take(15)
        .enumerate()
        .map(|(i, &b)| {
            let v = if b.is_ascii_digit() {
                value(b)
            } else {
                value(b) - 10
            };
            if i % 2 == 0 { ODD[v as usize] } else { v }
        })
        .sum();
    symbols.len() == 16 && u32::from(symbols[15].wrapping_sub(b'A')) == sum % 26
}

/// Italian VAT number: Luhn over eleven digits.
pub fn it_vat(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| d.iter().any(|&x| x != 0)) && luhn(text)
}

/// Polish PESEL: birth date (the century is in the month), weights 1, 3, 7, 9.
pub fn pl_pesel(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| {
        let month = number(&d[2..4]);
        let century = [1900, 2000, 2100, 2200, 1800][month as usize / 20];
        let dated = is_date(
            Some(century + number(&d[..2])),
            month % 20,
            number(&d[4..6]),
        );
        let sum = weighted(d[..10].iter().copied(), [1, 3, 7, 9].into_iter().cycle());
        dated && (10 - sum % 10) % 10 == d[10]
    })
}

/// Finnish personal identity code: birth date, century sign, number, and a
/// control character modulo 31.
pub fn fi_identity_code(text: &str) -> bool {
    const CONTROL: &[u8] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let bytes = text.as_bytes();
    let (Some(date), Some(serial), 11) = (text.get(..6), text.get(7..10), bytes.len()) else {
        return false;
    };
    let century = match bytes[6].to_ascii_uppercase() {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return false,
    };
    let (Some(d), Some(s)) = (exactly(date, 6), exactly(serial, 3)) else {
        return false;
    };
    let dated = is_date(
        Some(century + number(&d[4..])),
        number(&d[2..4]),
        number(&d[..2]),
    );
    let rest = (number(&d) * 1000 + number(&s)) % 31;
    dated && CONTROL[rest as usize] == bytes[10].to_ascii_uppercase()
}

/// Swedish personal number: a date (the day plus 60 in coordination numbers),
/// Luhn over the last ten digits.
pub fn se_personnummer(text: &str) -> bool {
    let all: Vec<u32> = digits(text).collect();
    let (year, d) = match all.len() {
        10 => (None, &all[..]),
        12 => (Some(number(&all[..4])), &all[2..]),
        _ => return false,
    };
    let day = number(&d[4..6]);
    let day = if day > 60 { day - 60 } else { day };
    let last: String = d.iter().map(u32::to_string).collect();
    year.is_none_or(|y| (1800..2100).contains(&y))
        && is_date(year, number(&d[2..4]), day)
        && luhn(&last)
}

/// Swedish organisation number: ten digits, the third at least 2, Luhn.
pub fn se_organisationsnummer(text: &str) -> bool {
    exactly(text, 10).is_some_and(|d| d[2] >= 2) && luhn(text)
}

/// Turkish national number: the tenth and eleventh digits check the others.
pub fn tr_national_id(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| {
        let odd: u32 = d[..9].iter().step_by(2).sum();
        let even: u32 = d[1..8].iter().step_by(2).sum();
        d[0] != 0
            && (odd * 7 + 1000 - even) % 10 == d[9]
            && d[..10].iter().sum::<u32>() % 10 == d[10]
    })
}

/// Australian business number: one less at the front, modulo 89.
pub fn au_abn(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| {
        let sum = weighted(
            d.iter().copied(),
            [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19].into_iter(),
        );
        d[0] != 0 && (sum - 10).is_multiple_of(89)
    })
}

/// Australian company number: weights 8 to 1, the complement modulo 10.
pub fn au_acn(text: &str) -> bool {
    exactly(text, 9).is_some_and(|d| {
        let sum = weighted(d[..8].iter().copied(), (1..=8).rev());
        (10 - sum % 10) % 10 == d[8]
    })
}

/// Australian tax file number of nine digits, modulo 11.
pub fn au_tfn(text: &str) -> bool {
    exactly(text, 9).is_some_and(|d| {
        weighted(d.iter().copied(), [1, 4, 3, 7, 5, 8, 6, 9, 10].into_iter()).is_multiple_of(11)
    })
}

/// Australian Medicare number: first digit 2 to 6, weights 1, 3, 7, 9 over eight.
pub fn au_medicare(text: &str) -> bool {
    exactly(text, 10).is_some_and(|d| {
        let sum = weighted(d[..8].iter().copied(), [1, 3, 7, 9].into_iter().cycle());
        (2..=6).contains(&d[0]) && sum % 10 == d[8]
    })
}

/// Singapore identity number: weights 2, 7, 6, 5, 4, 3, 2, an offset by series
/// and a letter from the series' table.
pub fn sg_nric(text: &str) -> bool {
    let symbols = symbols(text);
    let [series, middle @ .., check] = &symbols[..] else {
        return false;
    };
    let (offset, letters): (u32, &[u8]) = match series {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let sum = weighted(
        middle.iter().map(|&b| value(b)),
        [2, 7, 6, 5, 4, 3, 2].into_iter(),
    );
    middle.len() == 7 && letters[(sum + offset) as usize % 11] == *check
}

/// Singapore entity number, in its three forms.
pub fn sg_uen(text: &str) -> bool {
    const KINDS: &[u8] =
        b"LPLLFCPFRFMQMMNBCCCSMBFMGSDPCPNRCMCDMDHSVHCHMHCLXLCXHCRPTUTCFBFNPAPBSSMCSMGAGB";
    const SYMBOLS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
    let symbols = symbols(text);
    let Some((check, rest)) = symbols.split_last() else {
        return false;
    };
    let sum =
        |weights: &[u32]| -> u32 { rest.iter().zip(weights).map(|(&b, w)| value(b) * w).sum() };
    let all_digits = rest.iter().all(u8::is_ascii_digit);
    match rest.len() {
        8 if all_digits => b"XMKECAWLJDB"[sum(&[10, 4, 9, 3, 8, 2, 7, 1]) as usize % 11] == *check,
        9 if all_digits => {
            let year = rest[..4].iter().fold(0, |n, &b| n * 10 + value(b));
            (1800..2100).contains(&year)
                && b"ZKCMDNERGWH"[sum(&[10, 8, 6, 4, 9, 7, 5, 3, 1]) as usize % 11] == *check
        }
        9 => {
            let kind = KINDS.chunks(2).any(|kind| kind == &rest[3..5]);
            let place = |b: &u8| SYMBOLS.iter().position(|s| s == b);
            let sum = rest
                .iter()
                .zip([4, 3, 5, 3, 10, 2, 2, 5, 7])
                .try_fold(0, |sum, (b, w)| Some(sum + place(b)? * w));
            let at = |sum: usize| (sum + 11 * 5 - 5) % 11;
            b"TSR".contains(&rest[0]) && kind && sum.is_some_and(|s| SYMBOLS[at(s)] == *check)
        }
        _ => false,
    }
}

/// Philippine taxpayer number: weights 9 to 2, the rest modulo 11; a branch of
/// three digits may follow.
pub fn ph_tin(text: &str) -> bool {
    let all: Vec<u32> = digits(text).collect();
    matches!(all.len(), 9 | 12) && weighted(all[..8].iter().copied(), (2..=9).rev()) % 11 == all[8]
}

/// Thai national number: weights 13 to 2, modulo 11.
pub fn th_tnin(text: &str) -> bool {
    exactly(text, 13).is_some_and(|d| {
        let rest = weighted(d[..12].iter().copied(), (2..=13).rev()) % 11;
        (11 - rest) % 10 == d[12] && d[0] != 0
    })
}

fn kr_resident(text: &str, base: u32) -> bool {
    exactly(text, 13).is_some_and(|d| {
        let sum = weighted(
            d[..12].iter().copied(),
            [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5].into_iter(),
        );
        number(&d[7..9]) <= 95 && (base - sum % 11) % 10 == d[12]
    })
}

/// Korean resident number, as issued until October 2020.
pub fn kr_rrn(text: &str) -> bool {
    kr_resident(text, 11)
}

/// Korean number of a foreign resident, as issued until October 2020.
pub fn kr_frn(text: &str) -> bool {
    kr_resident(text, 13)
}

/// Korean business number: weights 1, 3, 7; the ninth digit counts five times,
/// with its tens.
pub fn kr_brn(text: &str) -> bool {
    exactly(text, 10).is_some_and(|d| {
        let sum = weighted(d[..8].iter().copied(), [1, 3, 7].into_iter().cycle())
            + d[8] * 5
            + d[8] * 5 / 10;
        (10 - sum % 10) % 10 == d[9]
    })
}

/// Aadhaar: twelve digits, the first at least 2, no palindrome, Verhoeff.
pub fn in_aadhaar(text: &str) -> bool {
    exactly(text, 12).is_some_and(|d| d[0] >= 2 && !d.iter().eq(d.iter().rev())) && verhoeff(text)
}

/// Indian GSTIN: factors 1 and 2 over base 36, quotient and rest of each
/// product, complement of the sum.
pub fn in_gstin(text: &str) -> bool {
    let symbols = symbols(text);
    let sum: u32 = symbols
        .iter()
        .take(14)
        .enumerate()
        .map(|(i, &b)| {
            let product = value(b) * (1 + i as u32 % 2);
            product / 36 + product % 36
        })
        .sum();
    symbols.len() == 15 && (36 - sum % 36) % 36 == value(symbols[14])
}

/// Nigerian identification number: eleven digits, Verhoeff.
pub fn ng_nin(text: &str) -> bool {
    exactly(text, 11).is_some() && verhoeff(text)
}

/// South African identity number: birth date, citizenship 0 to 2, 8 or 9, Luhn.
pub fn za_id(text: &str) -> bool {
    exactly(text, 13).is_some_and(|d| {
        // Nobody who has one was born before 1920: a year this far ahead is of the last century.
        let year = number(&d[..2]);
        let year = if year > 26 { 1900 + year } else { 2000 + year };
        is_date(Some(year), number(&d[2..4]), number(&d[4..6])) && d[10] <= 2 && d[11] >= 8
    }) && luhn(text)
}

#[cfg(test)]
mod tests;
