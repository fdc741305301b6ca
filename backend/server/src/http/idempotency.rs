//! Idempotency keys: a mutation that is sent again is answered again, and carried out once.
//!
//! Over HTTP the key is the header `Idempotency-Key`; a message on a socket has no headers and carries it in the
//! request's `extensions`. A key is the same key by whichever way it comes.

use async_graphql::parser::types::{OperationType, Selection};
use async_graphql::{Request, Value};
use axum::http::HeaderMap;
use docket_domain::idempotency::{KeyedRequest, LONGEST_KEY};
use sha2::{Digest, Sha256};

use super::answer::Problem;
use super::operation::{asks_for, meant};
use crate::graphql::error::ErrorCode;

const HEADER: &str = "idempotency-key";
const EXTENSION: &str = "idempotencyKey";

/// The request with the key of its header, if it has one. A query needs none and ignores it: clients may send the
/// header with everything.
pub(super) fn of_headers(headers: &HeaderMap, mut request: Request) -> Result<Request, Problem> {
    let mut keys = headers.get_all(HEADER).iter();
    let Some(key) = keys.next() else { return Ok(request) };
    let key = key.to_str().ok().and_then(readable);
    let (Some(key), None) = (key, keys.next()) else { return Err(unreadable("`Idempotency-Key`")) };
    if asks_for(&mut request, OperationType::Mutation) { keyed(key, request) } else { Ok(request) }
}

/// The request with the key of its `extensions`, if it has one. Whoever puts a key there means this one operation, so
/// one that is carried out each time it is sent is refused.
pub(super) fn of_extensions(mut request: Request) -> Result<Request, Problem> {
    let key = match request.extensions.get(EXTENSION) {
        None => return Ok(request),
        Some(Value::String(key)) => readable(key),
        Some(_) => None,
    };
    let Some(key) = key.map(str::to_owned) else { return Err(unreadable("`extensions.idempotencyKey`")) };
    if !asks_for(&mut request, OperationType::Mutation) {
        let why = "An idempotency key is for a mutation: send queries and subscriptions without one.";
        return Err(Problem::new(ErrorCode::BadRequest, why));
    }
    keyed(&key, request)
}

/// The key as it is stored, if it is one.
fn readable(key: &str) -> Option<&str> {
    let key = key.trim();
    let is_key = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    is_key.then_some(key)
}

fn unreadable(place: &str) -> Problem {
    let why = format!("{place} must be one key of 1 to {LONGEST_KEY} visible ASCII characters.");
    Problem::new(ErrorCode::BadRequest, why)
}

/// The mutation with its key; one that asks for nothing but its type has nothing to repeat.
fn keyed(key: &str, mut request: Request) -> Result<Request, Problem> {
    match fields(&mut request) {
        0 => Ok(request),
        1 => {
            let hash = hash(&request);
            Ok(request.data(KeyedRequest { key: key.to_owned(), hash }))
        }
        _ => {
            let why = "With an idempotency key a request has one mutation field: send the others by themselves.";
            Err(Problem::new(ErrorCode::BadRequest, why))
        }
    }
}

/// How many fields at the operation's root do something; a fragment there counts as many.
fn fields(request: &mut Request) -> usize {
    let weight = |selection: &Selection| match selection {
        Selection::Field(field) if field.node.name.node == "__typename" => 0,
        Selection::Field(_) => 1,
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => 2,
    };
    let operation = meant(request).next();
    operation.map_or(0, |(_, it)| it.selection_set.node.items.iter().map(|selection| weight(&selection.node)).sum())
}

/// What makes two requests the same: document, operation and variables, whatever the order of their names.
fn hash(request: &Request) -> String {
    let mut hash = Sha256::new();
    let variables = serde_json::to_value(&request.variables).map(|value| value.to_string()).unwrap_or_default();
    for part in [request.query.as_str(), request.operation_name.as_deref().unwrap_or_default(), &variables] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    fn with(query: &str, keys: &[&str]) -> Result<usize, ()> {
        let headers: HeaderMap = keys
            .iter()
            .map(|key| (axum::http::HeaderName::from_static(HEADER), HeaderValue::from_bytes(key.as_bytes()).unwrap()))
            .collect();
        let mut request = Request::new(query);
        request.parsed_query().map_err(|_| ())?;
        of_headers(&headers, request).map(|mut request| fields(&mut request)).map_err(|_| ())
    }

    #[test]
    fn a_keyed_request_has_one_mutation_field() {
        assert_eq!(with("mutation { a { b } __typename }", &["k"]), Ok(1));
        assert_eq!(with("{ a b }", &["k"]), Ok(2));
        assert_eq!(with("mutation { a b }", &["k"]), Err(()));
        assert_eq!(with("mutation { ...f } fragment f on M { a b }", &["k"]), Err(()));
        assert_eq!(with("mutation { a b }", &[]), Ok(2));
    }

    #[test]
    fn a_key_is_short_and_visible() {
        for bad in ["", " ", "\u{fc}", &"k".repeat(LONGEST_KEY + 1)] {
            assert_eq!(with("mutation { a }", &[bad]), Err(()), "{bad}");
        }
        assert_eq!(with("mutation { a }", &["k", "k"]), Err(()));
    }

    #[test]
    fn the_order_of_variables_does_not_matter() {
        let request = |variables| Request::new("mutation { a }").variables(Variables::from_json(variables));
        let (one, two) = (json!({"a": 1, "b": {"x": 1, "y": 2}}), json!({"b": {"y": 2, "x": 1}, "a": 1}));
        assert_eq!(hash(&request(one.clone())), hash(&request(two)));
        assert_ne!(hash(&request(one)), hash(&request(json!({"a": 2, "b": {"x": 1, "y": 2}}))));
    }
}
