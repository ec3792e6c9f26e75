//! Start, configuration, health, limits.

use std::net::TcpListener;

use proto::audit::v1 as api;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient as V1;
use tonic_reflection::pb::v1alpha::server_reflection_client::ServerReflectionClient as V1Alpha;
use tonic_reflection::pb::{v1, v1alpha};

use crate::harness::{Home, command, create, failure, output};
use crate::probe::MARKER;

pub(crate) async fn health_and_reflection_answer() {
    let home = Home::new();
    let service = home.start();
    let health = output(command(&["health", "--address", &service.address]));
    assert!(health.status.success());

    let endpoint = format!("http://{}", service.address);
    let channel = tonic::transport::Endpoint::from_shared(endpoint).unwrap();
    let channel = channel.connect().await.unwrap();
    let request = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(
            String::new(),
        )),
    };
    let mut client = V1::new(channel.clone());
    let mut answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap()
        .into_inner();
    let answer = format!("{:?}", answers.message().await.unwrap().unwrap());
    for service in ["tacit.audit.v1.AuditService", "grpc.health.v1.Health"] {
        assert!(answer.contains(service), "{answer}");
    }
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol(
                "grpc.health.v1.Health".into(),
            ),
        ),
    };
    let mut client = V1Alpha::new(channel);
    let mut answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap()
        .into_inner();
    let answer = format!("{:?}", answers.message().await.unwrap().unwrap());
    assert!(answer.contains("FileDescriptorResponse"), "{answer}");

    let gone = service.address.clone();
    drop((service, client, answers));
    let health = output(command(&["health", "--address", &gone]));
    assert_eq!(health.status.code(), Some(1));
    let said = String::from_utf8(health.stderr).unwrap();
    assert!(
        said.contains("UNREACHABLE") && said.contains(&gone),
        "{said}"
    );
}

pub(crate) async fn the_configuration_is_layered() {
    let home = Home::new();
    let file = home.write(
        "probe.toml",
        "listen = '127.0.0.1:1111'\ndata_dir = '/from/file'\n\
         [jobs]\nkeep_days = 7\nmax_running = 2\n[probe]\npause_ms = 9\n",
    );
    let mut dump = command(&["serve", "--dump-config", "--data-dir", "/from/flag"]);
    dump.args(["--config", &file])
        .env("TACIT_PROBE__JOBS__MAX_RUNNING", "3")
        .env("TACIT_PROBE__DATA_DIR", "/from/variable")
        .env("TACIT_PROBE__PROBE__ROOTS", "/a, /b")
        .env("TACIT_OTHER__LISTEN", "127.0.0.1:2222")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317");
    let dumped = output(dump);
    assert!(dumped.status.success());
    let text = String::from_utf8(dumped.stdout).unwrap();
    let tree: toml::Table = text.parse().unwrap();
    assert_eq!(tree["listen"].as_str(), Some("127.0.0.1:1111"), "file");
    assert_eq!(tree["data_dir"].as_str(), Some("/from/flag"), "flag");
    assert_eq!(
        tree["jobs"]["max_running"].as_integer(),
        Some(3),
        "variable"
    );
    assert_eq!(tree["jobs"]["keep_days"].as_integer(), Some(7), "file");
    assert_eq!(tree["drain_seconds"].as_integer(), Some(60), "default");
    assert_eq!(
        tree["probe"]["pause_ms"].as_integer(),
        Some(9),
        "own section"
    );
    assert_eq!(tree["probe"]["roots"].as_array().unwrap().len(), 2);
    let endpoint = tree["telemetry"]["otlp_endpoint"].as_str();
    assert_eq!(endpoint, Some("http://127.0.0.1:4317"));

    let again = home.write("again.toml", &text);
    let mut dump = command(&["serve", "--dump-config"]);
    dump.args(["--config", &again]);
    let reread = String::from_utf8(output(dump).stdout).unwrap();
    assert_eq!(reread, text, "what is printed can be read back");
}

pub(crate) async fn a_wrong_configuration_is_named() {
    let home = Home::new();
    for (text, reason, named) in [
        ("listne = 'x'", "CONFIG_UNKNOWN_KEY", "listne"),
        ("[jobs]\nslots = 3", "CONFIG_UNKNOWN_KEY", "jobs.slots"),
        (
            "[probe]\npuase_ms = 3",
            "CONFIG_UNKNOWN_KEY",
            "probe.puase_ms",
        ),
        ("[other]\nx = 1", "CONFIG_UNKNOWN_KEY", "other"),
        (
            "[jobs]\nmax_running = 'secret'",
            "CONFIG_INVALID",
            "jobs.max_running",
        ),
        (
            "[jobs]\nmax_running = 0",
            "CONFIG_INVALID",
            "jobs.max_running",
        ),
        (
            "[probe]\npause_ms = 'secret'",
            "CONFIG_INVALID",
            "probe.pause_ms",
        ),
        (
            "[probe]\npause_ms = 10001",
            "CONFIG_INVALID",
            "probe.pause_ms",
        ),
        ("listen = 'secret'", "CONFIG_INVALID", "listen"),
        (
            "[telemetry]\nlog_format = 'secret'",
            "CONFIG_INVALID",
            "log_format",
        ),
        ("a = 1\nsecret", "CONFIG_INVALID", "line 2"),
        ("[tls]\ncert_file = '/x'", "CONFIG_INVALID", "tls.key_file"),
    ] {
        let file = home.write("wrong.toml", text);
        let ended = output(command(&["serve", "--config", &file]));
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{text}: {said}");
        assert!(
            said.contains(reason) && said.contains(named),
            "{text}: {said}"
        );
        assert!(!said.contains("secret"), "{said}");
    }
    let ended = output(command(&["serve", "--config", "/no/such/file.toml"]));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("CONFIG_UNREADABLE"), "{said}");
}

pub(crate) async fn a_port_in_use_is_said() {
    let home = Home::new();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let mut serve = command(&["serve", "--listen", &address]);
    serve
        .arg("--data-dir")
        .arg(home.path("data"))
        .arg("--ready-file")
        .arg(home.path("ready"));
    let ended = output(serve);
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(
        said.contains("PORT_IN_USE") && said.contains(&address),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!home.path("ready").exists() && !home.path("data").exists());
}

pub(crate) async fn a_panic_in_a_call_answers_internal() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let bug = failure(client.get_report(api::GetReportRequest::default()).await);
    assert_eq!(bug.reason, "INTERNAL");
    assert!(!bug.message.contains(MARKER) && !home.log().contains(MARKER));
    client
        .list_audit_jobs(api::ListAuditJobsRequest::default())
        .await
        .unwrap();
}

pub(crate) async fn too_many_calls_are_shed() {
    let home = Home::new().with("LIMITS__CONCURRENCY", "1");
    let home = home.with("LIMITS__DEADLINE_SECONDS", "1");
    let service = home.start();
    let mut first = service.client().await;
    let slow = tokio::spawn(async move {
        let request = api::ListReportsRequest::default();
        failure(first.list_reports(request).await)
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let mut client = service.client().await;
    let list = api::ListAuditJobsRequest::default;
    let shed = failure(client.list_audit_jobs(list()).await);
    assert_eq!(shed.reason, "OVERLOADED");
    let health = output(command(&["health", "--address", &service.address]));
    assert!(health.status.success(), "health is never shed");
    assert_eq!(slow.await.unwrap().reason, "DEADLINE_EXCEEDED");
    client.list_audit_jobs(list()).await.unwrap();
}

pub(crate) async fn a_message_over_the_limit_is_refused() {
    let home = Home::new().with("LIMITS__MESSAGE_BYTES", "2000");
    let service = home.start();
    let mut client = service.client().await;
    client
        .create_audit_job(create("count", 1, ""))
        .await
        .unwrap();
    let large = create(&"x".repeat(2000), 1, "");
    let refused = failure(client.create_audit_job(large).await);
    assert_eq!(refused.reason, "MESSAGE_TOO_LARGE");
}
