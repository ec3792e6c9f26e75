//! Numbers of countries that Presidio does not have.

use super::{exactly, number, symbols, value, weighted};

/// Two check digits modulo 11, each over all digits before it.
fn br_checked(d: &[u32], first: &[u32], second: &[u32]) -> bool {
    let digit = |weights: &[u32]| {
        let rest = weighted(d.iter().copied(), weights.iter().copied()) % 11;
        if rest < 2 { 0 } else { 11 - rest }
    };
    let at = first.len();
    digit(first) == d[at] && digit(second) == d[at + 1] && d.iter().any(|&x| x != d[0])
}

/// Brazilian personal taxpayer number (CPF).
pub fn br_cpf(text: &str) -> bool {
    exactly(text, 11).is_some_and(|d| {
        br_checked(
            &d,
            &[10, 9, 8, 7, 6, 5, 4, 3, 2],
            &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
        )
    })
}

/// Brazilian company taxpayer number (CNPJ).
pub fn br_cnpj(text: &str) -> bool {
    exactly(text, 14).is_some_and(|d| {
        br_checked(
            &d,
            &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2],
            &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2],
        )
    })
}

/// Dutch citizen service number: weights 9 to 2 and -1, modulo 11.
pub fn nl_bsn(text: &str) -> bool {
    exactly(text, 9).is_some_and(|d| {
        let sum = weighted(d[..8].iter().copied(), (2..=9).rev()) + 11 - d[8];
        sum.is_multiple_of(11) && number(&d) != 0
    })
}

/// French social security number: 97 less the number modulo 97 (Corsica's 2A
/// and 2B read 19 and 18).
pub fn fr_nir(text: &str) -> bool {
    let symbols = symbols(text);
    if symbols.len() != 15 {
        return false;
    }
    let mut spelled: Vec<u8> = symbols.clone();
    match &symbols[5..7] {
        b"2A" => spelled[5..7].copy_from_slice(b"19"),
        b"2B" => spelled[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    if !spelled.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let n = spelled
        .iter()
        .fold(0_u64, |n, &b| n * 10 + u64::from(value(b)));
    97 - n / 100 % 97 == n % 100
}

/// Chilean RUT: weights 2 to 7 from the right, modulo 11, K is ten.
pub fn cl_rut(text: &str) -> bool {
    let symbols = symbols(text);
    let Some((check, rest)) = symbols.split_last() else {
        return false;
    };
    let sum = weighted(rest.iter().rev().map(|&b| value(b)), (2..=7).cycle());
    let expected = match 11 - sum % 11 {
        11 => b'0',
        10 => b'K',
        n => b'0' + n as u8,
    };
    (7..=8).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit) && expected == *check
}

/// Mexican CURP: a table of 37 symbols, weights 18 to 2, complement modulo 10.
pub fn mx_curp(text: &str) -> bool {
    let symbols = symbols(text);
    // The alphabet has N-with-tilde behind N, which moves the letters from O on.
    let place = |b: u8| value(b) + u32::from(b > b'N' && b.is_ascii_alphabetic());
    let sum = weighted(symbols.iter().take(17).map(|&b| place(b)), (2..=18).rev());
    symbols.len() == 18
        && symbols[17].is_ascii_digit()
        && (10 - sum % 10) % 10 == value(symbols[17])
}

/// Japanese individual number: weights 2 to 7 twice from the right, modulo 11.
pub fn jp_my_number(text: &str) -> bool {
    exactly(text, 12).is_some_and(|d| {
        let sum = weighted(
            d[..11].iter().rev().copied(),
            [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6].into_iter(),
        );
        let rest = sum % 11;
        (if rest < 2 { 0 } else { 11 - rest }) == d[11] && number(&d[..9]) != 0
    })
}
