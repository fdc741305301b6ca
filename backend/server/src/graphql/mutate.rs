//! How a mutation runs: input to command, command to unit of work, outcome to answer.

use std::future::Future;
use std::sync::Arc;

use async_graphql::Context;
use docket_domain::idempotency::KeyedRequest;
use docket_domain::unit::Command;
use docket_domain::{Failure, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::tally::Tally;
use super::user_error::{UserError, told};
use super::view::View;

/// The input of a mutation.
pub trait Input {
    /// The command that it asks for.
    type Command: Command;

    /// The command, or why the input cannot be read as one.
    fn command(self) -> Result<Self::Command, Box<Refusal>>;
}

/// Runs the command; once, if the request has a key.
pub(super) async fn carry_out<C>(view: &View, request: Option<&KeyedRequest>, command: &C) -> Result<C::Out, Failure>
where
    C: Command,
    C::Out: Serialize + DeserializeOwned + Sync,
{
    match request {
        Some(request) => view.docket().execute_once(view.actor(), request, command).await,
        None => view.docket().execute(view.actor(), command).await,
    }
}

/// Runs the command, and loads what it answers with through a view that begins after the commit.
pub async fn mutate<I, T, F>(
    ctx: &Context<'_>,
    input: I,
    load: impl FnOnce(Arc<View>, <I::Command as Command>::Out) -> F,
) -> Result<(Option<T>, Vec<UserError>), ApiError>
where
    I: Input,
    <I::Command as Command>::Out: Serialize + DeserializeOwned + Sync,
    F: Future<Output = Result<Option<T>, ApiError>>,
{
    let view = View::of(ctx);
    let command = match input.command() {
        Ok(command) => command,
        Err(refusal) => return Ok((None, refused(ctx, vec![*refusal]))),
    };
    match carry_out(view, ctx.data_opt::<KeyedRequest>(), &command).await {
        Ok(out) => Ok((load(Arc::new(view.afresh()), out).await?, Vec::new())),
        Err(Failure::Refused(refusals)) => Ok((None, refused(ctx, refusals))),
        Err(Failure::Key(conflict)) => Err(conflict.into()),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn refused(ctx: &Context<'_>, refusals: Vec<Refusal>) -> Vec<UserError> {
    let user_errors = told(refusals);
    Tally::add(ctx, &user_errors);
    user_errors
}
