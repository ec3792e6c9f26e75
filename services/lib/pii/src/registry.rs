//! The table of built-in recognisers: one file and one line each.

use sha2::{Digest, Sha256};

use crate::Recognizer;
use crate::recognizers as r;

/// All built-in recognisers. The order settles ties between overlapping spans
/// of equal length and score: the more specific type comes first.
pub static BUILT_IN: &[Recognizer] = &[
    r::secret::private_key::RECOGNIZER,
    r::secret::api_key::RECOGNIZER,
    r::secret::labelled_key::RECOGNIZER,
    r::secret::password::RECOGNIZER,
    r::finance::crypto::RECOGNIZER,
    r::finance::iban::RECOGNIZER,
    r::finance::credit_card::RECOGNIZER,
    r::finance::lei::RECOGNIZER,
    r::finance::isin::RECOGNIZER,
    r::finance::swift::RECOGNIZER,
    r::email::RECOGNIZER,
    r::url::RECOGNIZER,
    r::device::mac_address::RECOGNIZER,
    r::device::ip_address::RECOGNIZER,
    r::device::unspecified_address::RECOGNIZER,
    r::device::uuid::RECOGNIZER,
    r::device::vin::RECOGNIZER,
    r::device::imei::RECOGNIZER,
    r::device::iccid::RECOGNIZER,
    r::device::device_id::RECOGNIZER,
    r::place::coordinates::RECOGNIZER,
    r::us::ssn::RECOGNIZER,
    r::us::itin::RECOGNIZER,
    r::us::ein::RECOGNIZER,
    r::us::mbi::RECOGNIZER,
    r::us::npi::RECOGNIZER,
    r::us::medical_license::RECOGNIZER,
    r::us::driver_license::RECOGNIZER,
    r::us::passport::RECOGNIZER,
    r::us::aba_routing::RECOGNIZER,
    r::us::provider_tax_id::RECOGNIZER,
    r::us::claim_number::RECOGNIZER,
    r::us::prior_authorization::RECOGNIZER,
    r::us::prescription_number::RECOGNIZER,
    r::us::referral_number::RECOGNIZER,
    r::us::health_insurance_member_id::RECOGNIZER,
    r::uk::driving_licence::RECOGNIZER,
    r::uk::nhs::RECOGNIZER,
    r::uk::nino::RECOGNIZER,
    r::uk::passport::RECOGNIZER,
    r::uk::postcode::RECOGNIZER,
    r::uk::vehicle_registration::RECOGNIZER,
    r::de::bsnr::RECOGNIZER,
    r::de::fuehrerschein::RECOGNIZER,
    r::de::handelsregister::RECOGNIZER,
    r::de::health_insurance::RECOGNIZER,
    r::de::id_card::RECOGNIZER,
    r::de::kfz::RECOGNIZER,
    r::de::lanr::RECOGNIZER,
    r::de::passport::RECOGNIZER,
    r::de::plz::RECOGNIZER,
    r::de::social_security::RECOGNIZER,
    r::de::tax_id::RECOGNIZER,
    r::de::tax_number::RECOGNIZER,
    r::de::vat_id::RECOGNIZER,
    r::es::nie::RECOGNIZER,
    r::es::nif::RECOGNIZER,
    r::es::passport::RECOGNIZER,
    r::it::driver_license::RECOGNIZER,
    r::it::fiscal_code::RECOGNIZER,
    r::it::identity_card::RECOGNIZER,
    r::it::passport::RECOGNIZER,
    r::it::vat_code::RECOGNIZER,
    r::pl::pesel::RECOGNIZER,
    r::fi::personal_identity_code::RECOGNIZER,
    r::se::organisationsnummer::RECOGNIZER,
    r::se::personnummer::RECOGNIZER,
    r::tr::license_plate::RECOGNIZER,
    r::tr::national_id::RECOGNIZER,
    r::tr::phone::RECOGNIZER,
    r::au::abn::RECOGNIZER,
    r::au::acn::RECOGNIZER,
    r::au::medicare::RECOGNIZER,
    r::au::tfn::RECOGNIZER,
    r::ca::postal_code::RECOGNIZER,
    r::ca::sin::RECOGNIZER,
    r::sg::nric_fin::RECOGNIZER,
    r::sg::uen::RECOGNIZER,
    r::ph::mobile_number::RECOGNIZER,
    r::ph::passport::RECOGNIZER,
    r::ph::tin::RECOGNIZER,
    r::ph::umid::RECOGNIZER,
    r::th::tnin::RECOGNIZER,
    r::kr::brn::RECOGNIZER,
    r::kr::driver_license::RECOGNIZER,
    r::kr::frn::RECOGNIZER,
    r::kr::passport::RECOGNIZER,
    r::kr::rrn::RECOGNIZER,
    r::india::aadhaar::RECOGNIZER,
    r::india::gstin::RECOGNIZER,
    r::india::pan::RECOGNIZER,
    r::india::passport::RECOGNIZER,
    r::india::vehicle_registration::RECOGNIZER,
    r::india::voter::RECOGNIZER,
    r::ng::nin::RECOGNIZER,
    r::ng::vehicle_registration::RECOGNIZER,
    r::za::company_registration::RECOGNIZER,
    r::za::driver_license::RECOGNIZER,
    r::za::id_number::RECOGNIZER,
    r::za::income_tax_number::RECOGNIZER,
    r::za::license_plate::RECOGNIZER,
    r::za::passport::RECOGNIZER,
    r::za::traffic_register::RECOGNIZER,
    r::za::vat_number::RECOGNIZER,
    r::br::cnpj::RECOGNIZER,
    r::br::cpf::RECOGNIZER,
    r::nl::bsn::RECOGNIZER,
    r::fr::nir::RECOGNIZER,
    r::cl::rut::RECOGNIZER,
    r::mx::curp::RECOGNIZER,
    r::jp::my_number::RECOGNIZER,
    r::health::health_plan::RECOGNIZER,
    r::health::medical_record::RECOGNIZER,
    r::case_number::RECOGNIZER,
    r::policy_number::RECOGNIZER,
    r::employee_id::RECOGNIZER,
    r::customer_id::RECOGNIZER,
    r::account_number::RECOGNIZER,
    r::us::bank_number::RECOGNIZER,
    r::username::RECOGNIZER,
    r::phone::RECOGNIZER,
    r::street_address::RECOGNIZER,
    r::place::european_address::RECOGNIZER,
    r::place::state_and_zip::RECOGNIZER,
    r::us::zip::RECOGNIZER,
    r::date_of_birth::RECOGNIZER,
    r::date_time::RECOGNIZER,
    r::short_date::RECOGNIZER,
    r::age::RECOGNIZER,
    r::person::RECOGNIZER,
];

/// Types that the learned tagger finds and no rule does.
pub const LEARNED: &[&str] = &crate::tagger::ENTITIES;

/// Whether a built-in recogniser or the learned tagger finds a type.
pub fn finds(entity: &str) -> bool {
    LEARNED.contains(&entity) || BUILT_IN.iter().any(|r| r.entity == entity)
}

/// Digest of the built-in recognisers as data: `sha256:` and the hex digest of
/// every name, type, expression, score and context word. A manifest keeps it, so
/// that two datasets tagged by different rules are told apart.
pub fn digest() -> String {
    let mut hasher = Sha256::new();
    let mut field = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for recognizer in BUILT_IN {
        field(recognizer.name);
        field(recognizer.entity);
        for pattern in recognizer.patterns {
            field(pattern.regex);
            field(&pattern.score.to_string());
        }
        for word in recognizer.context {
            field(word);
        }
        field(if recognizer.find.is_some() {
            "find"
        } else {
            ""
        });
    }
    for list in crate::names::LISTS {
        field(list);
    }
    hex_digest(&hasher.finalize())
}

/// `sha256:` and hex.
pub(crate) fn hex_digest(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
