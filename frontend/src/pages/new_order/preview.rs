//! What would go on record: the amounts, the credit that is left, and why it would be refused.

use leptos::prelude::*;

use super::form::Form;
use crate::api::failure::{Failure, Refusal};
use crate::api::lookup::CustomerHit;
use crate::api::place::Preview;
use crate::catalogue::use_catalogue;
use crate::components::gauge::{SplitGauge, level, percent, share};
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::rule::RuleChip;
use crate::format::number;

/// The slip, which follows each keystroke.
#[component]
pub(super) fn PreviewSlip(
    /// The order so far.
    form: Form,
) -> impl IntoView {
    let fresh = move || form.is_current();
    let mark = move || {
        form.draft().read().is_some().then(|| {
            let (off, word) = if fresh() { (false, "up to date") } else { (true, "checking") };
            view! { <span class="row xs dim"><span class="pulse" class:off=off></span>{word}</span> }
        })
    };
    let body = move || {
        match (form.judged().get(), form.customer.get()) {
        (Some((_, Ok(preview))), Some(customer)) => slip(form, preview, customer),
        (Some((_, Err(error))), _) => {
            view! { <FailureNote what="Not checked" failure=Failure::Failed(error)/> }.into_any()
        }
        _ => view! { <p class="hint">"Choose a customer and add an item: what the order comes to, and whether it would be taken, shows here."</p> }.into_any(),
    }
    };
    view! {
        <section aria-labelledby="prev" class="stack">
            <div class="apart"><h2 id="prev">"Preview"</h2>{mark}</div>
            <div class="stack" aria-live="polite">{body}</div>
        </section>
    }
}

fn slip(form: Form, preview: Preview, customer: CustomerHit) -> AnyView {
    let catalogue = use_catalogue();
    let money = move |amount: &str| catalogue.money(amount);
    let lines: Vec<_> = form
        .lines
        .get_untracked()
        .iter()
        .zip(&preview.amounts)
        .map(|(line, amount)| {
            let quantity = number::typed(&line.quantity.get_untracked()).unwrap_or_default();
            let name = format!("{} × {}", number::quantity(&quantity), line.product.read_untracked().name);
            view! { <dt class="cutdt">{name}</dt><dd>{money(amount)}</dd> }
        })
        .collect();
    let Preview { total, balance_after, credit_after, refusals, .. } = preview;
    let limit = customer.credit_limit.0;
    let rest = share(&customer.balance.0, &limit);
    let this = total.as_deref().map_or(0.0, |total| share(total, &limit));
    let after = balance_after.as_deref().map_or(rest, |balance| share(balance, &limit));
    let near = match level(after) {
        "ok" => None,
        "near" => Some(("tag warn", Glyph::Alert)),
        _ => Some(("tag bad", Glyph::Stop)),
    };
    let near = near.map(|(class, glyph)| view! { <span class=class><Icon glyph/>{percent(after)}" used"</span> });
    let words = format!(
        "After this order {} of {} is used",
        balance_after.as_deref().map(money).unwrap_or_default(),
        money(&limit)
    );
    let credit = credit_after.map(|credit| {
        view! {
            <hr class="perf"/>
            <div class="stack">
                <div class="apart"><span class="soft sm">"Credit left after"</span>{near}</div>
                <p class="figure">{money(&credit)}</p>
                <SplitGauge rest this label=words/>
                <dl class="facts">
                    <dt><span class="key-dot"></span>"This order"</dt><dd>{total.as_deref().map(money)}</dd>
                    <dt><span class="key-dot rest"></span>"Balance now"</dt><dd>{money(&customer.balance.0)}</dd>
                    <dt class="sum over">"Balance after "<RuleChip name="customer.balance"/></dt><dd class="sum over">{balance_after.as_deref().map(money)}</dd>
                    <dt>"Credit limit"</dt><dd>{money(&limit)}</dd>
                </dl>
            </div>
        }
    });
    // What is about one item stands with the item.
    let whole: Vec<Refusal> = refusals.into_iter().filter(|refusal| refusal.field.len() < 2).collect();
    let refused = (!whole.is_empty()).then(|| view! { <Refused form refusals=whole/> });
    view! {
        <div class="slip">
            <dl class="facts">{lines}</dl>
            <hr class="perf"/>
            <dl class="facts"><dt class="sum">"Order total "<RuleChip name="orders.amount_total"/></dt><dd class="sum"><span class="figure md">{total.as_deref().map(money)}</span></dd></dl>
            {credit}
        </div>
        {refused}
        <p class="hint">"Nothing is stored until you place the order."</p>
    }
    .into_any()
}

/// Why the order would be refused, and the quantity that would do where there is one item to change.
#[component]
fn Refused(
    /// The order so far.
    form: Form,
    /// The reasons.
    refusals: Vec<Refusal>,
) -> impl IntoView {
    let failure = Failure::Refused(refusals);
    let only = form.lines.with_untracked(|lines| match lines.as_slice() {
        [line] => Some(line.quantity),
        _ => None,
    });
    let instead = failure.largest().zip(only).map(|(largest, quantity)| {
        let label = format!("Use {}", number::quantity(&largest));
        let click = move |_| quantity.set(number::editable(&largest));
        view! { <button class="btn sm" type="button" on:click=click>{label}</button> }
    });
    view! { <FailureNote what="This would be refused" failure>{instead}</FailureNote> }
}
