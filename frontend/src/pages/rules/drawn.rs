//! The rules drawn: what is written at the top, what follows from it below, what must hold at the ends. The same is there
//! as a list, for those who do not see the drawing and for the keyboard.

use std::sync::Arc;

use leptos::prelude::*;

use super::layout::{Line, Placed, draw};
use crate::api::rules::{Book, Edge, NodeKind};
use crate::components::follow::follow;

/// The drawing with its legend.
#[component]
pub(super) fn Drawn(
    /// The rules and what depends on what by them.
    book: Arc<Book>,
) -> impl IntoView {
    let listed = RwSignal::new(false);
    let body = move || {
        if listed.get() {
            view! { <Listed book=book.clone()/> }.into_any()
        } else {
            view! { <Picture book=book.clone()/> }.into_any()
        }
    };
    view! {
        <section aria-labelledby="drawn" class="stack">
            <div class="title">
                <h2 id="drawn">"Drawn"</h2><span class="hint">"a change flows down"</span>
                <button class="more" type="button" on:click=move |_| listed.update(|listed| *listed = !*listed)>
                    {move || if listed.get() { "As a drawing" } else { "As a list" }}
                </button>
            </div>
            {body}
            <p class="row legend sm soft">
                <span class="row"><span class="swatch"></span>"written by people"</span>
                <span class="row"><span class="swatch der"></span>"computed by a rule"</span>
                <span class="row"><span class="swatch con"></span>"must hold"</span>
            </p>
        </section>
    }
}

#[component]
fn Picture(
    /// The rules and what depends on what by them.
    book: Arc<Book>,
) -> impl IntoView {
    let drawing = draw(&book.rule_graph);
    let number = |name: &str| book.rule(name).map(|(number, rule)| (number, rule.sentence.clone()));
    let nodes: Vec<AnyView> = drawing
        .placed
        .into_iter()
        .map(|placed| if placed.kind == NodeKind::Rule { alone(placed, &number) } else { boxed(placed, &number) })
        .collect();
    // A hair of room, so that strokes at the edge are whole.
    let view_box = format!("-1 -1 {:.0} {:.0}", drawing.width + 2.0, drawing.height + 2.0);
    view! {
        <div class="drawing" tabindex="0" role="group" aria-label="Which value depends on which; the list says the same">
            <svg class="graph" viewBox=view_box width=format!("{:.0}", drawing.width + 2.0) role="group" aria-labelledby="drawn">
                <defs>
                    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                        <path class="head" d="M0 0.5 8 4 0 7.5z"></path>
                    </marker>
                </defs>
                {drawing.lines.into_iter().map(line).collect_view()}
                {nodes}
            </svg>
        </div>
    }
}

fn line(Line { path, ends, must }: Line) -> impl IntoView {
    let class = if must { "e must" } else { "e" };
    view! { <path class=class d=path marker-end=ends.then_some("url(#tip)")></path> }
}

/// What a rule's chip shows: its number and, for the title, its sentence.
type Number<'a> = &'a dyn Fn(&str) -> Option<(usize, String)>;

/// A column, with the number of the rule that fills it and the rules that read nothing else.
fn boxed(placed: Placed, number: Number<'_>) -> AnyView {
    let Placed { id, kind, filled_by, rules, x, y, width, height } = placed;
    let (table, column) = id.split_once('.').unwrap_or(("", &id));
    let (class, what) = if kind == NodeKind::Derived { ("n der", "computed") } else { ("n", "written") };
    let under = format!("{table} · {what}");
    let own = filled_by.map(|rule| chip(&rule, x + width - 42.0, y + 7.0, number));
    let inside = rules.iter().enumerate().map(|(at, rule)| {
        let left = x + 10.0 + 40.0 * f64::from(u32::try_from(at).unwrap_or(u32::MAX));
        chip(rule, left, y + 41.0, number)
    });
    let inside = inside.collect_view();
    view! {
        <g>
            <rect class=class x=at(x) y=at(y) width=at(width) height=at(height) rx="6"></rect>
            <text x=at(x + 12.0) y=at(y + 18.0)>{column.to_owned()}</text>
            <text class="t" x=at(x + 12.0) y=at(y + 33.0)>{under}</text>
            {own}
            {inside}
        </g>
    }
    .into_any()
}

/// A rule that reads several columns and fills none.
fn alone(placed: Placed, number: Number<'_>) -> AnyView {
    chip(&placed.id, placed.x + 2.0, placed.y + 1.0, number)
}

/// A rule's number, which leads to the rule.
fn chip(rule: &str, x: f64, y: f64, number: Number<'_>) -> AnyView {
    let Some((number, sentence)) = number(rule) else { return ().into_any() };
    let href = format!("/rules#{rule}");
    let go = follow(href.clone());
    let label = format!("R{number}: {sentence}");
    let title = label.clone();
    view! {
        <g>
            <a class="node" href=href tabindex="-1" aria-label=label data-rule=rule.to_owned() on:click=go>
                <title>{title}</title>
                <rect class="r" x=at(x) y=at(y) width="36" height="18" rx="3"></rect>
                <text class="rn" x=at(x + 18.0) y=at(y + 13.0)>{format!("R{number}")}</text>
            </a>
        </g>
    }
    .into_any()
}

fn at(place: f64) -> String {
    format!("{place:.0}")
}

/// What depends on what, in words.
#[component]
fn Listed(
    /// The rules and what depends on what by them.
    book: Arc<Book>,
) -> impl IntoView {
    let mut edges: Vec<&Edge> = book.rule_graph.edges.iter().collect();
    edges.sort_by_key(|edge| (book.rule(&edge.rule).map(|(number, _)| number), edge.from.clone()));
    let line = |edges: &[&Edge]| {
        let first = edges.first()?;
        let (number, rule) = book.rule(&first.rule)?;
        let from: Vec<&str> = edges.iter().map(|edge| edge.from.as_str()).collect();
        let href = format!("/rules#{}", rule.name);
        let said = format!(" depends on {}", from.join(", "));
        Some(view! {
            <li>
                <a class="rule" href=href title=rule.sentence.clone()><span class="sr">"Rule "</span>{format!("R{number}")}</a>
                <span class="grow"><code>{first.to.clone()}</code>{said}</span>
            </li>
        })
    };
    view! { <ul class="list depends">{edges.chunk_by(|one, other| one.rule == other.rule).map(line).collect_view()}</ul> }
}
