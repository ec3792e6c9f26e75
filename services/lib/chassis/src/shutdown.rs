//! When to stop: SIGINT, SIGTERM or, where asked for, the end of standard input; once to drain,
//! twice to hurry.

use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;

use crate::{Code, Failure};

/// What ends a service.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// Notified once, when standard input has ended.
    abandoned: Arc<Notify>,
}

impl Signals {
    /// Takes the signals over from the system's default, which is to die. With `stop_on_eof`, the
    /// end of standard input counts as one: whoever holds its other end is gone.
    pub(crate) fn new(stop_on_eof: bool) -> Result<Self, Failure> {
        let failed = |_| Failure::new(Code::Internal, "START_FAILED", "signals cannot be received");
        let abandoned = Arc::new(Notify::new());
        if stop_on_eof {
            let abandoned = Arc::clone(&abandoned);
            std::thread::spawn(move || {
                // An error is an end as well.
                let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
                abandoned.notify_one();
            });
        }
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            abandoned,
        })
    }

    /// The next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = self.abandoned.notified() => {}
        }
    }
}
