//! The page before anything is known: lines of the final height, so that nothing jumps.

use leptos::prelude::*;

use crate::components::skeleton::{Bone, Skeleton};

/// How many things usually need attention.
const ITEMS: usize = 4;
/// How many customers and shipments are shown.
const ROWS: usize = 5;

const CUSTOMER: [Bone; 2] = [
    Bone { cell: "", corner: None, leaves: None, bar: "w3" },
    Bone { cell: "num", corner: None, leaves: None, bar: "mid" },
];

/// The page, in bars.
#[component]
pub(super) fn HomeSkeleton() -> impl IntoView {
    let line = |_| view! { <li><span class="skel w2"></span></li> };
    let chart = |heading: &'static str| {
        view! {
            <section>
                <h2>{heading}</h2>
                <p class="figure"><span class="skel long"></span></p>
                <div class="chart"><span class="skel plot"></span><div class="x">"\u{a0}"</div></div>
            </section>
        }
    };
    view! {
        <div class="page" aria-busy="true">
            <section>
                <h2>"Needs attention"</h2>
                <ul class="list" aria-hidden="true">{(0..ITEMS).map(line).collect_view()}</ul>
            </section>
            <div class="cols two">{chart("Orders placed")}{chart("Shipped value")}</div>
            <div class="cols two">
                <section>
                    <h2>"Customers near their limit"</h2>
                    <table class="table plain"><Skeleton rows=ROWS bones=CUSTOMER.to_vec()/></table>
                </section>
                <section>
                    <h2>"Lately shipped"</h2>
                    <ul class="list" aria-hidden="true">{(0..ROWS).map(line).collect_view()}</ul>
                </section>
            </div>
        </div>
    }
}
