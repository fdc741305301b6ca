//! The one place that fetches: a GraphQL operation goes out over POST, a value or a typed failure comes back.

use std::future::Future;
use std::pin::Pin;

use cynic::{GraphQlResponse, Operation};
use gloo_net::http::Request;
use leptos::prelude::{Owner, StoredValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web_sys::{AbortController, AbortSignal};

use super::key::Key;
use crate::pause::pause;

const ENDPOINT: &str = "/graphql";
const ACCEPT: &str = "application/graphql-response+json, application/json;q=0.9";
const REQUEST_ID: &str = "x-request-id";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// A reader who waits longer than this has given up; the server's own limit is shorter.
const TIMEOUT_MS: u32 = 20_000;
/// How long to wait before a change that found no answer is sent again.
const AGAIN_MS: [u32; 3] = [300, 900, 2000];
/// What the server breaks with, as opposed to what it refuses.
const FAULT: &str = "INTERNAL";
/// The same change is being carried out already: its answer can be had in a moment.
const IN_FLIGHT: &str = "IDEMPOTENCY_KEY_IN_FLIGHT";

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No reply at all: no network, no server, or too late.
    Unreachable,
    /// The server broke, or something between here and the server answered in its place.
    Faulty {
        /// What support finds the request by.
        request_id: Option<String>,
    },
    /// The server says why not: not allowed, too much, not understood.
    Refused {
        /// The server's sentence.
        message: String,
        /// What kind of refusal this is.
        code: String,
        /// What support finds the request by.
        request_id: Option<String>,
    },
}

impl ApiError {
    /// What support finds the request by, if the server got to see it.
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Unreachable => None,
            Self::Faulty { request_id } | Self::Refused { request_id, .. } => request_id.as_deref(),
        }
    }

    /// What happened, in a sentence.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Unreachable => "The server did not answer: check the connection.".to_owned(),
            Self::Faulty { .. } => "The server answered with a fault.".to_owned(),
            Self::Refused { message, .. } => format!("The server answered: {}.", message.trim_end_matches('.')),
        }
    }
}

/// An answer on its way. Only its last step knows what it will be: all before is the same for every operation, and is
/// compiled once.
type Reply = Pin<Box<dyn Future<Output = Result<Value, ApiError>>>>;

/// Asks a question. Nobody waits for the answer once the page or resource that asked is gone: then it is given up.
pub(crate) async fn run<T, V>(operation: Operation<T, V>) -> Result<T, ApiError>
where
    T: DeserializeOwned,
    V: Serialize,
{
    typed(ask(written(&operation)?).await?)
}

/// Makes a change, which goes on when the page is left. As long as no answer comes it is sent again under its key, and
/// is carried out once.
pub(crate) async fn mutate<T, V>(operation: Operation<T, V>, key: &Key) -> Result<T, ApiError>
where
    T: DeserializeOwned,
    V: Serialize,
{
    typed(change(written(&operation)?, key.clone()).await?)
}

fn written<T, V: Serialize>(operation: &Operation<T, V>) -> Result<String, ApiError> {
    serde_json::to_string(operation).map_err(|_| ApiError::Unreachable)
}

/// Data that is not what the schema says is a fault.
fn typed<T: DeserializeOwned>(data: Value) -> Result<T, ApiError> {
    serde_json::from_value(data).map_err(|_| ApiError::Faulty { request_id: None })
}

fn ask(body: String) -> Reply {
    Box::pin(async move { send(&body, None, given_up()).await })
}

fn change(body: String, key: Key) -> Reply {
    Box::pin(async move {
        for wait_ms in AGAIN_MS {
            match send(&body, Some(&key), None).await {
                Err(ApiError::Unreachable) => {}
                Err(ApiError::Refused { code, .. }) if code == IN_FLIGHT => {}
                answer => return answer,
            }
            pause(wait_ms).await;
        }
        send(&body, Some(&key), None).await
    })
}

/// The signal that whoever asks is gone. What is stored with an owner is dropped with it, and then aborts.
fn given_up() -> Option<AbortSignal> {
    let _owner = Owner::current()?;
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    StoredValue::new_local(Abort(controller));
    Some(signal)
}

/// Gives a request up when dropped; one that is answered does not mind.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn send(body: &str, key: Option<&Key>, abort: Option<AbortSignal>) -> Result<Value, ApiError> {
    let timeout = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let signals: js_sys::Array = abort.into_iter().chain([timeout]).collect();
    let mut request = Request::post(ENDPOINT)
        .header("accept", ACCEPT)
        .header("content-type", "application/json")
        .abort_signal(Some(&AbortSignal::any(&signals)));
    if let Some(key) = key {
        request = request.header(IDEMPOTENCY_KEY, key.as_str());
    }
    let request = request.body(body).map_err(|_| ApiError::Unreachable)?;
    let response = request.send().await.map_err(|_| ApiError::Unreachable)?;
    let request_id = response.headers().get(REQUEST_ID);
    let body = response.text().await.map_err(|_| ApiError::Unreachable)?;
    read(&body, request_id)
}

/// What the server adds to an error beside its sentence.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    code: Option<String>,
    request_id: Option<String>,
}

/// Judges by the body alone, as GraphQL over HTTP wants it: the status says nothing that the errors do not say better.
fn read(body: &str, request_id: Option<String>) -> Result<Value, ApiError> {
    let Ok(response) = serde_json::from_str::<GraphQlResponse<Value, Extensions>>(body) else {
        return Err(ApiError::Faulty { request_id });
    };
    if let Some(first) = response.errors.unwrap_or_default().into_iter().next() {
        let (code, own) = first.extensions.map(|more| (more.code, more.request_id)).unwrap_or_default();
        let (code, request_id) = (code.unwrap_or_default(), own.or(request_id));
        return Err(match code.as_str() {
            FAULT => ApiError::Faulty { request_id },
            _ => ApiError::Refused { message: first.message, code, request_id },
        });
    }
    response.data.ok_or(ApiError::Faulty { request_id })
}

#[cfg(test)]
mod tests {
    use super::{ApiError, read};

    #[test]
    fn data_is_the_answer() {
        assert_eq!(read(r#"{"data":7}"#, Some("req_header".into())), Ok(7.into()));
    }

    #[test]
    fn an_error_carries_its_own_request_id_before_the_headers() {
        let refused = |id: &str| ApiError::Refused {
            message: "No".to_owned(),
            code: String::new(),
            request_id: Some(id.to_owned()),
        };
        let with_id = r#"{"data":null,"errors":[{"message":"No","extensions":{"requestId":"req_body"}}]}"#;
        let without = r#"{"errors":[{"message":"No"}]}"#;
        assert_eq!(read(with_id, Some("req_header".into())), Err(refused("req_body")));
        assert_eq!(read(without, Some("req_header".into())), Err(refused("req_header")));
    }

    #[test]
    fn what_the_server_breaks_with_is_no_refusal() {
        let broken = r#"{"data":null,"errors":[{"message":"Something went wrong","extensions":{"code":"INTERNAL"}}]}"#;
        assert_eq!(read(broken, None), Err(ApiError::Faulty { request_id: None }));
    }

    #[test]
    fn half_an_answer_is_none() {
        assert!(matches!(read(r#"{"data":7,"errors":[{"message":"No"}]}"#, None), Err(ApiError::Refused { .. })));
    }

    #[test]
    fn a_page_from_a_proxy_is_a_fault_and_keeps_the_request_id() {
        assert_eq!(
            read("<h1>502</h1>", Some("req_header".into())),
            Err(ApiError::Faulty { request_id: Some("req_header".into()) })
        );
    }
}
