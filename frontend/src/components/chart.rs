//! Bars a day, with the period before as a dotted line: SVG whose geometry stands in attributes, and the same as a table.
//!
//! Bars are links outside the tab order: the keyboard has the table.

mod scale;

use leptos::prelude::*;

use self::scale::{Scale, ticks};
use super::follow::follow;
use crate::format::number;
use crate::format::time::Stamp;

/// How wide a day is, in the units of the drawing.
const STEP: usize = 10;

/// A day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// Which.
    pub(crate) day: Stamp,
    /// How high the bar is.
    pub(crate) value: f64,
    /// The same in words: `8 orders`.
    pub(crate) shown: String,
    /// How high the line is: the day as far into the period before.
    pub(crate) before: f64,
    /// The same in words.
    pub(crate) before_shown: String,
    /// What the bar opens.
    pub(crate) href: String,
}

/// The bars.
#[component]
pub(crate) fn Chart(
    /// What is counted, for those who do not see the heading.
    label: &'static str,
    /// The days, the last being today.
    bars: Vec<Bar>,
) -> impl IntoView {
    let scale = Scale::over(bars.iter().flat_map(|bar| [bar.value, bar.before]));
    let width = bars.len() * STEP;
    let last = bars.len().saturating_sub(1);
    let line = |y: &'static str| {
        view! { <line class="grid" x1="0" x2=width.to_string() y1=y y2=y></line> }
    };
    let before: Vec<String> = bars
        .iter()
        .enumerate()
        .map(|(at, bar)| format!("{},{:.1}", at * STEP + STEP / 2, 100.0 - scale.height(bar.before)))
        .collect();
    let days: Vec<String> = ticks(bars.len())
        .into_iter()
        .map(|at| bars.get(at).map(|bar| bar.day.short.clone()).unwrap_or_default())
        .collect();
    view! {
        <div class="chart">
            <div class="y" aria-hidden="true">
                {[1.0, 0.5, 0.0].map(|share| view! { <span>{number::compact(scale.top() * share)}</span> }).collect_view()}
            </div>
            <svg viewBox=format!("0 0 {width} 100") preserveAspectRatio="none" role="group" aria-label=format!("{label}, a bar a day")>
                {["0", "50", "100"].map(line).collect_view()}
                <g class="bars">
                    {bars.into_iter().enumerate().map(|(at, bar)| one(at, at == last, bar, &scale)).collect_view()}
                </g>
                <polyline class="prev" points=before.join(" ")></polyline>
            </svg>
            <div class="x" aria-hidden="true">{days.into_iter().map(|day| view! { <span>{day}</span> }).collect_view()}</div>
        </div>
    }
}

fn one(at: usize, is_today: bool, bar: Bar, scale: &Scale) -> impl IntoView + use<> {
    let Bar { day, value, shown, href, .. } = bar;
    let height = scale.height(value);
    let said = format!("{}: {shown}", day.short);
    let (title, go) = (said.clone(), follow(href.clone()));
    view! {
        <g>
            <a href=href tabindex="-1" aria-label=said on:click=go>
                <title>{title}</title>
                <rect class="hit" x=(at * STEP).to_string() y="0" width=STEP.to_string() height="100"></rect>
                <rect
                    class:today=is_today
                    x=(at * STEP + 2).to_string()
                    y=format!("{:.1}", 100.0 - height)
                    width=(STEP - 4).to_string()
                    height=format!("{height:.1}")
                ></rect>
            </a>
        </g>
    }
}

/// The same as a table, the newest day first.
#[component]
pub(crate) fn ChartTable(
    /// What is counted.
    label: &'static str,
    /// What the period before is called.
    before: String,
    /// The days.
    bars: Vec<Bar>,
) -> impl IntoView {
    let row = |bar: Bar| {
        view! {
            <tr>
                <td><a class="key" href=bar.href title=bar.day.full>{bar.day.short}</a></td>
                <td class="num">{bar.shown}</td>
                <td class="num sub">{bar.before_shown}</td>
            </tr>
        }
    };
    view! {
        <table class="table plain" aria-label=label>
            <thead>
                <tr><th scope="col">"Day"</th><th scope="col" class="num">{label}</th><th scope="col" class="num">{before}</th></tr>
            </thead>
            <tbody>{bars.into_iter().rev().map(row).collect_view()}</tbody>
        </table>
    }
}
