//! What the rules refused lately: to whom, what was tried, and the limit it met.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::client::ApiError;
use crate::api::naming::{self, Name};
use crate::api::refusals::{self, Entry};
use crate::components::busy::BusyButton;
use crate::components::problem::Problem;
use crate::components::rule::RuleChip;
use crate::components::time::Time;
use crate::format::{number, time};
use crate::pages;

/// How many are loaded at a time.
const BATCH: i32 = 10;

/// A refusal, with what people call the row that was judged.
type Line = (Entry, Option<Name>);

/// What was loaded so far.
#[derive(Clone, Copy)]
struct Log {
    shown: RwSignal<Option<Vec<Line>>>,
    total: RwSignal<i32>,
    older: RwSignal<Option<String>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Log {
    fn new() -> Self {
        Self {
            shown: RwSignal::new(None),
            total: RwSignal::new(0),
            older: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Loads what follows; the newest first.
    fn more(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let after = self.older.get_untracked();
        spawn_local(async move {
            let answer = load(after).await;
            // The page may be gone by then.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok((page, mut called)) => {
                    self.error.set(None);
                    self.total.set(page.total);
                    self.older.set(page.older);
                    let named = page.entries.into_iter().map(|entry| {
                        let name = called.remove(entry.id.inner());
                        (entry, name)
                    });
                    self.shown.update(|shown| shown.get_or_insert_default().extend(named));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

async fn load(after: Option<String>) -> Result<(refusals::Page, HashMap<String, Name>), ApiError> {
    let page = refusals::page(BATCH, after).await?;
    let names = naming::names(page.entries.iter().map(|entry| entry.id.clone())).await?;
    Ok((page, names))
}

/// The list.
#[component]
pub(super) fn RefusedLately() -> impl IntoView {
    let log = Log::new();
    log.more();
    let retry = Callback::new(move |()| log.more());
    let body = move || match (log.error.get(), log.shown.get()) {
        (Some(error), _) => view! {
            <Problem heading="What was refused could not be loaded" kept="The log is kept." error busy=log.busy retry/>
        }
        .into_any(),
        (None, None) => {
            let line = |_| view! { <li><span class="skel w3"></span></li> };
            view! { <ul class="list" aria-hidden="true">{(0..5).map(line).collect_view()}</ul> }.into_any()
        }
        (None, Some(shown)) if shown.is_empty() => {
            view! { <p class="hint">"Nothing was refused in the last 30 days."</p> }.into_any()
        }
        (None, Some(shown)) => {
            view! { <ul class="list refusals">{shown.into_iter().map(line).collect_view()}</ul> }.into_any()
        }
    };
    let hint = move || (log.total.get() > 0).then(|| format!("{} in 30 days", number::count(log.total.get())));
    let older = move || {
        log.older.get().map(|_| {
            view! { <div class="row"><BusyButton label="Show older".to_owned() class="sm" busy=log.busy press=retry/></div> }
        })
    };
    view! {
        <section id="refused" tabindex="-1" aria-labelledby="refused-title" class="stack">
            <div class="title"><h2 id="refused-title">"Refused lately"</h2><span class="hint">{hint}</span></div>
            {body}
            {older}
        </section>
    }
}

fn line((entry, name): Line) -> impl IntoView {
    let compared = entry.compared().map(|(tried, limit)| {
        let said = format!("{} of {}", number::quantity(tried), number::quantity(limit));
        view! { <span class="num nowrap" title="What was tried, and the limit">{said}</span> }
    });
    let did = words(&entry.command);
    let customer = entry.customer.as_ref().map(|customer| customer.name.clone());
    let about = match &name {
        Some(Name::Order(number)) => {
            Some((number.to_string(), pages::exists("/orders/:number").then(|| format!("/orders/{number}"))))
        }
        _ => None,
    };
    let link = |text: String, href: Option<String>| match href {
        Some(href) => view! { <a class="plain-link" href=href>{text}</a> }.into_any(),
        None => text.into_any(),
    };
    let order = about.map(|(number, href)| view! { <b>{link(number, href)}</b>" " });
    let customer_page = entry
        .customer
        .as_ref()
        .filter(|_| pages::exists("/customers/:id"))
        .map(|customer| format!("/customers/{}", customer.id.inner()));
    let customer =
        customer.map(|name| view! { <span class="dim" title=entry.actor.clone()>{link(name, customer_page)}</span> });
    view! {
        <li>
            <RuleChip name=entry.rule/>
            <span class="grow">{order}{did}" "{customer}</span>
            {compared}
            <span class="dim xs when"><Time stamp=time::instant(&entry.at.0)/></span>
        </li>
    }
}

/// `createOrder` as people say it: `create order`.
fn words(command: &str) -> String {
    command.chars().fold(String::new(), |said, letter| {
        if letter.is_uppercase() { said + " " + &letter.to_lowercase().to_string() } else { said + &letter.to_string() }
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_command_is_said_in_words() {
        assert_eq!(words("updateCustomer"), "update customer");
    }
}
