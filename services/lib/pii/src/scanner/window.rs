//! Windows around literals.

/// Literals, and how far a match may reach on either side of one. Windows that touch
/// are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) any: &'static [&'static str],
    pub(super) before: usize,
    pub(super) after: usize,
}

impl Around {
    /// Where the window around `at` ends, or as much of it as a match of `longest`
    /// bytes needs; `None` when `at` lies in no window.
    pub(super) fn end(&self, bytes: &[u8], at: usize, longest: usize) -> Option<usize> {
        let literal = self.any.iter().map(|l| l.len()).max().unwrap_or(0);
        let first = at.saturating_sub(self.after + literal);
        let enough = bytes.len().min(at.saturating_add(longest));
        let mut end: Option<usize> = None;
        for place in first..bytes.len() {
            let start = place.saturating_sub(self.before);
            if start > end.unwrap_or(at) || end.is_some_and(|end| end >= enough) {
                break;
            }
            let ahead = &bytes[place..];
            let here = |l: &&&str| {
                let there = ahead.get(..l.len());
                there.is_some_and(|there| there.eq_ignore_ascii_case(l.as_bytes()))
            };
            for literal in self.any.iter().filter(here) {
                let behind = place + literal.len() + self.after;
                if behind > at {
                    end = Some(end.unwrap_or(0).max(behind));
                }
            }
        }
        end.map(|end| end.min(bytes.len()))
    }
}
