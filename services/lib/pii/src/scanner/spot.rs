//! Patterns that start inside words: tried where their mark stands.

use super::pass::Pass;
use super::plan::tail;

/// Longest local part and longest host that are looked at, in bytes.
const LOCAL: usize = 128;
const HOST: usize = 256;
/// Longest rest of a token behind its host.
const PATH: usize = 2000;
/// How far user information reaches on either side of `://`.
const INFO: (usize, usize) = (24, 140);
/// How far the name of a home reaches on either side of its folder's name.
const HOME: (usize, usize) = (2, 40);
/// Bytes between a label and its sign, bytes of the label, and how far a value reaches behind the sign.
const LABEL: (usize, usize, usize) = (3, 64, 220);
/// Length of the longest handle with the byte before it.
const HANDLE: usize = 33;
/// Colons of an IPv6 address without `::`, at least.
const COLONS: usize = 6;

impl Pass<'_> {
    /// Tries the patterns of the mark at `at`.
    pub(super) fn spot(&mut self, at: usize) {
        match self.bytes[at] {
            b'@' => {
                self.mail(at);
                self.handle(at);
            }
            b'.' => self.host(at),
            b':' => {
                self.user_info(at);
                self.colon(at);
                self.label(at);
            }
            b'=' => self.label(at),
            b'/' | b'\\' => self.home(at),
            _ => {}
        }
    }

    fn mail(&mut self, at: usize) {
        let bytes = self.bytes;
        let in_local = |b: &u8| b.is_ascii_alphanumeric() || b"._%+'&/=-".contains(b) || *b >= 0x80;
        let in_host = |b: &u8| b.is_ascii_alphanumeric() || b".-".contains(b) || *b >= 0x80;
        let before = bytes[at.saturating_sub(LOCAL)..at].iter().rev();
        let low = at - before.take_while(|b| in_local(b)).count();
        let host = bytes[at + 1..].iter().take_while(|b| in_host(b)).count();
        let high = at + 1 + host;
        let dotted = bytes[at + 1..high].iter().skip(1).any(|b| *b == b'.');
        if low < at && dotted {
            // A sign of markup may follow.
            let high = high + usize::from(bytes.get(high) == Some(&b'_'));
            for &number in &self.scanner.plan.mails {
                self.within(number, low..high, high);
            }
        }
    }

    fn handle(&mut self, at: usize) {
        let bytes = self.bytes;
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let stands_free =
            before.is_none_or(|b| !b.is_ascii_alphanumeric() && !b"_@./".contains(&b));
        if stands_free && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            let low = at.saturating_sub(1);
            for &number in &self.scanner.plan.handles {
                let scanner = self.scanner;
                if self.has_context(&scanner.patterns[usize::from(number)], low) {
                    self.within(number, low..low + HANDLE, at + 1);
                }
            }
        }
    }

    /// At the dot before the last label of a host, as far as its bytes say.
    fn host(&mut self, at: usize) {
        let bytes = self.bytes;
        let in_host = |b: &u8| b.is_ascii_alphanumeric() || b".-".contains(b);
        let in_token = |b: &u8| !b.is_ascii_whitespace() && !b"\x0b<>\"".contains(b);
        if !at
            .checked_sub(1)
            .is_some_and(|i| bytes[i].is_ascii_alphanumeric())
        {
            return;
        }
        let label = bytes[at + 1..].iter().take(5);
        let end = at + 1 + label.take_while(|b| b.is_ascii_alphabetic()).count();
        let runs_on = bytes.get(end).is_some_and(|b| crate::prefix::is_word(*b));
        if end < at + 3 || runs_on {
            return;
        }
        for (number, any) in &self.scanner.plan.hosts {
            let free = self.scratch.free.of(*number);
            let known = |l: &&str| l.as_bytes().eq_ignore_ascii_case(&bytes[at..end]);
            if free > at || !any.iter().any(known) {
                continue;
            }
            let before = bytes[at.saturating_sub(HOST).max(free)..at].iter().rev();
            let low = at - before.take_while(|b| in_host(b)).count();
            let rest = bytes[end..].iter().take(PATH);
            let high = end + rest.take_while(|b| in_token(b)).count();
            self.within(*number, low..high, high);
            if high < end + PATH {
                // Whatever starts in this token is found.
                let free = &mut self.scratch.free;
                free.set(*number, high.max(free.of(*number)));
            }
        }
    }

    fn user_info(&mut self, at: usize) {
        let rest = &self.bytes[at..];
        if !rest.starts_with(b"://") {
            return;
        }
        let in_name = |b: &&u8| b.is_ascii_alphanumeric() || b"._-".contains(b);
        let in_secret = |b: &&u8| !b.is_ascii_whitespace() && !b"\x0b\"'<>@/:".contains(b);
        let name = rest[3..].iter().take_while(in_name).count();
        let secret = rest[3 + name..].get(1..).unwrap_or_default();
        let length = secret.iter().take(65).take_while(in_secret).count();
        if rest.get(3 + name) == Some(&b':') && secret.get(length) == Some(&b'@') {
            for &number in &self.scanner.plan.user_infos {
                self.within(number, at.saturating_sub(INFO.0)..at + 3 + INFO.1, at);
            }
        }
    }

    /// At what stands between a label in one piece and its value.
    fn label(&mut self, at: usize) {
        let before = self.bytes[..at].iter().rev();
        let spaces = before
            .take_while(|b| b" \t\"'".contains(b))
            .take(LABEL.0)
            .count();
        let end = at - spaces;
        let in_label = |b: &&u8| b.is_ascii_alphanumeric() || b"_-".contains(b);
        let label = self.bytes[end.saturating_sub(LABEL.1)..end].iter().rev();
        let low = end - label.take_while(in_label).count();
        for (number, any) in &self.scanner.plan.labels {
            let label = &self.bytes[low..end];
            let ends = |known: &&str| {
                let start = label
                    .len()
                    .checked_sub(known.len())
                    .filter(|start| *start > 0);
                start.is_some_and(|at| label[at..].eq_ignore_ascii_case(known.as_bytes()))
            };
            if any.iter().any(ends) {
                self.within(*number, low..at + LABEL.2, low + 1);
            }
        }
    }

    fn home(&mut self, at: usize) {
        let rest = &self.bytes[at..];
        let folders: [&[u8]; 3] = [b"/home/", b"/Users/", b"\\Users\\"];
        let Some(folder) = folders.iter().find(|folder| rest.starts_with(folder)) else {
            return;
        };
        let high = at + folder.len() + HOME.1;
        for &number in &self.scanner.plan.homes {
            self.within(number, at.saturating_sub(HOME.0)..high, at + 1);
        }
    }

    /// At the first colon of letters, digits, dots and colons in a row.
    fn colon(&mut self, at: usize) {
        let bytes = self.bytes;
        let in_run = |b: &u8| b.is_ascii_alphanumeric() || b".:".contains(b);
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let first = !bytes[..at]
            .iter()
            .rev()
            .take_while(|b| in_run(b))
            .any(|b| *b == b':');
        if self.scanner.plan.colons.is_empty() || before == Some(b':') || !first {
            return;
        }
        let low = at - bytes[..at].iter().rev().take_while(|b| in_run(b)).count();
        let high = at + bytes[at..].iter().take_while(|b| in_run(b)).count();
        let run = &bytes[at..high];
        let colons = run.iter().filter(|b| **b == b':').count();
        if colons < COLONS && !run.windows(2).any(|pair| pair == b"::") {
            return;
        }
        for &number in &self.scanner.plan.colons {
            // A length of five bytes may follow, and one byte may stand around.
            self.within(number, low.saturating_sub(1)..high + 5, high);
        }
    }

    /// At a number.
    pub(super) fn before_number(&mut self, at: usize) {
        let Some(last) = self.bytes[..at].last_chunk() else {
            return;
        };
        let tail = tail(*last);
        for pattern in &self.scanner.plan.before_numbers {
            if pattern.tails[tail / 64] >> (tail % 64) & 1 == 0 {
                continue;
            }
            let ends = |literal: &&&str| {
                let start = at.checked_sub(literal.len());
                start.is_some_and(|start| {
                    self.bytes[start..at].eq_ignore_ascii_case(literal.as_bytes())
                })
            };
            if let Some(literal) = pattern.around.any.iter().find(ends) {
                let low = at.saturating_sub(literal.len() + pattern.around.before);
                self.within(pattern.pattern, low..at + pattern.around.after, at);
            }
        }
    }
}
