//! What a text looks like, without the text.

/// `A` for capitals, `a` for other letters, `9` for digits, white space as one
/// space, other characters as they are; a class that repeats is written once with
/// a `+`. At most 40 characters.
pub(super) fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut last = None;
    for c in text.chars() {
        let class = match c {
            c if c.is_uppercase() => 'A',
            c if c.is_alphabetic() => 'a',
            c if c.is_numeric() => '9',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if last == Some(class) {
            if !out.ends_with('+') || class == '+' {
                out.push('+');
            }
        } else {
            out.push(class);
        }
        last = Some(class);
        if out.len() >= 40 {
            out.push('…');
            break;
        }
    }
    out
}
