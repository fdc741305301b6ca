//! The page is known, but the part of the app with it did not arrive.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::icon::{Glyph, Icon};

/// Says so. The whole app is asked for again: the server may have another one by now.
#[component]
pub(crate) fn NotLoaded() -> impl IntoView {
    view! {
        <Title text="Not loaded"/>
        <header class="head one"><h1>"Not loaded"</h1></header>
        <div class="empty" role="alert">
            <Icon glyph=Glyph::Offline/>
            <h2>"This page did not arrive"</h2>
            <p>"The connection may be down, or Docket may have been updated. Nothing that was saved is lost."</p>
            <div class="row">
                <button class="btn" type="button" on:click=|_| drop(location().reload())>
                    <Icon glyph=Glyph::Refresh/>"Load it again"
                </button>
            </div>
        </div>
    }
}
