//! What a worker has released, in a file of its job's folder that outlives it.

use std::io::{ErrorKind, Write};
use std::path::Path;

use dp::DpEvent;

use crate::job::Released;
use crate::{Code, Failure};

const FILE: &str = "spend.json";

/// Writes down, durably, no less than `event` and no less than what is written
/// down already. A worker that goes on after another repeats steps that the other
/// has noted: the same releases, which count once.
pub(super) fn write(job_dir: &Path, event: &DpEvent) -> Result<(), Failure> {
    let written = || -> std::io::Result<()> {
        let event = match noted(job_dir)? {
            Some(noted) => joined(&noted, event),
            None => Some(event.clone()),
        };
        if let Some(event) = event {
            let mut file = tempfile::NamedTempFile::new_in(job_dir)?;
            file.write_all(&serde_json::to_vec(&event)?)?;
            file.as_file().sync_all()?;
            file.persist(job_dir.join(FILE))?;
        }
        // Also where the file is left alone: who wrote it may have died before
        // the disk knew its name.
        std::fs::File::open(job_dir)?.sync_all()
    };
    written().map_err(|e| {
        Failure::new(
            Code::Unavailable,
            "SPEND_NOT_WRITTEN",
            format!(
                "what the job spends could not be written down: {}",
                e.kind()
            ),
        )
        .action("check that the disk of data_dir has space and is writable")
    })
}

/// What is written down.
fn noted(job_dir: &Path) -> std::io::Result<Option<DpEvent>> {
    match std::fs::read(job_dir.join(FILE)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// The least event that covers both: of each mechanism, the larger count. Nothing
/// when `noted` is that event.
fn joined(noted: &DpEvent, event: &DpEvent) -> Option<DpEvent> {
    let (mut all, asked) = (Parts::of(noted), Parts::of(event));
    if all.covers(&asked) {
        return None;
    }
    if asked.covers(&all) {
        return Some(event.clone());
    }
    for (part, count) in asked.0 {
        let more = count.saturating_sub(all.count(&part));
        all.add(part, more);
    }
    let repeated = |(part, count): (DpEvent, u64)| part.repeated(count);
    Some(DpEvent::composed(all.0.into_iter().map(repeated).collect()))
}

/// An event as mechanisms with the number of times each was run: what compositions
/// come to, in whatever order and depth they are written.
#[derive(Default)]
struct Parts(Vec<(DpEvent, u64)>);

impl Parts {
    fn of(event: &DpEvent) -> Self {
        let mut parts = Self::default();
        parts.take_in(event, 1);
        parts
    }

    fn take_in(&mut self, event: &DpEvent, times: u64) {
        match event {
            DpEvent::NoOp {} => {}
            DpEvent::SelfComposed { event, count } => {
                self.take_in(event, times.saturating_mul(*count));
            }
            DpEvent::Composed { events } => {
                events.iter().for_each(|event| self.take_in(event, times));
            }
            DpEvent::Gaussian { .. } | DpEvent::PoissonSampled { .. } => {
                self.add(event.clone(), times);
            }
        }
    }

    fn add(&mut self, part: DpEvent, count: u64) {
        if count == 0 {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == part) {
            Some((_, known)) => *known = known.saturating_add(count),
            None => self.0.push((part, count)),
        }
    }

    fn count(&self, part: &DpEvent) -> u64 {
        let found = self.0.iter().find(|(known, _)| known == part);
        found.map_or(0, |(_, count)| *count)
    }

    fn covers(&self, other: &Self) -> bool {
        let mut parts = other.0.iter();
        parts.all(|(part, count)| *count <= self.count(part))
    }
}

/// What the workers of a job have released at most.
pub(crate) fn released(job_dir: &Path) -> Released {
    match noted(job_dir) {
        Ok(Some(event)) => Released::AtMost(event),
        // The folder is there and the file is not: no batch was drawn.
        Ok(None) if job_dir.is_dir() => Released::Nothing,
        Ok(None) | Err(_) => Released::Unknown,
    }
}

#[cfg(test)]
mod tests;
