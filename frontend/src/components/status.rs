//! Where an order stands: a mark that fills as the order moves on, and the word.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::api::orders::OrderStatus;

impl OrderStatus {
    /// The word people read.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Paid => "Paid",
            Self::Shipped => "Shipped",
            Self::Complete => "Complete",
            Self::Cancelled => "Cancelled",
            Self::Refunded => "Refunded",
        }
    }

    /// The word that styles and addresses use.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Complete => "complete",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Open => Glyph::StatusOpen,
            Self::Paid => Glyph::StatusPaid,
            Self::Shipped => Glyph::StatusShipped,
            Self::Complete => Glyph::StatusComplete,
            Self::Cancelled => Glyph::StatusCancelled,
            Self::Refunded => Glyph::StatusRefunded,
        }
    }
}

/// Mark and word.
#[component]
pub(crate) fn Status(
    /// Where the order stands.
    of: OrderStatus,
    /// Whether it stands in a head.
    #[prop(optional)]
    badge: bool,
) -> impl IntoView {
    view! { <span class="status" class:badge=badge data-status=of.slug()><Icon glyph=of.glyph()/>{of.word()}</span> }
}
