//! A Docket that was built without traces.

use docket_domain::trace::Traceparent;
use tracing::Span;

use crate::config::value::Collector;

/// Nothing: there are none.
pub enum Traces {}

impl Traces {
    /// Refuses, with what to do.
    pub fn start(_: &Collector) -> Result<(Self, tracing_subscriber::layer::Identity), String> {
        Err("this docket was built without traces: leave out the collector, or build it with the feature `otlp`"
            .to_owned())
    }
}

/// None: nobody follows a span.
pub(super) const fn place(_: &Span) -> Option<Traceparent> {
    None
}
