//! Effects, boxed: compiled once, and not once for each closure.

use leptos::prelude::Effect;

/// Runs now, and again when a signal changes that it reads.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}

/// Runs when the value that `read` gives has changed, and not the first time.
pub(crate) fn on_change<T: PartialEq + 'static>(read: impl Fn() -> T + 'static, mut run: impl FnMut() + 'static) {
    let mut before = None;
    effect(move || {
        let now = Some(read());
        if before.is_some() && before != now {
            run();
        }
        before = now;
    });
}
