//! Progress on standard error: a live bar on a terminal, now and then a line
//! elsewhere, nothing for programs.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use proto::job::v1::{JobEvent, JobProgress, JobState};

use crate::format;
use crate::output::remark;

/// Seconds between two lines of one phase.
const QUIET_SECONDS: i64 = 10;

/// The display of one job or upload.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Shows nothing.
    Silent,
    /// Redraws one line of a terminal.
    Bar(ProgressBar),
    /// Writes lines, at most one per phase and ten seconds.
    Lines(Lines),
}

impl Progress {
    /// The display that suits standard error.
    pub(crate) fn new(silent: bool) -> Self {
        if silent {
            Self::Silent
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(style("{spinner} {prefix:10} {elapsed} {msg}"));
            Self::Bar(bar)
        } else {
            Self::Lines(Lines::default())
        }
    }

    /// Shows a change of a job.
    pub(crate) fn show(&mut self, event: &JobEvent) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => draw(bar, event),
            Self::Lines(lines) => {
                if let Some(line) = lines.next(event) {
                    remark(&line);
                }
            }
        }
    }

    /// Shows how many bytes of `total` are done.
    pub(crate) fn bytes(&mut self, label: &'static str, done: u64, total: u64) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                if bar.prefix() != label {
                    bar.set_prefix(label);
                    bar.reset_elapsed();
                    bar.set_style(style(
                        "{spinner} {prefix:10} [{bar:28}] {binary_bytes}/{binary_total_bytes} \
                         {binary_bytes_per_sec} {msg}",
                    ));
                }
                bar.set_length(total);
                bar.set_position(done);
            }
            Self::Lines(lines) => {
                if lines.phase != label {
                    lines.phase = label.to_owned();
                    remark(&format!("{label} {}", format::bytes(total)));
                }
            }
        }
    }

    /// Leaves the terminal clean.
    pub(crate) fn close(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// A broken template is a mistake of ours; a plain bar is the worst it does.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn draw(bar: &ProgressBar, event: &JobEvent) {
    let progress = event.progress.clone().unwrap_or_default();
    let label = label(event);
    if bar.prefix() != label {
        bar.set_prefix(label);
        bar.reset_elapsed();
    }
    match position(&progress) {
        Some((done, total)) => {
            bar.set_style(style(
                "{spinner} {prefix:10} [{bar:28}] {percent:>3}% {msg}",
            ));
            bar.set_length(total);
            bar.set_position(done);
        }
        None => bar.set_style(style("{spinner} {prefix:10} {elapsed} {msg}")),
    }
    bar.set_message(facts(&progress).join("  "));
    bar.tick();
}

/// The phase, or the state where there is none.
fn label(event: &JobEvent) -> String {
    match (&event.progress, event.state()) {
        (Some(progress), JobState::Running) if !progress.phase.is_empty() => progress.phase.clone(),
        (_, state) => format::state(state).to_owned(),
    }
}

/// Done and total, in steps or in bytes.
fn position(progress: &JobProgress) -> Option<(u64, u64)> {
    if progress.total_steps > 0 {
        Some((progress.step, progress.total_steps))
    } else if progress.bytes_total > 0 {
        Some((progress.bytes_done, progress.bytes_total))
    } else {
        None
    }
}

/// What is known about the progress, in words.
fn facts(progress: &JobProgress) -> Vec<String> {
    let mut facts = Vec::new();
    if progress.total_steps > 0 {
        facts.push(format!("{}/{}", progress.step, progress.total_steps));
    }
    if progress.records_done > 0 {
        facts.push(format!("{} records", format::count(progress.records_done)));
    }
    if progress.total_steps == 0 && progress.bytes_total > 0 {
        let (done, total) = (
            format::bytes(progress.bytes_done),
            format::bytes(progress.bytes_total),
        );
        facts.push(format!("{done} of {total}"));
    }
    if let Some(loss) = progress.loss {
        facts.push(format!("loss {loss:.3}"));
    }
    if let Some(loss) = progress.validation_loss {
        facts.push(format!("validation {loss:.3}"));
    }
    if let Some(rate) = progress.tokens_per_second {
        facts.push(format!("{rate:.0} tokens/s"));
    }
    if progress.resident_bytes > 0 {
        facts.push(format::bytes(progress.resident_bytes));
    }
    if let Some(seconds) = progress.eta_seconds {
        facts.push(format!("{} left", format::duration(seconds)));
    }
    facts
}

/// Decides which changes are worth a line.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    phase: String,
    last: i64,
}

impl Lines {
    /// The line for a change, by the event's own time; `None` where it is too
    /// soon after the last.
    fn next(&mut self, event: &JobEvent) -> Option<String> {
        let now = event.time.as_ref().map_or(0, |time| time.seconds);
        let label = label(event);
        if label == self.phase && now - self.last < QUIET_SECONDS {
            return None;
        }
        self.phase.clone_from(&label);
        self.last = now;
        let facts = facts(event.progress.as_ref().unwrap_or(&JobProgress::default())).join("  ");
        Some(format!("{label:10} {facts}").trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests;
