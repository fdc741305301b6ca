//! Traces to a collector, by OTLP over HTTP, in batches and by a thread of their own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use docket_domain::trace::{TARGET, Traceparent};
use opentelemetry::KeyValue;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{Layer, Registry};

use crate::config::value::Collector;

/// How long the collector may take for a batch.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the last spans may take when the server stops.
const LAST: Duration = Duration::from_secs(2);

/// Traces on their way; the last ones are sent when this is dropped.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Starts sending, and gives what spans must be told to.
    pub fn start(collector: &Collector) -> Result<(Self, Box<dyn Layer<Registry> + Send + Sync>), String> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", collector.0))
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| format!("traces cannot be sent: {error}"))?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let provider = SdkTracerProvider::builder()
            .with_resource(Resource::builder().with_service_name("docket").with_attribute(version).build())
            .with_batch_exporter(Told { exporter, fails: AtomicBool::new(false) })
            .build();
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("docket"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|about| about.target() == TARGET))
            .boxed();
        Ok((Self(provider), layer))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(LAST) {
            tracing::warn!(%error, "the last traces may not have arrived");
        }
    }
}

/// An exporter that says in the log when it begins to fail and when it goes again, not at each batch.
#[derive(Debug)]
struct Told {
    exporter: SpanExporter,
    fails: AtomicBool,
}

impl opentelemetry_sdk::trace::SpanExporter for Told {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let exported = self.exporter.export(batch).await;
        match &exported {
            Ok(()) if self.fails.swap(false, Ordering::Relaxed) => tracing::info!("traces arrive again"),
            Err(error) if !self.fails.swap(true, Ordering::Relaxed) => {
                tracing::warn!(%error, spans, "traces do not arrive, and are dropped until they do");
            }
            _ => {}
        }
        exported
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// Lets a request go on in the trace of its caller.
pub(super) fn join(span: &Span, headers: &HeaderMap) {
    if headers.contains_key("traceparent") {
        // Who is not followed has no parent either.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&Headers(headers)));
    }
}

/// The place of a span, if it is followed.
pub(super) fn place(span: &Span) -> Option<Traceparent> {
    let context = span.context();
    let place = context.span().span_context().clone();
    let flags = place.trace_flags().to_u8();
    // One that nobody follows has zeros for its ids, which are no place.
    Traceparent::read(&format!("00-{}-{}-{flags:02x}", place.trace_id(), place.span_id()))
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}
