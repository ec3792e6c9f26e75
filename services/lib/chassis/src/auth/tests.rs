use super::*;

fn gate(token: Option<&str>, certificate: bool) -> Gate {
    Gate {
        token: token.map(|t| Token(t.to_owned())),
        certificate,
    }
}

fn request(path: &str, authorization: Option<&str>) -> http::Request<Body> {
    let mut builder = http::Request::builder().uri(path);
    if let Some(value) = authorization {
        builder = builder.header(AUTHORIZATION, value);
    }
    builder.body(Body::empty()).unwrap()
}

#[test]
fn only_the_token_passes() {
    let gate = gate(Some("0123456789abcdef"), false);
    for (given, passes) in [
        (Some("Bearer 0123456789abcdef"), true),
        (Some("bearer 0123456789abcdef"), true),
        (Some("Bearer 0123456789abcdeF"), false),
        (Some("Bearer 0123456789abcdef0"), false),
        (Some("Bearer "), false),
        (Some("Basic 0123456789abcdef"), false),
        (Some(""), false),
        (None, false),
    ] {
        let answer = gate.check(&request("/a.B/C", given));
        assert_eq!(answer.is_ok(), passes, "{given:?}");
    }
}

#[test]
fn health_is_open_and_reflection_is_not() {
    for gate in [gate(Some("0123456789abcdef"), false), gate(None, true)] {
        assert!(
            gate.check(&request("/grpc.health.v1.Health/Check", None))
                .is_ok()
        );
        let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
        assert!(gate.check(&request(reflection, None)).is_err());
    }
}

#[test]
fn beyond_loopback_needs_credentials() {
    let mut options = CommonOptions::default();
    for (listen, starts) in [
        ("127.0.0.1:0", true),
        ("[::1]:0", true),
        ("0.0.0.0:0", false),
        ("[::]:0", false),
        ("192.0.2.1:80", false),
    ] {
        options.listen = listen.parse().unwrap();
        assert_eq!(Gate::new(&options).is_ok(), starts, "{listen}");
    }
    options.tls.client_ca_file = Some("ca.pem".into());
    assert!(Gate::new(&options).is_ok());
}
