//! Many at once: each row is a unit of work of its own, stored or refused for itself.

use std::str::FromStr;

use async_graphql::{Context, ID};
use docket_domain::Failure;
use docket_domain::idempotency::KeyedRequest;
use docket_domain::unit::Command;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::id;
use super::mutate::carry_out;
use super::tally::Tally;
use super::user_error::{UserError, told};
use super::view::View;

/// The most rows that one request may name.
pub const MOST_ROWS: usize = 100;

/// What became of one row.
pub struct Row<T> {
    /// The id as it was given.
    pub id: ID,
    /// What the command answered with; none when it was refused.
    pub out: Option<T>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Runs a command for each id, one after the other. The key of the request, if it has one, stands for each row by
/// its place: a repeat after a cut goes on where the first was cut off.
pub async fn each<I: FromStr, C>(
    ctx: &Context<'_>,
    ids: Vec<ID>,
    command: impl Fn(I) -> C,
) -> Result<Vec<Row<C::Out>>, ApiError>
where
    C: Command,
    C::Out: Serialize + DeserializeOwned + Sync,
{
    if ids.len() > MOST_ROWS {
        return Err(ApiError::bad_input(format!(
            "`ids` must have at most {MOST_ROWS} ids: send the rest in another request."
        )));
    }
    let view = View::of(ctx);
    let mut rows = Vec::with_capacity(ids.len());
    for (at, id) in ids.into_iter().enumerate() {
        let place = at.to_string();
        let outcome = match id::given(&place, &id) {
            Ok(read) => carry_out(view, keyed(ctx, at).as_ref(), &command(read)).await,
            Err(refusal) => Err(Failure::Refused(vec![*refusal])),
        };
        rows.push(match outcome {
            Ok(out) => Row { id, out: Some(out), user_errors: Vec::new() },
            Err(Failure::Refused(refusals)) => {
                let user_errors = told(refusals.into_iter().map(|refusal| refusal.within(&["ids"])).collect());
                Tally::add(ctx, &user_errors);
                Row { id, out: None, user_errors }
            }
            Err(Failure::Key(conflict)) => return Err(conflict.into()),
            Err(Failure::Fault(fault)) => return Err(fault.into()),
        });
    }
    Ok(rows)
}

/// The key of one row: no key that a caller may choose has a line break.
fn keyed(ctx: &Context<'_>, at: usize) -> Option<KeyedRequest> {
    let request = ctx.data_opt::<KeyedRequest>()?;
    Some(KeyedRequest { key: format!("{}\n{at}", request.key), hash: request.hash.clone() })
}
