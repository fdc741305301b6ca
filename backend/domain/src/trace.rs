//! Spans for whoever follows a request on its way: they go to a collector, if there is one.
//!
//! They have a target of their own and stay out of the log, whose lines stand in the span of their request.

use std::pin::Pin;
use std::sync::Arc;

use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use crate::actor::Actor;
use crate::database::statements::counted;
use crate::error::Failure;

/// The target of these spans.
pub const TARGET: &str = "docket::trace";

/// A place in a trace, as W3C Trace Context writes it: `00-TRACE-SPAN-FLAGS`, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traceparent(Arc<str>);

impl Traceparent {
    /// The place, if the text names one.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [version, trace, span, flags] = parts.as_slice() else { return None };
        let is_hexadecimal = |part: &str, length| {
            part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let has_shape = is_hexadecimal(version, 2)
            && is_hexadecimal(trace, 32)
            && is_hexadecimal(span, 16)
            && is_hexadecimal(flags, 2);
        // Zeros name nothing, and the last version is none.
        let names = |part: &str| part.bytes().any(|byte| byte != b'0');
        (has_shape && *version != "ff" && names(trace) && names(span)).then(|| Self(text.into()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn a_place_in_a_trace_is_taken_as_it_is_or_not_at_all() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        for right in [format!("00-{trace}-{SPAN}-01"), format!("00-{trace}-{SPAN}-00"), format!("cc-{trace}-{SPAN}-09")]
        {
            assert_eq!(Traceparent::read(&right).map(|place| place.as_str().to_owned()), Some(right));
        }
        for wrong in [
            String::new(),
            trace.to_owned(),
            format!("00-{trace}-{SPAN}"),
            format!("00-{trace}-{SPAN}-01-what"),
            format!("ff-{trace}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{}-{SPAN}-01", trace.to_uppercase()),
            format!("00-{trace}-{SPAN}-0g"),
            format!("00-{trace}-{SPAN}\r-01"),
        ] {
            assert_eq!(Traceparent::read(&wrong), None, "{wrong}");
        }
    }
}
