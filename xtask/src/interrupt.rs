//! What Ctrl-C must clean up: the servers that a test run has started. A process has one handler, so it stands here.

use std::{
    process,
    sync::{Mutex, Once, PoisonError},
};

use anyhow::Result;

/// The exit code of a program that Ctrl-C ended, by the shells' convention.
const INTERRUPTED: i32 = 130;

type Work = Box<dyn FnOnce() + Send>;

static WORK: Mutex<Vec<Work>> = Mutex::new(Vec::new());
static HANDLER: Once = Once::new();

/// Runs `work` when the run is interrupted, before it ends.
pub(crate) fn on_interrupt(work: impl FnOnce() + Send + 'static) -> Result<()> {
    take().push(Box::new(work));
    let mut set = Ok(());
    HANDLER.call_once(|| {
        set = ctrlc::set_handler(|| {
            let work = std::mem::take(&mut *take());
            for work in work {
                work();
            }
            process::exit(INTERRUPTED);
        });
    });
    Ok(set?)
}

fn take() -> std::sync::MutexGuard<'static, Vec<Work>> {
    WORK.lock().unwrap_or_else(PoisonError::into_inner)
}
