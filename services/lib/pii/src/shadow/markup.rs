//! What a mail or a page adds inside a value: codes of quoted-printable (`=40`, RFC 2045) and tags (`555<b>-</b>0100`).

use super::coded::{Code, Read, encoded, hex, is_host, reads};

/// Tags that change how a value looks and not what it is.
const TAGS: [&str; 25] = [
    "a", "b", "bdi", "bdo", "big", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark",
    "nobr", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr",
];

/// What a tag may say of how its text looks.
const LOOKS: [&[u8]; 4] = [b" class=", b" style=", b" id=", b" dir="];

/// Bytes of a tag, at most.
const TAG: usize = 120;

/// Adds the codes of a text in quoted-printable.
pub(super) fn quoted(bytes: &[u8], found: &mut Vec<Code>) {
    let mut marked = None;
    let mut end = 0;
    for at in memchr::memchr_iter(b'=', bytes) {
        if at < end {
            continue;
        }
        let mut is_marked = || {
            let mark = || memchr::memmem::find(bytes, b"=3D").is_some();
            *marked.get_or_insert_with(mark)
        };
        let read = match hex(bytes, at + 1, 2) {
            Some(0x40) if in_value(before(bytes, at)) && is_host(&bytes[at + 3..]) => reads(3, '@'),
            Some(0x80..) => encoded(bytes, at, b'='),
            // Letters and digits are never written so, and a number may follow any sign.
            Some(code) if !is_alphanumeric(code) && !is_number(&bytes[at + 1..]) && is_marked() => {
                encoded(bytes, at, b'=')
            }
            None if in_value(before(bytes, at)) && is_marked() => line_end(bytes, at),
            _ => None,
        };
        if let Some((length, reads)) = read {
            end = at + length;
            found.push(Code {
                range: at..end,
                reads,
            });
        }
    }
}

/// A line that goes on in the next one.
fn line_end(bytes: &[u8], at: usize) -> Read {
    let length = match bytes.get(at + 1..)? {
        [b'\n', ..] => 2,
        [b'\r', b'\n', ..] => 3,
        _ => return None,
    };
    in_value(bytes.get(at + length)).then_some((length, None))
}

/// Whether these bytes open with three digits.
fn is_number(bytes: &[u8]) -> bool {
    let digits = bytes.iter().take(3).take_while(|b| b.is_ascii_digit());
    digits.count() == 3
}

fn is_alphanumeric(code: u32) -> bool {
    char::from_u32(code).is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Adds the tags inside values.
pub(super) fn tags(bytes: &[u8], found: &mut Vec<Code>) {
    let mut end = 0;
    for at in memchr::memchr_iter(b'<', bytes) {
        let inside = in_value(before(bytes, at)) || (at > 0 && at == end);
        let Some(length) = inside.then(|| tag(&bytes[at..])).flatten() else {
            continue;
        };
        let behind = bytes.get(at + length);
        if in_value(behind) || behind == Some(&b'<') {
            end = at + length;
            found.push(Code {
                range: at..end,
                reads: None,
            });
        }
    }
}

/// Length of the tag or comment that these bytes open with, where it says nothing of its own.
fn tag(bytes: &[u8]) -> Option<usize> {
    for comment in [&b"<!---->"[..], b"<!-- -->"] {
        if bytes.starts_with(comment) {
            return Some(comment.len());
        }
    }
    let name = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let end = name
        + bytes[name..]
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
    let known = TAGS
        .iter()
        .any(|tag| tag.as_bytes().eq_ignore_ascii_case(&bytes[name..end]));
    let mut inner = bytes[end..].iter().take(TAG);
    let length = inner.position(|b| b"<>\n".contains(b))?;
    let inner = &bytes[end..end + length];
    // "a<b and c>d" compares; an address in a tag is data, how it looks is not.
    let bare = inner.is_empty() || inner == b" /";
    let looks = LOOKS.iter().any(|look| inner.starts_with(look));
    let alone = inner.iter().filter(|b| **b == b'=').count() == 1 && !inner.contains(&b'@');
    (known && (bare || (looks && alone)) && bytes[end + length] == b'>').then_some(end + length + 1)
}

fn before(bytes: &[u8], at: usize) -> Option<&u8> {
    at.checked_sub(1).and_then(|i| bytes.get(i))
}

/// Whether a byte may stand inside a value.
fn in_value(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || b"@._%+-/()".contains(b) || *b >= 0x80)
}
