//! Waiting that shows only when it lasts: an answer that comes at once must not flash a skeleton.

use std::time::Duration;

use leptos::prelude::*;

/// How long a wait stays invisible.
const UNNOTICED: Duration = Duration::from_millis(150);

/// True once `pending` has held without a break for longer than one does not notice.
pub(crate) fn late(pending: Memo<bool>) -> ReadSignal<bool> {
    let (late, set_late) = signal(false);
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        if pending.get() {
            // The page may be gone by then, and its signals with it.
            let notice = move || _ = set_late.try_set(true);
            set_timeout_with_handle(notice, UNNOTICED).ok()
        } else {
            set_late.set(false);
            None
        }
    });
    late
}
