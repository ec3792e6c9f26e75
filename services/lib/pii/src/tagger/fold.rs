//! Characters as the tagger sees them: lower case, without accents, without
//! look-alikes from other scripts.

use super::token::invisible;

/// Latin letters with marks, and the letter under the mark.
const MARKED: &str = "àaáaâaãaäaåaāaăaąaæaçcćcĉcċcčcďdđdðdèeéeêeëeēeĕeėeęeěeĝgğgġgģgĥhħhìiíiîiïiĩiīiĭiįiıiĵjķkĺlļlľlŀlłlñnńnņnňnòoóoôoõoöoøoōoŏoőoœoŕrŗrřrśsŝsşsšsßsșsţtťtŧtțtþtùuúuûuüuũuūuŭuůuűuųuŵwýyÿyŷyźzżzžz";

/// Letters of other scripts that look like a Latin one.
const ALIKE: &str = "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwвbнhкkмmтtзzгrпnиuьbαaεeοoρpυuιiκkνvτtχxηnωwγyβb";

/// A word in the form that features are read from.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Lower case, no accents, no invisible characters.
    pub(super) letters: Vec<char>,
    /// Whether something of another script, or something invisible, stood
    /// between Latin letters.
    pub(super) disguised: bool,
}

fn under(table: &str, c: char) -> Option<char> {
    let mut pairs = table.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return Some(to);
        }
    }
    None
}

/// A full-width form as ASCII.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut all = c.to_lowercase();
    all.next().unwrap_or(c)
}

impl Folded {
    /// Folds a token.
    pub(super) fn new(token: &str) -> Self {
        if token.is_ascii() {
            let letters = token.bytes().map(|b| b.to_ascii_lowercase() as char);
            return Self {
                letters: letters.collect(),
                disguised: false,
            };
        }
        let latin = token.bytes().any(|b| b.is_ascii_alphabetic());
        let mut folded = Self::default();
        for c in token.chars() {
            if invisible(c) {
                folded.disguised = true;
                continue;
            }
            if ('\u{300}'..='\u{36f}').contains(&c) {
                continue;
            }
            let wide = narrow(c);
            folded.disguised |= wide != c && wide.is_ascii_alphanumeric();
            let c = lower(wide);
            let plain = if c.is_ascii() { None } else { under(MARKED, c) };
            let alike = if latin && !c.is_ascii() {
                under(ALIKE, c)
            } else {
                None
            };
            folded.disguised |= alike.is_some();
            folded.letters.push(plain.or(alike).unwrap_or(c));
        }
        folded
    }
}
