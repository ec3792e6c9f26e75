//! Who may call. A bearer token, a client certificate, or both when both are
//! configured; health checks are open to all. A listener that anybody on the
//! network could use is refused at start.

use std::path::Path;

use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;
use tonic::body::Body;
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};

use crate::{Code, CommonOptions, Failure};

/// Shorter tokens can be guessed.
const MIN_TOKEN_BYTES: usize = 16;

/// The rules a call is checked against.
#[derive(Debug)]
pub(crate) struct Gate {
    token: Option<Token>,
    certificate: bool,
}

/// Never printed.
pub(crate) struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted token>")
    }
}

impl Token {
    /// Reads the first line of a file.
    pub(crate) fn read(path: &Path, option: &str) -> Result<Self, Failure> {
        let bytes = crate::tls::read(path, option)?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        let token = text.lines().next().unwrap_or_default().trim().to_owned();
        let printable = token.bytes().all(|b| b.is_ascii_graphic());
        if token.len() < MIN_TOKEN_BYTES || !printable {
            return Err(Failure::new(
                Code::FailedPrecondition,
                "CREDENTIALS_UNREADABLE",
                format!("{option} does not start with a token of {MIN_TOKEN_BYTES} or more printable characters"),
            )
            .field(option));
        }
        Ok(Self(token))
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Compares in time that does not depend on where the two differ.
    fn matches(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(given).into()
    }
}

impl Gate {
    /// Reads the credentials, and refuses to listen beyond loopback without any.
    pub(crate) fn new(options: &CommonOptions) -> Result<Self, Failure> {
        let token = match &options.auth.token_file {
            Some(path) => Some(Token::read(path, "auth.token_file")?),
            None => None,
        };
        let gate = Self {
            token,
            certificate: options.tls.client_ca_file.is_some(),
        };
        if gate.open() && !options.listen.ip().is_loopback() {
            return Err(Failure::new(
                Code::FailedPrecondition,
                "UNAUTHENTICATED_LISTENER",
                format!(
                    "refusing to listen on {} without authentication",
                    options.listen
                ),
            )
            .action("set auth.token_file or tls.client_ca_file, or listen on 127.0.0.1")
            .field("listen"));
        }
        Ok(gate)
    }

    fn open(&self) -> bool {
        self.token.is_none() && !self.certificate
    }

    /// Lets a call through or says why not.
    pub(crate) fn check(&self, request: &http::Request<Body>) -> Result<(), Failure> {
        if self.open() || crate::health::is_health(request.uri().path()) {
            return Ok(());
        }
        if self.certificate && !has_certificate(request) {
            return Err(refused("a client certificate is required"));
        }
        match &self.token {
            Some(token) if !bearer(request).is_some_and(|given| token.matches(given)) => {
                Err(refused("a valid bearer token is required"))
            }
            _ => Ok(()),
        }
    }
}

fn bearer(request: &http::Request<Body>) -> Option<&[u8]> {
    let value = request.headers().get(AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

fn has_certificate(request: &http::Request<Body>) -> bool {
    request
        .extensions()
        .get::<TlsConnectInfo<TcpConnectInfo>>()
        .and_then(TlsConnectInfo::peer_certs)
        .is_some_and(|chain| !chain.is_empty())
}

fn refused(message: &str) -> Failure {
    Failure::new(Code::Unauthenticated, "UNAUTHENTICATED", message)
        .action("pass the token or the certificate that the service's operator gave you")
}

#[cfg(test)]
mod tests;
