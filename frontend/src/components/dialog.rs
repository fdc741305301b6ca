//! A question that keeps everything else waiting: the browser's own `<dialog>`, which holds the focus and gives it back.

use crate::effect::effect;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. What stands in it exists only while it is open.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open; Escape sets it as well.
    open: RwSignal<bool>,
    /// What it is about, for those who do not see its heading.
    #[prop(into)]
    label: Signal<String>,
    /// Further classes: `wide-dialog`, `palette`.
    #[prop(optional)]
    class: &'static str,
    /// Header, body and footer.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // Both fail only where the dialog left the page, and then there is nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // Escape cancels before it closes, and tells of the closing only later: by then somebody may want it open again.
    view! {
        <dialog node_ref=node class=format!("dialog {class}") aria-label=label on:cancel=move |_: leptos::ev::Event| open.set(false) on:close=move |_| open.set(false)>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
