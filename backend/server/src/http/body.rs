//! Reading a GraphQL request out of an HTTP request.

use std::collections::BTreeSet;
use std::time::Duration;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{Request, Value as ConstValue, Variables};
use axum::body::{Body, BodyDataStream, HttpBody};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::answer::Problem;
use super::operation::meant;
use crate::graphql::error::ErrorCode;
use crate::graphql::limits::Most;

/// How much of a body that is too large is still taken, in bytes.
const MOST_DRAINED: usize = 16 * 1024 * 1024;
/// For how long.
const LONGEST_DRAIN: Duration = Duration::from_secs(2);

/// A GraphQL request as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Posted {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    /// Nobody reads them; they must be an object all the same.
    #[serde(rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
}

/// A GraphQL request in an address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// Whether the body says that it is JSON in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let (media, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let charset = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find_map(|(name, value)| name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"')));
    media.trim().eq_ignore_ascii_case("application/json")
        && charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

/// Reads a body of up to `largest` bytes. Of a longer one a good part is taken, too, and thrown away: a client that is
/// cut off while it still sends meets a broken pipe, and never reads why.
pub(super) async fn read(body: Body, largest: usize) -> Result<Vec<u8>, Problem> {
    // As the headers say it, if they do.
    let mut is_too_large = body.size_hint().lower() > u64::try_from(largest).unwrap_or(u64::MAX);
    let mut chunks = body.into_data_stream();
    let mut read = Vec::new();
    while !is_too_large && let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::new(ErrorCode::BadRequest, "The body cannot be read."))?;
        is_too_large = read.len() + chunk.len() > largest;
        if !is_too_large {
            read.extend_from_slice(&chunk);
        }
    }
    if is_too_large {
        drop(read);
        // Whoever sends more, or more slowly, is answered all the same.
        let _ = timeout(LONGEST_DRAIN, drain(chunks)).await;
        let message = format!("The body is larger than {largest} bytes: ask in smaller parts.");
        return Err(Problem::new(ErrorCode::PayloadTooLarge, message));
    }
    Ok(read)
}

async fn drain(mut chunks: BodyDataStream) {
    let mut left = MOST_DRAINED;
    while let Some(Ok(chunk)) = chunks.next().await {
        let Some(rest) = left.checked_sub(chunk.len()) else { return };
        left = rest;
    }
}

/// The request in a JSON body.
pub(super) fn of_json(body: &[u8], most: Most) -> Result<Request, Problem> {
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Problem::new(ErrorCode::BadRequest, "Requests are taken one by one: send an object, not a list."));
    }
    let read: Result<Posted, _> = serde_json::from_slice(body);
    let Posted { query, operation_name, variables, .. } = read.map_err(|error| {
        let kind = if error.is_data() { "The body is no GraphQL request" } else { "The body is not JSON" };
        Problem::new(ErrorCode::BadRequest, format!("{kind}: {error}."))
    })?;
    request(query, operation_name, variables, most)
}

/// The request in an address.
pub(super) fn of_address(address: Address, most: Most) -> Result<Request, Problem> {
    let Address { query, operation_name, variables, extensions } = address;
    let object = |name: &str, text: Option<String>| -> Result<Option<Map<String, Value>>, Problem> {
        let read = text.filter(|text| !text.is_empty()).map(|text| serde_json::from_str(&text)).transpose();
        read.map_err(|_| Problem::new(ErrorCode::BadRequest, format!("`{name}` must be a JSON object.")))
    };
    object("extensions", extensions)?;
    request(query, operation_name, object("variables", variables)?, most)
}

fn request(
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    most: Most,
) -> Result<Request, Problem> {
    let Some(query) = query.filter(|query| !query.trim().is_empty()) else {
        return Err(Problem::new(ErrorCode::BadRequest, "The request has no `query`."));
    };
    let mut request = Request::new(query);
    request.operation_name = operation_name.filter(|name| !name.is_empty());
    if let Some(variables) = variables {
        request.variables = Variables::from_json(Value::Object(variables));
    }
    admit(request, most)
}

/// The request, once its document's size was looked at and it was parsed.
pub(super) fn admit(mut request: Request, most: Most) -> Result<Request, Problem> {
    if let Some(why) = most.refuse_text(&request.query) {
        return Err(Problem::new(ErrorCode::QueryTooComplex, why));
    }
    let document = request.parsed_query().map_err(Problem::syntax)?;
    if let Some(why) = most.refuse_document(document) {
        return Err(Problem::new(ErrorCode::QueryTooComplex, why));
    }
    let several = (document.operations.iter()).any(|(_, operation)| {
        operation.node.ty == OperationType::Subscription && follows_several(document, &operation.node)
    });
    if several {
        let why = "A subscription follows one thing: ask for each in an operation of its own.";
        return Err(Problem::new(ErrorCode::GraphqlValidationFailed, why));
    }
    match missing_variable(&mut request) {
        Some(why) => Err(Problem::new(ErrorCode::GraphqlValidationFailed, why)),
        None => Ok(request),
    }
}

/// Whether an operation has more than one field at its root, fragments included. Validation overlooks that, too.
fn follows_several(document: &ExecutableDocument, operation: &OperationDefinition) -> bool {
    let (mut fields, mut entered) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![&operation.selection_set.node];
    while let Some(selections) = open.pop() {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => _ = fields.insert(&field.node.response_key().node),
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name).filter(|_| entered.insert(name)) {
                        open.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    fields.len() > 1
}

/// The variable that the operation needs and the request does not bring. Validation overlooks it, and it would fail as
/// late as where it is used.
fn missing_variable(request: &mut Request) -> Option<String> {
    let given = request.variables.clone();
    let (_, operation) = meant(request).next()?;
    let missing = operation.variable_definitions.iter().map(|variable| &variable.node).find(|variable| {
        let is_given = given.get(&variable.name.node).is_some_and(|value| *value != ConstValue::Null);
        !variable.var_type.node.nullable && variable.default_value.is_none() && !is_given
    })?;
    Some(format!("The variable `${}` of type `{}` is missing.", missing.name.node, missing.var_type.node))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_json_in_utf_8_is_read() {
        let read = |kind: &'static str| {
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]))
        };
        assert!(read("application/json"));
        assert!(read("Application/JSON; charset=\"UTF-8\""));
        for kind in ["text/plain", "application/json; charset=latin1", "application/jsonp", "multipart/form-data"] {
            assert!(!read(kind), "{kind}");
        }
    }

    #[test]
    fn a_subscription_follows_one_thing() {
        let read =
            |document: &str| of_json(serde_json::json!({ "query": document }).to_string().as_bytes(), Most::default());
        for one in [
            "subscription { a { b c } }",
            "subscription { a { b } a { c } }",
            "subscription { ...f } fragment f on S { a ...f }",
            "{ a b }",
        ] {
            assert!(read(one).is_ok(), "{one}");
        }
        for several in [
            "subscription { a b }",
            "subscription { a other: a }",
            "subscription { a ... on S { b } }",
            "subscription { a ...f } fragment f on S { b ...f }",
        ] {
            assert!(read(several).is_err(), "{several}");
        }
    }

    #[test]
    fn bodies_are_objects_with_a_query() {
        let whole = br#"{"query":"{tenant{name}}","variables":null,"extensions":{}}"#;
        assert!(of_json(whole, Most::default()).is_ok());
        for body in [
            r"",
            r"[]",
            r#"[{"query":"{a}"}]"#,
            r#""{a}""#,
            r"{}",
            r#"{"query":7}"#,
            r#"{"query":""}"#,
            r#"{"query":"{"}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","operationName":1}"#,
            r#"{"query":"{a}","extensions":"x"}"#,
        ] {
            assert!(of_json(body.as_bytes(), Most::default()).is_err(), "{body}");
        }
    }
}
