//! The declared rules: as sentences, drawn, whether all values agree with them, and what they refused lately.
//!
//! Each rule is an anchor: `/rules#credit_limit` shows it, gives it the focus and marks it. Chips everywhere link so.

mod drawn;
mod laws;
mod layout;
mod outcome;
mod refused;
mod skeleton;
mod verify;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use self::drawn::Drawn;
use self::laws::Laws;
use self::refused::RefusedLately;
use self::skeleton::RulesSkeleton;
use self::verify::{Verifier, VerifyButton, VerifyNote};
use crate::api::client::ApiError;
use crate::api::rules::{self, Book};
use crate::components::problem::Problem;
use crate::effect::effect;
use crate::late::late;
use crate::load::load;

/// What came, and with which try.
type Answer = (u32, Result<Arc<Book>, ApiError>);

/// The page.
#[component]
pub(crate) fn Rules() -> impl IntoView {
    let attempt = RwSignal::new(0_u32);
    let resource = load(move || {
        let attempt = attempt.get();
        async move { (attempt, rules::book().await.map(Arc::new)) }
    });
    let answer: Memo<Option<Answer>> = Memo::new(move |_| resource.get());
    let pending = Memo::new(move |_| answer.read().as_ref().is_none_or(|(of, _)| *of != attempt.get()));
    let late = late(pending);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    let verifier = Verifier::new();
    let named = use_named(Memo::new(move |_| matches!(*answer.read(), Some((_, Ok(_))))));

    let many = move || Some(format!("{} in force, the same on every path in", answer.get()?.1.ok()?.rules.len()));
    let content = move || match answer.get() {
        None if late.get() => view! { <RulesSkeleton/> }.into_any(),
        None => ().into_any(),
        Some((_, Err(error))) => view! {
            <Problem heading="The rules could not be loaded" kept="They hold all the same." error busy=late retry/>
        }
        .into_any(),
        Some((_, Ok(book))) => view! {
            <div class="page full">
                <VerifyNote verifier/>
                <div class="cols two">
                    <div class="stack gap"><Laws book=book.clone() named/></div>
                    <div class="stack gap"><Drawn book=book.clone()/><RefusedLately/></div>
                </div>
            </div>
        }
        .into_any(),
    };
    view! {
        <Title text="Rules"/>
        <header class="head one">
            <h1>"Rules"</h1><span class="of wide">{many}</span>
            <div class="end"><VerifyButton verifier/></div>
        </header>
        {content}
    }
}

/// What the address names behind its `#`. Once it is there, it is shown and has the focus.
fn use_named(loaded: Memo<bool>) -> Memo<String> {
    let hash = use_location().hash;
    let named = Memo::new(move |_| hash.read().trim_start_matches('#').to_owned());
    effect(move || {
        let id = named.get();
        if loaded.get() && !id.is_empty() {
            // The page is drawn by then.
            request_animation_frame(move || show(&id));
        }
    });
    named
}

fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
        element.scroll_into_view();
    }
}
