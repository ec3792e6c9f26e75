use std::sync::LazyLock;

use proptest::prelude::*;
use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input};

use super::*;
use crate::registry::BUILT_IN;

struct Joined {
    prefixes: Prefixes,
    regexes: Vec<Regex>,
    all: Vec<u16>,
    narrow: Vec<u16>,
    filter: Filter,
}

/// The patterns of all recognisers.
fn joined() -> &'static Joined {
    static JOINED: LazyLock<Joined> = LazyLock::new(|| {
        let sources = BUILT_IN.iter().flat_map(|r| r.patterns).map(|p| p.regex);
        let sources: Vec<&str> = sources.collect();
        let ascii = syntax::Config::new().unicode(false).utf8(false);
        let compile = |source: &&str| {
            Regex::builder()
                .syntax(ascii)
                .configure(Regex::config().utf8_empty(false))
                .build(source)
                .unwrap()
        };
        let prefixes = Prefixes::new(&sources, ascii).unwrap();
        let all: Vec<u16> = (0..sources.len() as u16).collect();
        let mut filter = Filter::default();
        let (narrow, wide): (Vec<u16>, Vec<u16>) = all
            .iter()
            .partition(|&&pattern| prefixes.open(&[pattern], 512, &mut filter));
        prefixes.open_wide(&wide, &mut filter);
        Joined {
            regexes: sources.iter().map(compile).collect(),
            prefixes,
            all,
            narrow,
            filter,
        }
    });
    &JOINED
}

/// All patterns in two groups, by turns.
fn coarse() -> Memo {
    let (even, odd): (Vec<u16>, Vec<u16>) = joined().all.iter().partition(|&&n| n % 2 == 0);
    joined().prefixes.coarse(&[&even, &odd])
}

/// Every match at every place is announced, with its end where one is told; `coarse` hints at it.
fn check(memo: &mut Memo, coarse: &mut Memo, text: &str) {
    let Joined {
        prefixes,
        regexes,
        narrow,
        filter,
        ..
    } = joined();
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        let mut alive = Vec::new();
        prefixes.at(memo, bytes, at, &mut alive);
        let open = filter.look(bytes, at);
        let groups = prefixes.groups(coarse, bytes, at);
        for (pattern, regex) in (0..).zip(regexes) {
            let input = Input::new(bytes).range(at..).anchored(Anchored::Yes);
            let Some(found) = regex.search_half(&input) else {
                continue;
            };
            let group = 1 << (pattern % 2);
            assert_ne!(groups & group, 0, "pattern {pattern} at {at} in {text:?}");
            let told: Vec<_> = alive.iter().filter(|a| a.pattern == pattern).collect();
            assert_eq!(told.len(), 1, "pattern {pattern} at {at} in {text:?}");
            assert!(
                told[0].end.is_none_or(|end| end == found.offset()),
                "pattern {pattern} at {at} in {text:?}"
            );
            let bit = if narrow.contains(&pattern) {
                NARROW
            } else {
                WIDE
            };
            assert_ne!(open & bit, 0, "pattern {pattern} at {at} in {text:?}");
            let told = bit == WIDE || filter.narrow(bytes, at);
            assert!(told, "pattern {pattern} at {at} in {text:?}");
        }
    }
}

#[test]
fn a_match_with_one_end_needs_no_second_look() {
    let ascii = syntax::Config::new().unicode(false).utf8(false);
    let prefixes = Prefixes::new(&[r"\b\d{3}\b", r"\b\d{2,3}", "(?i)ab"], ascii).unwrap();
    let mut memo = prefixes.memo(&[0, 1, 2]);
    let mut told = |text: &str| {
        let mut alive = Vec::new();
        prefixes.at(&mut memo, text.as_bytes(), 0, &mut alive);
        let mut told: Vec<_> = alive.iter().map(|a| (a.pattern, a.end)).collect();
        told.sort_unstable();
        told
    };
    assert_eq!(told("123 "), [(0, Some(3)), (1, None)]);
    assert_eq!(told("123"), [(0, Some(3)), (1, None)]);
    assert_eq!(told("1234"), [(1, None)]);
    assert_eq!(told("12 "), [(1, Some(2))]);
    assert_eq!(told("aB"), [(2, Some(2))]);
    assert_eq!(told("a"), []);
    assert_eq!(told(""), []);
}

#[test]
fn what_matches_start_with_is_known() {
    let ascii = syntax::Config::new().unicode(false).utf8(false);
    let sources = [r"\bab", r"-?\d", r"a*", r"[A-Z]{1,3}-?\d", r"[A-Z] \d"];
    let prefixes = Prefixes::new(&sources, ascii).unwrap();
    let [inside, outside] = prefixes.firsts(0).unwrap();
    assert!(outside[usize::from(b'a')] && !inside[usize::from(b'a')]);
    let [inside, outside] = prefixes.firsts(1).unwrap();
    assert!(inside[usize::from(b'-')] && outside[usize::from(b'7')] && !outside[usize::from(b'a')]);
    assert!(prefixes.firsts(2).is_none(), "it may be empty");
    assert!(prefixes.is_joined(3));
    assert!(!prefixes.is_joined(4));
}

fn text() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        "[a-zA-Z0-9@.:/ +()#-]{0,16}",
        "\\PC{0,4}",
        Just("my name is Mary Rowan".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("+1 (212) 555-0100 x1".to_owned()),
        Just("GB82 WEST 1234 5698 7654 32".to_owned()),
        Just("12 Elm Street, Springfield, IL 62704".to_owned()),
        Just("MRN: 00123456, HRB 123".to_owned()),
        Just("2024-06-05T10:11:12Z".to_owned()),
        Just("https://a.example.com/x".to_owned()),
    ];
    prop::collection::vec(parts, 0..5).prop_map(|parts| parts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_match_is_missed(text in text()) {
        check(&mut joined().prefixes.memo(&joined().all), &mut coarse(), &text);
    }

    #[test]
    fn no_match_is_missed_when_states_run_out(text in text(), most in 8_usize..64) {
        let mut memo = joined().prefixes.memo(&joined().all);
        let mut coarse = coarse();
        (memo.most, coarse.most) = (most, most);
        check(&mut memo, &mut coarse, &text);
        joined().prefixes.renew(&mut memo);
        joined().prefixes.renew(&mut coarse);
        check(&mut memo, &mut coarse, &text);
    }
}
