//! Words of languages other than English that count as context of types that
//! every country has. Words of a single country's types stand with the type.

/// Code, and for each entity type its words.
type Language = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

/// English stands in the recognisers themselves.
const LANGUAGES: &[Language] = &[
    ("en", &[]),
    (
        "de",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "telefon",
                    "telefonnummer",
                    "tel",
                    "handy",
                    "handynummer",
                    "mobil",
                    "mobilnummer",
                    "rufnummer",
                    "anrufen",
                    "erreichbar",
                ],
            ),
            (
                "DATE_OF_BIRTH",
                &["geboren", "geburtsdatum", "geb", "geburtstag"],
            ),
            (
                "CREDIT_CARD",
                &["kreditkarte", "kreditkartennummer", "karte"],
            ),
            ("IP_ADDRESS", &["ip-adresse"]),
            (
                "STREET_ADDRESS",
                &["adresse", "anschrift", "wohnhaft", "wohnt"],
            ),
            ("US_PASSPORT", &["reisepass", "passnummer"]),
            ("ACCOUNT_NUMBER", &["kontonummer", "kundennummer"]),
        ],
    ),
    (
        "fr",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "téléphone",
                    "tél",
                    "tel",
                    "portable",
                    "mobile",
                    "numéro",
                    "appeler",
                    "appelez",
                    "joindre",
                ],
            ),
            (
                "DATE_OF_BIRTH",
                &["né le", "née le", "date de naissance", "naissance"],
            ),
            (
                "CREDIT_CARD",
                &["carte de crédit", "carte bancaire", "carte bleue"],
            ),
            ("IP_ADDRESS", &["adresse ip"]),
            (
                "STREET_ADDRESS",
                &["adresse", "domicilié", "domiciliée", "habite", "demeurant"],
            ),
            ("US_PASSPORT", &["passeport"]),
        ],
    ),
    (
        "es",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "teléfono",
                    "telefono",
                    "móvil",
                    "movil",
                    "celular",
                    "llamar",
                    "llame",
                    "número",
                ],
            ),
            (
                "DATE_OF_BIRTH",
                &["nacido", "nacida", "fecha de nacimiento", "nacimiento"],
            ),
            ("CREDIT_CARD", &["tarjeta de crédito", "tarjeta"]),
            (
                "STREET_ADDRESS",
                &["dirección", "domicilio", "calle", "vive"],
            ),
            ("US_PASSPORT", &["pasaporte"]),
        ],
    ),
    (
        "it",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "telefono",
                    "tel",
                    "cellulare",
                    "numero",
                    "chiamare",
                    "chiamate",
                ],
            ),
            (
                "DATE_OF_BIRTH",
                &["nato", "nata", "data di nascita", "nascita"],
            ),
            ("CREDIT_CARD", &["carta di credito"]),
            ("STREET_ADDRESS", &["indirizzo", "residente", "abita"]),
            ("US_PASSPORT", &["passaporto"]),
        ],
    ),
    (
        "pt",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "telefone",
                    "telemóvel",
                    "celular",
                    "ligar",
                    "ligue",
                    "número",
                ],
            ),
            (
                "DATE_OF_BIRTH",
                &["nascido", "nascida", "data de nascimento", "nascimento"],
            ),
            ("CREDIT_CARD", &["cartão de crédito", "cartão"]),
            ("STREET_ADDRESS", &["endereço", "morada", "reside"]),
            ("US_PASSPORT", &["passaporte"]),
        ],
    ),
    (
        "nl",
        &[
            (
                "PHONE_NUMBER",
                &[
                    "telefoon",
                    "telefoonnummer",
                    "tel",
                    "mobiel",
                    "bellen",
                    "bereikbaar",
                ],
            ),
            ("DATE_OF_BIRTH", &["geboren", "geboortedatum"]),
            ("CREDIT_CARD", &["creditcard", "kaartnummer"]),
            ("STREET_ADDRESS", &["adres", "woont", "woonachtig"]),
            ("US_PASSPORT", &["paspoort", "paspoortnummer"]),
        ],
    ),
];

/// The codes of the languages that have words.
pub fn known() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(code, _)| *code)
}

/// The words of a language for an entity type.
pub(crate) fn words<'a>(
    code: &str,
    entity: &'a str,
) -> impl Iterator<Item = &'static str> + use<'a> {
    let language = LANGUAGES.iter().find(|(known, _)| *known == code);
    let types = language.map_or(&[][..], |(_, types)| *types);
    types
        .iter()
        .filter(move |(known, _)| *known == entity)
        .flat_map(|(_, words)| words.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_of_types_that_exist() {
        for (code, types) in LANGUAGES {
            for (entity, words) in *types {
                assert!(crate::registry::finds(entity), "{code}: {entity}");
                assert!(
                    words
                        .iter()
                        .all(|w| w.to_lowercase() == *w && !w.is_empty())
                );
            }
        }
        assert_eq!(words("de", "DATE_OF_BIRTH").count(), 4);
        assert_eq!(words("xx", "DATE_OF_BIRTH").count(), 0);
    }
}
