//! One trace from the caller through the service into the worker.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use proto::audit::v1 as api;
use proto::job::v1::JobState;
use rustix::process::Signal;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::harness::{Home, create, reached};
use crate::probe::MARKER;

/// Keeps what is sent to it.
#[derive(Clone, Default)]
struct Sink {
    spans: Arc<Mutex<Vec<Span>>>,
    everything: Arc<Mutex<String>>,
}

#[tonic::async_trait]
impl TraceService for Sink {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let request = request.into_inner();
        self.everything
            .lock()
            .unwrap()
            .push_str(&format!("{request:?}"));
        let mut spans = self.spans.lock().unwrap();
        for scope in request
            .resource_spans
            .into_iter()
            .flat_map(|r| r.scope_spans)
        {
            spans.extend(scope.spans);
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Sink {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let text = format!("{:?}", request.into_inner());
        self.everything.lock().unwrap().push_str(&text);
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

const TRACE: [u8; 16] = [0xab; 16];
const PARENT: [u8; 8] = [0xcd; 8];

pub(crate) async fn one_trace_from_the_caller_into_the_worker() {
    let sink = Sink::default();
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let endpoint = format!("http://{}", incoming.local_addr().unwrap());
    tokio::spawn(
        tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(sink.clone()))
            .add_service(MetricsServiceServer::new(sink.clone()))
            .serve_with_incoming(incoming),
    );
    let home = Home::new().with("TELEMETRY__OTLP_ENDPOINT", &endpoint);
    let service = home.start();
    let mut client = service.client().await;
    let mut request = Request::new(create("count", 3, ""));
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let parent = format!("00-{}-{}-01", hex(&TRACE), hex(&PARENT));
    request
        .metadata_mut()
        .insert("traceparent", parent.parse().unwrap());
    let id = client
        .create_audit_job(request)
        .await
        .unwrap()
        .into_inner()
        .name;
    reached(&mut client, &id, JobState::Succeeded).await;
    let missing = api::GetAuditJobRequest {
        name: MARKER.into(),
    };
    client.get_audit_job(missing).await.unwrap_err();
    let worker_log = std::fs::read_to_string(service.job_dir(&id).join("worker.log")).unwrap();
    service.signal(Signal::TERM);
    drop(client);
    assert_eq!(service.ended().await, Some(0), "{}", home.log());

    let spans = sink.spans.lock().unwrap().clone();
    let named = |name: &str| {
        let mut found = spans
            .iter()
            .filter(|s| s.name == name && s.trace_id == TRACE);
        found
            .next()
            .unwrap_or_else(|| panic!("{name} is not in {spans:#?}"))
            .clone()
    };
    let server = named("tacit.audit.v1.AuditService/CreateAuditJob");
    assert_eq!(server.parent_span_id, PARENT);
    let worker = named("probe.worker");
    assert_eq!(worker.parent_span_id, server.span_id);
    let work = named("counting");
    assert_eq!(work.parent_span_id, worker.span_id);

    let everything = sink.everything.lock().unwrap().clone();
    for expected in [
        "rpc.grpc.status_code",
        "rpc.server.call.duration",
        "tacit.jobs.ended",
        "\"probe\"",
    ] {
        assert!(everything.contains(expected), "{expected}");
    }
    assert!(!everything.contains(MARKER));
    assert!(!everything.contains("code.file"));
    assert!(worker_log.contains(&hex(&TRACE)), "{worker_log}");
    assert!(home.log().contains(&hex(&TRACE)), "{}", home.log());
}
