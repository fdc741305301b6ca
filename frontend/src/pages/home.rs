//! The way in: what needs attention, how business goes, and what just left the house.
//!
//! Two questions stand behind it: what is so now, asked again when orders change, and the days of a range, which stands in
//! the address.

mod attention;
mod begin;
mod lately;
mod links;
mod near;
mod range;
mod skeleton;
mod trend;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;

use self::attention::Attention;
use self::begin::Begin;
use self::lately::{Heard, Lately};
use self::near::Near;
use self::skeleton::HomeSkeleton;
use self::trend::Trends;
use crate::api::client::ApiError;
use crate::api::overview::{self, Overview};
use crate::components::gauge::NEAR;
use crate::components::icon::{Glyph, Icon};
use crate::components::problem::Problem;
use crate::effect::on_change;
use crate::format::time;
use crate::late::late;
use crate::live::use_live;
use crate::load::load;
use crate::pages;

/// How many days an order may be open before it is worth a look.
const PATIENCE_DAYS: u32 = 7;
/// Changes come in bursts: they are looked at together.
const TOGETHER: Duration = Duration::from_secs(2);

/// What stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sheet {
    /// Not worth showing a wait yet.
    Bare,
    Skeleton,
    /// There is no order at all.
    Begin,
    Page,
    Problem(ApiError),
}

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let attempt = RwSignal::new(0_u32);
    let resource = load(move || {
        let attempt = attempt.get();
        async move {
            let answer = overview::overview(&NEAR.to_string(), &time::days_ago(PATIENCE_DAYS)).await;
            (attempt, answer.map(Arc::new))
        }
    });
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    look_again_on_changes(attempt);
    let heard = Heard::start();

    let pending = Memo::new(move |_| resource.get().is_none_or(|(of, _)| of != attempt.get()));
    let late = late(pending);
    // A look that fails leaves what the last one showed; the frame says that the server does not answer.
    let overview = Memo::new(move |last: Option<&Option<Arc<Overview>>>| match resource.get() {
        Some((_, Ok(overview))) => Some(overview),
        _ => last.cloned().flatten(),
    });
    let sheet = Memo::new(move |_| match (overview.get(), resource.get()) {
        (Some(overview), _) if overview.any.nodes.is_empty() => Sheet::Begin,
        (Some(_), _) => Sheet::Page,
        (None, Some((_, Err(error)))) => Sheet::Problem(error),
        (None, _) if late.get() => Sheet::Skeleton,
        (None, _) => Sheet::Bare,
    });
    let content = move || match sheet.get() {
        Sheet::Bare => ().into_any(),
        Sheet::Skeleton => view! { <HomeSkeleton/> }.into_any(),
        Sheet::Begin => view! { <Begin/> }.into_any(),
        Sheet::Problem(error) => view! {
            <Problem heading="What needs attention could not be loaded" kept="Nothing is lost." error busy=late retry/>
        }
        .into_any(),
        Sheet::Page => view! {
            <div class="page">
                <Attention overview/>
                <Trends attempt/>
                <div class="cols two"><Near overview/><Lately overview heard/></div>
            </div>
        }
        .into_any(),
    };
    let new_order = pages::exists("/orders/new").then(|| {
        view! { <a class="btn primary wide" href="/orders/new"><Icon glyph=Glyph::Plus/>"New order"<kbd aria-hidden="true">"N"</kbd></a> }
    });
    view! {
        <Title text="Home"/>
        <header class="head one">
            <h1>"Home"</h1><span class="of">{time::today()}</span>
            <div class="end">{new_order}</div>
        </header>
        {content}
    }
}

/// Asks again a moment after an order changed, and whenever changes may have been missed.
fn look_again_on_changes(attempt: RwSignal<u32>) {
    let live = use_live();
    let waiting = StoredValue::new(false);
    live.on_change(move |_| {
        if !waiting.get_value() {
            waiting.set_value(true);
            // The page may be gone by then.
            let look = move || {
                if waiting.try_set_value(false).is_none() {
                    attempt.try_update(|attempt| *attempt += 1);
                }
            };
            set_timeout(look, TOGETHER);
        }
    });
    let gap = live.gap();
    on_change(move || gap.get(), move || attempt.update(|attempt| *attempt += 1));
}
