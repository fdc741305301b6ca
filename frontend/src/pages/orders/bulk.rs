//! What can be done with many orders at once: each is stored or refused for itself, and each result is told.

use leptos::prelude::*;

use super::selection::Selection;
use super::watch::Watch;
use crate::api::failure::Failure;
use crate::api::orders::{self, Order, Outcome};
use crate::components::amount::Amount;
use crate::components::busy::BusyButton;
use crate::components::confirm::Confirm;
use crate::components::dialog::Dialog;
use crate::components::field::Field;
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::keys::{Scope, shortcut};
use crate::submit::Submit;

/// What became of the selected orders.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Report {
    /// What was done to those that allowed it: `shipped`.
    done: &'static str,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// The number, as the row said it.
    number: i32,
    outcome: Outcome,
}

/// The bar that stands below while rows are selected.
#[component]
pub(super) fn Bulk(
    /// The list.
    watch: Watch,
    /// The rows that are ticked.
    selection: Selection,
) -> impl IntoView {
    let toasts = use_toasts();
    let (ship, cancel) = (Submit::new(), Submit::new());
    let (asking, reason) = (RwSignal::new(false), RwSignal::new(String::new()));
    let report = RwSignal::new(None::<Report>);
    let loaded = watch.loaded();
    let finish = move |done: &'static str, outcomes: Vec<Outcome>| {
        let number = |id: &str| {
            let page = loaded.get_untracked().map(|(_, page)| page);
            let order = |order: &&Order| order.id.inner() == id;
            page.and_then(|page| page.orders.iter().find(order).map(|order| order.number)).unwrap_or_default()
        };
        let orders = outcomes.iter().filter_map(|outcome| outcome.order.as_ref());
        orders.for_each(|order| watch.own(order));
        let all_done = outcomes.iter().all(|outcome| outcome.order.is_some());
        let lines: Vec<Line> =
            outcomes.into_iter().map(|outcome| Line { number: number(&outcome.id), outcome }).collect();
        selection.clear();
        watch.again();
        match lines.as_slice() {
            [line] if all_done => toasts.done(format!("Order {} {done}", line.number), ""),
            lines if all_done => toasts.done(format!("{} orders {done}", lines.len()), ""),
            _ => report.set(Some(Report { done, lines })),
        }
    };
    let do_ship = Callback::new(move |()| {
        let ids = selection.in_order();
        if ids.is_empty() {
            return;
        }
        ship.send(
            format!("ship {ids:?}"),
            |key| async move { orders::ship(&ids, key).await },
            move |outcomes| finish("shipped", outcomes),
        );
    });
    let do_cancel = Callback::new(move |()| {
        let (ids, reason) = (selection.in_order(), reason.get_untracked());
        let what = format!("cancel {ids:?} {reason}");
        cancel.send(
            what,
            |key| async move { orders::cancel(&ids, &reason, key).await },
            move |outcomes| {
                asking.set(false);
                finish("cancelled", outcomes);
            },
        );
    });
    effect(move || {
        if let Some(failure) = ship.failure().get() {
            toasts.failed("Not shipped", &failure);
        }
    });
    shortcut(&["S"], "Ship the selected", Scope::List, move || do_ship.run(()));
    let count = Memo::new(move |_| selection.count());
    let error =
        Signal::derive(move || cancel.failure().get().and_then(|failure: Failure| failure.about(&["reason"]).cloned()));
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="bulk" role="region" aria-label="Selected orders">
                <span class="say" role="status"><b>{count}" selected"</b></span>
                <BusyButton label=Signal::derive(move || format!("Ship {}", count.get())) glyph=Glyph::Truck class="primary" key="S" busy=ship.busy() press=do_ship/>
                <button class="btn" type="button" on:click=move |_| asking.set(true)>{move || format!("Cancel {}", count.get())}</button>
                <button class="btn quiet only" type="button" aria-label="Select none" on:click=move |_| selection.clear()><Icon glyph=Glyph::X/></button>
            </div>
        </Show>
        <Confirm open=asking heading=Signal::derive(move || format!("Cancel {} orders?", count.get())) verb=Signal::derive(move || format!("Cancel {}", count.get()))
            keep="Keep orders" submit=cancel undone="Not cancelled" act=do_cancel>
            <p>"They leave their customers' balances and stay in the list as cancelled. They cannot be opened again."</p>
            <Field id="bulk-reason" label="Reason" value=reason optional=true placeholder="Shown in their timelines" error/>
        </Confirm>
        <Results report/>
    }
}

/// A line a row: what was done, or why not.
#[component]
fn Results(
    /// What became of them.
    report: RwSignal<Option<Report>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    effect(move || open.set(report.read().is_some()));
    let line = |done: &'static str, line: &Line| {
        let href = format!("/orders/{}", line.number);
        if let Some(order) = &line.outcome.order {
            return view! {
                <li>
                    <Icon glyph=Glyph::Ok class="ok"/>
                    <span class="grow"><a class="cover" href=href>{line.number}</a>" "<span class="dim">{done}</span></span>
                    <span class="num"><Amount value=order.amount_total.0.clone() currency=order.currency.clone() minor_unit=order.minor_unit/></span>
                </li>
            }
            .into_any();
        }
        let why = line.outcome.refusals.iter().map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join(" ");
        let rule = line.outcome.refusals.iter().find_map(|refusal| refusal.rule.clone());
        view! {
            <li>
                <Icon glyph=Glyph::Stop class="bad"/>
                <span class="grow">
                    <a class="cover" href=href>{line.number}</a>" "<span class="dim">{format!("not {done}: {why}")}</span>" "
                    {rule.map(|name| view! { <RuleChip name/> })}
                </span>
            </li>
        }
        .into_any()
    };
    let heading = move || {
        report.get().map(|report| {
            let count = report.lines.iter().filter(|line| line.outcome.order.is_some()).count();
            format!("{count} of {} {}", report.lines.len(), report.done)
        })
    };
    let lines = move || report.get().map(|report| report.lines.iter().map(|one| line(report.done, one)).collect_view());
    view! {
        <Dialog open label="Result".to_owned() class="wide-dialog">
            <header><h2>{heading}</h2></header>
            <div class="body"><ul class="list">{lines}</ul></div>
            <footer><button class="btn primary" type="button" on:click=move |_| open.set(false)>"Back to the list"</button></footer>
        </Dialog>
    }
}
