//! GraphQL over HTTP: queries over GET and POST, mutations over POST only, subscriptions over either as events.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer};
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use docket_domain::Fault;
use docket_domain::trace::Traceparent;
use tokio::time::sleep;
use tracing::Instrument;

use super::account::{self, Account, Told};
use super::answer::{Problem, Wish};
use super::body::{Address, is_json, of_address, of_json, read};
use super::operation::asks_for;
use super::request_id::RequestId;
use super::{App, idempotency, stream};
use crate::graphql::error::{ErrorCode, masked};
use crate::graphql::schema::view;

/// A request in a JSON body.
pub(super) async fn post(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let wish = Wish::of(&headers);
    let body = read(body, app.limits.body).await;
    let request = if is_json(&headers) {
        body.and_then(|body| of_json(&body, app.limits.query))
            .and_then(|request| idempotency::of_headers(&headers, request))
    } else {
        let message = "Send the request as JSON, with `content-type: application/json`.";
        Err(Problem::new(ErrorCode::UnsupportedMediaType, message))
    };
    match request {
        Ok(request) => run(&app, request, &headers, wish, &id).await,
        Err(problem) => refuse(&app, wish, problem, &id),
    }
}

/// A query, or the subscription of who takes events, in the address.
pub(super) async fn get(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    address: Result<Query<Address>, QueryRejection>,
) -> Response {
    let wish = Wish::of(&headers);
    let read = address
        .map_err(|_| Problem::new(ErrorCode::BadRequest, "The address cannot be read as a GraphQL request."))
        .and_then(|Query(address)| of_address(address, app.limits.query));
    match read {
        Ok(mut request) => {
            let may_change = asks_for(&mut request, OperationType::Mutation);
            if may_change || (!wish.follows && asks_for(&mut request, OperationType::Subscription)) {
                not_allowed(&app, wish, "Only queries go over GET: send this over POST.", "POST", &id)
            } else {
                run(&app, request, &headers, wish, &id).await
            }
        }
        Err(problem) => refuse(&app, wish, problem, &id),
    }
}

/// Any other method.
pub(super) async fn other_method(
    State(app): State<App>,
    method: Method,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    not_allowed(&app, Wish::of(&headers), &format!("GraphQL is asked over POST, not {method}."), "GET, POST", &id)
}

fn refuse(app: &App, wish: Wish, problem: Problem, id: &RequestId) -> Response {
    let mut response = wish.problem(problem, &id.0);
    response.extensions_mut().insert(account::unread(&app.metrics));
    response
}

fn not_allowed(app: &App, wish: Wish, message: &str, allow: &'static str, id: &RequestId) -> Response {
    let mut response = refuse(app, wish, Problem::new(ErrorCode::MethodNotAllowed, message), id);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

async fn run(app: &App, mut request: Request, headers: &HeaderMap, wish: Wish, request_id: &RequestId) -> Response {
    let id = &request_id.0;
    if wish.follows && asks_for(&mut request, OperationType::Subscription) {
        let opened = stream::open(app, request, headers, request_id);
        return opened.unwrap_or_else(|problem| refuse(app, wish, problem, request_id));
    }
    let (answer, told) = carry_out(app, request, request_id.1.as_ref()).await;
    let mut response = match answer {
        Ok(answer) => wish.answer(answer, id),
        Err(code) => wish.problem(Problem::new(code, masked(code, id)), id),
    };
    response.extensions_mut().insert(told);
    response
}

/// On a busy machine the database may say before the clock here does that the time is up.
fn is_late(answer: &Answer) -> bool {
    answer.errors.iter().any(|error| error.source::<Fault>().is_some_and(Fault::is_late))
}

/// On a task of its own: a caller who hangs up does not leave a mutation half done, and a panic stays inside.
pub(super) async fn carry_out(
    app: &App,
    request: Request,
    caller: Option<&Traceparent>,
) -> (Result<Answer, ErrorCode>, Told) {
    let (account, request) = Account::open(request);
    let docket = app.docket.within(account.place(caller));
    let (api, request) = (app.api.clone(), request.data(view(&docket, &app.actor)));
    let (longest, open) = (app.limits.work, app.drain.enter());
    let work = async move {
        let _open = open;
        tokio::select! {
            // First, so that what needs no database is answered without one.
            biased;
            answer = api.execute(request) => Ok(answer),
            () = sleep(longest) => Err(ErrorCode::Timeout),
            () = docket.lost() => Err(ErrorCode::Unavailable),
        }
    };
    let work = account.follow(work);
    let answer = match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(answer)) if !is_late(&answer) => Ok(answer),
        Ok(Err(ErrorCode::Unavailable)) => {
            tracing::warn!("a request was given up: the database does not answer");
            Err(ErrorCode::Unavailable)
        }
        Ok(_) => {
            tracing::error!(seconds = longest.as_secs(), "a request took too long");
            Err(ErrorCode::Timeout)
        }
        Err(error) => {
            tracing::error!(%error, "a request panicked");
            Err(ErrorCode::Internal)
        }
    };
    let told = account.close(&app.metrics, answer.as_ref().map_err(|code| *code));
    (answer, told)
}
