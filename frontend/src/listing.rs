//! A list that follows its address: rows stay while the next ones are awaited, and a wait shows only when it lasts.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;

use crate::api::client::ApiError;
use crate::api::paging::Page;
use crate::late::late;
use crate::load::load;

/// An answer, with what it answers: while another one is awaited, this tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer<A, P> {
    ask: A,
    attempt: u32,
    result: Result<Arc<P>, ApiError>,
}

/// What stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sheet<A, P> {
    /// Not worth showing a wait yet.
    Bare,
    /// A wait.
    Skeleton,
    /// What came. A refresh that brings the same rows leaves them as they are.
    Answer(A, Result<Arc<P>, ApiError>),
}

/// A page of a list, with what had been asked for.
pub(crate) type Loaded<A, T> = Option<(A, Arc<Page<T>>)>;

/// A list and how it stands with it.
pub(crate) struct Listing<A: Send + Sync + 'static, P: Send + Sync + 'static> {
    /// What stands on the sheet.
    pub(crate) sheet: Memo<Sheet<A, P>>,
    /// The last page that came, with what had been asked for.
    pub(crate) loaded: Memo<Option<(A, Arc<P>)>>,
    /// Whether an answer has been awaited for long.
    pub(crate) busy: ReadSignal<bool>,
    /// Asks again.
    pub(crate) again: Callback<()>,
}

impl<A: Send + Sync + 'static, P: Send + Sync + 'static> Clone for Listing<A, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Send + Sync + 'static, P: Send + Sync + 'static> Copy for Listing<A, P> {}

/// Loads what is asked for, whenever that changes.
pub(crate) fn listing<A, P, F>(ask: Memo<A>, fetch: impl Fn(A) -> F + Copy + Send + Sync + 'static) -> Listing<A, P>
where
    A: Clone + PartialEq + Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<P, ApiError>> + 'static,
{
    let attempt = RwSignal::new(0_u32);
    let answer = load(move || {
        let (ask, attempt) = (ask.get(), attempt.get());
        async move {
            let result = fetch(ask.clone()).await.map(Arc::new);
            Answer { ask, attempt, result }
        }
    });
    let pending = Memo::new(move |_| {
        answer.read().as_ref().is_none_or(|answer| answer.ask != ask.get() || answer.attempt != attempt.get())
    });
    let busy = late(pending);
    let sheet = Memo::new(move |_| match answer.get() {
        Some(answer) if !busy.get() || answer.ask == ask.get() => Sheet::Answer(answer.ask, answer.result),
        _ if busy.get() => Sheet::Skeleton,
        _ => Sheet::Bare,
    });
    let loaded = Memo::new(move |_| {
        let Answer { ask, result, .. } = answer.get()?;
        Some((ask, result.ok()?))
    });
    let again = Callback::new(move |()| _ = attempt.try_update(|attempt| *attempt += 1));
    Listing { sheet, loaded, busy, again }
}
