//! Pieces of texts that scanners find something in.

use proptest::prelude::*;

/// Text with something in it that is written in another way.
pub(super) fn hiding() -> impl Strategy<Value = String> {
    prop_oneof![
        fragment(),
        Just("anna (at) example [dot] com".to_owned()),
        Just("anna at example dot com".to_owned()),
        Just("mail AT x DOT org".to_owned()),
        Just("Five five five, oh one two, nine nine double one".to_owned()),
        Just("call +1four one five, five five five, two six seven one".to_owned()),
        Just("4 1 5 5 5 5 0 1 3 2".to_owned()),
        Just("a n n a @ x . o r g".to_owned()),
        Just("anna&#64;example.com 536<b>-22</b>-8726".to_owned()),
        Just("to=anna%40example.com, anna=40x.org \\u0040".to_owned()),
        Just("４１１１ jоhn1 a\u{200b}b@c.de 10\u{a0}000".to_owned()),
    ]
}

/// A piece of a text.
pub(super) fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9@.:/ +()-]{0,24}",
        "\\PC{0,6}",
        Just("my name is Mary Rowan".to_owned()),
        Just("What is your name?\nUSR: Sure, John Smith.".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("+1 (212) 555-0100".to_owned()),
        Just("GB82 WEST 1234 5698 7654 32".to_owned()),
        Just("12 Elm Street Apt. 4, Springfield, IL 62704".to_owned()),
        Just("http://[2001:db8::1]:80/x".to_owned()),
        Just("born 5 March 1984".to_owned()),
        Just("00-1A-2b-3C-4D-5E".to_owned()),
        Just("tracking number BKIBIX6TLN".to_owned()),
        Just("Dear Dr. Jane Doe".to_owned()),
        Just("nora.w@mail.example.org".to_owned()),
        Just("\n".to_owned()),
        Just("key sk-proj-AbCdEfGhIjKlMnOpQrStUvWx".to_owned()),
        Just("https://user:secret12@db.example.com:80/x.co.uk".to_owned()),
        Just("see shop.example.co.uk/path, /home/jdoe/x".to_owned()),
        Just("Königstraße 12a, 70173 Stuttgart".to_owned()),
        Just("my handle is @nora_w".to_owned()),
        Just("AA:BB:CC:DD:EE:FF ::1".to_owned()),
        Just("license number D1234567".to_owned()),
        Just("MRN 00123456".to_owned()),
        Just("Kennzeichen: B AB 1234".to_owned()),
        Just("DE 136 695 976".to_owned()),
    ]
}
