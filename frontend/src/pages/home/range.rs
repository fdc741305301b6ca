//! How many days are looked at: it stands in the address.

use leptos::prelude::*;

/// The choices, in days.
const RANGES: [u32; 3] = [7, 30, 90];
/// What is shown when nothing is said.
const USUAL: u32 = 30;

/// What the address asks for; anything else is the usual.
pub(super) fn read(query: Option<&str>) -> u32 {
    query.and_then(|days| days.parse().ok()).filter(|days| RANGES.contains(days)).unwrap_or(USUAL)
}

/// The choice.
#[component]
pub(super) fn Ranges(
    /// What is shown now.
    days: Memo<u32>,
) -> impl IntoView {
    let link = move |choice: u32| {
        let href = if choice == USUAL { "/".to_owned() } else { format!("/?days={choice}") };
        let current = move || (days.get() == choice).then_some("true");
        // Where the reader has scrolled to is where the charts are.
        view! { <a href=href data-noscroll="" aria-current=current>{format!("{choice} days")}</a> }
    };
    view! { <nav class="seg" aria-label="Range">{RANGES.map(link).collect_view()}</nav> }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_what_is_offered_can_be_asked_for() {
        assert_eq!([read(None), read(Some("7")), read(Some("8")), read(Some("many"))], [30, 7, 30, 30]);
    }
}
