//! Text to tokens: runs of letters and digits, and single marks.

/// Longest token in bytes: a longer run is cut, so that a text without spaces
/// costs what any other costs.
pub(super) const LONGEST: usize = 48;

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Gap {
    /// Nothing: it touches the token before.
    None,
    /// One space.
    Space,
    /// Several spaces, or a tab.
    Wide,
    /// A line break.
    Line,
    /// An empty line, or the start of the text.
    Blank,
}

/// How many gaps there are.
const GAPS: usize = 5;

/// How the letters of a line are written: in a line without capitals a name has none
/// either, in one with capitals it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Case {
    /// Capitals and small letters.
    Mixed,
    /// No capitals.
    Small,
    /// No small letters.
    Capitals,
}

/// How many pairs of gap and case there are.
pub(super) const SETTINGS: usize = 3 * GAPS;

/// A token: half-open bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// What stands before it.
    pub(super) gap: Gap,
    /// How its line is written.
    pub(super) case: Case,
}

impl Token {
    /// Number of its gap and its line's case, below [`SETTINGS`].
    pub(super) fn setting(&self) -> usize {
        self.case as usize * GAPS + self.gap as usize
    }
}

/// The tokens of a text, in order.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    case: Case,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let case = case(text.as_bytes());
        Self { text, at: 0, case }
    }

    /// Skips white space; says what it was.
    fn gap(&mut self) -> Gap {
        let start = self.at;
        let mut lines = 0;
        let mut wide = false;
        while let Some((space, length)) = space_at(self.text, self.at) {
            lines += usize::from(space == '\n');
            wide |= space == '\t';
            self.at += length;
        }
        if lines > 0 {
            self.case = case(&self.text.as_bytes()[self.at..]);
        }
        match (start, lines) {
            (0, _) | (_, 2..) => Gap::Blank,
            (_, 1) => Gap::Line,
            _ if self.at == start => Gap::None,
            _ if wide || self.at > start + 1 => Gap::Wide,
            _ => Gap::Space,
        }
    }
}

/// The case of the line that starts here, by its ASCII letters.
fn case(line: &[u8]) -> Case {
    let (mut capital, mut small) = (false, false);
    for &byte in line {
        capital |= byte.is_ascii_uppercase();
        small |= byte.is_ascii_lowercase();
        if byte == b'\n' || (capital && small) {
            break;
        }
    }
    match (capital, small) {
        (true, false) => Case::Capitals,
        (false, _) => Case::Small,
        (true, true) => Case::Mixed,
    }
}

/// The white space at a byte and its length, if there is any.
fn space_at(text: &str, at: usize) -> Option<(char, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 {
        return matches!(byte, b' ' | b'\t' | b'\n' | b'\r').then_some((byte as char, 1));
    }
    let found = text.get(at..)?.chars().next()?;
    found.is_whitespace().then_some((found, found.len_utf8()))
}

/// Whether a character that is not ASCII belongs to a word: letters, marks that
/// combine with them, and what cannot be seen (zero width, soft hyphen).
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || invisible(c) || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Characters without width: a word with one in it is the word without it.
pub(super) fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let gap = self.gap();
        let bytes = self.text.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let mut end = start;
        while end - start < LONGEST {
            match bytes.get(end) {
                Some(b) if b.is_ascii_alphanumeric() => end += 1,
                Some(0x80..) => {
                    let Some(c) = self.text[end..].chars().next().filter(|&c| in_word(c)) else {
                        break;
                    };
                    end += c.len_utf8();
                }
                _ => break,
            }
        }
        if end == start {
            // A mark; several of the same are one token.
            end += self.text[start..].chars().next()?.len_utf8();
            while end - start < LONGEST && first < 0x80 && bytes.get(end) == Some(&first) {
                end += 1;
            }
        }
        self.at = end;
        Some(Token {
            start,
            end,
            gap,
            case: self.case,
        })
    }
}
