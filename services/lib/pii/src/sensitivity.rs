//! How much an entity type says about a person, where a policy does not.

use crate::Sensitivity;

/// Types that tell who somebody is only together with others.
const QUASI: &[&str] = &[
    "AGE",
    "DATE_TIME",
    "FAMILY_STATUS",
    "LOCATION",
    "NRP",
    "OCCUPATION",
    "ORGANIZATION",
    "US_ZIP_CODE",
    "DE_PLZ",
    "UK_POSTCODE",
    "CA_POSTAL_CODE",
    "URL",
];

/// Types of companies and things.
const LOW: &[&str] = &[
    "AU_ABN",
    "AU_ACN",
    "BR_CNPJ",
    "DE_HANDELSREGISTER",
    "DE_VAT_ID",
    "IN_GSTIN",
    "ISIN",
    "IT_VAT_CODE",
    "KR_BRN",
    "LEI",
    "SE_ORGANISATIONSNUMMER",
    "SG_UEN",
    "SWIFT_CODE",
    "US_EIN",
    "ABA_ROUTING_NUMBER",
    "ZA_COMPANY_REGISTRATION",
    "ZA_VAT_NUMBER",
];

/// The sensitivity of a type; a type that is not known tells who it is.
pub fn of(entity: &str) -> Sensitivity {
    if LOW.contains(&entity) {
        Sensitivity::Low
    } else if QUASI.contains(&entity) {
        Sensitivity::Quasi
    } else {
        Sensitivity::Direct
    }
}
