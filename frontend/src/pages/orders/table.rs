//! The orders as a table; on a phone the same cells are two lines.

use leptos::prelude::*;

use crate::api::orders::{Order, PAGE_SIZE};
use crate::components::amount::Amount;
use crate::components::skeleton::{Bone, Skeleton};
use crate::components::status::Status;
use crate::components::time::Time;
use crate::format::{number, time};

/// The cells of a row that is still coming, as [`row`] places them.
const BONES: [Bone; 7] = [
    Bone { cell: "fit", corner: None, leaves: None, bar: "short" },
    Bone { cell: "fit", corner: Some("d"), leaves: None, bar: "long" },
    Bone { cell: "cut", corner: Some("a"), leaves: None, bar: "w3" },
    Bone { cell: "num", corner: None, leaves: Some("2"), bar: "tiny" },
    Bone { cell: "nowrap", corner: Some("c"), leaves: None, bar: "longer" },
    Bone { cell: "nowrap", corner: None, leaves: Some("2"), bar: "longer" },
    Bone { cell: "num", corner: Some("b"), leaves: None, bar: "mid" },
];

/// A page of orders.
#[component]
pub(super) fn Table(
    /// What stands in the rows.
    orders: Vec<Order>,
    /// Whether newer content is on its way.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <table class="table full cards" aria-label="Orders" aria-busy=move || busy.get().to_string()>
            <Head/>
            <tbody>{orders.iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// The same before the orders are there.
#[component]
pub(super) fn TableSkeleton() -> impl IntoView {
    let rows = usize::try_from(PAGE_SIZE).unwrap_or_default();
    view! {
        <table class="table full cards" aria-label="Orders, loading" aria-busy="true">
            <Head/>
            <Skeleton rows bones=&BONES/>
        </table>
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col">"Order"</th>
                <th scope="col">"Status"</th>
                <th scope="col">"Customer"</th>
                <th scope="col" class="num" data-p="2">"Items"</th>
                <th scope="col">"Placed"</th>
                <th scope="col" data-p="2">"Shipped"</th>
                <th scope="col" class="num">"Amount"</th>
            </tr>
        </thead>
    }
}

fn row(order: &Order) -> impl IntoView + use<> {
    let shipped = match &order.date_shipped {
        Some(at) => view! { <td class="nowrap" data-p="2"><Time stamp=time::instant(&at.0)/></td> }.into_any(),
        None => view! { <td class="nowrap sub" data-p="2">"—"</td> }.into_any(),
    };
    let name = order.customer.name.clone();
    view! {
        <tr>
            <td class="fit"><span class="key">{order.number}</span></td>
            <td class="fit" data-c="d"><Status of=order.status/></td>
            <td class="cut" data-c="a" title=name>{order.customer.name.clone()}</td>
            <td class="num" data-p="2">{number::count(order.item_count)}</td>
            <td class="nowrap" data-c="c">
                <span class="narrow-in"><b>{order.number}</b>" · "</span><Time stamp=placed(order)/>
            </td>
            {shipped}
            <td class="num" data-c="b">
                <Amount value=order.amount_total.0.clone() currency=order.currency.clone() minor_unit=order.minor_unit/>
            </td>
        </tr>
    }
}

/// When the order was placed: to the minute, unless it was dated to another day than it was entered on.
fn placed(order: &Order) -> time::Stamp {
    let (day, entered) = (&order.day.0, &order.created_at.0);
    if time::falls_on(entered, day) { time::instant(entered) } else { time::day(day) }
}
