//! The list's state as its address.

use crate::api::customers::{Ask, CustomerOrderField, View};
use crate::api::paging::Sort;
use crate::format::number;
use crate::query;

const PATH: &str = "/customers";
/// The words that stand for the columns.
const WORDS: [(&str, CustomerOrderField); 6] = [
    ("name", CustomerOrderField::Name),
    ("orders", CustomerOrderField::OpenOrders),
    ("used", CustomerOrderField::CreditUsedShare),
    ("balance", CustomerOrderField::Balance),
    ("limit", CustomerOrderField::CreditLimit),
    ("left", CustomerOrderField::AvailableCredit),
];
const USUAL: Sort<CustomerOrderField> = Sort { field: CustomerOrderField::Name, descending: false };

/// What the query of an address asks for. What cannot be read asks for nothing.
pub(super) fn read(query: query::Said<'_>) -> Ask {
    let used = query::value(query, "used");
    let used = used.strip_suffix("..").filter(|share| number::approximate(share).is_some());
    let view = match (query::value(query, "archived").as_str(), used) {
        ("yes", _) => View::Archived,
        (_, Some(share)) => View::Used(share.to_owned()),
        _ => View::Active,
    };
    let (search, sort) = (query::value(query, "q"), query::sort(query, &WORDS, USUAL));
    Ask { view, search, sort, place: query::place(query) }
}

/// The address that asks for it.
pub(super) fn write(ask: &Ask) -> String {
    let view = match &ask.view {
        View::Active => ("used", String::new()),
        View::Used(share) => ("used", format!("{share}..")),
        View::Archived => ("archived", "yes".to_owned()),
    };
    let said = [("q", ask.search.clone()), view, ("sort", query::of_sort(ask.sort, &WORDS, USUAL))];
    query::address(PATH, said.into_iter().chain(query::of_place(&ask.place)))
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::api::customers::{Ask, CustomerOrderField, View};
    use crate::api::orders::Place;
    use crate::api::paging::Sort;
    use crate::query::tests::said;

    #[test]
    fn filter_search_sort_and_page_survive_the_address() {
        let query = said(&[("q", "al fi"), ("used", "0.85.."), ("sort", "-left"), ("after", "x=")]);
        let ask = Ask {
            view: View::Used("0.85".to_owned()),
            search: "al fi".to_owned(),
            sort: Sort { field: CustomerOrderField::AvailableCredit, descending: true },
            place: Place::After("x=".to_owned()),
        };
        assert_eq!(read(&query), ask);
        assert_eq!(write(&ask), "/customers?q=al%20fi&used=0.85..&sort=-left&after=x%3D");
    }

    #[test]
    fn what_cannot_be_read_asks_for_nothing() {
        let query = said(&[("used", "much.."), ("sort", "size")]);
        assert_eq!(write(&read(&query)), "/customers");
    }
}
