//! The list's state as its address.

use crate::api::paging::Sort;
use crate::api::products::{Ask, ProductOrderField, View};
use crate::query;

const PATH: &str = "/products";
/// The words that stand for the columns.
const WORDS: [(&str, ProductOrderField); 5] = [
    ("name", ProductOrderField::Name),
    ("sku", ProductOrderField::Sku),
    ("since", ProductOrderField::CreatedAt),
    ("available", ProductOrderField::Available),
    ("price", ProductOrderField::UnitPrice),
];
const USUAL: Sort<ProductOrderField> = Sort { field: ProductOrderField::Name, descending: false };

/// The views with their words; the first needs none.
pub(super) const VIEWS: [(View, &str); 4] =
    [(View::All, ""), (View::Available, "available"), (View::Unavailable, "unavailable"), (View::Archived, "archived")];

/// What the query of an address asks for. What cannot be read asks for nothing.
pub(super) fn read(query: query::Said<'_>) -> Ask {
    let word = query::value(query, "view");
    let view = VIEWS.iter().find(|(_, known)| *known == word).map(|(view, _)| *view).unwrap_or_default();
    let (search, sort) = (query::value(query, "q"), query::sort(query, &WORDS, USUAL));
    Ask { view, search, sort, place: query::place(query) }
}

/// The address that asks for it.
pub(super) fn write(ask: &Ask) -> String {
    let view = VIEWS.iter().find(|(view, _)| *view == ask.view).map_or("", |(_, word)| word);
    let said =
        [("q", ask.search.clone()), ("view", view.to_owned()), ("sort", query::of_sort(ask.sort, &WORDS, USUAL))];
    query::address(PATH, said.into_iter().chain(query::of_place(&ask.place)))
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::query::tests::said;

    #[test]
    fn view_search_and_sort_survive_the_address() {
        let query = said(&[("q", "oak"), ("view", "unavailable"), ("sort", "-price")]);
        assert_eq!(write(&read(&query)), "/products?q=oak&view=unavailable&sort=-price");
    }
}
