//! Icons, drawn from the sprite in index.html.

use leptos::prelude::*;

/// Every icon that the sprite holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    Inbox,
    Left,
    Logo,
    Moon,
    Orders,
    Refresh,
    Right,
    Search,
    Server,
    StatusCancelled,
    StatusComplete,
    StatusOpen,
    StatusPaid,
    StatusRefunded,
    StatusShipped,
}

impl Glyph {
    const fn href(self) -> &'static str {
        match self {
            Self::Inbox => "#i-inbox",
            Self::Left => "#i-left",
            Self::Logo => "#i-logo",
            Self::Moon => "#i-moon",
            Self::Orders => "#i-orders",
            Self::Refresh => "#i-refresh",
            Self::Right => "#i-right",
            Self::Search => "#i-search",
            Self::Server => "#i-server",
            Self::StatusCancelled => "#i-st-cancelled",
            Self::StatusComplete => "#i-st-complete",
            Self::StatusOpen => "#i-st-open",
            Self::StatusPaid => "#i-st-paid",
            Self::StatusRefunded => "#i-st-refunded",
            Self::StatusShipped => "#i-st-shipped",
        }
    }
}

/// An icon beside words that say the same; alone in a button, the button needs a label.
#[component]
pub(crate) fn Icon(
    /// Which one.
    glyph: Glyph,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! { <svg class=format!("icon {class}") aria-hidden="true"><use_ href=glyph.href()/></svg> }
}

#[cfg(test)]
mod tests {
    use super::Glyph::{self, *};

    const GLYPHS: [Glyph; 15] = [
        Inbox,
        Left,
        Logo,
        Moon,
        Orders,
        Refresh,
        Right,
        Search,
        Server,
        StatusCancelled,
        StatusComplete,
        StatusOpen,
        StatusPaid,
        StatusRefunded,
        StatusShipped,
    ];

    #[test]
    fn the_sprite_holds_every_glyph_and_no_other() {
        let page = include_str!("../../index.html");
        for glyph in GLYPHS {
            assert!(page.contains(&glyph.href().replace("#i-", "id=\"i-")), "{glyph:?} is not in index.html");
        }
        assert_eq!(page.matches("<symbol").count(), GLYPHS.len());
    }
}
