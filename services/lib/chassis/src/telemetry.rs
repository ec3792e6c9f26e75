//! Logs, traces and metrics.
//!
//! Logs go to standard error, one line each, with the trace and span they
//! belong to. Traces and metrics go to an OTLP endpoint when one is configured;
//! without one, trace contexts are still made and passed on, so that log lines
//! of several processes can be joined. W3C `traceparent` carries the context in
//! call metadata and in a worker's environment.
//!
//! **Guarantee**: only names, numbers and identifiers are recorded here, never
//! a record's text.

mod format;

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry::{Context, global};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tonic::metadata::{Ascii, MetadataKey, MetadataMap, MetadataValue};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::TelemetryOptions;
use crate::config;

/// How long the last spans and metrics may take to leave.
const FLUSH: Duration = Duration::from_secs(5);

/// How long one export may take.
const EXPORT: Duration = Duration::from_secs(5);

/// Keeps telemetry going; flushes it, within five seconds, when dropped.
/// Dropping blocks: do it outside an asynchronous task, with the runtime that
/// [`init`] ran in still alive.
#[derive(Debug)]
pub struct Guard {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
    exporting: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.exporting {
            return;
        }
        let traces = self.traces.shutdown_with_timeout(FLUSH);
        let metrics = self.metrics.shutdown_with_timeout(FLUSH);
        if traces.is_err() || metrics.is_err() {
            tracing::warn!("telemetry was not flushed completely");
        }
    }
}

/// Starts logging, tracing and metrics for this process. Call once, inside a
/// tokio runtime when an endpoint is set. A telemetry that cannot start is a
/// warning, not a reason to stop.
pub fn init(service: &str, options: &TelemetryOptions) -> Guard {
    let resource = Resource::builder()
        .with_service_name(service.to_owned())
        .with_attribute(opentelemetry::KeyValue::new("service.namespace", "tacit"))
        .with_attribute(opentelemetry::KeyValue::new(
            "service.version",
            env!("CARGO_PKG_VERSION"),
        ))
        .build();
    let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
    let mut metrics = SdkMeterProvider::builder().with_resource(resource);
    let mut exporting = false;
    let mut problem = false;
    if let Some(endpoint) = &options.otlp_endpoint {
        let spans = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(EXPORT)
            .build();
        let readings = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(EXPORT)
            .build();
        match (spans, readings) {
            (Ok(spans), Ok(readings)) => {
                traces = traces.with_batch_exporter(spans);
                metrics = metrics.with_periodic_exporter(readings);
                exporting = true;
            }
            _ => problem = true,
        }
    }
    let (traces, metrics) = (traces.build(), metrics.build());
    global::set_text_map_propagator(TraceContextPropagator::new());
    global::set_tracer_provider(traces.clone());
    global::set_meter_provider(metrics.clone());

    let filter = EnvFilter::try_new(&options.log_level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .event_format(format::Lines::new(service, options.log_format));
    // Code locations and thread names say nothing to a reader of a trace, and a
    // log event may hold more than a trace should.
    let spans = tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("tacit"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_filter(our_spans());
    // A second start in one process (tests) keeps the first subscriber.
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(spans)
        .try_init();
    if problem {
        tracing::warn!("the otlp exporter could not be built; traces stay here");
    }
    Guard {
        traces,
        metrics,
        exporting,
    }
}

/// Spans of ours, down to debug; events and the spans of libraries (database
/// statements, transport frames) stay out of traces.
fn our_spans<S>() -> impl tracing_subscriber::layer::Filter<S> {
    tracing_subscriber::filter::filter_fn(|metadata| {
        const LIBRARIES: [&str; 8] = [
            "h2",
            "hyper",
            "hyper_util",
            "opentelemetry",
            "sqlx",
            "tonic",
            "tower",
            "rustls",
        ];
        let root = metadata.target().split("::").next().unwrap_or_default();
        metadata.is_span()
            && *metadata.level() <= tracing::Level::DEBUG
            && !LIBRARIES.contains(&root)
    })
}

/// The context of the current span.
fn current() -> Context {
    tracing::Span::current().context()
}

/// Puts the current span's W3C context into outgoing metadata.
pub fn inject(metadata: &mut MetadataMap) {
    global::get_text_map_propagator(|p| p.inject_context(&current(), &mut Outgoing(metadata)));
}

/// The remote parent that incoming metadata names, if any.
pub(crate) fn extract(metadata: &http::HeaderMap) -> Context {
    global::get_text_map_propagator(|p| p.extract(&Incoming(metadata)))
}

/// The current span's `traceparent`, for a process to be started or a job to be
/// stored; `None` outside any span.
pub fn traceparent() -> Option<String> {
    carrier().remove("traceparent")
}

/// `traceparent` and, where there is one, `tracestate` of the current span.
pub(crate) fn carrier() -> HashMap<String, String> {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&current(), &mut carrier);
    carrier.retain(|_, value| !value.is_empty());
    carrier
}

/// Makes a new span a child of what `TRACEPARENT` and `TRACESTATE` of the
/// environment name. The span must not have been entered yet.
pub fn adopt_parent_from_env(span: &tracing::Span) {
    let carrier: HashMap<String, String> =
        [("traceparent", "TRACEPARENT"), ("tracestate", "TRACESTATE")]
            .into_iter()
            .filter_map(|(key, variable)| Some((key.to_owned(), config::env(variable)?)))
            .collect();
    let parent = TraceContextPropagator::new().extract(&carrier);
    if parent.span().span_context().is_valid() {
        // Refused only when no tracing subscriber runs: then there is no trace.
        let _ = span.set_parent(parent);
    }
}

struct Outgoing<'a>(&'a mut MetadataMap);

impl Injector for Outgoing<'_> {
    fn set(&mut self, key: &str, value: String) {
        let key = MetadataKey::<Ascii>::from_bytes(key.as_bytes());
        if let (Ok(key), Ok(value)) = (key, MetadataValue::try_from(value)) {
            self.0.insert(key, value);
        }
    }
}

struct Incoming<'a>(&'a http::HeaderMap);

impl Extractor for Incoming<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
