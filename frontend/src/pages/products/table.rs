//! The products as a table; on a phone the same cells are two lines.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::address;
use super::switch::AvailableSwitch;
use crate::api::orders::Place;
use crate::api::paging::{PAGE_SIZE, Sort};
use crate::api::products::{Ask, Product, ProductOrderField, View};
use crate::catalogue::use_catalogue;
use crate::components::skeleton::{Bone, Skeleton};
use crate::components::sort_head::SortHead;
use crate::format::time;

/// The cells of a row that is still coming, as [`row`] places them.
const BONES: [Bone; 6] = [
    Bone { cell: "fit", corner: None, leaves: None, bar: "tiny" },
    Bone { cell: "cut", corner: Some("a"), leaves: None, bar: "w3" },
    Bone { cell: "fit", corner: Some("c"), leaves: None, bar: "longer" },
    Bone { cell: "nowrap", corner: None, leaves: Some("2"), bar: "longer" },
    Bone { cell: "fit", corner: Some("d"), leaves: None, bar: "short" },
    Bone { cell: "num", corner: Some("b"), leaves: None, bar: "mid" },
];

/// A page of products.
#[component]
pub(super) fn Table(
    /// What was asked for.
    ask: Ask,
    /// What stands in the rows.
    rows: Vec<Product>,
    /// The ids that are picked.
    picked: RwSignal<BTreeSet<String>>,
    /// Told when a product was switched.
    changed: Callback<()>,
    /// Whether newer content is on its way.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let ids: BTreeSet<String> = rows.iter().map(|row| row.id.inner().to_owned()).collect();
    let pickable = ask.view != View::Archived;
    let row = |product: &Product| row(product, picked, pickable, changed);
    view! {
        <table class="table full cards" aria-label="Products" aria-busy=move || busy.get().to_string()>
            <Head ask pick=pickable.then_some((picked, ids))/>
            <tbody>{rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// The same before the products are there.
#[component]
pub(super) fn TableSkeleton(
    /// What was asked for.
    ask: Ask,
) -> impl IntoView {
    let rows = usize::try_from(PAGE_SIZE).unwrap_or_default();
    view! {
        <table class="table full cards" aria-label="Products, loading" aria-busy="true"><Head ask pick=None/><Skeleton rows bones=BONES.to_vec()/></table>
    }
}

#[component]
fn Head(
    /// What was asked for.
    ask: Ask,
    /// What is picked, and what could be.
    pick: Option<(RwSignal<BTreeSet<String>>, BTreeSet<String>)>,
) -> impl IntoView {
    let head = |field, label, class: &'static str, leaves: Option<&'static str>| {
        let sorted = (ask.sort.field == field).then_some(ask.sort.descending);
        let sort = Sort { field, descending: sorted == Some(false) };
        let href = address::write(&Ask { sort, place: Place::Start, ..ask.clone() });
        view! { <SortHead label class leaves sorted href/> }
    };
    let all = pick.map(|(picked, ids)| {
        let every = {
            let ids = ids.clone();
            move || *picked.read() == ids
        };
        let toggle = {
            let every = every.clone();
            move |_| picked.set(if every() { BTreeSet::new() } else { ids.clone() })
        };
        view! { <input type="checkbox" aria-label="Pick all on this page" prop:checked=every on:change=toggle/> }
    });
    view! {
        <thead>
            <tr>
                <td class="pick fit">{all}</td>
                {head(ProductOrderField::Name, "Product", "", None)}
                {head(ProductOrderField::Sku, "SKU", "", None)}
                {head(ProductOrderField::CreatedAt, "Since", "", Some("2"))}
                {head(ProductOrderField::Available, "Available", "", None)}
                {head(ProductOrderField::UnitPrice, "Unit price", "num", None)}
            </tr>
        </thead>
    }
}

fn row(
    product: &Product,
    picked: RwSignal<BTreeSet<String>>,
    pickable: bool,
    changed: Callback<()>,
) -> impl IntoView + use<> {
    let catalogue = use_catalogue();
    let id = product.id.inner().to_owned();
    let pick = pickable.then(|| {
        let (is, id) = (id.clone(), id.clone());
        let toggle = move |_| {
            picked.update(|picked| {
                if !picked.remove(&id) {
                    picked.insert(id.clone());
                }
            });
        };
        view! {
            <input type="checkbox" aria-label=format!("Pick {}", product.name) prop:checked=move || picked.read().contains(&is) on:change=toggle/>
        }
    });
    let available = if pickable {
        let changed = Callback::new(move |_: Product| changed.run(()));
        view! { <AvailableSwitch product=product.clone() changed/> }.into_any()
    } else {
        view! { <span class="tag">"archived"</span> }.into_any()
    };
    let price = product.unit_price.0.clone();
    view! {
        <tr>
            <td class="pick fit">{pick}</td>
            <td class="cut" data-c="a"><a class="key" href=format!("/products/{id}") title=product.name.clone()>{product.name.clone()}</a></td>
            <td class="fit" data-c="c"><span class="id soft">{product.sku.clone()}</span></td>
            <td class="nowrap soft" data-p="2">{time::date(&product.created_at.0)}</td>
            <td class="fit" data-c="d">{available}</td>
            <td class="num" data-c="b">{move || catalogue.money(&price)}</td>
        </tr>
    }
}
