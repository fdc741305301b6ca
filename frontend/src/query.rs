//! The query of an address: the state of a list, so that a link, a reload and "back" show the same rows.

use crate::api::orders::Place;
use crate::api::paging::Sort;

/// What a query says by a name: the router's, or a test's.
pub(crate) type Said<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An address from its path and what its query says; what is empty is left out.
pub(crate) fn address<'a>(path: &str, query: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let said = |(name, value): (&str, String)| (!value.is_empty()).then(|| format!("{name}={}", encode(&value)));
    let query: Vec<String> = query.into_iter().filter_map(said).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// What the query says by this name; empty where it says nothing.
pub(crate) fn value(query: Said<'_>, name: &str) -> String {
    query(name).unwrap_or_default()
}

/// The place in a list that the query names.
pub(crate) fn place(query: Said<'_>) -> Place {
    let cursor = |name| query(name).filter(|cursor| !cursor.is_empty());
    cursor("after").map(Place::After).or_else(|| cursor("before").map(Place::Before)).unwrap_or_default()
}

/// A place, as the query names it.
pub(crate) fn of_place(place: &Place) -> [(&'static str, String); 1] {
    match place {
        Place::Start => [("after", String::new())],
        Place::After(cursor) => [("after", cursor.clone())],
        Place::Before(cursor) => [("before", cursor.clone())],
    }
}

/// What the query sorts by, by the words that stand for the fields; `-` before a word turns it round.
pub(crate) fn sort<F: Copy>(query: Said<'_>, words: &[(&str, F)], otherwise: Sort<F>) -> Sort<F> {
    let said = value(query, "sort");
    let (word, descending) = said.strip_prefix('-').map_or((said.as_str(), false), |word| (word, true));
    let field = words.iter().find(|(known, _)| *known == word).map(|(_, field)| *field);
    field.map_or(otherwise, |field| Sort { field, descending })
}

/// A sort, as the query names it; empty for the usual one.
pub(crate) fn of_sort<F: Copy + PartialEq>(sort: Sort<F>, words: &[(&str, F)], otherwise: Sort<F>) -> String {
    if sort == otherwise {
        return String::new();
    }
    let word = words.iter().find(|(_, field)| *field == sort.field).map_or("", |(word, _)| word);
    format!("{}{word}", if sort.descending { "-" } else { "" })
}

/// Percent-encodes everything that could mean something in a query.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded + &char::from(byte).to_string(),
        _ => encoded + &format!("%{byte:02X}"),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{address, of_sort, sort};
    use crate::api::paging::Sort;

    const WORDS: [(&str, u8); 2] = [("name", 0), ("price", 1)];
    const USUAL: Sort<u8> = Sort { field: 0, descending: false };

    /// What a query says that has these values.
    pub(crate) fn said<'a>(values: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| values.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn what_says_nothing_is_left_out_of_the_address() {
        assert_eq!(address("/x", [("q", String::new())]), "/x");
        assert_eq!(
            address("/x", [("q", "a&b ü".to_owned()), ("used", "0.85..".to_owned())]),
            "/x?q=a%26b%20%C3%BC&used=0.85.."
        );
    }

    #[test]
    fn a_sort_survives_the_address_and_a_wrong_one_is_the_usual_one() {
        let read = |text: &str| sort(&|name| (name == "sort").then(|| text.to_owned()), &WORDS, USUAL);
        let by_price = Sort { field: 1, descending: true };
        assert_eq!(of_sort(by_price, &WORDS, USUAL), "-price");
        assert_eq!(read("-price"), by_price);
        assert_eq!(read("weight"), USUAL);
        assert_eq!(of_sort(USUAL, &WORDS, USUAL), "");
    }
}
