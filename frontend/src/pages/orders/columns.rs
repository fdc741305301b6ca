//! The columns of the list: which are shown, and what the export calls them.

use leptos::prelude::*;

use super::address::{self, View};
use crate::api::orders::SortBy;
use crate::components::icon::Glyph;
use crate::components::menu::Menu;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A column that can be left out; the number always stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Status,
    Customer,
    Reference,
    Items,
    Placed,
    Shipped,
    Credit,
    Amount,
}

impl Column {
    /// All, from the start of the row to its end.
    pub(super) const ALL: [Self; 8] = [
        Self::Status,
        Self::Customer,
        Self::Reference,
        Self::Items,
        Self::Placed,
        Self::Shipped,
        Self::Credit,
        Self::Amount,
    ];

    /// Its head.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Customer => "Customer",
            Self::Reference => "Reference",
            Self::Items => "Items",
            Self::Placed => "Placed",
            Self::Shipped => "Shipped",
            Self::Credit => "Credit used",
            Self::Amount => "Amount",
        }
    }

    /// The name in an address.
    const fn slug(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Customer => "customer",
            Self::Reference => "reference",
            Self::Items => "items",
            Self::Placed => "placed",
            Self::Shipped => "shipped",
            Self::Credit => "credit",
            Self::Amount => "amount",
        }
    }

    /// The fields of the export that say the same.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Status => &["status"],
            Self::Customer => &["customer.name"],
            Self::Reference => &["externalReference"],
            Self::Items => &["itemCount"],
            Self::Placed => &["orderDate"],
            Self::Shipped => &["dateShipped"],
            Self::Credit => &["customer.creditUsedShare"],
            Self::Amount => &["amountTotal", "currency"],
        }
    }

    /// What it is sorted by, if it can be.
    pub(super) const fn sort(self) -> Option<SortBy> {
        match self {
            Self::Status => Some(SortBy::Status),
            Self::Items => Some(SortBy::ItemCount),
            Self::Placed => Some(SortBy::OrderDate),
            Self::Shipped => Some(SortBy::DateShipped),
            Self::Amount => Some(SortBy::AmountTotal),
            Self::Customer | Self::Reference | Self::Credit => None,
        }
    }

    /// The classes of its cells.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Status | Self::Credit => "fit",
            Self::Customer => "cut",
            Self::Reference | Self::Placed | Self::Shipped => "nowrap",
            Self::Items | Self::Amount => "num",
        }
    }

    /// From which width on it leaves.
    pub(super) const fn leaves(self) -> Option<&'static str> {
        match self {
            Self::Reference | Self::Items | Self::Shipped => Some("2"),
            Self::Credit => Some("3"),
            _ => None,
        }
    }
}

/// The columns that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<Column>);

impl Default for Columns {
    fn default() -> Self {
        Self(Column::ALL.into_iter().filter(|column| *column != Column::Reference).collect())
    }
}

impl Columns {
    /// As an address names them; all the usual ones when it names none.
    pub(super) fn read(named: Option<String>) -> Self {
        let Some(named) = named else { return Self::default() };
        Self(Column::ALL.into_iter().filter(|column| named.split(',').any(|name| name == column.slug())).collect())
    }

    /// For an address; none when they are the usual ones.
    pub(super) fn write(&self) -> Option<String> {
        let slugs: Vec<&str> = self.0.iter().map(|column| column.slug()).collect();
        // Without a name an address would mean the usual ones.
        let none = || "number".to_owned();
        (*self != Self::default()).then(|| if slugs.is_empty() { none() } else { slugs.join(",") })
    }

    /// Whether a column is shown.
    pub(super) fn show(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// From the start of the row to its end.
    pub(super) fn iter(&self) -> impl Iterator<Item = Column> + '_ {
        self.0.iter().copied()
    }

    /// With a column, or without it.
    fn toggled(&self, column: Column) -> Self {
        Self(Column::ALL.into_iter().filter(|other| self.show(*other) != (*other == column)).collect())
    }

    /// The fields that an export of them has.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        std::iter::once("number").chain(self.0.iter().flat_map(|column| column.fields()).copied()).collect()
    }
}

/// Where they are chosen.
#[component]
pub(super) fn ColumnsMenu(
    /// What is shown now.
    view: Memo<View>,
) -> impl IntoView {
    let navigate = StoredValue::new(use_navigate());
    let toggle = move |column: Column| {
        let mut next = view.get_untracked();
        next.columns = next.columns.toggled(column);
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&address::write(&next), options));
    };
    let choice = move |column: Column| {
        view! {
            <label>
                <input type="checkbox" prop:checked=move || view.read().columns.show(column) on:change=move |_| toggle(column)/>
                {column.word()}
            </label>
        }
    };
    view! { <Menu label="Columns" glyph=Glyph::Columns stays=true>{Column::ALL.map(choice).collect_view()}</Menu> }
}

#[cfg(test)]
mod tests {
    use super::{Column, Columns};

    #[test]
    fn the_usual_columns_need_no_words() {
        assert_eq!(Columns::default().write(), None);
        assert_eq!(Columns::read(None), Columns::default());
    }

    #[test]
    fn a_choice_survives_the_address_also_the_empty_one() {
        let chosen = Columns::default().toggled(Column::Credit).toggled(Column::Reference);
        assert_eq!(Columns::read(chosen.write()), chosen);
        let none =
            Column::ALL.into_iter().fold(Columns(Column::ALL.to_vec()), |columns, column| columns.toggled(column));
        assert_eq!(Columns::read(none.write()), none);
    }
}
