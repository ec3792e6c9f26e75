//! A job's events as a stream: what the log holds after the cursor, then what
//! comes, until the job has ended.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio_stream::Stream;

use super::{Inner, JobEvent, not_found, stopping};
use crate::Failure;

struct Watch {
    inner: Arc<Inner>,
    id: String,
    cursor: u64,
    revision: tokio::sync::watch::Receiver<u64>,
    ready: VecDeque<JobEvent>,
    over: bool,
}

pub(super) fn watch(
    inner: Arc<Inner>,
    id: String,
    cursor: u64,
) -> impl Stream<Item = Result<JobEvent, Failure>> + Send + 'static {
    let mut revision = inner.db.subscribe();
    // The log is read before the first wait.
    revision.mark_changed();
    let watch = Watch {
        inner,
        id,
        cursor,
        revision,
        ready: VecDeque::new(),
        over: false,
    };
    futures_util::stream::unfold(watch, |mut watch| async move {
        if watch.over {
            return None;
        }
        let item = watch.next().await;
        watch.over |= item.is_err();
        item.transpose().map(|item| (item, watch))
    })
}

impl Watch {
    async fn next(&mut self) -> Result<Option<JobEvent>, Failure> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.cursor = event.cursor;
                self.over = event.state.ended();
                return Ok(Some(event));
            }
            // Marked as seen before the log is read: a change in between wakes
            // the next wait.
            if self.revision.changed().await.is_err() {
                return Err(stopping());
            }
            let closed = self.inner.running.closed();
            let job = self.inner.db.get(&self.id).await?.ok_or_else(not_found)?;
            let events = self.inner.db.events(&self.id, self.cursor).await?;
            if events.is_empty() {
                if job.state.ended() {
                    // The caller has seen the last event.
                    return Ok(None);
                }
                if closed {
                    return Err(stopping());
                }
            } else {
                // There may be another batch, or nothing more to wake for.
                self.revision.mark_changed();
            }
            self.ready.extend(events);
        }
    }
}
