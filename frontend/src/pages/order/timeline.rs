//! All that happened to the order: who, when, before and after; newest first, older ones on request.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::story::{Story, glyph};
use crate::api::client::ApiError;
use crate::api::order::{self, Change, History};
use crate::components::busy::BusyButton;
use crate::components::icon::Icon;
use crate::components::time::Time;
use crate::effect::effect;
use crate::format::time;
use crate::load::load;

/// The timeline.
#[component]
pub(super) fn Timeline(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let shown = RwSignal::new(None::<History>);
    let error = RwSignal::new(None::<ApiError>);
    let loading = RwSignal::new(false);
    let version = Memo::new(move |_| desk.order().version);
    let id = desk.order_untracked().id.clone();
    let newest = {
        let id = id.clone();
        load(move || {
            // Read, not only tracked: a memo that nobody reads does not follow anything.
            _ = version.get();
            order::history(id.clone(), None)
        })
    };
    effect(move || match newest.get() {
        Some(Ok(history)) => {
            error.set(None);
            shown.update(|shown| *shown = Some(join(history, shown.take())));
        }
        Some(Err(failed)) => error.set(Some(failed)),
        None => {}
    });
    let show_older = Callback::new(move |()| {
        let Some(after) = shown.with_untracked(|shown| shown.as_ref()?.older.clone()) else { return };
        let id = id.clone();
        loading.set(true);
        spawn_local(async move {
            let found = order::history(id, Some(after)).await;
            _ = loading.try_set(false);
            match found {
                Ok(more) => _ = shown.try_update(|shown| *shown = shown.take().map(|shown| append(shown, more))),
                Err(failed) => _ = error.try_set(Some(failed)),
            }
        });
    });
    let has_older = move || shown.read().as_ref().is_some_and(|shown| shown.older.is_some());
    let list = move || {
        let history = shown.get()?;
        let order = desk.order();
        let story = Story::new(&order, &history);
        let line = |change: &Change| {
            let stamp = time::instant(&change.at);
            view! { <li><Icon glyph=glyph(change)/><div><b>{change.actor.clone()}</b>" "{story.tell(change)}</div><Time stamp/></li> }
        };
        Some(history.changes.iter().map(line).collect_view())
    };
    view! {
        <section aria-labelledby="hist" class="screen stack">
            <h2 id="hist">"Timeline"</h2>
            <ol class="timeline">{list}</ol>
            {move || error.get().map(|error| view! { <p class="hint">"What happened could not be loaded. "{error.sentence()}</p> })}
            <Show when=has_older>
                <div class="row"><BusyButton label="Show older".to_owned() busy=loading press=show_older/></div>
            </Show>
        </section>
    }
}

/// The newest page in front of what was shown already, without a gap and without repeats.
fn join(newest: History, before: Option<History>) -> History {
    let Some(before) = before else { return newest };
    let Some(oldest) = newest.changes.last().map(|change| change.version) else { return newest };
    let (known, rest): (Vec<Change>, Vec<Change>) =
        before.changes.into_iter().partition(|change| change.version >= oldest);
    if rest.is_empty() || known.is_empty() {
        // All of it fits on the newest page, or so much happened that the pages do not meet.
        return newest;
    }
    let mut names = before.names;
    names.extend(newest.names);
    History { changes: newest.changes.into_iter().chain(rest).collect(), names, older: before.older }
}

fn append(mut shown: History, more: History) -> History {
    shown.changes.extend(more.changes);
    shown.names.extend(more.names);
    shown.older = more.older;
    shown
}
