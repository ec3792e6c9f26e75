use super::*;

/// Numbers printed as examples by their issuers, or in the documentation of
/// libraries that check them.
#[test]
fn published_examples_pass_and_a_changed_digit_does_not() {
    type Passes = fn(&str) -> bool;
    let cases: &[(Passes, &str)] = &[
        (lei, "5493001KJTIIGC8Y1R12"),
        (isin, "US0378331005"),
        (vin, "1M8GDM9AXKP042788"),
        (icao, "L898902C36"),
        (us_npi, "1234567893"),
        (us_dea, "GL0285191"),
        (de_tax_id, "12345678903"),
        (de_lanr, "123456601"),
        (de_kvnr, "A123456780"),
        (de_rvnr, "65070803A019"),
        (mod11_10, "136695976"),
        (es_nif, "12345678Z"),
        (es_nif, "Y8063915Z"),
        (it_fiscal_code, "RSSMRA85T10A562S"),
        (it_vat, "01333550323"),
        (pl_pesel, "44051401458"),
        (fi_identity_code, "131052-308T"),
        (se_personnummer, "811228-9874"),
        (se_organisationsnummer, "212000-0142"),
        (tr_national_id, "10000000146"),
        (au_abn, "51 824 753 556"),
        (au_acn, "000 000 180"),
        (au_tfn, "876543210"),
        (au_medicare, "2123 45670 1"),
        (sg_nric, "S1234567D"),
        (sg_uen, "53125226D"),
        (sg_uen, "201434292D"),
        (sg_uen, "R16RF0037F"),
        (ph_tin, "000-123-456"),
        (th_tnin, "1234567890121"),
        (kr_rrn, "960121-1021413"),
        (kr_frn, "050912-6000012"),
        (kr_brn, "104-86-56659"),
        (in_aadhaar, "312345678909"),
        (in_gstin, "27AAPFU0939F1ZV"),
        (za_id, "8001015009087"),
        (br_cpf, "529.982.247-25"),
        (br_cnpj, "11.222.333/0001-81"),
        (nl_bsn, "111222333"),
        (fr_nir, "2 55 08 14 168 025 38"),
        (cl_rut, "12.531.909-2"),
        (mx_curp, "BOXW310820HNERXN09"),
        (jp_my_number, "123456789018"),
    ];
    for (check, text) in cases {
        assert!(check(text), "{text}");
        // Every one of these catches a change of its last digit before the check.
        let at = text
            .char_indices()
            .rev()
            .filter(|(_, c)| c.is_ascii_digit())
            .nth(2);
        let (at, digit) = at.unwrap();
        let other = char::from_digit((digit.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert!(!check(&changed), "{changed}");
        assert!(!check(""), "the empty text");
    }
}

#[test]
fn dates_know_months_and_leap_years() {
    assert!(is_date(Some(2000), 2, 29) && !is_date(Some(1900), 2, 29));
    assert!(is_date(None, 2, 29) && !is_date(None, 4, 31) && !is_date(None, 13, 1));
}
