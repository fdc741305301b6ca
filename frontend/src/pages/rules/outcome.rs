//! What a verification gave: the values that differ, and each rule's result.

use std::sync::Arc;

use leptos::prelude::*;

use super::verify::Done;
use crate::api::naming::Name;
use crate::api::verification::{Checked, Wrong};
use crate::components::rule::RuleChip;
use crate::format::number;
use crate::pages;

/// Both.
#[component]
pub(super) fn Outcome(
    /// What it gave.
    done: Arc<Done>,
) -> impl IntoView {
    let rules = &done.verification.rules;
    let differing: Vec<AnyView> =
        rules.iter().flat_map(|checked| checked.examples.iter().map(|wrong| differs(checked, wrong, &done))).collect();
    let differing = (!differing.is_empty()).then(|| {
        view! {
            <table class="table plain differing">
                <caption class="sr">"Rows that are not as their rules want them"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Value"</th><th scope="col">"Of"</th>
                        <th scope="col" class="num">"Stored"</th><th scope="col" class="num">"Recomputed"</th>
                    </tr>
                </thead>
                <tbody>{differing}</tbody>
            </table>
        }
    });
    view! {
        {differing}
        <details class="results">
            <summary class="link sm">"Result of each rule"</summary>
            <table class="table plain">
                <thead>
                    <tr>
                        <th scope="col">"Rule"</th><th scope="col" class="num">"Rows"</th>
                        <th scope="col" class="num">"Differ"</th><th scope="col" class="num wide">"Took"</th>
                    </tr>
                </thead>
                <tbody>{rules.iter().map(result).collect_view()}</tbody>
            </table>
        </details>
    }
}

fn differs(checked: &Checked, wrong: &Wrong, done: &Done) -> AnyView {
    let dash = || "—".to_owned();
    let value = checked.rule.name.clone();
    view! {
        <tr>
            <td><RuleChip name=value.clone()/>" "<code>{value}</code></td>
            <td>{row_name(&wrong.id, done.names.get(wrong.id.inner()))}</td>
            <td class="num bad-text">{wrong.stored.clone().unwrap_or_else(dash)}</td>
            <td class="num">{wrong.computed.clone().unwrap_or_else(dash)}</td>
        </tr>
    }
    .into_any()
}

/// What people call a row, leading to its page where there is one.
pub(super) fn row_name(id: &cynic::Id, name: Option<&Name>) -> AnyView {
    let (text, href) = match name {
        Some(Name::Order(number)) => {
            (format!("order {number}"), pages::exists("/orders/:number").then(|| format!("/orders/{number}")))
        }
        Some(Name::Customer(name)) => {
            (name.clone(), pages::exists("/customers/:id").then(|| format!("/customers/{}", id.inner())))
        }
        Some(Name::Product(name)) => {
            (name.clone(), pages::exists("/products/:id").then(|| format!("/products/{}", id.inner())))
        }
        None => return view! { <span class="id">{id.inner().to_owned()}</span> }.into_any(),
    };
    match href {
        Some(href) => view! { <a class="key" href=href>{text}</a> }.into_any(),
        None => view! { <span class="key">{text}</span> }.into_any(),
    }
}

fn result(checked: &Checked) -> impl IntoView + use<> {
    let name = checked.rule.name.clone();
    let bad = checked.drift + checked.breaches;
    let class = if bad > 0 { "num bad-text" } else { "num" };
    view! {
        <tr>
            <td><RuleChip name=name.clone()/>" "<code>{name}</code></td>
            <td class="num">{number::count(checked.rows)}</td>
            <td class=class>{number::count(bad)}</td>
            <td class="num sub wide">{number::count(checked.milliseconds)}" ms"</td>
        </tr>
    }
}
