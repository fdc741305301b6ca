//! What the server is asked as soon as a page needs it, and again when that changes.
//!
//! In the place of `LocalResource`, which is compiled anew for each question: here the only part that knows what the
//! answer is, is the one that stores it.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::effect::effect;

/// Stores an answer.
type Store = Box<dyn FnOnce()>;

/// Asks, and asks again when a signal changes that `ask` reads before it waits for anything. The last answer stays
/// until the next one is there; what is overtaken is given up.
pub(crate) fn load<T, F>(ask: impl Fn() -> F + 'static) -> ReadSignal<Option<T>>
where
    T: Send + Sync + 'static,
    F: Future<Output = T> + 'static,
{
    let (answer, set_answer) = signal(None);
    rerun(Box::new(move || {
        let question = ask();
        Box::pin(async move {
            let found = question.await;
            Box::new(move || _ = set_answer.try_set(Some(found))) as Store
        })
    }));
    answer
}

fn rerun(ask: Box<dyn Fn() -> Pin<Box<dyn Future<Output = Store>>>>) {
    let latest = StoredValue::new(0_u32);
    effect(move || {
        let turn = latest.get_value().wrapping_add(1);
        latest.set_value(turn);
        // The owner of this run goes with the next, and takes requests along.
        let answer = ScopedFuture::new(ask());
        spawn_local(async move {
            let store = answer.await;
            if latest.try_get_value() == Some(turn) {
                store();
            }
        });
    });
}
