//! What the person at the terminal, or the reader of a CI log, sees.

use std::fmt::Arguments;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// Writes one line to standard error. A closed terminal is no reason to fail.
pub(crate) fn say(line: Arguments<'_>) {
    let _ = writeln!(stderr(), "{line}");
}

/// Runs `work` under a heading and says how long it took, also when it failed.
pub(crate) fn phase<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    say(format_args!("\n==> {name}"));
    let start = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "FAILED" };
    say(format_args!(
        "<== {name}: {verdict} in {}",
        seconds(start.elapsed())
    ));
    outcome
}

/// `75.2 s` below two minutes, `3 min 05 s` above.
pub(crate) fn seconds(time: Duration) -> String {
    let s = time.as_secs();
    if s < 120 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", s / 60, s % 60)
    }
}

/// `530.6 MB`: bytes in powers of ten.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// Bytes done of bytes in all: a moving line on a terminal, a line each fifth of the way in a log.
pub(crate) struct Progress {
    label: String,
    terminal: bool,
    shown: u64,
    open: bool,
}

impl Progress {
    pub(crate) fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            terminal: stderr().is_terminal(),
            shown: 0,
            open: false,
        }
    }

    /// Shows where the work stands. `total` of zero (not known) shows the bytes alone.
    pub(crate) fn at(&mut self, done: u64, total: u64) {
        let step = if self.terminal { 100 } else { 5 };
        let part = (done * step).checked_div(total).unwrap_or(0);
        if part <= self.shown && !(self.terminal && total == 0) {
            return;
        }
        self.shown = part;
        let label = &self.label;
        let line = match (done * 100).checked_div(total) {
            Some(percent) => {
                format!("    {label}: {percent:>3} % of {}", megabytes(total))
            }
            None => format!("    {label}: {}", megabytes(done)),
        };
        if self.terminal {
            let _ = write!(stderr(), "\r{line}\x1b[K");
            let _ = stderr().flush();
            self.open = true;
        } else {
            say(format_args!("{line}"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.open {
            say(format_args!(""));
        }
    }
}
