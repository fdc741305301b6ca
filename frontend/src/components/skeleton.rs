//! A table that is still coming: rows of the final height, so that nothing jumps when they fill.

use leptos::prelude::*;

/// Where a cell of the table stands and how wide its bar is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bone {
    /// The classes of the cell.
    pub(crate) cell: &'static str,
    /// Its place in a phone's two lines (`data-c`).
    pub(crate) corner: Option<&'static str>,
    /// From which width on it leaves (`data-p`).
    pub(crate) leaves: Option<&'static str>,
    /// The class of the bar, which sets its width.
    pub(crate) bar: &'static str,
}

/// The body of a table, with bars for words.
#[component]
pub(crate) fn Skeleton(
    /// How many rows are expected.
    rows: usize,
    /// The cells of a row.
    bones: Vec<Bone>,
) -> impl IntoView {
    let cell = |bone: &Bone| {
        let bar = format!("skel {}", bone.bar);
        view! { <td class=bone.cell data-c=bone.corner data-p=bone.leaves><span class=bar></span></td> }
    };
    let row = || view! { <tr>{bones.iter().map(cell).collect_view()}</tr> };
    view! { <tbody aria-hidden="true">{(0..rows).map(|_| row()).collect_view()}</tbody> }
}
