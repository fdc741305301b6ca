//! How business goes: orders placed and value shipped, a bar a day, over the period before.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::links;
use super::range::{self, Ranges};
use crate::api::client::ApiError;
use crate::api::trend::{self, Day, Trend};
use crate::catalogue::{Catalogue, use_catalogue};
use crate::components::chart::{Bar, Chart, ChartTable};
use crate::components::problem::Problem;
use crate::format::{number, time};
use crate::late::late;
use crate::load::load;

/// What came, with the days it is about.
type Answer = (u32, Result<Arc<Trend>, ApiError>);

/// Both charts and their range.
#[component]
pub(super) fn Trends(
    /// Rises when there may be something new.
    attempt: RwSignal<u32>,
) -> impl IntoView {
    let query = use_query_map();
    let days = Memo::new(move |_| range::read(query.read().get("days").as_deref()));
    let resource = load(move || {
        attempt.track();
        let days = days.get();
        async move {
            // As many days again lie before them; today is the last.
            let answer = trend::trend(&time::days_ago(2 * days - 1), &time::days_ago(0)).await;
            (days, answer.map(Arc::new))
        }
    });
    let answer: Memo<Option<Answer>> = Memo::new(move |_| resource.get());
    let pending = Memo::new(move |_| answer.read().as_ref().is_none_or(|(of, _)| *of != days.get()));
    let late = late(pending);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    let before = move || format!("the {} days before", days.get());
    let catalogue = use_catalogue();
    let (placed_listed, value_listed) = (RwSignal::new(false), RwSignal::new(false));
    let charts = move || {
        match answer.get() {
        Some((_, Err(error))) => view! {
            <Problem heading="The charts could not be loaded" kept="The rest of the page is as it is." error busy=late retry/>
        }
        .into_any(),
        answer => {
            let loaded = answer.and_then(|(days, result)| Some((days, result.ok()?)));
            let placed = loaded.clone().map(|(days, trend)| Series::placed(days, &trend.placed));
            let shipped = loaded.map(|(days, trend)| Series::shipped(days, &trend.shipped, catalogue));
            view! {
                <div class="cols two">
                    <Section id="placed" heading="Orders placed" series=placed listed=placed_listed/>
                    <Section id="value" heading="Shipped value" series=shipped listed=value_listed/>
                </div>
            }
            .into_any()
        }
    }
    };
    view! {
        <div class="stack" aria-busy=move || late.get().to_string()>
            <div class="apart">
                <h2 class="sr">{move || format!("Last {} days", days.get())}</h2>
                <Ranges days/>
                <span class="hint legend wide">
                    <span class="key-dot"></span>"this period"<span class="dash"></span>{before}
                    <span class="key-dot rest"></span>"today, so far"
                </span>
            </div>
            {charts}
        </div>
    }
}

/// What a chart shows.
#[derive(Clone)]
struct Series {
    figure: String,
    delta: String,
    before: String,
    bars: Vec<Bar>,
}

impl Series {
    fn placed(days: u32, all: &[Day]) -> Self {
        let shown = |day: &Day| match day.count {
            1 => "1 order".to_owned(),
            count => format!("{} orders", number::count(count)),
        };
        let total = |total: f64| number::rounded(total);
        Self::new(days, all, |day| f64::from(day.count), shown, total, links::placed)
    }

    fn shipped(days: u32, all: &[Day], catalogue: Catalogue) -> Self {
        let value = |day: &Day| number::approximate(&day.amount_total.0).unwrap_or_default();
        let total = |total: f64| catalogue.round_money(total);
        Self::new(days, all, value, |day| catalogue.money(&day.amount_total.0), total, links::shipped)
    }

    fn new(
        days: u32,
        all: &[Day],
        value: impl Fn(&Day) -> f64,
        shown: impl Fn(&Day) -> String,
        total: impl Fn(f64) -> String,
        href: impl Fn(&str) -> String,
    ) -> Self {
        let (before, now) = all.split_at(all.len() / 2);
        let sum = |days: &[Day]| days.iter().map(&value).sum::<f64>();
        let bars = now.iter().zip(before).map(|(day, past)| Bar {
            day: time::day(&day.key),
            value: value(day),
            shown: shown(day),
            before: value(past),
            before_shown: shown(past),
            href: href(&day.key),
        });
        let bars = bars.collect();
        let period = format!("the {days} days before");
        Self {
            figure: total(sum(now)),
            delta: delta(sum(now), sum(before), &period),
            before: "Before".to_owned(),
            bars,
        }
    }
}

/// By how much there is more or less than before.
fn delta(now: f64, before: f64, period: &str) -> String {
    if before > 0.0 {
        let percent = (now / before - 1.0) * 100.0;
        // A minus as wide as the plus.
        let sign = if percent.round() < 0.0 { "−" } else { "+" };
        format!("{sign}{:.0}\u{202f}% on {period}", percent.abs())
    } else {
        format!("none in {period}")
    }
}

/// A chart with its heading and its number; bars of the final height stand in while it is awaited.
#[component]
fn Section(
    /// Makes the heading's id.
    id: &'static str,
    /// What is counted.
    heading: &'static str,
    /// What there is to show.
    series: Option<Series>,
    /// Whether it is shown as a table.
    listed: RwSignal<bool>,
) -> impl IntoView {
    let waits = series.is_none();
    let summary = match &series {
        Some(series) => {
            view! { <span class="figure">{series.figure.clone()}</span>" "<span class="delta">{series.delta.clone()}</span> }
                .into_any()
        }
        None => view! { <span class="figure"><span class="skel long"></span></span> }.into_any(),
    };
    let body = move || match series.clone() {
        None => {
            view! { <div class="chart"><span class="skel plot"></span><div class="x">"\u{a0}"</div></div> }.into_any()
        }
        Some(Series { bars, before, .. }) if listed.get() => {
            view! { <ChartTable label=heading before bars/> }.into_any()
        }
        Some(Series { bars, .. }) => view! { <Chart label=heading bars/> }.into_any(),
    };
    let switch = (!waits).then(|| {
        view! {
            <button class="more" type="button" on:click=move |_| listed.update(|listed| *listed = !*listed)>
                {move || if listed.get() { "As a chart" } else { "As a list" }}
            </button>
        }
    });
    view! {
        <section aria-labelledby=id>
            <div class="title"><h2 id=id>{heading}</h2>{switch}</div>
            <p class="row">{summary}</p>
            {body}
        </section>
    }
}
