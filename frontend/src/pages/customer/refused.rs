//! What the rules refused lately for this customer.

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::customer::{self, Refused as Entry};
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::components::time::Time;
use crate::format::time;
use crate::load::load;
use crate::pause::pause;

/// How long after a refusal its entry is asked for, in milliseconds: it may follow a moment later.
const LATER: u32 = 500;

/// The list, newest first.
#[component]
pub(super) fn Refused(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let is_asked = StoredValue::new(false);
    let entries = load(move || {
        desk.turn();
        let id = desk.customer_untracked().id.clone();
        let again = is_asked.get_value();
        is_asked.set_value(true);
        async move {
            if again {
                pause(LATER).await;
            }
            customer::refused(id).await
        }
    });
    let body = move || match entries.get() {
        None => ().into_any(),
        Some(Ok(entries)) if entries.is_empty() => {
            view! { <p class="hint">"Nothing in the last 30 days"</p> }.into_any()
        }
        Some(Ok(entries)) => view! { <ol class="timeline">{entries.iter().map(line).collect_view()}</ol> }.into_any(),
        Some(Err(error)) => view! { <p class="error" role="alert">{error.sentence()}</p> }.into_any(),
    };
    view! { <section aria-labelledby="refused" class="stack"><h2 id="refused">"Refused lately"</h2>{body}</section> }
}

fn line(entry: &Entry) -> impl IntoView + use<> {
    view! {
        <li class="refused">
            <Icon glyph=Glyph::Stop/>
            <div><b>{wanted(&entry.command)}</b>" "<span class="dim">{entry.actor.clone()}</span><br/>{entry.message.clone()}" "<RuleChip name=entry.rule.clone()/></div>
            <Time stamp=time::instant(&entry.at.0)/>
        </li>
    }
}

/// What was wanted, in words.
fn wanted(command: &str) -> String {
    // The API's names say verb and object: `updateCustomer`.
    let mut words = String::new();
    for letter in command.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_command_reads_as_words() {
        assert_eq!(wanted("updateCustomer"), "Update customer");
        assert_eq!(wanted(""), "");
    }
}
