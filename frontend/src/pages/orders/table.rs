//! The orders as a table; on a phone the same cells are two lines.

use leptos::prelude::*;

use super::address::{self, View};
use super::columns::Column;
use super::selection::Selection;
use super::watch::Watch;
use crate::api::orders::{Ask, Order, PAGE_SIZE, Place, Sort};
use crate::components::amount::Amount;
use crate::components::gauge::{MiniGauge, percent, share};
use crate::components::icon::{Glyph, Icon};
use crate::components::skeleton::{Bone, Skeleton};
use crate::components::status::Status;
use crate::components::time::Time;
use crate::format::{number, time};
use crate::pages;

/// A page of orders. Its rows stay the same elements while what they show changes.
#[component]
pub(super) fn Table(
    /// What is shown.
    view: Memo<View>,
    /// The list.
    watch: Watch,
    /// The rows that are ticked.
    selection: Selection,
) -> impl IntoView {
    let loaded = watch.loaded();
    let ids = Memo::new(move |_| {
        let ids = |(_, page): (Ask, std::sync::Arc<crate::api::orders::Page>)| {
            page.orders.iter().map(|order| order.id.inner().to_owned()).collect::<Vec<String>>()
        };
        loaded.get().map(ids).unwrap_or_default()
    });
    let row = move |id: String| {
        let known = id.clone();
        // A row that leaves shows what it showed until it has left.
        let order = Memo::new(move |before: Option<&Option<Order>>| {
            let (_, page) = loaded.get()?;
            let found = page.orders.iter().find(|order| order.id.inner() == known).cloned();
            found.or_else(|| before.cloned().flatten())
        });
        view! { <Row view watch selection id order/> }
    };
    let busy = watch.late();
    view! {
        <table class="table full cards" aria-label="Orders" aria-busy=move || busy.get().to_string()>
            <thead>
                <tr>
                    <th scope="col" class="fit pick">
                        <input type="checkbox" aria-label="Select all on this page" prop:checked=move || selection.is_all()
                            on:change=move |_| selection.toggle_all()/>
                    </th>
                    <th scope="col">"Order"</th>
                    {move || view.get().columns.iter().map(|column| head(&view.get(), column)).collect_view()}
                </tr>
            </thead>
            <tbody><For each=move || ids.get() key=String::clone children=row/></tbody>
        </table>
    }
}

/// The same before the orders are there.
#[component]
pub(super) fn TableSkeleton(
    /// What will be shown.
    view: Memo<View>,
) -> impl IntoView {
    let rows = usize::try_from(PAGE_SIZE).unwrap_or_default();
    let shown = view.get_untracked();
    let bones: Vec<Bone> = [
        Bone { cell: "fit pick", corner: None, leaves: None, bar: "tiny" },
        Bone { cell: "fit", corner: None, leaves: None, bar: "short" },
    ]
    .into_iter()
    .chain(shown.columns.iter().map(bone))
    .collect();
    view! {
        <table class="table full cards" aria-label="Orders, loading" aria-busy="true">
            <thead>
                <tr>
                    <th scope="col" class="fit pick"><span class="sr">"Selected"</span></th><th scope="col">"Order"</th>
                    {shown.columns.iter().map(|column| head(&shown, column)).collect_view()}
                </tr>
            </thead>
            <Skeleton rows bones/>
        </table>
    }
}

fn bone(column: Column) -> Bone {
    let bar = match column {
        Column::Status => "long",
        Column::Customer => "w3",
        Column::Items => "tiny",
        Column::Amount => "mid",
        Column::Reference | Column::Placed | Column::Shipped | Column::Credit => "longer",
    };
    Bone { cell: column.class(), corner: corner(column), leaves: column.leaves(), bar }
}

/// Where a cell stands in a phone's two lines.
const fn corner(column: Column) -> Option<&'static str> {
    match column {
        Column::Customer => Some("a"),
        Column::Amount => Some("b"),
        Column::Placed => Some("c"),
        Column::Status => Some("d"),
        _ => None,
    }
}

/// A head; one that can be sorted by is a link that does: the greatest first, then the least, then by age again.
fn head(view: &View, column: Column) -> AnyView {
    let class = if column.class() == "num" { "num" } else { "" };
    let Some(by) = column.sort() else {
        return view! { <th scope="col" class=class data-p=column.leaves()>{column.word()}</th> }.into_any();
    };
    let (sorted, icon, next) = match view.ask.sort {
        Some(Sort { by: now, descending: true }) if now == by => {
            (Some("descending"), Some(Glyph::Descending), Some(Sort { by, descending: false }))
        }
        Some(Sort { by: now, .. }) if now == by => (Some("ascending"), Some(Glyph::Ascending), None),
        _ => (None, None, Some(Sort { by, descending: true })),
    };
    let ask = Ask { sort: next, place: Place::Start, filter: view.ask.filter.clone() };
    let href = address::write(&View { ask, columns: view.columns.clone() });
    view! {
        <th scope="col" class=class data-p=column.leaves() aria-sort=sorted>
            <a href=href>{column.word()}{icon.map(|glyph| view! { <Icon glyph/> })}</a>
        </th>
    }
    .into_any()
}

#[component]
fn Row(
    /// What is shown.
    view: Memo<View>,
    /// The list.
    watch: Watch,
    /// The rows that are ticked.
    selection: Selection,
    /// The order's id.
    id: String,
    /// The order.
    order: Memo<Option<Order>>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let number = move || order.read().as_ref().map_or(0, |order| order.number);
    let href = move || format!("/orders/{}", number());
    let cells = move || {
        let order = order.get()?;
        Some(view.get().columns.iter().map(|column| cell(&order, column)).collect_view())
    };
    view! {
        <tr data-live=move || watch.is_lit(&id.read_value()).then_some("")>
            <td class="fit pick">
                <input type="checkbox" aria-label=move || format!("Select order {}", number()) prop:checked=move || selection.has(&id.read_value())
                    on:change=move |_| selection.toggle(&id.read_value())/>
            </td>
            <td class="fit"><a class="key" href=href>{number}</a></td>
            {cells}
        </tr>
    }
}

fn cell(order: &Order, column: Column) -> AnyView {
    let dash = || view! { <span class="sub">"—"</span> }.into_any();
    let inside = match column {
        Column::Status => view! { <Status of=order.status/> }.into_any(),
        Column::Customer => {
            let name = order.customer.name.clone();
            if pages::exists("/customers/:id") {
                view! { <a class="plain-link" href=format!("/customers/{}", order.customer.id.inner())>{name}</a> }.into_any()
            } else {
                name.into_any()
            }
        }
        Column::Reference => order.external_reference.clone().map_or_else(dash, IntoAny::into_any),
        Column::Items => number::count(order.item_count).into_any(),
        Column::Placed => view! {
            <span class="narrow-in"><a class="key" href=format!("/orders/{}", order.number)>{order.number}</a>" · "</span>
            <Time stamp=placed(order)/>
        }
        .into_any(),
        Column::Shipped => match &order.date_shipped {
            Some(at) => view! { <Time stamp=time::instant(&at.0)/> }.into_any(),
            None => dash(),
        },
        Column::Credit => {
            let used = share(&order.customer.balance.0, &order.customer.credit_limit.0);
            view! { <MiniGauge share=used/>" "<span class="num used sub">{percent(used)}</span> }.into_any()
        }
        Column::Amount => view! {
            <Amount value=order.amount_total.0.clone() currency=order.currency.clone() minor_unit=order.minor_unit/>
        }
        .into_any(),
    };
    let title = (column == Column::Customer).then(|| order.customer.name.clone());
    view! { <td class=column.class() data-c=corner(column) data-p=column.leaves() title=title>{inside}</td> }.into_any()
}

/// When the order was placed: to the minute, unless it was dated to another day than it was entered on.
fn placed(order: &Order) -> time::Stamp {
    let (day, entered) = (&order.day.0, &order.created_at.0);
    if time::falls_on(entered, day) { time::instant(entered) } else { time::day(day) }
}
