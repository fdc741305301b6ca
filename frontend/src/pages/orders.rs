//! The list of orders: newest first, filtered by status, one page of a cursor at a time.
//!
//! What is shown follows from the address alone ([`address`]); this file joins the answer to it and decides which of
//! table, skeleton, blank or problem stands on the sheet.

mod address;
mod blank;
mod table;
mod tabs;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::blank::Blank;
use self::table::{Table, TableSkeleton};
use self::tabs::Tabs;
use crate::api::client::ApiError;
use crate::api::orders::{self, Ask, Page};
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::problem::Problem;
use crate::format::number;
use crate::late::late;

/// An answer, with what it answers: while another one is awaited, this tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    ask: Ask,
    attempt: u32,
    result: Result<Arc<Page>, ApiError>,
}

/// What stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sheet {
    /// Not worth showing a wait yet.
    Bare,
    Skeleton,
    Answer(Answer),
}

/// The page.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| address::read(&query.read()));
    let attempt = RwSignal::new(0_u32);
    let resource = LocalResource::new(move || {
        let (ask, attempt) = (ask.get(), attempt.get());
        async move {
            let result = orders::page(&ask).await.map(Arc::new);
            Answer { ask, attempt, result }
        }
    });
    let answer = Memo::new(move |_| resource.get());
    let pending = Memo::new(move |_| {
        answer.read().as_ref().is_none_or(|answer| answer.ask != ask.get() || answer.attempt != attempt.get())
    });
    let late = late(pending);
    let sheet = Memo::new(move |_| match answer.get() {
        // A refresh keeps the rows; another page or filter keeps them until the wait is worth showing.
        Some(answer) if !late.get() || answer.ask == ask.get() => Sheet::Answer(answer),
        _ if late.get() => Sheet::Skeleton,
        _ => Sheet::Bare,
    });
    let page = Memo::new(move |_| answer.get().and_then(|answer| answer.result.ok()));
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));

    let total = move || page.get().map(|page| number::count(page.total));
    let content = move || {
        match sheet.get() {
        Sheet::Bare => ().into_any(),
        Sheet::Skeleton => view! { <TableSkeleton/> }.into_any(),
        Sheet::Answer(Answer { ask, result, .. }) => match result {
            Ok(page) if page.orders.is_empty() => view! { <Blank ask page/> }.into_any(),
            Ok(page) => view! { <Table orders=page.orders.clone() busy=pending/> }.into_any(),
            Err(error) => view! {
                <Problem heading="The orders could not be loaded" kept="Your filter is kept." error busy=pending retry/>
            }
            .into_any(),
        },
    }
    };

    view! {
        <Title text="Orders"/>
        <header class="head one">
            <h1>"Orders"</h1><span class="of">{total}</span>
            <div class="end">
                <button class="btn quiet" type="button" aria-busy=move || pending.get().to_string() on:click=move |_| retry.run(())>
                    <Icon glyph=Glyph::Refresh/>"Refresh"
                </button>
            </div>
        </header>
        <Tabs ask/>
        {content}
        <Foot ask page/>
    }
}

/// The pager, while there is a page to leave.
#[component]
fn Foot(
    /// What the pager keeps from page to page: the filter.
    ask: Memo<Ask>,
    /// The page that came last.
    page: Memo<Option<Arc<Page>>>,
) -> impl IntoView {
    let full = Memo::new(move |_| page.get().filter(|page| !page.orders.is_empty()));
    let shown = Signal::derive(move || {
        full.get()
            .map(|page| format!("{} of {}", page.orders.len(), number::count(page.total)))
            .unwrap_or_default()
    });
    let address = move |place| address::write(&Ask { status: ask.read().status, place });
    let newer = Signal::derive(move || full.get()?.newer.clone().map(address));
    let older = Signal::derive(move || full.get()?.older.clone().map(address));
    view! { <Show when=move || full.read().is_some()><Pager shown newer older/></Show> }
}
