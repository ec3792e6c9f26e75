//! Transport security: PEM files to tonic's configurations.

use std::path::Path;

use tonic::transport::{Certificate, ClientTlsConfig, Identity, ServerTlsConfig};

use crate::{Code, Failure, TlsOptions};

/// Chooses rustls' cryptography once per process: more than one provider may be
/// compiled in, and rustls refuses to guess.
pub fn install_provider() {
    // An error means that one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The server's side; `None` without a certificate.
pub(crate) fn server(options: &TlsOptions) -> Result<Option<ServerTlsConfig>, Failure> {
    let (Some(cert), Some(key)) = (&options.cert_file, &options.key_file) else {
        return Ok(None);
    };
    let identity = Identity::from_pem(read(cert, "tls.cert_file")?, read(key, "tls.key_file")?);
    let mut config = ServerTlsConfig::new().identity(identity);
    if let Some(ca) = &options.client_ca_file {
        // Optional in the handshake, required by `auth.rs`: a health probe has
        // no certificate.
        config = config
            .client_ca_root(Certificate::from_pem(read(ca, "tls.client_ca_file")?))
            .client_auth_optional(true);
    }
    Ok(Some(config))
}

/// The client's side.
pub(crate) fn client(options: &crate::client::Options) -> Result<ClientTlsConfig, Failure> {
    let mut config = ClientTlsConfig::new();
    if let Some(ca) = &options.ca_file {
        config = config.ca_certificate(Certificate::from_pem(read(ca, "ca_file")?));
    }
    if let Some(domain) = &options.domain {
        config = config.domain_name(domain);
    }
    if let (Some(cert), Some(key)) = (&options.cert_file, &options.key_file) {
        config = config.identity(Identity::from_pem(
            read(cert, "cert_file")?,
            read(key, "key_file")?,
        ));
    }
    Ok(config)
}

/// A credential's bytes, or a failure that names the option and not the content.
pub(crate) fn read(path: &Path, option: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| {
        Failure::new(
            Code::FailedPrecondition,
            "CREDENTIALS_UNREADABLE",
            format!("cannot read {} ({option}): {}", path.display(), e.kind()),
        )
        .field(option)
    })
}
