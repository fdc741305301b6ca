//! A part of the app that is fetched when it is first wanted, in its place on the page.

use std::future::Future;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

/// What the part shows, once it is here; that it is not, when it does not come.
#[component]
pub(crate) fn Part<F>(
    /// Fetches the part, unless it is here, and makes its view.
    load: impl FnOnce() -> F + 'static,
) -> impl IntoView
where
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    let part = StoredValue::new_local(None);
    let (is_here, set_here) = signal(false);
    // The part is made long after this ran, and belongs here all the same.
    let loading = ScopedFuture::new(load());
    spawn_local(async move {
        let view = loading.await.unwrap_or_else(|_| {
            view! { <p class="hint pad" role="alert">"This did not arrive. The connection may be down: close it and try again."</p> }
                .into_any()
        });
        // Whoever wanted it may be gone by now.
        if part.try_set_value(Some(view)).is_none() {
            set_here.try_set(true);
        }
    });
    move || is_here.get().then(|| part.try_update_value(Option::take).flatten())
}
