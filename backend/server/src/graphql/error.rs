//! Top-level errors: requests that cannot be understood, and faults.
//!
//! [`ApiError`] has no `Display` on purpose: async-graphql shows the text of any displayable error to the client.
//! What a rule or an input refuses is no error but data, see [`super::user_error`].

use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues, ServerError, Value};
use docket_domain::Fault;
use docket_domain::error::KeyConflict;
use sea_orm::DbErr;

/// The codes in `errors[].extensions.code`. The list is closed: programs may rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The HTTP request carries no GraphQL request that can be read.
    BadRequest,
    /// The method does not fit, such as a mutation over GET.
    MethodNotAllowed,
    /// The body has another content type than JSON.
    UnsupportedMediaType,
    /// The body is larger than the server reads.
    PayloadTooLarge,
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document or its variables do not fit the schema.
    GraphqlValidationFailed,
    /// The request asks for more than one request may.
    QueryTooComplex,
    /// An argument cannot be meant, such as `first: -1`.
    BadUserInput,
    /// A cursor that did not come from this list.
    BadCursor,
    /// A page of another site asks.
    ForbiddenOrigin,
    /// The request is for a host that this server does not answer to.
    MisdirectedRequest,
    /// Too much is open or running already.
    TooManyRequests,
    /// The answer took too long. A mutation may have been stored all the same.
    Timeout,
    /// Too much happened to the same rows at once; nothing was stored. Try again.
    Conflict,
    /// The idempotency key came with another request before.
    IdempotencyKeyReused,
    /// A request with this idempotency key is being carried out now: ask again for its answer.
    IdempotencyKeyInFlight,
    /// Something broke on our side.
    Internal,
}

impl ErrorCode {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::BadRequest,
        Self::MethodNotAllowed,
        Self::UnsupportedMediaType,
        Self::PayloadTooLarge,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::QueryTooComplex,
        Self::BadUserInput,
        Self::BadCursor,
        Self::ForbiddenOrigin,
        Self::MisdirectedRequest,
        Self::TooManyRequests,
        Self::Timeout,
        Self::Conflict,
        Self::IdempotencyKeyReused,
        Self::IdempotencyKeyInFlight,
        Self::Internal,
    ];

    /// The code as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::BadCursor => "BAD_CURSOR",
            Self::ForbiddenOrigin => "FORBIDDEN_ORIGIN",
            Self::MisdirectedRequest => "MISDIRECTED_REQUEST",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Timeout => "TIMEOUT",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyKeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::IdempotencyKeyInFlight => "IDEMPOTENCY_KEY_IN_FLIGHT",
            Self::Internal => "INTERNAL",
        }
    }
}

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
        error.message = masked(code, request_id);
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

/// What people read about a fault.
pub fn masked(code: ErrorCode, request_id: &str) -> String {
    match code {
        ErrorCode::Conflict => format!(
            "Too many people changed the same things at once. Nothing was stored: try again. Request id {request_id}."
        ),
        ErrorCode::Timeout => format!(
            "This took too long. If it was a change, look whether it was stored before you try again. Request id {request_id}."
        ),
        _ => format!("Something went wrong on our side. Request id {request_id}."),
    }
}

fn log(fault: &Fault, path: &[async_graphql::PathSegment]) -> ErrorCode {
    if let Fault::Contention { .. } = fault {
        tracing::warn!(%fault, ?path, "given up");
        return ErrorCode::Conflict;
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
