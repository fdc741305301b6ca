//! Why the balance is what it is, unfolded from the sum down to what people wrote.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::explain::{Reason, Row, Why};
use crate::catalogue::use_catalogue;
use crate::components::icon::{Glyph, Icon};
use crate::components::status::Status;
use crate::format::number;

/// The tree behind the balance; its first order is unfolded.
#[component]
pub(super) fn WhyBalance(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let agrees = move || {
        let why = desk.why()?;
        // Both are text of the server's: the stored balance and what its orders were just read to be.
        Some(if why.reason.parts().is_empty() { "no unshipped orders" } else { "as it was read just now" })
    };
    let tree = move || match desk.why() {
        Some(why) => root(desk, &why).into_any(),
        None => view! { <span class="skel w3"></span> }.into_any(),
    };
    view! {
        <section aria-labelledby="why" class="stack">
            <div class="title"><h2 id="why">"Why is this the balance?"</h2><span class="hint">{agrees}</span></div>
            <div class="why card">{tree}</div>
        </section>
    }
}

fn root(desk: Desk, why: &Arc<Why>) -> impl IntoView + use<> {
    let orders = why.reason.parts().iter().enumerate().map(|(at, term)| order(desk, why, term, at == 0)).collect_view();
    let rest = why.reason.rest.as_ref().map(|rest| {
        let more = format!("{} more orders", number::count(rest.count));
        view! { <li class="leaf out"><Icon glyph=Glyph::Orders/><span>{more}</span><span></span><span>{desk.money(&rest.value)}</span></li> }
    });
    let none = why
        .reason
        .parts()
        .is_empty()
        .then(|| view! { <li class="leaf out"><Icon glyph=Glyph::Ban/><span>"No orders"</span><span class="cutoff">"nothing to add up"</span><span></span></li> });
    view! {
        <details open>
            <summary>
                <Icon glyph=Glyph::Right/>
                <span>"Balance "<span class="how">"is the sum of its unshipped orders"</span>{rule(&why.reason)}</span>
                <span class="value">{desk.money(&why.reason.value)}</span>
            </summary>
            <ul>{orders}{rest}{none}</ul>
        </details>
    }
}

fn order(desk: Desk, why: &Arc<Why>, term: &Reason, open: bool) -> impl IntoView + use<> {
    let (status, name) = match why.rows.get(term.id.inner()) {
        Some(Row::Order { number, status }) => (Some(view! { <Status of=*status/> }), number.to_string()),
        _ => (None, term.label.clone()),
    };
    // What opens and closes holds no link: the way there stands below it.
    let open_it = status.is_some().then(|| link("Open order ", format!("/orders/{name}"), name.clone()));
    let items = term.parts().iter().map(|term| item(desk, why, term)).collect_view();
    let rest = term.rest.as_ref().map(|rest| {
        let more = format!("{} more items", number::count(rest.count));
        view! { <li class="leaf out"><Icon glyph=Glyph::More/><span>{more}</span><span></span><span>{desk.money(&rest.value)}</span></li> }
    });
    view! {
        <li>
            <details open=open>
                <summary>
                    <Icon glyph=Glyph::Right/><span class="st">{status}</span>
                    <span class="cutoff"><b>{name}</b>" "<span class="how">"is the sum of its items"</span>{rule(term)}</span>
                    <span class="value">{desk.money(&term.value)}</span>
                </summary>
                <ul>{open_it}{items}{rest}</ul>
            </details>
        </li>
    }
}

fn item(desk: Desk, why: &Arc<Why>, term: &Reason) -> impl IntoView + use<> {
    let (times, name) = match why.rows.get(term.id.inner()) {
        Some(Row::Item { product, name, quantity, unit_price }) => {
            let times = format!("{} × {}", number::quantity(quantity), desk.money(unit_price));
            let link = link("Open product ", format!("/products/{product}"), name.clone());
            (Some((times, link)), name.clone())
        }
        _ => (None, term.label.clone()),
    };
    let (times, open_it) = times.unzip();
    let cells = term.parts().iter().filter_map(|cell| leaf(desk, cell)).collect_view();
    view! {
        <li>
            <details>
                <summary>
                    <Icon glyph=Glyph::Right/><span class="how nowrap">{times}</span><span class="cutoff">{name}{rule(term)}</span>
                    <span class="value">{desk.money(&term.value)}</span>
                </summary>
                <ul>{open_it}{cells}</ul>
            </details>
        </li>
    }
}

/// What people wrote, or what was copied from there. How many decimals the currency has is no news.
fn leaf(desk: Desk, cell: &Reason) -> Option<AnyView> {
    let (value, words) = match cell.field.as_deref()? {
        "quantity" => (number::quantity(&cell.value), "the quantity, as it was entered"),
        "unitPrice" => (desk.money(&cell.value), "the price, copied from the product when it was ordered"),
        _ => return None,
    };
    let (glyph, how) = if cell.rule.is_some() { (Glyph::Copy, "copied") } else { (Glyph::Edit, "written") };
    Some(
        view! {
            <li class="leaf"><Icon glyph/><span class="how nowrap">{value}</span><span class="cutoff">{words}{rule(cell)}</span><span class="how">{how}</span></li>
        }
        .into_any(),
    )
}

/// The number of the rule, as words: within what opens and closes it cannot be a link.
fn rule(reason: &Reason) -> Option<impl IntoView + use<>> {
    let (catalogue, name) = (use_catalogue(), reason.rule.clone()?.name);
    Some(move || {
        let (number, rule) = catalogue.rule(&name)?;
        Some(
            view! { " "<span class="rule" title=rule.sentence><span class="sr">"Rule "</span>{format!("R{number}")}</span> },
        )
    })
}

/// The way to a row's own page.
fn link(verb: &'static str, href: String, name: String) -> AnyView {
    view! { <li class="leaf"><Icon glyph=Glyph::Right/><span></span><span class="cutoff">{verb}<a class="link" href=href>{name}</a></span><span></span></li> }.into_any()
}
