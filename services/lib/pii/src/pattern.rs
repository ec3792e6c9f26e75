//! Patterns: an expression, its score, where it is worth trying.

/// One expression of a recogniser.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// Expression in the syntax of the `regex` crate, over bytes, with ASCII
    /// classes: `\b`, `\d` and `\w` know no Unicode (that is what keeps the scan
    /// on the fast path), and `[^ ]` may take part of a character, which the
    /// scanner trims. A capture group, if there is one, is the span.
    pub regex: &'static str,
    /// Score in [0, 1] before context and checksum.
    pub score: f32,
    /// Where the expression is tried.
    pub gate: Gate,
    /// What may stand beside a match.
    pub border: Border,
}

/// A cheap, necessary condition of a match: it says where an expression is
/// tried. A gate that knows where a match would start costs next to nothing,
/// because the attempt ends at the first byte that does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Gate {
    /// Anywhere in the text.
    Always,
    /// At the first digit of a run, or up to `back` bytes before it.
    Digits {
        /// Fewest digits from there to the end of the cluster: runs of digits at
        /// most three separators (space and `-.()/+:,`) apart.
        min: u8,
        /// Bytes that may stand before the run (a bracket, a country code).
        back: u8,
    },
    /// At one of these literals, ASCII case ignored, at the start of a word.
    Words(&'static [&'static str]),
    /// In a window around any of these literals, ASCII case ignored.
    Around {
        /// The literals.
        any: &'static [&'static str],
        /// How far before the literal a match may start, in bytes.
        before: u16,
        /// How far behind it a match may end, in bytes.
        after: u16,
    },
    /// In a window around one of these literals, each of at least four bytes, with
    /// a digit behind it.
    BeforeNumber {
        /// The literals.
        any: &'static [&'static str],
        /// How far before the literal a match may start, in bytes.
        before: u16,
        /// How far behind it a match may end, in bytes.
        after: u16,
    },
    /// In the characters of an address around an `@`.
    Mail,
    /// At an `@` that opens a word.
    Handle,
    /// In a token with one of these labels, a dot before it, at the end of its host.
    Host(&'static [&'static str]),
    /// Around `://` with a colon and an `@` behind it.
    UserInfo,
    /// Around the folder that holds people's homes.
    Home,
    /// At a label in one piece (`DB_PASSWORD`, `dbPassword`) that has something before one of these endings, ASCII
    /// case ignored, and a colon or an equals sign behind it.
    Label(&'static [&'static str]),
    /// In a window around a colon beside a hexadecimal digit or another colon.
    HexColon {
        /// How far a match may reach on either side, in bytes.
        reach: u16,
    },
    /// At two or four hexadecimal digits, followed by `:`, `-` or `.` and as
    /// many again.
    HexGroups,
}

/// What may stand beside a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Anything: the expression says it all.
    Any,
    /// No letter, digit or underscore of ASCII, and no group of digits joined by
    /// `-`, `.` or `/`: the match is a whole number and not part of a longer one.
    Number,
    /// No `@` before it: what stands behind one is the host of an address.
    BehindNoAt,
    /// No name and `://` before it in the same token: what ends in an `@` there is a secret.
    OutsideUserInfo,
}

/// How far user information reaches back, in bytes.
const INFO: usize = 140;

impl Border {
    /// Whether `[start, end)` may be a match in `bytes`.
    pub(crate) fn allows(self, bytes: &[u8], start: usize, end: usize) -> bool {
        match self {
            Self::Any => true,
            Self::Number => {
                let before = |back: usize| start.checked_sub(back).and_then(|i| bytes.get(i));
                let after = |ahead: usize| bytes.get(end + ahead);
                !continues(before(1), before(2)) && !continues(after(0), after(1))
            }
            Self::BehindNoAt => start.checked_sub(1).and_then(|i| bytes.get(i)) != Some(&b'@'),
            Self::OutsideUserInfo => {
                let token = bytes[start.saturating_sub(INFO)..start].iter().rev();
                let token = token.take_while(|b| !b.is_ascii_whitespace() && **b != b'@');
                let info = &bytes[start - token.count()..start];
                let scheme = memchr::memmem::rfind(info, b"://");
                // What user information cannot hold ends it.
                let ends = |b: &u8| b"/?#\"'<>,;&=".contains(b);
                scheme.is_none_or(|scheme| {
                    let info = &info[scheme + 3..];
                    !info.contains(&b':') || info.iter().any(ends)
                })
            }
        }
    }
}

/// Whether the byte beside a match, or the two beside it, continue a number.
fn continues(near: Option<&u8>, far: Option<&u8>) -> bool {
    match near {
        Some(b) if b.is_ascii_alphanumeric() || *b == b'_' => true,
        Some(b'-' | b'.' | b'/') => far.is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

/// A pattern that starts with a digit, has at least `min` of them, and must be a
/// whole number.
pub(crate) const fn number(regex: &'static str, score: f32, min: u8) -> Pattern {
    Pattern {
        regex,
        score,
        gate: Gate::Digits { min, back: 0 },
        border: Border::Number,
    }
}

/// A whole word with at most `back` letters before its first digit, and at least
/// `min` digits in the cluster that starts there.
pub(crate) const fn lettered(regex: &'static str, score: f32, min: u8, back: u8) -> Pattern {
    Pattern {
        regex,
        score,
        gate: Gate::Digits { min, back },
        border: Border::Number,
    }
}

/// A pattern that starts with one of the words.
pub(crate) const fn at_words(
    regex: &'static str,
    score: f32,
    words: &'static [&'static str],
) -> Pattern {
    Pattern {
        regex,
        score,
        gate: Gate::Words(words),
        border: Border::Any,
    }
}
