//! The layers every call passes, and the only place where their order is chosen.

mod body;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use tokio::sync::Semaphore;
use tonic::Status;
use tonic::body::Body;
use tonic::service::Routes;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Layer, Service, ServiceBuilder, ServiceExt};
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};
use tracing::Instrument;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::auth::Gate;
use crate::{Code, Failure, LimitOptions, health, telemetry};

/// What the layers share.
pub(crate) struct Shared {
    gate: Gate,
    permits: Semaphore,
    limits: LimitOptions,
    duration: Histogram<f64>,
}

impl Shared {
    pub(crate) fn new(gate: Gate, limits: LimitOptions) -> Arc<Self> {
        Arc::new(Self {
            gate,
            permits: Semaphore::new(limits.concurrency as usize),
            limits,
            duration: opentelemetry::global::meter("tacit")
                .f64_histogram("rpc.server.call.duration")
                .with_unit("s")
                .with_description("time from a call's arrival to its last byte")
                .build(),
        })
    }
}

/// The list. Outermost first: a request goes down, its response comes up.
pub(crate) fn stack(routes: Routes, shared: &Arc<Shared>) -> Next {
    let step = |run| Step {
        shared: Arc::clone(shared),
        run,
    };
    let routes = ServiceExt::<Request<Body>>::map_err(routes, BoxError::from);
    let list = ServiceBuilder::new()
        // 1. Trace context: the caller's trace goes on; everything below, refusals
        //    and panics too, happens inside the server span.
        .layer(step(trace))
        // 2. Metrics: every answer counts, and how it ended is read off the trailers.
        .layer(step(measure))
        // 3. Catch panic: a bug answers INTERNAL and leaves the other calls alone.
        .layer(step(catch_panic))
        // 4. Authenticate: strangers cost nothing below this line.
        .layer(step(authenticate))
        // 5. Deadline: before the limit, so that a stuck call gives its place back.
        .layer(step(deadline))
        // 6. Concurrency limit and load shed: refuse at once; no queue to grow stale.
        .layer(step(shed))
        // 7. Message size: as the bytes come, before the decoder collects them.
        .layer(step(limit_size))
        .service(Next::new(routes));
    Next::new(list)
}

/// What is below a layer.
pub(crate) type Next = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;
type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;
type Run = fn(Arc<Shared>, Request<Body>, Next) -> Answer;

/// One layer, written as a function of the request and of what is below.
#[derive(Clone)]
struct Step {
    shared: Arc<Shared>,
    run: Run,
}

#[derive(Clone)]
struct Stepped {
    step: Step,
    next: Next,
}

impl<S> Layer<S> for Step
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    type Service = Stepped;

    fn layer(&self, inner: S) -> Stepped {
        Stepped {
            step: self.clone(),
            next: Next::new(inner),
        }
    }
}

impl Service<Request<Body>> for Stepped {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // Readiness is awaited in the call (`oneshot`): nothing here queues.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        (self.step.run)(Arc::clone(&self.step.shared), request, self.next.clone())
    }
}

fn refuse(failure: Failure) -> Response<Body> {
    Status::from(failure).into_http()
}

fn trace(_: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    let (service, method) = method(request.uri().path());
    // OpenTelemetry's semantic names for RPC. No peer address, no metadata, no
    // message: names and a code.
    let span = tracing::info_span!(
        target: "chassis",
        "call",
        otel.name = format!("{service}/{method}"),
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method,
        rpc.grpc.status_code = Empty,
    );
    // Refused only when no subscriber runs: then there is no trace to join.
    let _ = span.set_parent(telemetry::extract(request.headers()));
    let calling = next.oneshot(request).instrument(span.clone());
    Box::pin(async move {
        let response = calling.await?;
        let inside = span.clone();
        Ok(body::observe(response, inside, move |code| {
            span.record("rpc.grpc.status_code", code as i32);
            // A caller's mistake is not the server's error (semantic convention).
            if matches!(
                code,
                tonic::Code::Unknown
                    | tonic::Code::DeadlineExceeded
                    | tonic::Code::Unimplemented
                    | tonic::Code::Internal
                    | tonic::Code::Unavailable
                    | tonic::Code::DataLoss
            ) {
                span.record("otel.status_code", "ERROR");
            }
        }))
    })
}

fn measure(shared: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    let (service, method) = method(request.uri().path());
    let (service, method) = (service.to_owned(), method.to_owned());
    let begin = Instant::now();
    Box::pin(async move {
        let response = next.oneshot(request).await?;
        Ok(body::observe(
            response,
            tracing::Span::none(),
            move |code| {
                // Names of unknown methods come from the caller: one label for all.
                let known = code != tonic::Code::Unimplemented;
                let label = |name: String| if known { name } else { "unknown".to_owned() };
                let attributes = [
                    KeyValue::new("rpc.system", "grpc"),
                    KeyValue::new("rpc.service", label(service)),
                    KeyValue::new("rpc.method", label(method)),
                    KeyValue::new("rpc.grpc.status_code", i64::from(code as i32)),
                ];
                shared
                    .duration
                    .record(begin.elapsed().as_secs_f64(), &attributes);
            },
        ))
    })
}

fn catch_panic(_: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    let caught = CatchPanicLayer::custom(Bug).layer(next);
    Box::pin(async move { Ok(caught.oneshot(request).await?.map(Body::new)) })
}

#[derive(Clone)]
struct Bug;

impl ResponseForPanic for Bug {
    type ResponseBody = Body;

    /// The panic's text stays here: it may quote what was processed.
    fn response_for_panic(&mut self, _: Box<dyn std::any::Any + Send>) -> Response<Body> {
        refuse(Failure::new(
            Code::Internal,
            "INTERNAL",
            "the service failed to answer because of a bug",
        ))
    }
}

fn authenticate(shared: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    match shared.gate.check(&request) {
        Ok(()) => Box::pin(next.oneshot(request)),
        Err(failure) => Box::pin(std::future::ready(Ok(refuse(failure)))),
    }
}

/// A caller's own `grpc-timeout` is kept by the transport; this is the bound for
/// those who set none, or too long a one.
fn deadline(shared: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    let allowed = Duration::from_secs(shared.limits.deadline_seconds);
    Box::pin(async move {
        let Ok(answer) = tokio::time::timeout(allowed, next.oneshot(request)).await else {
            return Ok(refuse(Failure::new(
                Code::DeadlineExceeded,
                "DEADLINE_EXCEEDED",
                "the call did not finish in the time the service allows",
            )));
        };
        answer
    })
}

fn shed(shared: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    if health::is_health(request.uri().path()) {
        return Box::pin(next.oneshot(request));
    }
    Box::pin(async move {
        let Ok(_permit) = shared.permits.try_acquire() else {
            return Ok(refuse(
                Failure::new(
                    Code::Unavailable,
                    "OVERLOADED",
                    "the service answers as many calls as it may",
                )
                .action("try again after a moment"),
            ));
        };
        next.oneshot(request).await
    })
}

fn limit_size(shared: Arc<Shared>, request: Request<Body>, next: Next) -> Answer {
    let limit = shared.limits.message_bytes;
    Box::pin(next.oneshot(request.map(|body| body::limit(body, limit))))
}

/// Service and method of a path; `unknown` for anything that is not a name, so
/// that no caller can write into telemetry.
fn method(path: &str) -> (&str, &str) {
    const UNKNOWN: (&str, &str) = ("unknown", "unknown");
    let Some((service, method)) = path.trim_start_matches('/').split_once('/') else {
        return UNKNOWN;
    };
    let name = |text: &str| {
        (1..=100).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
    };
    if name(service) && name(method) {
        (service, method)
    } else {
        UNKNOWN
    }
}

#[cfg(test)]
mod tests;
