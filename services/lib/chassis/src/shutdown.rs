//! When to stop: SIGINT or SIGTERM, once to drain, twice to hurry.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{Code, Failure};

/// The two signals that end a service.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Takes the signals over from the system's default, which is to die.
    pub(crate) fn new() -> Result<Self, Failure> {
        let failed = |_| Failure::new(Code::Internal, "START_FAILED", "signals cannot be received");
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
        })
    }

    /// The next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
