//! Reports on their way through the program: read on a thread of their own, handed on in batches.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use sitroom_report::{Options, ReadError, Report};

use crate::failure::Failure;

/// A batch is handed on when it holds this many reports, …
const REPORTS: usize = 64;
/// … or this much text, …
const BYTES: usize = 16 << 20;
/// … or when this long has passed since its first: a slow source keeps nobody waiting.
const PATIENCE: Duration = Duration::from_millis(500);
/// So many reports are read ahead of a batch; few, for each may be very long.
const AHEAD: usize = 8;

/// Shows the reports of `paths`, in order, to `work` in batches; what cannot be read, in its place, to `fault`.
pub(crate) fn in_batches(
    paths: Vec<PathBuf>,
    options: &Options,
    mut fault: impl FnMut(&ReadError),
    mut work: impl FnMut(Vec<Report>) -> Result<(), Failure>,
) -> Result<Vec<sitroom_report::Skipped>, Failure> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        let reader = scope.spawn(move || {
            let mut reports = sitroom_report::reports(paths, options);
            // The channel closes when the work has failed: then nothing more is read.
            let _ = reports.by_ref().any(|report| sender.send(report).is_err());
            reports.skipped().to_vec()
        });
        while let Some(batch) = next_batch(&receiver, &mut fault) {
            if !batch.is_empty() {
                work(batch)?;
            }
        }
        reader.join().map_err(|_| Failure::Panic)
    })
}

/// The next batch, which may be empty; `None` at the end.
fn next_batch(
    receiver: &Receiver<Result<Report, ReadError>>,
    fault: &mut impl FnMut(&ReadError),
) -> Option<Vec<Report>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    let mut until: Option<Instant> = None;
    loop {
        let received = match until {
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(until) => receiver.recv_timeout(until.saturating_duration_since(Instant::now())),
        };
        match received {
            Ok(Ok(report)) => {
                until.get_or_insert_with(|| Instant::now() + PATIENCE);
                bytes += report.text.as_str().len();
                batch.push(report);
                if batch.len() >= REPORTS || bytes >= BYTES {
                    return Some(batch);
                }
            }
            Ok(Err(error)) => fault(&error),
            Err(RecvTimeoutError::Timeout) => return Some(batch),
            Err(RecvTimeoutError::Disconnected) => return (!batch.is_empty()).then_some(batch),
        }
    }
}
