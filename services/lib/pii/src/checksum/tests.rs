use super::*;

#[test]
fn luhn_accepts_what_issuers_print_and_refuses_a_changed_digit() {
    for good in [
        "4111 1111 1111 1111",
        "5555-5555-5555-4444",
        "371449635398431",
        "79927398713",
    ] {
        assert!(luhn(good), "{good}");
    }
    for bad in ["4111 1111 1111 1112", "79927398710", "", "7"] {
        assert!(!luhn(bad), "{bad}");
    }
}

#[test]
fn mod97_follows_iso_13616() {
    assert!(mod97("GB82 WEST 1234 5698 7654 32"));
    assert!(mod97("de89370400440532013000"));
    assert!(!mod97("GB83 WEST 1234 5698 7654 32"));
    assert!(!mod97("GB82"));
}

#[test]
fn aba_and_nhs_use_their_weights() {
    assert!(aba_routing("011000015"));
    assert!(!aba_routing("011000016"));
    assert!(!aba_routing("000000000"));
    assert!(nhs_number("943 476 5919"));
    assert!(!nhs_number("943 476 5918"));
    assert!(!nhs_number("94347659190"));
}

#[test]
fn verhoeff_finds_every_swap_of_neighbours() {
    assert!(verhoeff("2363"));
    let valid = "123456789010";
    let check = (0..10).find(|d| verhoeff(&format!("{valid}{d}"))).unwrap();
    let number: Vec<u8> = format!("{valid}{check}").into_bytes();
    for at in 1..number.len() {
        let mut swapped = number.clone();
        swapped.swap(at - 1, at);
        let changed = swapped != number;
        assert_eq!(verhoeff(&String::from_utf8(swapped).unwrap()), !changed);
    }
}

#[test]
fn wallet_addresses_carry_their_own_proof() {
    assert!(base58check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"));
    assert!(!base58check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"));
    assert!(!base58check("0"));
    assert!(bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
    assert!(bech32("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"));
    assert!(!bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
    assert!(
        !bech32("bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        "mixed case"
    );
}

#[test]
fn every_name_is_found_and_no_other() {
    for name in names() {
        assert!(named(name).is_some());
    }
    assert!(named("crc").is_none());
}
