//! Why an item is not as it was wanted, in a row below it, and what would work instead.

use leptos::prelude::*;

use super::desk::Desk;
use super::edit::{Edit, Trouble};
use crate::api::failure::{Fact, Failure};
use crate::catalogue::use_catalogue;
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::format::number;

/// Why, and what would work instead.
#[component]
pub(super) fn Why(
    /// The order.
    desk: Desk,
    /// The item.
    edit: Edit,
    /// What is wrong with it.
    trouble: Trouble,
    /// The id that the field names.
    id: String,
    /// Puts back what is stored.
    keep: Callback<()>,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let stored = edit.item().get_untracked().map(|item| number::quantity(&item.quantity.0)).unwrap_or_default();
    let (mut sentences, mut rule, mut largest) = (Vec::new(), None, None);
    match trouble {
        Trouble::Unreadable => sentences.push("Not saved: write a number, such as 12 or 2.5.".to_owned()),
        Trouble::Failed(Failure::Failed(error)) => sentences.push(format!("Not saved. {}", error.sentence())),
        Trouble::Failed(Failure::Refused(refusals)) => {
            for refusal in &refusals {
                let (name, quantity) = (desk.order_untracked().customer.name.clone(), edit.typed().get_untracked());
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
        view! { <button class="btn sm" type="button" on:click=move |_| edit.use_instead(largest.clone())>{label}</button> }
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
