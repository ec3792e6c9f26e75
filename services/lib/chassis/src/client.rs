//! The client's side, for the command line and for health checks: a channel
//! that carries the caller's trace context and credentials.

use std::path::PathBuf;
use std::time::Duration;

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};

use crate::auth::Token;
use crate::{Code, Failure, telemetry, tls};

/// How to connect. The default suits a service on loopback.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// File with the bearer token.
    pub token_file: Option<PathBuf>,
    /// Authority of the server's certificate (PEM); turns TLS on.
    pub ca_file: Option<PathBuf>,
    /// The name the server's certificate must bear, where it is not the host of
    /// the endpoint.
    pub domain: Option<String>,
    /// Client certificate (PEM), for mutual TLS.
    pub cert_file: Option<PathBuf>,
    /// Key of `cert_file` (PEM).
    pub key_file: Option<PathBuf>,
    /// How long to try to connect; 10 seconds by default.
    pub connect_timeout: Option<Duration>,
}

/// A connected channel, cheap to clone; give it to a generated client.
pub type Link = InterceptedService<Channel, Credentials>;

/// Adds the trace context and the bearer token to every call.
#[derive(Clone, Debug)]
pub struct Credentials {
    bearer: Option<MetadataValue<Ascii>>,
}

impl Interceptor for Credentials {
    fn call(
        &mut self,
        mut request: tonic::Request<()>,
    ) -> Result<tonic::Request<()>, tonic::Status> {
        telemetry::inject(request.metadata_mut());
        if let Some(bearer) = &self.bearer {
            request
                .metadata_mut()
                .insert("authorization", bearer.clone());
        }
        Ok(request)
    }
}

/// Connects to `http://HOST:PORT`, `https://HOST:PORT` or `HOST:PORT` (TLS when
/// a CA is given).
///
/// # Errors
/// `UNREACHABLE` naming the endpoint, `INVALID_ENDPOINT`,
/// `CREDENTIALS_UNREADABLE`.
pub async fn connect(endpoint: &str, options: &Options) -> Result<Link, Failure> {
    let secure = options.ca_file.is_some() || endpoint.starts_with("https://");
    let address = match (endpoint.contains("://"), secure) {
        (true, _) => endpoint.to_owned(),
        (false, true) => format!("https://{endpoint}"),
        (false, false) => format!("http://{endpoint}"),
    };
    let invalid = |_| {
        Failure::new(
            Code::InvalidArgument,
            "INVALID_ENDPOINT",
            format!("{endpoint} is not an endpoint"),
        )
        .action("use HOST:PORT, http://HOST:PORT or https://HOST:PORT")
    };
    let mut target = Endpoint::from_shared(address)
        .map_err(invalid)?
        .connect_timeout(options.connect_timeout.unwrap_or(Duration::from_secs(10)))
        .tcp_nodelay(true)
        .http2_keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(20));
    if secure {
        tls::install_provider();
        target = target.tls_config(tls::client(options)?).map_err(|_| {
            Failure::new(
                Code::FailedPrecondition,
                "CREDENTIALS_UNREADABLE",
                "the certificate files are not usable PEM",
            )
        })?;
    }
    let bearer = match &options.token_file {
        Some(path) => {
            let token = Token::read(path, "token_file")?;
            let mut value = MetadataValue::try_from(token.bearer()).map_err(|_| {
                Failure::new(
                    Code::FailedPrecondition,
                    "CREDENTIALS_UNREADABLE",
                    "the token has characters that a header cannot carry",
                )
            })?;
            value.set_sensitive(true);
            Some(value)
        }
        None => None,
    };
    let channel = target.connect().await.map_err(|_| unreachable(endpoint))?;
    Ok(InterceptedService::new(channel, Credentials { bearer }))
}

pub(crate) fn unreachable(endpoint: &str) -> Failure {
    Failure::new(
        Code::Unavailable,
        "UNREACHABLE",
        format!("no service answers at {endpoint}"),
    )
    .action("check that it runs and that the address and TLS settings are right")
    .with("endpoint", endpoint)
}
