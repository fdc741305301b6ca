//! How much of a limit is used: bars whose geometry stands in attributes, which no policy forbids.

use leptos::prelude::*;

use crate::format::number;

/// From this share on a limit is near.
pub(crate) const NEAR: f64 = 0.85;

/// The share of a limit, from 0; at least 1 where nothing is left of a limit of nothing.
pub(crate) fn share(part: &str, limit: &str) -> f64 {
    let (part, limit) = (number::approximate(part).unwrap_or(0.0), number::approximate(limit).unwrap_or(0.0));
    if limit > 0.0 { (part / limit).max(0.0) } else { 1.0 }
}

/// How near a share comes to its limit, as styles name it.
pub(crate) fn level(share: f64) -> &'static str {
    match share {
        _ if share > 1.0 => "over",
        _ if share >= NEAR => "near",
        _ => "ok",
    }
}

/// A share in words: `92 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", number::quantity(&format!("{:.0}", share * 100.0)))
}

/// One share, small, beside its number.
#[component]
pub(crate) fn MiniGauge(
    /// The share, 1 being all of it.
    share: f64,
) -> impl IntoView {
    view! { <svg class="gauge mini" data-level=level(share) aria-hidden="true"><rect width=width(share)></rect></svg> }
}

/// What others use of a limit, and what this uses of it beside them.
#[component]
pub(crate) fn SplitGauge(
    /// The share that others use.
    rest: f64,
    /// The share of this.
    this: f64,
    /// The same in words.
    label: String,
) -> impl IntoView {
    let over = (rest + this - 1.0).max(0.0);
    let scale = 1.0 + over;
    let (rest, this, over) = (rest / scale, (this - over).max(0.0) / scale, over / scale);
    let separator = |at: f64| view! { <rect class="sep" x=width(at) width="2"></rect> };
    view! {
        <svg class="gauge tall" data-level="ok" role="img" aria-label=label>
            <rect class="rest" x="0" width=width(rest)></rect>
            <rect x=width(rest) width=width(this)></rect>
            {(rest > 0.0).then(|| separator(rest))}
            {(over > 0.0).then(|| view! { <rect class="cut-off" x=width(rest + this) width=width(over)></rect> })}
        </svg>
    }
}

/// What each of several uses of a limit, side by side; what none of them explains is one more part.
#[component]
pub(crate) fn PartsGauge(
    /// The share that is used in all.
    used: f64,
    /// The shares of the parts, in their order.
    parts: Vec<f64>,
    /// The same in words.
    label: String,
) -> impl IntoView {
    let scale = used.max(1.0);
    let known: f64 = parts.iter().sum();
    let rest = Some(used - known).filter(|rest| *rest > 0.0005);
    let mut at = 0.0;
    let bars: Vec<(f64, f64)> = parts
        .into_iter()
        .chain(rest)
        .map(|part| {
            let from = at;
            at += part / scale;
            (from, part / scale)
        })
        .collect();
    let bar = |(from, part): (f64, f64)| {
        view! { <rect x=width(from) width=width(part)></rect><rect class="sep" x=width(from + part) width="2"></rect> }
    };
    let over = (used > 1.0)
        .then(|| view! { <rect class="cut-off" x=width(1.0 / scale) width=width(1.0 - 1.0 / scale)></rect> });
    view! {
        <svg class="gauge tall" data-level="ok" role="img" aria-label=label>{bars.into_iter().map(bar).collect_view()}{over}</svg>
    }
}

fn width(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::{level, share};

    #[test]
    fn a_limit_of_nothing_is_used_up() {
        assert!((share("0", "0") - 1.0).abs() < f64::EPSILON);
        assert!((share("50", "200") - 0.25).abs() < f64::EPSILON);
    }

    #[test]
    fn exactly_at_the_limit_is_near_and_not_over() {
        assert_eq!([level(0.84), level(0.85), level(1.0), level(1.01)], ["ok", "near", "near", "over"]);
    }
}
