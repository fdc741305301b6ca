//! What stays with its subject: a refusal with its rule, or a request that failed.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::rule::RuleChip;
use crate::api::failure::{Fact, Failure};
use crate::catalogue::use_catalogue;

/// Why something was not done: what was tried, the reason, the rule, and the ways on that the children add.
#[component]
pub(crate) fn FailureNote(
    /// What was not done: `Not placed`.
    #[prop(into)]
    what: String,
    /// Why.
    failure: Failure,
    /// What could be done instead.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let why = match failure {
        Failure::Refused(refusals) => refusals
            .into_iter()
            .map(|refusal| {
                let rule = refusal.rule.map(|name| {
                    let known = name.clone();
                    let sentence = move || catalogue.rule(&known).map(|(_, rule)| rule.sentence);
                    view! { <p><RuleChip name/>" "{sentence}</p> }
                });
                let message = match refusal.fact {
                    // The figures of the sentence, as amounts are written here.
                    Fact::Credit { excess, limit, balance, .. } => (move || {
                        let [excess, limit, balance] =
                            [&excess, &limit, &balance].map(|amount| catalogue.money(amount));
                        format!("{excess} over the credit limit of {limit}: {balance} is owed already.")
                    })
                    .into_any(),
                    _ => refusal.message.into_any(),
                };
                view! { <p><b>{format!("{what}: ")}</b>{message}</p>{rule} }
            })
            .collect_view()
            .into_any(),
        Failure::Failed(error) => {
            let support = error.request_id().map(|id| {
                view! { " If it goes on, give support this id: "<span class="id">{id.to_owned()}</span> }
            });
            view! { <p><b>{format!("{what}. ")}</b>{error.sentence()}" What you typed is kept."{support}</p> }
                .into_any()
        }
    };
    view! {
        <div class="note bad" role="alert">
            <Icon glyph=Glyph::Stop/>
            <div>{why}{children.map(|children| view! { <div class="row">{children()}</div> })}</div>
        </div>
    }
}
