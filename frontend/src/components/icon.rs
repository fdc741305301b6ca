//! Icons, drawn from the sprite in index.html.

use leptos::prelude::*;

/// Names the icons, each with its id in the sprite.
macro_rules! glyphs {
    ($($glyph:ident $id:literal,)*) => {
        /// Every icon that the sprite holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Glyph {
            $($glyph,)*
        }

        impl Glyph {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$glyph,)*];

            const fn href(self) -> &'static str {
                match self {
                    $(Self::$glyph => concat!("#i-", $id),)*
                }
            }
        }
    };
}

glyphs! {
    Alert "alert",
    Archive "archive",
    Ascending "asc",
    Ban "ban",
    Clock "clock",
    Columns "columns",
    Copy "copy",
    Customers "customers",
    Descending "desc",
    Download "download",
    Edit "edit",
    Home "home",
    Inbox "inbox",
    Info "info",
    Keyboard "key",
    Left "left",
    Logo "logo",
    Menu "menu",
    Moon "moon",
    More "more",
    Note "note",
    Offline "offline",
    Ok "ok",
    Orders "orders",
    Plus "plus",
    Print "print",
    Products "products",
    Refresh "refresh",
    Right "right",
    Rules "rules",
    Search "search",
    Server "server",
    Spin "spin",
    StatusCancelled "st-cancelled",
    StatusComplete "st-complete",
    StatusOpen "st-open",
    StatusPaid "st-paid",
    StatusRefunded "st-refunded",
    StatusShipped "st-shipped",
    Stop "stop",
    Swap "swap",
    Trash "trash",
    Truck "truck",
    Undo "undo",
    Verify "verify",
    X "x",
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
    use super::Glyph;

    #[test]
    fn the_sprite_holds_every_glyph_and_no_other() {
        let page = include_str!("../../index.html");
        for glyph in Glyph::ALL {
            assert!(page.contains(&glyph.href().replace("#i-", "id=\"i-")), "{glyph:?} is not in index.html");
        }
        assert_eq!(page.matches("<symbol").count(), Glyph::ALL.len());
    }
}
