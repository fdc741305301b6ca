//! Where lines and spans go: the log on standard error, and traces to a collector.

use std::io::IsTerminal;

use docket_domain::trace::TARGET;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::prelude::*;

use super::Failed;
use super::progress::BesideBars;
use crate::config::Settings;
use crate::config::value::{Collector, LogFormat};
use crate::traces::Traces;

/// Starts the log, and traces if there is a collector; they end when what is returned is dropped.
pub(super) fn start(settings: &Settings, collector: Option<&Collector>) -> Result<Option<Traces>, Failed> {
    let started = collector.map(Traces::start).transpose().map_err(Failed::misused)?;
    let (traces, spans) = started.unzip();
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(|| BesideBars).with_ansi(colours);
    let wanted = settings.log_filter.filter().and(filter_fn(|about| about.target() != TARGET));
    let registry = tracing_subscriber::registry().with(spans);
    match settings.log_format {
        LogFormat::Text => registry.with(lines.with_filter(wanted)).init(),
        // The one span there is says it all: a list of spans would say it twice.
        LogFormat::Json => registry.with(lines.json().with_span_list(false).with_filter(wanted)).init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(%panic, %backtrace, "panic");
    }));
    Ok(traces)
}
