//! What needs attention, most urgent first: a count, the first few, and the list behind it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::{PATIENCE_DAYS, links};
use crate::api::overview::{Overview, Refused, Sum};
use crate::catalogue::use_catalogue;
use crate::components::gauge::{percent, share};
use crate::components::icon::{Glyph, Icon};
use crate::format::{number, time};

/// How many are named.
const NAMED: usize = 3;

/// One thing to look at.
struct Item {
    glyph: Glyph,
    tone: &'static str,
    href: Option<String>,
    heading: String,
    first_few: String,
    amount: Option<(&'static str, String)>,
}

/// The list.
#[component]
pub(super) fn Attention(
    /// How things stand.
    overview: Memo<Option<Arc<Overview>>>,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let items = move || {
        let overview = overview.get()?;
        let money = |amount: &str| catalogue.money(amount);
        let items: Vec<Item> =
            [refused(&overview), near(&overview, money), waiting(&overview, money), ready(&overview, money)]
                .into_iter()
                .flatten()
                .collect();
        Some(if items.is_empty() { vec![nothing()] } else { items }.into_iter().map(line).collect_view())
    };
    view! {
        <section aria-labelledby="todo">
            <div class="title"><h2 id="todo">"Needs attention"</h2><span class="hint">"most urgent first"</span></div>
            <ul class="list tasks">{items}</ul>
        </section>
    }
}

fn line(item: Item) -> impl IntoView {
    let Item { glyph, tone, href, heading, first_few, amount } = item;
    let heading = match href {
        Some(href) => view! { <a class="cover" href=href>{heading}</a> }.into_any(),
        None => view! { <b>{heading}</b> }.into_any(),
    };
    let amount = amount.map(|(what, amount)| {
        view! { <span class="dim wide">{what}</span><span class="num amt">{amount}</span> }
    });
    view! { <li><Icon glyph class=tone/><span class="grow">{heading}" "<span class="dim">{first_few}</span></span>{amount}</li> }
}

fn refused(overview: &Overview) -> Option<Item> {
    let nodes = &overview.refusals.nodes;
    let today: Vec<&Refused> = nodes.iter().filter(|refused| time::is_today(&refused.at.0)).collect();
    let count = i32::try_from(today.len()).ok().filter(|count| *count > 0)?;
    let more = if today.len() == nodes.len() && count == 100 { "+" } else { "" };
    let mut whom: BTreeMap<&str, usize> = BTreeMap::new();
    for customer in today.iter().filter_map(|refused| refused.customer.as_ref()) {
        *whom.entry(&customer.name).or_default() += 1;
    }
    let mut whom: Vec<(&str, usize)> = whom.into_iter().collect();
    whom.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let named: Vec<String> = whom.into_iter().take(NAMED).map(|(name, times)| format!("{name} {times}")).collect();
    Some(Item {
        glyph: Glyph::Stop,
        tone: "bad",
        href: Some(links::REFUSED.to_owned()),
        heading: format!(
            "{}{more} {} refused today",
            number::count(count),
            plural(count, "change was", "changes were")
        ),
        first_few: named.join(", "),
        amount: None,
    })
}

fn near(overview: &Overview, money: impl Fn(&str) -> String) -> Option<Item> {
    let customers = &overview.near;
    let first = customers.nodes.first()?;
    let count = customers.total_count;
    let used = |at: usize| customers.nodes.get(at).map(|it| (it, share(&it.balance.0, &it.credit_limit.0)));
    let named: Vec<String> =
        (0..NAMED).filter_map(used).map(|(it, used)| format!("{} {}", it.name, percent(used))).collect();
    let capped = if customers.total_count_is_capped { "+" } else { "" };
    Some(Item {
        glyph: Glyph::Alert,
        tone: "warn",
        href: links::near(),
        heading: format!(
            "{}{capped} {} near the credit limit",
            number::count(count),
            plural(count, "customer is", "customers are")
        ),
        first_few: named.join(", "),
        amount: Some(("least credit left", money(&first.available_credit.0))),
    })
}

fn waiting(overview: &Overview, money: impl Fn(&str) -> String) -> Option<Item> {
    let (count, amount) = total(&overview.waiting_total)?;
    let oldest = overview.waiting.nodes.first().map(|order| format!(", since {}", time::day(&order.day.0).short));
    let numbers: Vec<String> = overview.waiting.nodes.iter().map(|order| order.number.to_string()).collect();
    Some(Item {
        glyph: Glyph::Clock,
        tone: "warn",
        href: Some(links::waiting(&time::days_ago(PATIENCE_DAYS + 1))),
        heading: format!(
            "{} {} been open for over a week",
            number::count(count),
            plural(count, "order has", "orders have")
        ),
        first_few: format!("oldest {}{}", numbers.join(", "), oldest.unwrap_or_default()),
        amount: Some(("unshipped", money(amount))),
    })
}

fn ready(overview: &Overview, money: impl Fn(&str) -> String) -> Option<Item> {
    let (count, amount) = total(&overview.ready_total)?;
    let numbers: Vec<String> = overview.ready.nodes.iter().map(|order| order.number.to_string()).collect();
    Some(Item {
        glyph: Glyph::Truck,
        tone: "",
        href: Some(links::READY.to_owned()),
        heading: format!("{} paid {} ready to ship", number::count(count), plural(count, "order is", "orders are")),
        first_few: format!("oldest {}", numbers.join(", ")),
        amount: Some(("to ship", money(amount))),
    })
}

fn nothing() -> Item {
    Item {
        glyph: Glyph::Ok,
        tone: "ok",
        href: None,
        heading: "Nothing needs attention".to_owned(),
        first_few: "nothing refused today, nobody near the limit, no order waiting".to_owned(),
        amount: None,
    }
}

fn total(totals: &[Sum]) -> Option<(i32, &str)> {
    totals.first().filter(|total| total.count > 0).map(|total| (total.count, total.amount_total.0.as_str()))
}

fn plural(count: i32, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}
