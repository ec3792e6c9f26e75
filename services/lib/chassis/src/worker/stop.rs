//! How a worker hears that it should stop.

use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// The line that asks for a usable artifact and the end.
pub(crate) const CANCEL: &str = "cancel";

/// The line that asks for the state to be saved and the end.
pub(crate) const SUSPEND: &str = "suspend";

/// How the work should stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Save what another worker needs to go on, and answer
    /// [`crate::Outcome::Suspended`]: the service stops, or is gone. Only where
    /// [`crate::Deployable::RESUMES`].
    Suspend,
    /// Leave a usable artifact, and answer [`crate::Outcome::Cancelled`]: the user
    /// does not want the work to go on, or it could not go on later.
    Cancel,
}

/// What was asked of a worker so far. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked(Arc<AtomicU8>);

impl Asked {
    /// The strongest that was asked.
    pub(super) fn stop(&self) -> Option<Stop> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Stop::Suspend),
            _ => Some(Stop::Cancel),
        }
    }

    /// Asks; a cancel is never weakened.
    fn raise(&self, stop: Stop) {
        let rank = match stop {
            Stop::Suspend => 1,
            Stop::Cancel => 2,
        };
        self.0.fetch_max(rank, Ordering::Relaxed);
    }

    /// Takes in the lines of the service; `gone` once it has nothing more to say.
    fn read(&self, lines: impl BufRead, gone: Stop) {
        for line in lines.lines() {
            match line.as_deref().map(str::trim) {
                Ok(CANCEL) => self.raise(Stop::Cancel),
                Ok(SUSPEND) => self.raise(gone),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        self.raise(gone);
    }
}

/// Listens for lines and for the end of file on standard input, and for SIGTERM.
pub(super) fn listen(runtime: &tokio::runtime::Runtime, asked: &Asked, resumes: bool) {
    let gone = if resumes { Stop::Suspend } else { Stop::Cancel };
    let ears = asked.clone();
    std::thread::spawn(move || ears.read(std::io::stdin().lock(), gone));
    let ears = asked.clone();
    runtime.spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate())
            && terminate.recv().await.is_some()
        {
            ears.raise(gone);
        }
    });
}

#[cfg(test)]
mod tests;
