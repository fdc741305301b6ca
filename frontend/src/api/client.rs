//! The one place that fetches: a GraphQL operation goes out over POST, a value or a typed failure comes back.

use cynic::{GraphQlResponse, Operation};
use gloo_net::http::Request;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web_sys::AbortSignal;

const ENDPOINT: &str = "/graphql";
const ACCEPT: &str = "application/graphql-response+json, application/json;q=0.9";
const REQUEST_ID: &str = "x-request-id";
/// A reader who waits longer than this has given up; the server's own limit is shorter.
const TIMEOUT_MS: u32 = 20_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No reply at all: no network, no server, or too late.
    Unreachable,
    /// A reply that is not GraphQL: something between here and the server answered, or the server broke.
    Unreadable {
        /// What support finds the request by.
        request_id: Option<String>,
    },
    /// The server says why: not allowed, too much, not understood, a fault of its own.
    Refused {
        /// The server's sentence.
        message: String,
        /// What support finds the request by.
        request_id: Option<String>,
    },
}

impl ApiError {
    /// What support finds the request by, if the server got to see it.
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Unreachable => None,
            Self::Unreadable { request_id } | Self::Refused { request_id, .. } => request_id.as_deref(),
        }
    }
}

/// Runs one operation.
pub(crate) async fn run<T, V>(operation: Operation<T, V>) -> Result<T, ApiError>
where
    T: DeserializeOwned,
    V: Serialize,
{
    let request = Request::post(ENDPOINT)
        .header("accept", ACCEPT)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)))
        .json(&operation)
        .map_err(|_| ApiError::Unreachable)?;
    let response = request.send().await.map_err(|_| ApiError::Unreachable)?;
    let request_id = response.headers().get(REQUEST_ID);
    let body = response.text().await.map_err(|_| ApiError::Unreachable)?;
    read(&body, request_id)
}

/// What the server adds to an error beside its sentence.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    request_id: Option<String>,
}

/// Judges by the body alone, as GraphQL over HTTP wants it: the status says nothing that the errors do not say better.
fn read<T: DeserializeOwned>(body: &str, request_id: Option<String>) -> Result<T, ApiError> {
    let Ok(response) = serde_json::from_str::<GraphQlResponse<T, Extensions>>(body) else {
        return Err(ApiError::Unreadable { request_id });
    };
    if let Some(first) = response.errors.unwrap_or_default().into_iter().next() {
        let own = first.extensions.and_then(|extensions| extensions.request_id);
        return Err(ApiError::Refused { message: first.message, request_id: own.or(request_id) });
    }
    response.data.ok_or(ApiError::Unreadable { request_id })
}

#[cfg(test)]
mod tests {
    use super::{ApiError, read};

    #[test]
    fn data_is_the_answer() {
        assert_eq!(read::<u8>(r#"{"data":7}"#, Some("req_header".into())), Ok(7));
    }

    #[test]
    fn an_error_carries_its_own_request_id_before_the_headers() {
        let refused = |id: &str| ApiError::Refused { message: "No".to_owned(), request_id: Some(id.to_owned()) };
        let with_id = r#"{"data":null,"errors":[{"message":"No","extensions":{"requestId":"req_body"}}]}"#;
        let without = r#"{"errors":[{"message":"No"}]}"#;
        assert_eq!(read::<u8>(with_id, Some("req_header".into())), Err(refused("req_body")));
        assert_eq!(read::<u8>(without, Some("req_header".into())), Err(refused("req_header")));
    }

    #[test]
    fn half_an_answer_is_none() {
        assert!(matches!(read::<u8>(r#"{"data":7,"errors":[{"message":"No"}]}"#, None), Err(ApiError::Refused { .. })));
    }

    #[test]
    fn a_page_from_a_proxy_is_unreadable_and_keeps_the_request_id() {
        assert_eq!(
            read::<u8>("<h1>502</h1>", Some("req_header".into())),
            Err(ApiError::Unreadable { request_id: Some("req_header".into()) })
        );
    }
}
