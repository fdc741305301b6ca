//! Top-level errors: requests that cannot be understood, and faults.
//!
//! [`ApiError`] has no `Display` on purpose: async-graphql shows the text of any displayable error to the client.
//! What a rule or an input refuses is no error but data, see [`super::user_error`].

use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues, ServerError, Value};
use docket_domain::Fault;
use docket_domain::error::KeyConflict;
use sea_orm::DbErr;

mod code;
pub mod reference;

pub use code::ErrorCode;

/// Why a resolver has no answer.
#[derive(Clone)]
pub enum ApiError {
    /// The request cannot be meant; the text says why.
    Request(ErrorCode, String),
    /// Something broke: logged, and not shown.
    Fault(Arc<Fault>),
}

impl ApiError {
    /// An argument that cannot be meant.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::Request(ErrorCode::BadUserInput, message.into())
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::Fault(Arc::new(fault))
    }
}

impl From<KeyConflict> for ApiError {
    fn from(conflict: KeyConflict) -> Self {
        let (code, message) = match conflict {
            KeyConflict::OtherRequest => (
                ErrorCode::IdempotencyKeyReused,
                "This idempotency key came with another request before. Use a new key for a new request.",
            ),
            KeyConflict::InFlight => (
                ErrorCode::IdempotencyKeyInFlight,
                "A request with this idempotency key is being carried out now. Send it again for its answer.",
            ),
        };
        Self::Request(code, message.to_owned())
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        Fault::from(error).into()
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Request(code, message) => {
                let mut extensions = ErrorExtensionValues::default();
                extensions.set("code", code.name());
                Self { message, source: None, extensions: Some(extensions) }
            }
            // The text is replaced when the request ends, where its id is known: see `finish`.
            ApiError::Fault(fault) => Self { message: String::new(), source: Some(fault), extensions: None },
        }
    }
}

/// Completes an error with its code and the request's id; logs and masks a fault.
pub fn finish(error: &mut ServerError, request_id: &str) {
    if let Some(fault) = error.source::<Fault>() {
        let code = log(fault, &error.path);
        error.message = explained(fault, code, request_id);
        error.source = None;
        stamp(error, Some(code), request_id);
    } else {
        let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        let code = (!has_code).then(|| classify(error));
        explain_decimal(error);
        stamp(error, code, request_id);
    }
}

/// An error that is not about a field.
pub fn request_error(code: ErrorCode, message: impl Into<String>, request_id: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    stamp(&mut error, Some(code), request_id);
    error
}

/// What people read about a fault in whose answer nothing else stands.
pub fn explained(fault: &Fault, code: ErrorCode, request_id: &str) -> String {
    match fault {
        Fault::Unfit(unfit) => {
            format!(
                "Not now: {unfit}. Nothing was stored: ask another instance, or try again later. Request id {request_id}."
            )
        }
        _ => masked(code, request_id),
    }
}

/// What people read when something broke.
pub fn masked(code: ErrorCode, request_id: &str) -> String {
    match code {
        ErrorCode::Conflict => format!(
            "Too many people changed the same things at once. Nothing was stored: try again. Request id {request_id}."
        ),
        ErrorCode::Timeout => format!(
            "This took too long. If it was a change, look whether it was stored before you try again. Request id {request_id}."
        ),
        ErrorCode::Unavailable => format!(
            "The database does not answer. If this was a change, repeat it under its idempotency key, or look whether it \
             was stored, before you try again. Request id {request_id}."
        ),
        _ => format!("Something went wrong on our side. Request id {request_id}."),
    }
}

/// Tells the log of a fault, as loudly as it deserves; gives its code.
pub fn log(fault: &Fault, path: &[async_graphql::PathSegment]) -> ErrorCode {
    if let Fault::Contention { .. } = fault {
        tracing::warn!(%fault, ?path, "given up");
        return ErrorCode::Conflict;
    }
    if fault.is_late() {
        tracing::error!(%fault, ?path, "a statement took too long");
        return ErrorCode::Timeout;
    }
    if let Fault::Unfit(_) = fault {
        // The log has said so, once for all requests.
        tracing::debug!(%fault, ?path, "refused");
        return ErrorCode::Unavailable;
    }
    if fault.is_outage() {
        tracing::warn!(%fault, ?path, "the database was not there");
        return ErrorCode::Unavailable;
    }
    tracing::error!(%fault, ?path, "fault");
    ErrorCode::Internal
}

/// The code of an error that async-graphql made.
fn classify(error: &ServerError) -> ErrorCode {
    // Its own words for its own limits; a test holds them.
    const LIMITS: [&str; 4] = [
        "Query is too complex.",
        "Query is nested too deep.",
        "The recursion depth of the query",
        "The number of directives",
    ];
    if LIMITS.iter().any(|limit| error.message.starts_with(limit)) {
        ErrorCode::QueryTooComplex
    } else if error.path.is_empty() {
        ErrorCode::GraphqlValidationFailed
    } else {
        ErrorCode::BadUserInput
    }
}

/// Validation only names the type; people want to know how a decimal is written.
fn explain_decimal(error: &mut ServerError) {
    if error.message.ends_with("expected type \"Decimal\"") {
        error.message.push_str(": write it as a string such as \"12.50\", or as a whole number");
    }
}

fn stamp(error: &mut ServerError, code: Option<ErrorCode>, request_id: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if let Some(code) = code {
        extensions.set("code", code.name());
    }
    extensions.set("requestId", Value::from(request_id));
}
