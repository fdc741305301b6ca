//! Spans for whoever follows a request on its way: they go to a collector, if there is one.
//!
//! They have a target of their own and stay out of the log, whose lines stand in the span of their request.

use std::pin::Pin;

use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use crate::actor::Actor;
use crate::database::statements::counted;
use crate::error::Failure;

/// The target of these spans.
pub const TARGET: &str = "docket::trace";

/// Follows a unit of work, all its attempts included. What it does is large: it comes in a box.
pub(crate) async fn unit<T>(
    command: &'static str,
    actor: &Actor,
    work: Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + '_>>,
) -> Result<T, Failure> {
    let span = info_span!(
        target: TARGET,
        "unit",
        otel.name = %format_args!("unit {command}"),
        docket.command = command,
        docket.tenant = %actor.tenant,
        docket.attempts = Empty,
        docket.outcome = Empty,
        db.statements = Empty,
        otel.status_code = Empty,
    );
    let (ended, statements) = counted(work).instrument(span.clone()).await;
    let outcome = match &ended {
        Ok(_) => "committed",
        Err(Failure::Refused(_)) => "refused",
        Err(Failure::Key(_)) => "key in use",
        Err(Failure::Fault(_)) => {
            span.record("otel.status_code", "ERROR");
            "fault"
        }
    };
    span.record("docket.outcome", outcome);
    span.record("db.statements", statements);
    ended
}

/// Says which attempt of the present unit begins.
pub(crate) fn attempt(tried: u32) {
    Span::current().record("docket.attempts", tried);
}
