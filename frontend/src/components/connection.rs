//! Whether the server can be heard: a banner over the page while it cannot, a mark in the frame always.

use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::icon::{Glyph, Icon};
use crate::format::time;
use crate::live::{Link, use_live};

/// The banner, while there is no connection. Its region is always there, so that it is read out when it fills.
#[component]
pub(crate) fn Connection() -> impl IntoView {
    let live = use_live();
    let link = live.link();
    // The countdown must not be read out each second: only what happened is news.
    let down = Memo::new(move |_| match link.get() {
        Link::Down { since, again_s } => Some((clock(since), again_s.is_none())),
        _ => None,
    });
    let countdown = move || match link.get() {
        Link::Down { again_s: Some(left), .. } => format!("Trying again in {left} s."),
        _ => String::new(),
    };
    let banner = move |(since, offline): (String, bool)| {
        let (glyph, what) =
            if offline { (Glyph::Offline, "You are offline.") } else { (Glyph::Server, "The server does not answer.") };
        let again = (!offline).then(|| {
            view! {
                <span class="end row">
                    <span aria-live="off">{countdown}</span>
                    <button class="btn sm" type="button" on:click=move |_| live.try_now()><Icon glyph=Glyph::Refresh/>"Try now"</button>
                </span>
            }
        });
        view! {
            <div class="banner">
                <Icon glyph/><span><b>{what}</b>" Shown as of "{since}". What you type stays here."</span>{again}
            </div>
        }
    };
    view! { <div class="connection" role="status">{move || down.get().map(banner)}</div> }
}

/// The mark: whether changes arrive as they happen.
#[component]
pub(crate) fn LiveMark() -> impl IntoView {
    let link = use_live().link();
    let up = Memo::new(move |_| link.get() == Link::Up);
    let word = move || if up.get() { "Live" } else { "Reconnecting" };
    view! { <p class="line" title=word><span class="pulse" class:off=move || !up.get()></span><span>{word}</span></p> }
}

/// The time of day.
fn clock(milliseconds: f64) -> String {
    let iso: String = Date::new(&JsValue::from(milliseconds)).to_iso_string().into();
    time::clock(&iso)
}
