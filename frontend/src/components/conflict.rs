//! Two people changed the same thing: mine and theirs side by side, value by value, and nothing is lost until saved.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::effect::effect;

/// A value that both changed, or that differs since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash {
    /// What it is.
    pub(crate) label: &'static str,
    /// What the reader wrote.
    pub(crate) mine: String,
    /// What somebody else stored meanwhile.
    pub(crate) theirs: String,
}

/// Asks for each value which one it shall be.
#[component]
pub(crate) fn ConflictDialog(
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// The values.
    #[prop(into)]
    clashes: Signal<Vec<Clash>>,
    /// Goes on with the choice: for each value, whether it is the reader's.
    decide: Callback<Vec<bool>>,
) -> impl IntoView {
    let mine = RwSignal::new(Vec::<bool>::new());
    effect(move || {
        if open.get() {
            mine.set(vec![true; clashes.read().len()]);
        }
    });
    let pick = move |at: usize, this: bool, value: String| {
        let picked = move || mine.read().get(at) == Some(&this);
        let choose = move |_| {
            mine.update(|mine| {
                if let Some(one) = mine.get_mut(at) {
                    *one = this;
                }
            });
        };
        let value = if value.is_empty() { "nothing".to_owned() } else { value };
        view! {
            <td class:picked=picked>
                <label><input type="radio" name=format!("clash-{at}") prop:checked=picked on:change=choose/><span class="text">{value}</span></label>
            </td>
        }
    };
    let row = move |(at, clash): (usize, Clash)| {
        view! { <tr><th scope="row">{clash.label}</th>{pick(at, true, clash.mine)}{pick(at, false, clash.theirs)}</tr> }
    };
    view! {
        <Dialog open label="Conflict: mine and theirs".to_owned() class="wide-dialog">
            <header><h2>"Somebody changed this while you edited it"</h2></header>
            <div class="body">
                <p>"Theirs is stored. Choose for each value that differs; nothing of yours is lost until you save."</p>
                <table class="diff">
                    <thead><tr><th scope="col">"Value"</th><th scope="col">"Mine"</th><th scope="col">"Theirs"</th></tr></thead>
                    <tbody>{move || clashes.get().into_iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </div>
            <footer>
                <button class="btn quiet start" type="button" on:click=move |_| decide.run(vec![false; clashes.read_untracked().len()])>"Take all of theirs"</button>
                <button class="btn" type="button" on:click=move |_| open.set(false)>"Back to editing"</button>
                <button class="btn primary" type="button" on:click=move |_| decide.run(mine.get_untracked())>"Save choice"</button>
            </footer>
        </Dialog>
    }
}
