use proptest::prelude::*;

use super::*;
use crate::resolve::Standing;

fn shadow(text: &str) -> Option<String> {
    Shadow::of(text, &Hints::all(text)).map(|shadow| shadow.text)
}

#[test]
fn what_hides_is_taken_away() {
    assert_eq!(shadow("a\u{200b}b@c.de").as_deref(), Some("ab@c.de"));
    assert_eq!(shadow("４１１１").as_deref(), Some("4111"));
    assert_eq!(shadow("𝟏𝟐").as_deref(), Some("12"));
    assert_eq!(shadow("jоhn1").as_deref(), Some("john1"), "a Cyrillic o");
    assert_eq!(shadow("৪১১১ ๑๒").as_deref(), Some("4111 12"));
    assert_eq!(shadow("a@x。org").as_deref(), Some("a@x.org"));
    assert_eq!(shadow("10\u{a0}000\u{2011}1").as_deref(), Some("10 000-1"));
}

#[test]
fn what_is_written_in_another_way_is_read() {
    for (text, read) in [
        ("anna&#64;example&#x2e;com", "anna@example.com"),
        ("anna&commat;example.com", "anna@example.com"),
        ("anna&amp;#64;example&amp;period;com", "anna@example.com"),
        ("an&shy;na&#65312;x&ndash;y.org", "anna@x-y.org"),
        ("Jos&eacute; Garc%C3%ADa", "Jose García"),
        ("anna%2540example.com", "anna@example.com"),
        ("4111%C2%A01111&#160;1111\\u00a01111", "4111 1111 1111 1111"),
        (
            r#"{\"note\":\"SSN:\t536-22\n\\nPhone:\n415\"}"#,
            r#"{"note":"SSN: 536-22  Phone: 415"}"#,
        ),
        (r"mail\nanna@x.org or \/ b\_c", "mail anna@x.org or / b_c"),
        ("to=anna%40example.com&x=1", "to=anna@example.com&x=1"),
        ("\"anna\\u0040example.com\"", "\"anna@example.com\""),
        (
            "anna&#64example.com, anna&#x40;x.org",
            "anna@example.com, anna@x.org",
        ),
        ("anna=40example.com", "anna@example.com"),
        ("J=C3=BCrgen", "Jürgen"),
        (
            "a=3Db anna=40example=2Ecom, 536-22-=\r\n8726",
            "a=b anna@example.com, 536-22-8726",
        ),
        ("536<b>-22</b>-<!-- -->8726", "536-22-8726"),
        (
            "anna<span class=\"x\">@</span><i>example</i>.com",
            "anna@example.com",
        ),
        ("anna@ example.com", "anna@example.com"),
        ("j.smith @ example . com", "j.smith@example.com"),
        ("so: a n n a @ x . o r g", "so: anna@x.org"),
        (
            "T\u{e9}l : 4 1 5 5 5 5 0 1 3 2 , so",
            "T\u{e9}l : 4155550132 , so",
        ),
        ("anna%40m\u{fc}ller.de", "anna@m\u{fc}ller.de"),
        (
            "four one triple five five zero one three two",
            "415-555-0132",
        ),
        (
            "call ( 4 1 5 ) 5 5 5 - 0 1 3 2 now",
            "call (415)555-0132 now",
        ),
        ("call five five five, oh one two three", "call 555-0123"),
        (
            "call four one five five five five zero one three two.",
            "call 415-555-0132.",
        ),
        (
            "it is Double five, triple six one two one",
            "it is 55-666121",
        ),
        (
            "five three six dash two two dash eight seven two six",
            "536-22-8726",
        ),
        ("anna [at] example [dot] com", "anna@example.com"),
        ("anna(AT)mail { dot }example(.)com", "anna@mail.example.com"),
        ("anna  [at]  example.com", "anna@example.com"),
        ("anna@mail dot example dot com", "anna@mail.example.com"),
        ("j dot smith At gmail Dot com", "j.smith@gmail.com"),
        ("anna at example dot com.", "anna@example.com."),
        ("see evil[.]example[.]com", "see evil.example.com"),
        (
            "write to anna.b at mail dot example dot com now",
            "write to anna.b@mail.example.com now",
        ),
    ] {
        assert_eq!(shadow(text).as_deref(), Some(read), "{text}");
    }
}

#[test]
fn what_only_looks_like_a_code_stays() {
    for text in [
        "50% of %zz, %1f, \\u12, &#1; &#; &x",
        r"C:\temp\new\report and \nabla \theta \rho \d{3}",
        "bought it at amazon dot com, visit us at acme dot org",
        "Lunch [at] St.Mary, weights[at]layer.norm, a [at] b",
        "look (at the end), (at) [dot], a[i] (dot product)",
        "meet at noon dot your i dot",
        "AT&T; R&D;",
        "%40s and %-40s.%9s, width=40px a=20 b=2E",
        "a < b > c, x<y>z, if a<b and c>d, <b>bold</b> text",
        "PASSWORD=\nUSER=bob",
        "a<!-- ssn 536-22-8726 -->b, (<a href=\"mailto:anna@example.com\">here</a> )",
        "ten, nine, eight, seven, six, five, four, three, two, one",
        "one zero one zero one zero one zero",
        "Bought 2 @ amazon.com, 7pm @ cafe.me, Hi Anna @bob.me",
        "if x:\n                    y = 1\n",
        "lunch @ cafe.com, thanks @bob.example.com for it",
        "a b c d e f g h, 1 2 3 4 5, I a m x",
        "one two three, and five or six, seven eight",
        "someone twofold",
    ] {
        assert_eq!(shadow(text), None, "{text}");
    }
}

#[test]
fn what_hides_nothing_has_no_shadow() {
    for text in [
        "",
        "plain",
        "naïve Zürich",
        "日本語",
        "Москва",
        "👩‍🚀\u{301}".trim_start_matches("👩\u{200d}🚀"),
    ] {
        assert_eq!(shadow(text), None, "{text:?}");
    }
}

#[test]
fn the_tables_of_look_alikes_are_of_one_length() {
    assert_eq!(look_alike('А'), Some('A'));
    assert_eq!(look_alike('ⅼ'), Some('l'), "the last of both");
    assert_eq!(look_alike('x'), None);
}

proptest! {
    #[test]
    fn codes_lead_back(text in "(\\PC|&#64;|%40|\\[at\\] |a\\(dot\\)b|\\\\u0040|a at b dot cc|\u{200b}){0,30}") {
        let Some(shadow) = Shadow::of(&text, &Hints::all(&text)) else { return Ok(()) };
        let mut last = 0;
        for (start, c) in shadow.text.char_indices() {
            let end = start + c.len_utf8();
            let standing = Standing::Plausible;
            let back = shadow.back(Candidate { start, end, score: 1.0, rule: 0, standing });
            prop_assert!(back.start >= last && text.get(back.start..back.end).is_some());
            last = back.end;
        }
    }

    #[test]
    fn every_stretch_leads_back(text in "(\\PC|\u{200b}|\u{202e}|а|o|４){0,40}") {
        // A code cut in two is none, or another one.
        prop_assume!(!text.bytes().any(|b| SIGNS.contains(&b)));
        let Some(shadow) = Shadow::of(&text, &Hints::all(&text)) else { return Ok(()) };
        let edges: Vec<usize> = shadow.text.char_indices().map(|(i, _)| i).chain([shadow.text.len()]).collect();
        for (i, &start) in edges.iter().enumerate() {
            for &end in &edges[i + 1..] {
                let standing = Standing::Plausible;
                let back = shadow.back(Candidate { start, end, score: 1.0, rule: 0, standing });
                let found = text.get(back.start..back.end);
                prop_assert!(found.is_some(), "{start}..{end} is {back:?}");
                let again = Shadow::of(found.unwrap(), &Hints::all(found.unwrap())).map(|s| s.text);
                // A word cut out of its context may lose what made it mixed.
                if let Some(again) = again && !again.contains(|c: char| look_alike(c).is_some()) {
                    let part = &shadow.text[start..end];
                    prop_assert!(again.chars().count() == part.chars().count());
                }
            }
        }
    }
}
