//! Two people changed the same value: mine and theirs side by side, and nothing is lost until one is taken.

use leptos::prelude::*;

use crate::components::dialog::Dialog;

/// The question which of two values it shall be.
#[component]
pub(super) fn Conflict(
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// Which value.
    what: Signal<String>,
    /// What the reader wrote.
    mine: Signal<String>,
    /// What somebody else stored meanwhile.
    theirs: Signal<String>,
    /// Stores mine.
    save: Callback<()>,
    /// Leaves theirs.
    theirs_it_is: Callback<()>,
) -> impl IntoView {
    let keep_mine = RwSignal::new(true);
    let decide = move |_| if keep_mine.get_untracked() { save.run(()) } else { theirs_it_is.run(()) };
    let pick = move |this: bool, value: Signal<String>| {
        view! {
            <td class:picked=move || keep_mine.get() == this>
                <label>
                    <input type="radio" name="side" prop:checked=move || keep_mine.get() == this on:change=move |_| keep_mine.set(this)/>
                    <span class="text">{value}</span>
                </label>
            </td>
        }
    };
    view! {
        <Dialog open label="Conflict: mine and theirs".to_owned() class="wide-dialog">
            <header><h2>"Somebody changed this while you edited it"</h2></header>
            <div class="body">
                <p>"Theirs is stored. Nothing of yours is lost until you choose."</p>
                <table class="diff">
                    <thead><tr><th scope="col">"Value"</th><th scope="col">"Mine"</th><th scope="col">"Theirs"</th></tr></thead>
                    <tbody><tr><th scope="row">{what}</th>{pick(true, mine)}{pick(false, theirs)}</tr></tbody>
                </table>
            </div>
            <footer>
                <button class="btn quiet start" type="button" on:click=move |_| theirs_it_is.run(())>"Take theirs"</button>
                <button class="btn" type="button" on:click=move |_| open.set(false)>"Back to editing"</button>
                <button class="btn primary" type="button" on:click=decide>{move || if keep_mine.get() { "Save mine" } else { "Keep theirs" }}</button>
            </footer>
        </Dialog>
    }
}
