//! Labels of different sets by one name each.

/// Names by kind. A label in none of the rows is of kind `ID` when it ends like an
/// identifier's, else `OTHER`.
const KINDS: [(&str, &[&str]); 16] = [
    (
        "PERSON",
        &[
            "PERSON",
            "PERSON_NAME",
            "PER",
            "NAME",
            "GIVEN_NAME",
            "SURNAME",
            "FIRST_NAME",
            "LAST_NAME",
            "MIDDLE_NAME",
            "FULL_NAME",
            "PREFIX",
            "PATIENT_NAME",
        ],
    ),
    (
        "LOCATION",
        &[
            "LOCATION",
            "LOC",
            "GPE",
            "FAC",
            "GEO_LOC",
            "GEOGRAPHIC_LOCATION",
            "ADDRESS",
            "STREET_ADDRESS",
            "STREET",
            "STREET_NAME",
            "BUILDING_NUMBER",
            "SECONDARY_ADDRESS",
            "CITY",
            "STATE",
            "COUNTRY",
            "COUNTY",
            "ZIP_CODE",
            "ZIPCODE",
            "POSTCODE",
            "POSTAL_CODE",
            "UK_POSTCODE",
            "DE_PLZ",
            "US_STATE",
            "COORDINATES",
            "GEO_COORDINATES",
            "FACILITY",
            "PLACE",
        ],
    ),
    (
        "ORGANIZATION",
        &[
            "ORGANIZATION",
            "ORGANIZATION_NAME",
            "ORG",
            "COMPANY",
            "COMPANY_NAME",
            "CORPORATION",
            "GROUP",
            "EMPLOYER",
            "HOSPITAL",
        ],
    ),
    (
        "DATE_TIME",
        &[
            "DATE_TIME",
            "DATE",
            "DATETIME",
            "TIME",
            "TIMESTAMP",
            "DATE_OF_BIRTH",
            "DOB",
            "BIRTH_DATE",
        ],
    ),
    ("AGE", &["AGE", "AGE_OVER_89"]),
    (
        "NRP",
        &[
            "NRP",
            "NORP",
            "NATIONALITY",
            "RELIGION",
            "ETHNICITY",
            "POLITICAL_AFFILIATION",
        ],
    ),
    (
        "PHONE_NUMBER",
        &[
            "PHONE_NUMBER",
            "PHONE",
            "FAX",
            "FAX_NUMBER",
            "TELEPHONE_NUMBER",
            "PH_MOBILE_NUMBER",
            "TR_PHONE_NUMBER",
        ],
    ),
    ("EMAIL_ADDRESS", &["EMAIL_ADDRESS", "EMAIL"]),
    ("URL", &["URL", "DOMAIN_NAME", "WEBSITE", "WEB_URL"]),
    (
        "IP_ADDRESS",
        &["IP_ADDRESS", "IP", "IPV4", "IPV6", "MAC_ADDRESS"],
    ),
    (
        "US_SSN",
        &["US_SSN", "SSN", "SOCIAL_SECURITY_NUMBER", "US_ITIN"],
    ),
    (
        "CREDIT_CARD",
        &["CREDIT_CARD", "CREDIT_CARD_NUMBER", "CARD_NUMBER"],
    ),
    ("IBAN_CODE", &["IBAN_CODE", "IBAN"]),
    (
        "PASSWORD",
        &[
            "PASSWORD",
            "API_KEY",
            "SECRET",
            "TOKEN",
            "ACCESS_TOKEN",
            "AUTH_TOKEN",
            "PRIVATE_KEY",
            "CREDENTIAL",
            "CREDENTIALS",
            "PIN",
            "JWT",
            "SECRET_KEY",
            "HASH_OR_KEY",
            "CRYPTO",
        ],
    ),
    ("USERNAME", &["USERNAME", "USER_NAME", "HANDLE", "LOGIN"]),
    (
        "OTHER",
        &[
            "OTHER",
            "MISC",
            "DEM",
            "QUANTITY",
            "OCCUPATION",
            "JOB_TITLE",
            "TITLE",
            "PRODUCT",
            "CREATIVE_WORK",
            "GENDER",
            "SEX",
        ],
    ),
];

/// The kind of a label, whatever its case: what two sets must agree on.
pub fn kind(label: &str) -> &'static str {
    let label = label.to_ascii_uppercase().replace('-', "_");
    let row = KINDS
        .iter()
        .find(|(_, labels)| labels.contains(&label.as_str()));
    if let Some((kind, _)) = row {
        return kind;
    }
    let ends = [
        "NUMBER", "ID", "CODE", "LICENSE", "PASSPORT", "ACCOUNT", "PLATE", "KEY", "UUID", "NPI",
        "MRN", "VIN", "IMEI",
    ];
    let starts = label.len() > 3 && label.as_bytes()[2] == b'_';
    if starts
        || ends.iter().any(|end| label.ends_with(end))
        || label.contains("LICEN")
        || label.contains("RECORD")
    {
        "ID"
    } else {
        "OTHER"
    }
}
