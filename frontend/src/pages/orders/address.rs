//! What the page shows stands in its address, so that a link, a reload and "back" show the same orders.

use super::columns::Columns;
use crate::api::orders::{Ask, Filter, OrderStatus, Place, Sort, SortBy};

const PATH: &str = "/orders";

/// Columns to sort by, as addresses name them.
const SORTS: [(&str, SortBy); 6] = [
    ("number", SortBy::Number),
    ("status", SortBy::Status),
    ("items", SortBy::ItemCount),
    ("placed", SortBy::OrderDate),
    ("shipped", SortBy::DateShipped),
    ("amount", SortBy::AmountTotal),
];

/// All that the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// Which orders.
    pub(super) ask: Ask,
    /// What is shown of them.
    pub(super) columns: Columns,
}

/// What the query of an address asks for. What it cannot mean does not narrow.
pub(super) fn read(query: impl Fn(&str) -> Option<String>) -> View {
    let said = |name| query(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let day = |name| said(name).filter(|text| is_day(text));
    let amount = |name| said(name).filter(|text| is_amount(text));
    let statuses = said("status").unwrap_or_default();
    let status = OrderStatus::ALL.into_iter().filter(|status| statuses.split(',').any(|slug| slug == status.slug()));
    let filter = Filter {
        status: status.collect(),
        search: said("q"),
        customer: said("customer"),
        since: day("since"),
        until: day("until"),
        at_least: amount("min"),
        at_most: amount("max"),
        shipped: said("shipped").and_then(|text| match text.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }),
        shipped_on: day("shipped"),
    };
    let place = said("after").map(Place::After).or_else(|| said("before").map(Place::Before)).unwrap_or_default();
    View {
        ask: Ask { filter, sort: said("sort").and_then(|text| sort(&text)), place },
        columns: Columns::read(said("cols")),
    }
}

/// The address that asks for it.
pub(super) fn write(view: &View) -> String {
    let View { ask: Ask { filter, sort, place }, columns } = view;
    let Filter { status, search, customer, since, until, at_least, at_most, shipped, shipped_on } = filter;
    let slugs: Vec<&str> = status.iter().map(|status| status.slug()).collect();
    let sort = sort.and_then(|Sort { by, descending }| {
        let name = SORTS.iter().find(|(_, known)| *known == by)?.0;
        Some(if descending { format!("-{name}") } else { name.to_owned() })
    });
    let (after, before) = match place {
        Place::Start => (None, None),
        Place::After(cursor) => (Some(cursor.clone()), None),
        Place::Before(cursor) => (None, Some(cursor.clone())),
    };
    let said: Vec<(&str, String)> = [
        ("status", Some(slugs.join(",")).filter(|slugs| !slugs.is_empty())),
        ("q", search.clone()),
        ("customer", customer.clone()),
        ("since", since.clone()),
        ("until", until.clone()),
        ("min", at_least.clone()),
        ("max", at_most.clone()),
        (
            "shipped",
            shipped_on.clone().or_else(|| shipped.map(|shipped| if shipped { "yes" } else { "no" }.to_owned())),
        ),
        ("sort", sort),
        ("cols", columns.write()),
        ("after", after),
        ("before", before),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    join(PATH, &said)
}

/// An address with parameters.
pub(super) fn join(path: &str, parameters: &[(&str, String)]) -> String {
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

fn sort(text: &str) -> Option<Sort> {
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let by = SORTS.iter().find(|(known, _)| *known == name)?.1;
    Some(Sort { by, descending })
}

/// Whether it is written as a day; the server judges whether there is such a day.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

fn is_amount(text: &str) -> bool {
    text.len() < 20
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.matches('.').count() < 2
        && text.starts_with(|sign: char| sign.is_ascii_digit())
}

/// Percent-encodes everything that could mean something in a query; commas may stand.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => {
            encoded + &char::from(byte).to_string()
        }
        _ => encoded + &format!("%{byte:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use super::{View, read, write};
    use crate::api::orders::{Ask, Filter, OrderStatus, Place, Sort, SortBy};

    fn read_all(query: &[(&str, &str)]) -> View {
        read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_address_without_a_query_asks_for_the_newest_orders() {
        assert_eq!(read_all(&[]), View::default());
        assert_eq!(write(&View::default()), "/orders");
    }

    #[test]
    fn what_is_asked_survives_the_address() {
        let filter = Filter {
            status: vec![OrderStatus::Open, OrderStatus::Paid],
            customer: Some("Alder & Finch".to_owned()),
            since: Some("2026-11-13".to_owned()),
            at_least: Some("300".to_owned()),
            shipped: Some(false),
            ..Filter::default()
        };
        let sort = Some(Sort { by: SortBy::AmountTotal, descending: true });
        let view = View { ask: Ask { filter, sort, place: Place::After("a+b/c=".to_owned()) }, ..View::default() };
        assert_eq!(
            write(&view),
            "/orders?status=open,paid&customer=Alder%20%26%20Finch&since=2026-11-13&min=300&shipped=no&sort=-amount&after=a%2Bb%2Fc%3D"
        );
        let query = [
            ("status", "open,paid"),
            ("customer", "Alder & Finch"),
            ("since", "2026-11-13"),
            ("min", "300"),
            ("shipped", "no"),
            ("sort", "-amount"),
            ("after", "a+b/c="),
        ];
        assert_eq!(read_all(&query), view);
    }

    #[test]
    fn a_day_of_shipping_survives_the_address() {
        let filter = Filter { shipped_on: Some("2026-11-20".to_owned()), ..Filter::default() };
        let view = View { ask: Ask { filter, ..Ask::default() }, ..View::default() };
        assert_eq!(write(&view), "/orders?shipped=2026-11-20");
        assert_eq!(read_all(&[("shipped", "2026-11-20")]), view);
    }

    #[test]
    fn what_cannot_be_meant_filters_nothing() {
        let query =
            [("status", "lost"), ("since", "yesterday"), ("min", "much"), ("shipped", "perhaps"), ("sort", "-luck")];
        assert_eq!(read_all(&query), View::default());
    }
}
