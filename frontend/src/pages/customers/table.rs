//! The customers as a table; on a phone the same cells are two lines.

use leptos::prelude::*;

use super::address;
use super::live::Lit;
use crate::api::customers::{Ask, CustomerOrderField, CustomerRow};
use crate::api::orders::Place;
use crate::api::paging::{PAGE_SIZE, Sort};
use crate::components::amount::Amount;
use crate::components::gauge::{MiniGauge, percent, share};
use crate::components::skeleton::{Bone, Skeleton};
use crate::components::sort_head::SortHead;
use crate::format::number;

/// The cells of a row that is still coming, as [`row`] places them.
const BONES: [Bone; 7] = [
    Bone { cell: "cut", corner: Some("a"), leaves: None, bar: "w3" },
    Bone { cell: "nowrap", corner: Some("c"), leaves: Some("3"), bar: "longer" },
    Bone { cell: "num", corner: None, leaves: Some("2"), bar: "tiny" },
    Bone { cell: "fit", corner: Some("d"), leaves: None, bar: "longer" },
    Bone { cell: "num", corner: None, leaves: None, bar: "mid" },
    Bone { cell: "num", corner: None, leaves: Some("3"), bar: "mid" },
    Bone { cell: "num", corner: Some("b"), leaves: None, bar: "mid" },
];

/// A page of customers.
#[component]
pub(super) fn Table(
    /// What was asked for.
    ask: Ask,
    /// What stands in the rows.
    rows: Vec<CustomerRow>,
    /// The rows that just changed.
    lit: Lit,
    /// Whether newer content is on its way.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <table class="table full cards" aria-label="Customers" aria-busy=move || busy.get().to_string()>
            <Head ask/>
            <tbody>{rows.iter().map(|customer| row(customer, lit)).collect_view()}</tbody>
        </table>
    }
}

/// The same before the customers are there.
#[component]
pub(super) fn TableSkeleton(
    /// What was asked for.
    ask: Ask,
) -> impl IntoView {
    let rows = usize::try_from(PAGE_SIZE).unwrap_or_default();
    view! {
        <table class="table full cards" aria-label="Customers, loading" aria-busy="true"><Head ask/><Skeleton rows bones=BONES.to_vec()/></table>
    }
}

#[component]
fn Head(
    /// What was asked for.
    ask: Ask,
) -> impl IntoView {
    let head = |field, label, class: &'static str, leaves: Option<&'static str>, great_first: bool| {
        let sorted = (ask.sort.field == field).then_some(ask.sort.descending);
        let sort = Sort { field, descending: sorted.map_or(great_first, |descending| !descending) };
        let href = address::write(&Ask { sort, place: Place::Start, ..ask.clone() });
        view! { <SortHead label class leaves sorted href/> }
    };
    view! {
        <thead>
            <tr>
                {head(CustomerOrderField::Name, "Customer", "", None, false)}
                <th scope="col" data-p="3">"E-mail"</th>
                {head(CustomerOrderField::OpenOrders, "Unshipped orders", "num", Some("2"), true)}
                {head(CustomerOrderField::CreditUsedShare, "Credit used", "", None, true)}
                {head(CustomerOrderField::Balance, "Balance", "num", None, true)}
                {head(CustomerOrderField::CreditLimit, "Credit limit", "num", Some("3"), true)}
                {head(CustomerOrderField::AvailableCredit, "Credit left", "num", None, false)}
            </tr>
        </thead>
    }
}

fn row(customer: &CustomerRow, lit: Lit) -> impl IntoView + use<> {
    let used = share(&customer.balance.0, &customer.credit_limit.0);
    let id = customer.id.inner().to_owned();
    let href = format!("/customers/{id}");
    let money = |value: &str| {
        view! { <Amount value=value.to_owned() currency=customer.currency.clone() minor_unit=customer.minor_unit/> }
    };
    let archived = customer.archived_at.is_some().then(|| view! { " "<span class="tag">"archived"</span> });
    let email = customer.email.clone();
    view! {
        <tr data-live=move || lit.is(&id).then_some("")>
            <td class="cut" data-c="a"><a class="key" href=href title=customer.name.clone()>{customer.name.clone()}</a>{archived}</td>
            <td class="nowrap soft" data-c="c" data-p="3">{email.unwrap_or_else(|| "—".to_owned())}</td>
            <td class="num" data-p="2">{number::count(customer.open_orders)}</td>
            <td class="fit" data-c="d"><MiniGauge share=used/>" "<span class="num used sub">{percent(used)}</span></td>
            <td class="num">{money(&customer.balance.0)}</td>
            <td class="num soft" data-p="3">{money(&customer.credit_limit.0)}</td>
            <td class="num" data-c="b"><b>{money(&customer.available_credit.0)}</b></td>
        </tr>
    }
}
