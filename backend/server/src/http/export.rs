//! Lists as CSV (RFC 4180, UTF-8): what `orders` shows, all of it, sent while it is read.

use std::time::Duration;

use async_graphql::{InputType, Value as Given};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use docket_domain::find::{Find, Shown, rows};
use docket_domain::order::ORDERS;
use docket_domain::{Actor, Docket, Fault};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::answer::{Problem, refuse};
use super::places::Place;
use super::request_id::RequestId;
use super::{App, STATEMENT_TIME};
use crate::graphql::error::{ApiError, ErrorCode, explained, log};
use crate::graphql::find::{OrderBy, Orders, Where, ask};

mod table;

use table::Table;

/// How many exports may run at once: each holds a connection for as long as its reader takes.
pub(super) const MOST_EXPORTS: usize = 3;
/// How large a part is that is sent at once, in bytes. A few of them are in memory.
const PART: usize = 64 * 1024;
/// How long a reader may leave a part waiting.
const PATIENCE: Duration = Duration::from_secs(30);
/// The columns when nothing is said.
const USUAL: &str =
    "number,status,orderDate,customer.name,externalReference,itemCount,amountTotal,currency,dateShipped,notes";
/// How many columns an export may have.
const MOST_COLUMNS: usize = 50;

/// What is wanted, as parameters of an address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    /// As the variable of a GraphQL request: JSON.
    r#where: Option<String>,
    /// As the variable of a GraphQL request: JSON.
    order_by: Option<String>,
    search: Option<String>,
    /// Names of fields, with commas.
    columns: Option<String>,
}

/// Orders.
pub(super) async fn orders(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let read = match wanted {
        Ok(Query(wanted)) => wanted.read(),
        Err(_) => Err(ApiError::Request(
            ErrorCode::BadRequest,
            "An export takes `where`, `orderBy`, `search` and `columns`, each once.".to_owned(),
        )),
    };
    let sent = match read {
        Ok((find, columns)) => send(&app, find, columns).await,
        Err(error) => Err(error),
    };
    sent.unwrap_or_else(|error| match error {
        ApiError::Request(code, message) => refuse(Problem::new(code, message), &id.0),
        ApiError::Fault(fault) => {
            let code = log(&fault, &[]);
            refuse(Problem::new(code, explained(&fault, code, &id.0)), &id.0)
        }
    })
}

impl Wanted {
    fn read(self) -> Result<(Find, Vec<Shown>), ApiError> {
        let filter = self.r#where.map(|text| json("where", &text)).transpose()?.map(Where::<Orders>::new);
        let order_by = self.order_by.map(|text| json("orderBy", &text)).transpose()?;
        let order_by: Option<Vec<OrderBy<Orders>>> = order_by
            .map(|given| InputType::parse(Some(given)))
            .transpose()
            .map_err(|_| ApiError::bad_input("`orderBy` must be a list such as `[{\"field\": \"NUMBER\"}]`."))?;
        let find = ask(filter.as_ref(), order_by.as_deref(), self.search.as_deref())?;
        let names = self.columns.filter(|names| !names.is_empty());
        let names: Vec<&str> = names.as_deref().unwrap_or(USUAL).split(',').collect();
        if names.len() > MOST_COLUMNS {
            return Err(ApiError::bad_input(format!("`columns` must name at most {MOST_COLUMNS} fields.")));
        }
        let shown = |name: &&str| {
            let field = ORDERS.shown(name.trim());
            field.ok_or_else(|| ApiError::bad_input("`columns` names something that orders do not have."))
        };
        let columns = names.iter().map(shown).collect::<Result<_, _>>()?;
        Ok((find, columns))
    }
}

fn json(name: &str, text: &str) -> Result<Given, ApiError> {
    let read = serde_json::from_str(text).ok().and_then(|value| Given::from_json(value).ok());
    read.ok_or_else(|| ApiError::bad_input(format!("`{name}` must be JSON, as in the variables of a GraphQL request.")))
}

/// Begins to send. What fails before the first part is an answer of its own; what fails later cuts the answer off.
async fn send(app: &App, find: Find, columns: Vec<Shown>) -> Result<Response, ApiError> {
    let busy = || ApiError::Request(ErrorCode::TooManyRequests, "Other exports are running: try again.".to_owned());
    let place = app.exports.take().ok_or_else(busy)?;
    let name = format!("attachment; filename=\"orders-{}.csv\"", app.docket.clock().now().format("%Y-%m-%d"));
    let (parts, mut arrived) = mpsc::channel(1);
    let longest = app.limits.export;
    let docket = app.docket.clone().allowing(longest + STATEMENT_TIME).for_request();
    let export = Export { docket, actor: app.actor.clone(), find, columns };
    tokio::spawn(within(longest, export, parts, place));
    let Some(Part::Rows(first)) = arrived.recv().await.transpose()? else {
        return Err(Fault::Internal("an export ended before it began").into());
    };
    let rest = stream::try_unfold(arrived, |mut arrived| async {
        match arrived.recv().await {
            Some(Ok(Part::Rows(rows))) => Ok(Some((rows, arrived))),
            Some(Ok(Part::End)) => Ok(None),
            // An error ends the body without its end: the reader sees that it is cut off.
            Some(Err(_)) | None => Err(std::io::Error::other("cut off")),
        }
    });
    let body = stream::once(async { Ok(first) }).chain(rest);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// What is sent next.
enum Part {
    Rows(Bytes),
    /// That was all. Whoever does not hear it has not got all.
    End,
}

type Parts = mpsc::Sender<Result<Part, ApiError>>;

/// What is to be written.
struct Export {
    docket: Docket,
    actor: Actor,
    find: Find,
    columns: Vec<Shown>,
}

/// Writes until it is done, the time is up, or nobody reads any more: nothing goes on in the database after that.
async fn within(longest: Duration, export: Export, parts: Parts, _place: Place) {
    let error = tokio::select! {
        written = export.write(&parts) => match written {
            Ok(()) => return,
            Err(error) => error,
        },
        () = sleep(longest) => too_slow(),
        () = parts.closed() => return,
    };
    // On a busy machine the database may say before the clock here does that the time is up.
    let error = if matches!(&error, ApiError::Fault(fault) if fault.is_late()) { too_slow() } else { error };
    match &error {
        ApiError::Fault(fault) => tracing::error!(%fault, "an export was cut off"),
        ApiError::Request(code, _) => tracing::warn!(code = code.name(), "an export was cut off: it took too long"),
    }
    // A reader that has taken nothing for so long hears of it by what is missing.
    let _ = parts.try_send(Err(error));
}

fn too_slow() -> ApiError {
    let what = "The export took too long: ask for fewer orders by `where`, or for fewer `columns`.";
    ApiError::Request(ErrorCode::Timeout, what.to_owned())
}

impl Export {
    /// Reads all rows from one snapshot, as fast as they are taken.
    async fn write(&self, parts: &Parts) -> Result<(), ApiError> {
        let pass_on = async |part| parts.send_timeout(Ok(part), PATIENCE).await.map_err(|_| too_slow());
        let snapshot = self.docket.snapshot(&self.actor).await?;
        let mut table = Table::new(&self.columns)?;
        let mut rows = std::pin::pin!(rows(&snapshot, &self.find, &self.columns).await?);
        while let Some(row) = rows.next().await {
            table.add(&row?)?;
            if table.len() >= PART {
                pass_on(Part::Rows(table.take()?)).await?;
            }
        }
        pass_on(Part::Rows(table.take()?)).await?;
        pass_on(Part::End).await
    }
}
