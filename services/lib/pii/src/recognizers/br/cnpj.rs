//! Brazilian company taxpayer numbers (CNPJ).

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}\b", 0.3, 14)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["cnpj", "cadastro nacional"],
    validate: Some(|found| proven(found, checksum::br_cnpj(found))),
    proves: true,
    ..recognizer("br_cnpj", "BR_CNPJ")
};
