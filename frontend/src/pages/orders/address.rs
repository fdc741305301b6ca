//! The list's state is its address, so that a link, a reload and "back" show the same orders.

use crate::api::orders::{Ask, OrderStatus, Place};

const PATH: &str = "/orders";

/// What the query of an address asks for. A status that does not exist filters nothing.
pub(super) fn read(query: impl Fn(&str) -> Option<String>) -> Ask {
    let slug = query("status").unwrap_or_default();
    let status = OrderStatus::ALL.into_iter().find(|status| status.slug() == slug);
    let cursor = |name| query(name).filter(|cursor| !cursor.is_empty());
    let place = cursor("after").map(Place::After).or_else(|| cursor("before").map(Place::Before)).unwrap_or_default();
    Ask { status, place }
}

/// The address that asks for it.
pub(super) fn write(ask: &Ask) -> String {
    let status = ask.status.map(|status| format!("status={}", status.slug()));
    let place = match &ask.place {
        Place::Start => None,
        Place::After(cursor) => Some(format!("after={}", encode(cursor))),
        Place::Before(cursor) => Some(format!("before={}", encode(cursor))),
    };
    let query: Vec<String> = status.into_iter().chain(place).collect();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
}

/// Percent-encodes everything that could mean something in a query.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded + &char::from(byte).to_string(),
        _ => encoded + &format!("%{byte:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::api::orders::{Ask, OrderStatus, Place};

    fn read_all(query: &[(&str, &str)]) -> Ask {
        read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_address_without_a_query_asks_for_the_newest_orders() {
        assert_eq!(read_all(&[]), Ask::default());
        assert_eq!(write(&Ask::default()), "/orders");
    }

    #[test]
    fn status_and_cursor_survive_the_address() {
        let ask = Ask { status: Some(OrderStatus::Paid), place: Place::After("a+b/c=".to_owned()) };
        assert_eq!(write(&ask), "/orders?status=paid&after=a%2Bb%2Fc%3D");
        assert_eq!(read_all(&[("status", "paid"), ("after", "a+b/c=")]), ask);
    }

    #[test]
    fn a_status_that_does_not_exist_filters_nothing() {
        assert_eq!(read_all(&[("status", "lost")]), Ask::default());
    }
}
