//! An item: its quantity is a field. What was refused stays in it, with the reason below, until it is put back.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::conflict::Conflict;
use super::desk::Desk;
use super::swap::SwapDialog;
use crate::api::failure::{Fact, Failure};
use crate::api::order::{self, Item, ItemChange};
use crate::catalogue::use_catalogue;
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::format::number;
use crate::submit::Submit;

/// The row of an item, and the one below it that says why something was refused.
#[component]
pub(super) fn Row(
    /// The order.
    desk: Desk,
    /// Which item.
    id: String,
    /// Whether it may change.
    editable: Memo<bool>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    // An item that was taken out is still shown for as long as its row takes to leave.
    let item = Memo::new(move |before: Option<&Option<Item>>| {
        desk.item(&id.read_value()).or_else(|| before.cloned().flatten())
    });
    let of = move |part: fn(&Item) -> String| move || item.read().as_ref().map(part).unwrap_or_default();
    let name = Signal::derive(of(|item| item.product.name.clone()));
    let stored = Memo::new(move |_| of(|item| number::editable(&item.quantity.0))());
    let typed = RwSignal::new(stored.get_untracked());
    // The item as it was when somebody began to write: what is saved was decided on that.
    let seen = StoredValue::new(None::<Item>);
    let (submit, removal) = (Submit::new(), Submit::new());
    let (unreadable, swapping, conflict) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        let stored = stored.get();
        if seen.with_value(Option::is_none) {
            typed.set(stored);
        }
    });
    let put_back = move || {
        seen.set_value(None);
        unreadable.set(false);
        submit.forget();
        removal.forget();
        typed.set(stored.get_untracked());
    };
    let send = Callback::new(move |(quantity, version): (String, i32)| {
        let what = format!("{} {version} {quantity}", id.get_value());
        let id = cynic::Id::new(id.get_value());
        let change = ItemChange::Quantity(quantity);
        submit.send(what, |key| desk.doing(order::change_item(id, version, change, key)), move |_| put_back());
    });
    // Leaving a field that was refused does not ask again; Enter does.
    let commit = move |again: bool| {
        let Some(before) = seen.get_value().or_else(|| item.get_untracked()) else { return };
        let Some(quantity) = number::typed(&typed.get_untracked()) else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        if typed.get_untracked() == number::editable(&before.quantity.0) {
            put_back();
        } else if again || submit.failure().read_untracked().is_none() {
            send.run((quantity, before.version));
        }
    };
    let remove = move || {
        let Some(before) = item.get_untracked() else { return };
        let (what, id) = (format!("delete {} {}", id.get_value(), before.version), before.id);
        removal.send(what, |key| desk.doing(order::delete_item(id, before.version, key)), |_| {});
    };
    Effect::new(move |_| {
        if submit.failure().get().is_some_and(|failure| failure.stale().is_some()) {
            leptos::task::spawn_local(async move {
                desk.look().await;
                _ = conflict.try_set(true);
            });
        }
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => commit(true),
        "Escape" => {
            event.prevent_default();
            put_back();
        }
        _ => {}
    };
    let on_input = move |event| {
        seen.update_value(|seen| {
            if seen.is_none() {
                *seen = item.get_untracked();
            }
        });
        typed.set(event_target_value(&event));
    };
    let node = NodeRef::<html::Input>::new();
    let busy = move || submit.busy().get() || removal.busy().get();
    let refused = Memo::new(move |_| {
        let failure =
            submit.failure().get().filter(|failure| failure.stale().is_none()).or_else(|| removal.failure().get());
        failure.map(Trouble::Failed).or_else(|| unreadable.get().then_some(Trouble::Unreadable))
    });
    let below = move || format!("why-{}", id.get_value());
    let moved = move || {
        let item = item.get().filter(|item| editable.get() && item.product.unit_price != item.unit_price)?;
        Some(view! { <span class="hint moved screen wide">"now "{desk.money(&item.product.unit_price.0)}</span> })
    };
    let quantity = move || {
        if editable.get() {
            view! {
                <label>
                    <span class="sr">"Quantity of "{name}</span>
                    <input class="input num qty" inputmode="decimal" autocomplete="off" node_ref=node prop:value=typed
                        aria-invalid=move || refused.read().is_some().then_some("true")
                        aria-describedby=move || refused.read().is_some().then(below)
                        on:input=on_input on:keydown=on_key on:blur=move |_| commit(false)/>
                </label>
                <span class="print-only">{stored}</span>
            }
            .into_any()
        } else {
            of(|item| number::quantity(&item.quantity.0)).into_any()
        }
    };
    let tools = move || {
        editable.get().then(|| {
            view! {
                <button class="btn quiet only sm" type="button" aria-label=move || format!("Swap {} for another product", name.get())
                    title="Swap for another product" on:click=move |_| swapping.set(true)><Icon glyph=Glyph::Swap/></button>
                <button class="btn quiet only sm" type="button" aria-label=move || format!("Delete {}", name.get())
                    title="Delete item" on:click=move |_| remove()><Icon glyph=Glyph::Trash/></button>
            }
        })
    };
    let keep = move || {
        put_back();
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
        }
    };
    let use_largest = Callback::new(move |largest: String| {
        let version = item.get_untracked().map_or(0, |item| item.version);
        typed.set(number::editable(&largest));
        send.run((largest, version));
    });
    let why = move || {
        refused.get().map(|trouble| view! { <Why desk item typed trouble id=below() keep=Callback::new(move |()| keep()) use_largest/> })
    };
    let theirs = Signal::derive(move || match desk.item(&id.read_value()) {
        Some(item) => number::quantity(&item.quantity.0),
        None => "deleted".to_owned(),
    });
    let save = Callback::new(move |()| {
        if let (Some(item), Some(quantity)) = (desk.item(&id.read_value()), number::typed(&typed.get_untracked())) {
            seen.set_value(Some(item.clone()));
            send.run((quantity, item.version));
        }
        conflict.set(false);
    });
    let yield_to_them = Callback::new(move |()| {
        conflict.set(false);
        put_back();
    });
    view! {
        <tr class:refused=move || refused.read().is_some() data-live=move || desk.is_lit(&id.read_value()).then_some("")
            aria-busy=move || busy().to_string()>
            <td data-c="a"><b class="item">{name}</b>" "<span class="sub id">{of(|item| item.product.sku.clone())}</span>
                <SwapDialog desk item open=swapping/>
                <Conflict open=conflict what=Signal::derive(move || format!("{}, quantity", name.get())) mine=typed.into() theirs save theirs_it_is=yield_to_them/>
            </td>
            <td class="fit tools" data-c="e">{tools}</td>
            <td class="num" data-c="c">{moved}" "{move || item.read().as_ref().map(|item| desk.money(&item.unit_price.0))}<span class="narrow-in">" each"</span></td>
            <td class="fit num" data-c="d">{quantity}</td>
            <td class="num" data-c="b">{move || item.read().as_ref().map(|item| desk.money(&item.amount.0))}</td>
        </tr>
        {why}
    }
}

/// What keeps a quantity from being stored.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trouble {
    /// It is no number.
    Unreadable,
    /// The server did not take it.
    Failed(Failure),
}

/// Why, and what would work instead.
#[component]
fn Why(
    /// The order.
    desk: Desk,
    /// The item as it is stored.
    item: Memo<Option<Item>>,
    /// What was written.
    typed: RwSignal<String>,
    /// What is wrong with it.
    trouble: Trouble,
    /// The id that the field names.
    id: String,
    /// Puts back what is stored.
    keep: Callback<()>,
    /// Takes the largest quantity that fits.
    use_largest: Callback<String>,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let stored = item.get_untracked().map(|item| number::quantity(&item.quantity.0)).unwrap_or_default();
    let (mut sentences, mut rule, mut largest) = (Vec::new(), None, None);
    match trouble {
        Trouble::Unreadable => sentences.push("Not saved: write a number, such as 12 or 2.5.".to_owned()),
        Trouble::Failed(Failure::Failed(error)) => sentences.push(format!("Not saved. {}", error.sentence())),
        Trouble::Failed(Failure::Refused(refusals)) => {
            for refusal in &refusals {
                let (name, quantity) = (desk.order_untracked().customer.name.clone(), typed.get_untracked());
                sentences.push(match &refusal.fact {
                    Fact::Credit { excess, .. } => {
                        format!("Not saved: {quantity} would put {name} {} over their limit.", desk.money(excess))
                    }
                    _ => format!("Not saved: {}", refusal.message),
                });
                largest = largest.or_else(|| refusal.largest().map(str::to_owned));
                rule = rule.or_else(|| refusal.rule.clone());
            }
        }
    }
    let law = rule.map(|name| {
        let known = name.clone();
        let fits = largest.as_deref().map(|largest| format!("; up to {} fit", number::quantity(largest)));
        let rest = format!("The order still has {stored}{}.", fits.unwrap_or_default());
        view! {
            <p class="soft">
                <RuleChip name/>" "{move || catalogue.rule(&known).map(|(_, rule)| rule.sentence)}" "{rest}
            </p>
        }
    });
    let instead = largest.map(|largest| {
        let label = format!("Use {}", number::quantity(&largest));
        view! { <button class="btn sm" type="button" on:click=move |_| use_largest.run(largest.clone())>{label}</button> }
    });
    view! {
        <tr class="why">
            <td colspan="5" data-c="e">
                <div class="refusal" id=id role="alert">
                    <Icon glyph=Glyph::Stop/>
                    <div>
                        {sentences.into_iter().map(|sentence| view! { <p><b>{sentence}</b></p> }).collect_view()}
                        {law}
                        <div class="row">
                            {instead}
                            <button class="btn quiet sm" type="button" on:click=move |_| keep.run(())>"Keep "{stored}<kbd aria-hidden="true">"Esc"</kbd></button>
                        </div>
                    </div>
                </div>
            </td>
        </tr>
    }
}
