//! Writing a GraphQL answer as an HTTP answer.

use async_graphql::{Response as Answer, ServerError, Value};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::accept::Accepted;
use super::stream::{self, EVENTS};
use crate::graphql::error::{ErrorCode, finish, request_error};

/// The media type that GraphQL has of its own.
const OWN_TYPE: &str = "application/graphql-response+json";
/// How many mistakes of a document are told. Validation finds one a line, and each is longer than the line.
pub(super) const MOST_MISTAKES: usize = 20;

/// Why a request is not carried out.
pub(super) struct Problem {
    code: ErrorCode,
    error: Box<ServerError>,
}

impl Problem {
    /// A problem, in a sentence.
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, error: Box::new(ServerError::new(message, None)) }
    }

    /// The problem as an entry of `errors`.
    pub(super) fn error(self, request_id: &str) -> ServerError {
        let mut complete = request_error(self.code, self.error.message, request_id);
        complete.locations = self.error.locations;
        complete
    }

    /// A document that is not GraphQL.
    pub(super) fn syntax(error: ServerError) -> Self {
        // The parser draws the place; `locations` says it better, and the last line says what is missing.
        let why = error.message.rsplit("= ").next().unwrap_or_default().trim();
        let message = format!("The document is not GraphQL: {why}.");
        Self { code: ErrorCode::GraphqlParseFailed, error: Box::new(ServerError { message, ..error }) }
    }
}

/// How the caller wants its answer.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    form: Form,
    /// Whether it takes what a subscription tells.
    pub(super) follows: bool,
}

/// The forms of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it was before GraphQL had a media type.
    Plain,
    /// Under that.
    Own,
    /// As events, for who reads nothing else.
    Events,
}

impl Wish {
    /// By the `Accept` header; plain JSON unless something else is named.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = Accepted::of(headers, header::ACCEPT);
        let (own, plain) = (accepted.weight(OWN_TYPE), accepted.weight("application/json"));
        let follows = accepted.weight(EVENTS) > 0.0;
        let any = accepted.weight("application/*").max(accepted.weight("*/*"));
        let form = if own > 0.0 && own >= plain {
            Form::Own
        } else if follows && plain.max(any) <= 0.0 {
            Form::Events
        } else {
            Form::Plain
        };
        Self { form, follows }
    }

    /// The problem as an answer.
    pub(super) fn problem(self, problem: Problem, request_id: &str) -> Response {
        let status = self.status(problem.code);
        self.write(status, None, &[problem.error(request_id)])
    }

    fn status(self, code: ErrorCode) -> StatusCode {
        status(code, self.form == Form::Own)
    }

    /// What became of a request that was carried out, or that does not fit the schema.
    pub(super) fn answer(self, mut answer: Answer, request_id: &str) -> Response {
        for error in &mut answer.errors {
            finish(error, request_id);
        }
        // Only a request that was never begun has no data at all.
        let refused = answer.data == Value::Null
            && !answer.errors.is_empty()
            && answer.errors.iter().all(|error| error.path.is_empty());
        if refused {
            answer.errors.truncate(MOST_MISTAKES);
            return self.write(self.status(ErrorCode::GraphqlValidationFailed), None, &answer.errors);
        }
        let status = own_status(&answer).unwrap_or(StatusCode::OK);
        self.write(status, Some(&answer.data), &answer.errors)
    }

    fn write(self, status: StatusCode, data: Option<&Value>, errors: &[ServerError]) -> Response {
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<&'a Value>,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            errors: &'a [ServerError],
        }
        let whole = Whole { data, errors };
        // A stream says what became of the operation; that there is none has a status, and a body in JSON.
        let written = if self.form == Form::Events && status == StatusCode::OK {
            stream::single(&whole)
        } else {
            let kind = HeaderValue::from_static(match self.form {
                Form::Own => "application/graphql-response+json; charset=utf-8",
                Form::Plain | Form::Events => "application/json; charset=utf-8",
            });
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            serde_json::to_vec(&whole).map(|body| (status, headers, body).into_response())
        };
        written.unwrap_or_else(|error| {
            tracing::error!(%error, "an answer cannot be written");
            super::masked()
        })
    }
}

/// A problem of a request that is no GraphQL request.
pub(super) fn refuse(problem: Problem, request_id: &str) -> Response {
    let status = status(problem.code, true);
    Wish { form: Form::Plain, follows: false }.write(status, None, &[problem.error(request_id)])
}

/// The status of an answer whose errors stand at its fields, where programs that know nothing of GraphQL should see it: a
/// keyed request that was not carried out, as HTTP's own draft of the header says it, and one of which nothing could be
/// answered because the database is gone.
fn own_status(answer: &Answer) -> Option<StatusCode> {
    let is_empty = match &answer.data {
        Value::Object(fields) => fields.values().all(|field| *field == Value::Null),
        data => *data == Value::Null,
    };
    let conflicts = [ErrorCode::IdempotencyKeyReused, ErrorCode::IdempotencyKeyInFlight];
    let known = conflicts.into_iter().chain(is_empty.then_some(ErrorCode::Unavailable));
    let mut codes = answer.errors.iter().filter_map(|error| error.extensions.as_ref()?.get("code"));
    codes.find_map(|code| known.clone().find(|known| *code == Value::from(known.name()))?.status())
}

/// Under the plain type, errors of the document are well-formed answers, as older clients expect.
const fn status(code: ErrorCode, own_type: bool) -> StatusCode {
    match code.status() {
        Some(status) => status,
        None if own_type => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    }
}
