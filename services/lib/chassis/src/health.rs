//! Health (`grpc.health.v1`) and reflection (v1 and v1alpha), on every service;
//! and the client that `<service> health` uses in images and probes.

use std::time::Duration;

use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::pb::health_check_response::ServingStatus as Answer;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::{FILE_DESCRIPTOR_SET, HealthCheckRequest};
use tonic_health::server::HealthReporter;

use crate::{Code, Failure, client};

/// How long a health check may take.
const CHECK: Duration = Duration::from_secs(5);

/// Whether a path belongs to the health service, which is open to all and never
/// shed.
pub(crate) fn is_health(path: &str) -> bool {
    path.starts_with("/grpc.health.v1.Health/")
}

/// Adds health and reflection to a service's routes. The reporter starts as not
/// serving.
pub(crate) async fn add(
    routes: Routes,
    service: &'static str,
    descriptors: &'static [u8],
) -> Result<(Routes, HealthReporter), Failure> {
    let (reporter, health) = tonic_health::server::health_reporter();
    set(&reporter, service, ServingStatus::NotServing).await;
    let builder = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
    };
    let broken = |_| {
        Failure::new(
            Code::Internal,
            "START_FAILED",
            "the service's descriptors do not decode",
        )
    };
    let v1 = builder().build_v1().map_err(broken)?;
    let v1alpha = builder().build_v1alpha().map_err(broken)?;
    let routes = routes
        .add_service(health)
        .add_service(v1)
        .add_service(v1alpha);
    Ok((routes, reporter))
}

/// Sets the state of the service and of the server as a whole.
pub(crate) async fn set(reporter: &HealthReporter, service: &str, status: ServingStatus) {
    reporter.set_service_status("", status).await;
    reporter.set_service_status(service, status).await;
}

/// Asks a server for its health.
///
/// # Errors
/// `UNREACHABLE`, or `NOT_SERVING` when it answers anything but SERVING.
pub(crate) async fn check(
    endpoint: &str,
    service: &str,
    options: &client::Options,
) -> Result<(), Failure> {
    let link = client::connect(endpoint, options).await?;
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    let mut health = HealthClient::new(link);
    let late = |_| client::unreachable(endpoint);
    let response = tokio::time::timeout(CHECK, health.check(request))
        .await
        .map_err(late)?
        .map_err(|status| crate::failure_from_status(&status))?;
    if response.into_inner().status() == Answer::Serving {
        return Ok(());
    }
    Err(Failure::new(
        Code::Unavailable,
        "NOT_SERVING",
        format!("{endpoint} answers but is not serving"),
    ))
}
