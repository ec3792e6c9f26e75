//! How a log line looks: time, level, service, trace and span, target, message,
//! fields. No span fields: those are for traces.

use std::fmt;

use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::LogFormat;

/// Formats events for [`LogFormat`].
pub(super) struct Lines {
    service: String,
    format: LogFormat,
}

impl Lines {
    pub(super) fn new(service: &str, format: LogFormat) -> Self {
        Self {
            service: service.to_owned(),
            format,
        }
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let context = opentelemetry::Context::current();
        let span = context.span().span_context().clone();
        let now = jiff::Timestamp::now();
        let metadata = event.metadata();
        match self.format {
            LogFormat::Json => {
                let mut line = Map::new();
                line.insert("time".into(), format!("{now:.6}").into());
                line.insert("level".into(), metadata.level().as_str().into());
                line.insert("service".into(), self.service.as_str().into());
                if span.is_valid() {
                    line.insert("trace_id".into(), span.trace_id().to_string().into());
                    line.insert("span_id".into(), span.span_id().to_string().into());
                }
                line.insert("target".into(), metadata.target().into());
                line.insert("message".into(), fields.message.into());
                line.insert("fields".into(), Value::Object(fields.others));
                writeln!(writer, "{}", Value::Object(line))
            }
            LogFormat::Text => {
                write!(
                    writer,
                    "{now:.3} {:<5} {} {}",
                    metadata.level().as_str(),
                    self.service,
                    fields.message
                )?;
                for (key, value) in &fields.others {
                    write!(writer, " {key}={value}")?;
                }
                if span.is_valid() {
                    write!(
                        writer,
                        " trace_id={} span_id={}",
                        span.trace_id(),
                        span.span_id()
                    )?;
                }
                writeln!(writer)
            }
        }
    }
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            (name, value) => {
                self.others.insert(name.to_owned(), value);
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }
}
