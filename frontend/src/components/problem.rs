//! Something did not load: what happened, what is kept, how to try again, and the id that support asks for.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::api::client::ApiError;

/// The error, in the place of what it kept from loading.
#[component]
pub(crate) fn Problem(
    /// What could not be done, in a few words.
    heading: &'static str,
    /// What the reader does not lose by it.
    kept: &'static str,
    /// Why.
    error: ApiError,
    /// Whether another try is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    let why = error.sentence();
    let support = error.request_id().map(|id| {
        view! { <p>"If it goes on, give support this id: "<span class="id">{id.to_owned()}</span></p> }
    });
    view! {
        <div class="empty" role="alert">
            <Icon glyph=Glyph::Server/>
            <h2>{heading}</h2>
            <p>{why}" "{kept}</p>
            {support}
            <div class="row">
                <button class="btn" type="button" aria-busy=move || busy.get().to_string() on:click=move |_| retry.run(())>
                    <Icon glyph=Glyph::Refresh/>"Try again"
                </button>
            </div>
        </div>
    }
}
