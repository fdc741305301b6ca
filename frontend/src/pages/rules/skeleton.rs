//! The page before the rules are there: lines of the final height, so that nothing jumps.

use leptos::prelude::*;

/// How many rules fit a screen.
const LAWS: usize = 9;

/// The page, in bars.
#[component]
pub(super) fn RulesSkeleton() -> impl IntoView {
    let law = |_| {
        view! { <li><span class="skel"></span><p><span class="skel w3"></span></p><div class="how"><span class="skel w2"></span></div></li> }
    };
    view! {
        <div class="page full" aria-busy="true">
            <div class="note"><p><span class="skel long"></span></p></div>
            <div class="cols two" aria-hidden="true">
                <ol class="laws">{(0..LAWS).map(law).collect_view()}</ol>
                <div class="stack"><h2>"Drawn"</h2><span class="skel drawing"></span></div>
            </div>
        </div>
    }
}
