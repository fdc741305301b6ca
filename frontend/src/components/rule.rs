//! The number of a declared rule: it stands beside what the rule computed or refused.

use leptos::prelude::*;

use crate::catalogue::use_catalogue;
use crate::pages;

/// `R2`, with the rule's sentence as its title; it opens the rule.
#[component]
pub(crate) fn RuleChip(
    /// The rule's name, such as `credit_limit`.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let catalogue = use_catalogue();
    move || {
        let (number, rule) = catalogue.rule(&name)?;
        let inside = view! { <span class="sr">"Rule "</span>{format!("R{number}")} };
        Some(if pages::exists("/rules") {
            let href = format!("/rules#{name}");
            view! { <a class="rule" href=href title=rule.sentence>{inside}</a> }.into_any()
        } else {
            view! { <span class="rule" title=rule.sentence>{inside}</span> }.into_any()
        })
    }
}
