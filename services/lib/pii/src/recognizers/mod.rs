//! The recognisers, one file each; [`crate::registry::BUILT_IN`] lists them.

pub(crate) mod aba_routing;
pub(crate) mod api_key;
pub(crate) mod credit_card;
pub(crate) mod crypto;
pub(crate) mod date_of_birth;
pub(crate) mod date_time;
pub(crate) mod email;
pub(crate) mod iban;
pub(crate) mod ip_address;
pub(crate) mod mac_address;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod private_key;
pub(crate) mod street_address;
pub(crate) mod uk_nhs;
pub(crate) mod url;
pub(crate) mod us_itin;
pub(crate) mod us_ssn;
