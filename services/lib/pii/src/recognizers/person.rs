//! Person names: introduced by a phrase, answered to a question, after a title,
//! or told by lists of common names.
//!
//! Lists and phrases find ordinary English-language names; a name that stands
//! in no list, without a phrase beside it, is a matter for a learned tagger.

use std::ops::Range;

use crate::names::{self, COMMON, GIVEN, PLACE_OR_GROUP, SURNAME};
use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict};

/// A capitalised word: Latin letters with or without accents, Greek, Cyrillic.
macro_rules! word {
    () => {
        r"(?:[A-Z]|[\xc3-\xd4][\x80-\xbf])(?:[A-Za-z'-]|[\xc3-\xd4][\x80-\xbf]|\xe2\x80\x99){0,29}"
    };
}

/// One to four capitalised words, with an initial or a particle between.
macro_rules! name {
    ($least:literal, $most:literal) => {
        concat!(
            word!(),
            r"(?:[ \t](?:[A-Z]\. )?(?:(?:van|von|de|der|den|da|di|del|la|le|bin|al|ter|dos) ){0,2}",
            word!(),
            r"){",
            $least,
            ",",
            $most,
            "}"
        )
    };
}

/// What people say before they give their name.
macro_rules! opening {
    () => {
        r"(?:(?i:yes|yep|yeah|yea|sure|ok|okay|of course|certainly|hi|hello)[,.!]? (?:- )?)?(?:(?i:it is|it's|its|this is|i am|i'm|my name is|my name's|my full name is|the name is|name is|name's) )?"
    };
}

const PATTERNS: &[Pattern] = &[
    at_words(
        concat!(
            r"\b(?i:my (?:full |first |last |legal |real |middle |maiden )?name(?: is|'s|:|,)|names? (?:is|are|was)|name's|(?:is|was|am|are) (?:called|named)|named|call me|known as) (",
            name!("0", "3"),
            ")"
        ),
        0.8,
        &[
            "my ",
            "name",
            "is called",
            "was called",
            "am called",
            "are called",
            "is named",
            "was named",
            "am named",
            "are named",
            "call me",
            "known as",
        ],
    ),
    at_words(
        concat!(
            r"\b(?i:i am|i'm|this is|speak(?:ing)? (?:to|with)|spoke (?:to|with)|on behalf of) (",
            name!("1", "3"),
            ")"
        ),
        0.55,
        &["i am", "i'm", "this is", "speak", "spoke", "on behalf of"],
    ),
    at_words(
        concat!(
            r"\b(?i:names?)\b[^\n]{0,40}[?.:!]\s{0,2}\n[ \t]{0,4}(?:[A-Za-z]{1,12}: ?)?",
            opening!(),
            "(",
            name!("0", "3"),
            ")"
        ),
        0.8,
        &["name"],
    ),
    at_words(
        concat!(
            r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Capt|Sgt|Lt|Col|Gen)\b\.?|Miss|Madam|Professor|Doctor|Sir|Dame|Lady|Herr|Frau|Monsieur|Madame|Se\xc3\xb1or(?:a|ita)?) (",
            name!("0", "3"),
            ")"
        ),
        0.75,
        &[
            "mr ",
            "mr.",
            "mrs ",
            "mrs.",
            "ms ",
            "ms.",
            "mx ",
            "mx.",
            "dr ",
            "dr.",
            "prof ",
            "prof.",
            "professor ",
            "rev ",
            "rev.",
            "hon ",
            "hon.",
            "capt ",
            "capt.",
            "sgt ",
            "sgt.",
            "lt ",
            "lt.",
            "col ",
            "col.",
            "gen ",
            "gen.",
            "miss ",
            "madam ",
            "doctor ",
            "sir ",
            "dame ",
            "lady ",
            "herr ",
            "frau ",
            "monsieur ",
            "madame ",
            "señor",
        ],
    ),
    at_words(
        concat!(
            r"\b(?i:(?:full |first |last |given |family |patient |customer |client |account |card ?holder |employee |contact |student )?name|patient|customer|client|attn|attention|cardholder|recipient|signed|from|to|cc): {0,3}(",
            name!("0", "3"),
            r")"
        ),
        0.5,
        &[
            "name:",
            "full name:",
            "first name:",
            "last name:",
            "given name:",
            "family name:",
            "patient name:",
            "customer name:",
            "client name:",
            "account name:",
            "cardholder name:",
            "card holder name:",
            "employee name:",
            "contact name:",
            "student name:",
            "patient:",
            "customer:",
            "client:",
            "attn:",
            "attention:",
            "cardholder:",
            "recipient:",
            "signed:",
            "from:",
            "to:",
            "cc:",
        ],
    ),
    at_words(
        concat!(
            r"\b(?:(?i:dear|hi|hello|hey|thanks|thank you),? |(?i:regards|sincerely|cheers|best|yours),[ \n]{1,2})(",
            name!("0", "3"),
            r")"
        ),
        0.45,
        &[
            "dear ",
            "hi ",
            "hi,",
            "hello ",
            "hello,",
            "hey ",
            "hey,",
            "thanks ",
            "thanks,",
            "thank you ",
            "thank you,",
            "regards,",
            "sincerely,",
            "cheers,",
            "best,",
            "yours,",
        ],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    find: Some(find),
    ..recognizer("person", "PERSON")
};

/// Drops a possessive and what follows the name, and refuses phrases of
/// ordinary words ("this is Great News"). Words that may be names ("Frank West")
/// count when a given name comes first and a surname last.
fn validate(found: &str) -> Verdict {
    let (mut at, mut end) = (0, 0);
    let mut known = false;
    let mut first_is_given = false;
    let mut last_is_surname = false;
    let mut words = 0;
    for word in found.split_inclusive([' ', '\t']) {
        let bare = word.trim_end();
        let class = names::class(bare);
        if class & (GIVEN | SURNAME) == 0 && class & (COMMON | PLACE_OR_GROUP) != 0 {
            break;
        }
        let stranger = class == 0 && bare.len() > 2;
        known |= stranger || (class & COMMON == 0 && class != 0);
        first_is_given |= words == 0 && class & GIVEN != 0;
        last_is_surname = class & SURNAME != 0;
        words += 1;
        end = at + bare.len();
        at += word.len();
    }
    let name = &found[..end];
    let name = ["'s", "’s", "'", "’", "-", "."]
        .iter()
        .find_map(|tail| name.strip_suffix(tail))
        .unwrap_or(name);
    let told = known || (words > 1 && first_is_given && last_is_surname);
    if told && !name.is_empty() {
        Verdict::Plausible(name.len())
    } else {
        Verdict::Invalid
    }
}

/// Names told by the lists: a given name and what follows it.
fn find(text: &str, emit: &mut dyn FnMut(Range<usize>, f32)) {
    let mut words = names::Words::new(text);
    while let Some(first) = words.next(names::may_open_name) {
        let class = names::class(first.as_str());
        if class & (GIVEN | SURNAME) == 0 || class & PLACE_OR_GROUP != 0 {
            continue;
        }
        let run = words.name_after(&first);
        let Some(score) = score(&first, class, &run) else {
            continue;
        };
        let end = run.last().map_or(first.end, |last| last.end);
        words.skip_to(end);
        emit(first.start..end, score);
    }
}

/// How sure a run of capitalised words is to be a name, or `None`.
fn score(first: &names::Word<'_>, class: u8, rest: &[names::Word<'_>]) -> Option<f32> {
    let classes = || rest.iter().map(|word| names::class(word.as_str()));
    // "Martin Luther King Boulevard", "Johns Hopkins University", "Jackson Street".
    if classes().any(|c| c & PLACE_OR_GROUP != 0) {
        return None;
    }
    let given = class & GIVEN != 0;
    let plain = class & COMMON == 0;
    let Some(last) = classes().next_back() else {
        // A given name on its own; at the start of a sentence many are words.
        return (given && plain && !first.shouted() && first.len() > 2).then_some(0.5);
    };
    let last_is_surname = last & SURNAME != 0;
    let last_is_word = last & COMMON != 0;
    match (given, plain, last_is_surname) {
        (true, true, true) => Some(0.85),
        (true, true, false) if !last_is_word && !first.shouted() => Some(0.7),
        (true, true, false) => None,
        (true, false, true) if !last_is_word => Some(0.65),
        (false, true, true) if !last_is_word && !first.shouted() && !first.opens() => Some(0.45),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
