//! One submit: busy while it runs, never twice at a time, under one key until there is an answer.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::failure::Failure;
use crate::api::key::Key;

/// What is left to do when it worked.
type Done = Box<dyn FnOnce()>;

/// The state of what somebody submits.
#[derive(Clone, Copy)]
pub(crate) struct Submit {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    /// The key of what was sent and not answered, with what it was for.
    open: StoredValue<Option<(String, Key)>>,
}

impl Submit {
    /// Nothing was submitted yet.
    pub(crate) fn new() -> Self {
        Self { busy: RwSignal::new(false), failure: RwSignal::new(None), open: StoredValue::new(None) }
    }

    /// Whether it is under way.
    pub(crate) fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Why the last one did not work.
    pub(crate) fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// Takes the message of the last one away.
    pub(crate) fn forget(self) {
        self.failure.set(None);
    }

    /// Sends `what`; while one is under way, another is ignored. The same `what` goes out under the same key until it
    /// is answered, so that it is carried out once however often it is sent.
    pub(crate) fn send<T, F>(self, what: String, call: impl FnOnce(Key) -> F, done: impl FnOnce(T) + 'static)
    where
        T: 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        let key = match self.open.get_value() {
            Some((same, key)) if same == what => key,
            _ => Key::new(),
        };
        self.open.set_value(Some((what, key.clone())));
        let answer = call(key);
        // What kind of value it is matters to the last step alone: the rest is compiled once.
        self.wait(Box::pin(async move {
            let value = answer.await?;
            Ok(Box::new(move || done(value)) as Done)
        }));
    }

    fn wait(self, answer: Pin<Box<dyn Future<Output = Result<Done, Failure>>>>) {
        self.busy.set(true);
        spawn_local(async move {
            let result = answer.await;
            // Who asked may be gone by now; the change was made all the same.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(done) => {
                    self.open.set_value(None);
                    self.failure.set(None);
                    done();
                }
                Err(failure) => {
                    if matches!(failure, Failure::Refused(_)) {
                        self.open.set_value(None);
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}
