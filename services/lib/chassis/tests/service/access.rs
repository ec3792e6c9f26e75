//! Who may call, and what is refused at start.

use chassis::client::Options;
use proto::audit::v1 as api;

use crate::harness::{Home, command, failure, output};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

pub(crate) async fn nobody_listens_to_strangers() {
    let home = Home::new();
    let mut serve = command(&["serve", "--listen", "0.0.0.0:0"]);
    serve.arg("--data-dir").arg(home.path("data"));
    let ended = output(serve);
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("UNAUTHENTICATED_LISTENER"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!home.path("data").exists());
}

pub(crate) async fn a_bearer_token_is_asked_for() {
    let home = Home::new();
    let token = home.write("token", &format!("{TOKEN}\n"));
    let wrong = home.write("wrong", "0123456789abcdef0123456789abcdeX");
    let home = home.with("AUTH__TOKEN_FILE", &token);
    let service = home.start();
    let options = |file: &str| Options {
        token_file: Some(file.into()),
        ..Options::default()
    };
    let list = api::ListAuditJobsRequest::default;

    let mut stranger = service.client().await;
    let refused = failure(stranger.list_audit_jobs(list()).await);
    assert_eq!(refused.reason, "UNAUTHENTICATED");
    let mut liar = service.client_with(&options(&wrong)).await.unwrap();
    let refused = failure(liar.list_audit_jobs(list()).await);
    assert_eq!(refused.reason, "UNAUTHENTICATED");
    let mut friend = service.client_with(&options(&token)).await.unwrap();
    friend.list_audit_jobs(list()).await.unwrap();

    let health = output(command(&["health", "--address", &service.address]));
    assert!(health.status.success(), "health needs no token");
    let short = home.write("short", "secret");
    let unfit = service.client_with(&options(&short)).await.unwrap_err();
    assert_eq!(unfit.reason, "CREDENTIALS_UNREADABLE");
    assert!(!unfit.sentence().contains("secret"));
    assert!(!home.log().contains(TOKEN));
}

pub(crate) async fn mutual_tls_asks_for_a_certificate() {
    let home = Home::new();
    let mut ca = rcgen::CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca_key = rcgen::KeyPair::generate().unwrap();
    let ca_cert = ca.self_signed(&ca_key).unwrap();
    let ca_file = home.write("ca.pem", &ca_cert.pem());
    let issuer = rcgen::Issuer::new(ca, ca_key);
    let issue = |name: &str| {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let cert = params.signed_by(&key, &issuer).unwrap();
        (
            home.write(&format!("{name}.pem"), &cert.pem()),
            home.write(&format!("{name}.key"), &key.serialize_pem()),
        )
    };
    let (server_cert, server_key) = issue("server");
    let (client_cert, client_key) = issue("client");
    let home = home
        .with("TLS__CERT_FILE", &server_cert)
        .with("TLS__KEY_FILE", &server_key)
        .with("TLS__CLIENT_CA_FILE", &ca_file);
    let service = home.start();
    let mut options = Options {
        ca_file: Some(ca_file.clone().into()),
        domain: Some("localhost".into()),
        ..Options::default()
    };
    let list = api::ListAuditJobsRequest::default;

    let mut stranger = service.client_with(&options).await.unwrap();
    let refused = failure(stranger.list_audit_jobs(list()).await);
    assert_eq!(refused.reason, "UNAUTHENTICATED");
    options.cert_file = Some(client_cert.into());
    options.key_file = Some(client_key.into());
    let mut friend = service.client_with(&options).await.unwrap();
    friend.list_audit_jobs(list()).await.unwrap();

    let plain = service.client_with(&Options::default()).await;
    if let Ok(mut plain) = plain {
        // The connection comes up; the first call finds no HTTP/2 behind it.
        assert_eq!(
            failure(plain.list_audit_jobs(list()).await).reason,
            "UNREACHABLE"
        );
    }
    let arguments = ["health", "--address", &service.address];
    let tls = ["--ca-file", &ca_file, "--domain", "localhost"];
    let health = output(command(&[&arguments[..], &tls[..]].concat()));
    assert!(health.status.success(), "health needs no certificate");
}
