//! The recognisers, one file each, by country or by topic;
//! [`crate::registry::BUILT_IN`] lists them.

pub(crate) mod account_number;
pub(crate) mod age;
pub(crate) mod case_number;
pub(crate) mod customer_id;
pub(crate) mod date_of_birth;
pub(crate) mod date_time;
pub(crate) mod email;
pub(crate) mod employee_id;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod policy_number;
pub(crate) mod short_date;
pub(crate) mod street_address;
pub(crate) mod url;
pub(crate) mod username;

/// Australia.
pub(crate) mod au {
    pub(crate) mod abn;
    pub(crate) mod acn;
    pub(crate) mod medicare;
    pub(crate) mod tfn;
}

/// Brazil.
pub(crate) mod br {
    pub(crate) mod cnpj;
    pub(crate) mod cpf;
}

/// Canada.
pub(crate) mod ca {
    pub(crate) mod postal_code;
    pub(crate) mod sin;
}

/// Chile.
pub(crate) mod cl {
    pub(crate) mod rut;
}

/// Germany.
pub(crate) mod de {
    pub(crate) mod bsnr;
    pub(crate) mod fuehrerschein;
    pub(crate) mod handelsregister;
    pub(crate) mod health_insurance;
    pub(crate) mod id_card;
    pub(crate) mod kfz;
    pub(crate) mod lanr;
    pub(crate) mod passport;
    pub(crate) mod plz;
    pub(crate) mod social_security;
    pub(crate) mod tax_id;
    pub(crate) mod tax_number;
    pub(crate) mod vat_id;
}

/// Devices.
pub(crate) mod device {
    pub(crate) mod device_id;
    pub(crate) mod iccid;
    pub(crate) mod imei;
    pub(crate) mod ip_address;
    pub(crate) mod mac_address;
    pub(crate) mod unspecified_address;
    pub(crate) mod uuid;
    pub(crate) mod vin;
}

/// Spain.
pub(crate) mod es {
    pub(crate) mod nie;
    pub(crate) mod nif;
    pub(crate) mod passport;
}

/// Finland.
pub(crate) mod fi {
    pub(crate) mod personal_identity_code;
}

/// Money.
pub(crate) mod finance {
    pub(crate) mod credit_card;
    pub(crate) mod crypto;
    pub(crate) mod iban;
    pub(crate) mod isin;
    pub(crate) mod lei;
    pub(crate) mod swift;
}

/// France.
pub(crate) mod fr {
    pub(crate) mod nir;
}

/// Health care.
pub(crate) mod health {
    pub(crate) mod health_plan;
    pub(crate) mod medical_record;
}

/// India.
pub(crate) mod india {
    pub(crate) mod aadhaar;
    pub(crate) mod gstin;
    pub(crate) mod pan;
    pub(crate) mod passport;
    pub(crate) mod vehicle_registration;
    pub(crate) mod voter;
}

/// Italy.
pub(crate) mod it {
    pub(crate) mod driver_license;
    pub(crate) mod fiscal_code;
    pub(crate) mod identity_card;
    pub(crate) mod passport;
    pub(crate) mod vat_code;
}

/// Japan.
pub(crate) mod jp {
    pub(crate) mod my_number;
}

/// Korea.
pub(crate) mod kr {
    pub(crate) mod brn;
    pub(crate) mod driver_license;
    pub(crate) mod frn;
    pub(crate) mod passport;
    pub(crate) mod rrn;
}

/// Mexico.
pub(crate) mod mx {
    pub(crate) mod curp;
}

/// Nigeria.
pub(crate) mod ng {
    pub(crate) mod nin;
    pub(crate) mod vehicle_registration;
}

/// The Netherlands.
pub(crate) mod nl {
    pub(crate) mod bsn;
}

/// The Philippines.
pub(crate) mod ph {
    pub(crate) mod mobile_number;
    pub(crate) mod passport;
    pub(crate) mod tin;
    pub(crate) mod umid;
}

/// Poland.
pub(crate) mod pl {
    pub(crate) mod pesel;
}

/// Places.
pub(crate) mod place {
    pub(crate) mod coordinates;
    pub(crate) mod european_address;
    pub(crate) mod state_and_zip;
}

/// Sweden.
pub(crate) mod se {
    pub(crate) mod organisationsnummer;
    pub(crate) mod personnummer;
}

/// Secrets of programs and people.
pub(crate) mod secret {
    pub(crate) mod api_key;
    pub(crate) mod labelled_key;
    pub(crate) mod password;
    pub(crate) mod private_key;
}

/// Singapore.
pub(crate) mod sg {
    pub(crate) mod nric_fin;
    pub(crate) mod uen;
}

/// Thailand.
pub(crate) mod th {
    pub(crate) mod tnin;
}

/// Turkey.
pub(crate) mod tr {
    pub(crate) mod license_plate;
    pub(crate) mod national_id;
    pub(crate) mod phone;
}

/// The United Kingdom.
pub(crate) mod uk {
    pub(crate) mod driving_licence;
    pub(crate) mod nhs;
    pub(crate) mod nino;
    pub(crate) mod passport;
    pub(crate) mod postcode;
    pub(crate) mod vehicle_registration;
}

/// The United States.
pub(crate) mod us {
    pub(crate) mod aba_routing;
    pub(crate) mod bank_number;
    pub(crate) mod claim_number;
    pub(crate) mod driver_license;
    pub(crate) mod ein;
    pub(crate) mod health_insurance_member_id;
    pub(crate) mod itin;
    pub(crate) mod mbi;
    pub(crate) mod medical_license;
    pub(crate) mod npi;
    pub(crate) mod passport;
    pub(crate) mod prescription_number;
    pub(crate) mod prior_authorization;
    pub(crate) mod provider_tax_id;
    pub(crate) mod referral_number;
    pub(crate) mod ssn;
    pub(crate) mod zip;
}

/// South Africa.
pub(crate) mod za {
    pub(crate) mod company_registration;
    pub(crate) mod driver_license;
    pub(crate) mod id_number;
    pub(crate) mod income_tax_number;
    pub(crate) mod license_plate;
    pub(crate) mod passport;
    pub(crate) mod traffic_register;
    pub(crate) mod vat_number;
}
