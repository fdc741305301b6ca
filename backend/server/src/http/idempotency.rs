//! The header `Idempotency-Key`: a mutation that is sent again is answered again, and carried out once.

use async_graphql::Request;
use async_graphql::parser::types::{OperationType, Selection};
use axum::http::HeaderMap;
use docket_domain::idempotency::{KeyedRequest, LONGEST_KEY};
use sha2::{Digest, Sha256};

use super::answer::Problem;
use crate::graphql::error::ErrorCode;

const HEADER: &str = "idempotency-key";

/// The request with its key, if it has one. A query needs none and ignores it.
pub(super) fn keyed(headers: &HeaderMap, mut request: Request) -> Result<Request, Problem> {
    let mut keys = headers.get_all(HEADER).iter();
    let Some(key) = keys.next() else { return Ok(request) };
    let key = key.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    let (Some(key), None) = (key, keys.next()) else {
        let why = format!("`Idempotency-Key` must be one key of 1 to {LONGEST_KEY} visible ASCII characters.");
        return Err(Problem::new(ErrorCode::BadRequest, why));
    };
    let (key, hash) = (key.to_owned(), hash(&request));
    match mutation_fields(&mut request) {
        0 => Ok(request),
        1 => Ok(request.data(KeyedRequest { key, hash })),
        _ => {
            let why = "With an `Idempotency-Key` a request has one mutation field: send the others by themselves.";
            Err(Problem::new(ErrorCode::BadRequest, why))
        }
    }
}

/// How many fields at the root of the mutation change something; a fragment there counts as many.
fn mutation_fields(request: &mut Request) -> usize {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return 0 };
    let meant =
        |own: Option<&async_graphql::Name>| name.as_deref().is_none_or(|name| own.is_some_and(|own| own == name));
    let Some((_, operation)) = document.operations.iter().find(|(own, _)| meant(*own)) else { return 0 };
    if operation.node.ty != OperationType::Mutation {
        return 0;
    }
    let weight = |selection: &Selection| match selection {
        Selection::Field(field) if field.node.name.node == "__typename" => 0,
        Selection::Field(_) => 1,
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => 2,
    };
    operation.node.selection_set.node.items.iter().map(|selection| weight(&selection.node)).sum()
}

/// What makes two requests the same: document, operation and variables, whatever the order of their names.
fn hash(request: &Request) -> String {
    let mut hash = Sha256::new();
    let variables = serde_json::to_value(&request.variables).map(|value| value.to_string()).unwrap_or_default();
    for part in [request.query.as_str(), request.operation_name.as_deref().unwrap_or_default(), &variables] {
        hash.update(part.len().to_le_bytes());
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
        keyed(&headers, request).map(|mut request| mutation_fields(&mut request)).map_err(|_| ())
    }

    #[test]
    fn a_keyed_request_has_one_mutation_field() {
        assert_eq!(with("mutation { a { b } __typename }", &["k"]), Ok(1));
        assert_eq!(with("{ a b }", &["k"]), Ok(0));
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
