use super::*;

fn inspected(user: &str) -> Value {
    json!({
        "OCIv1": { "config": {
            "Entrypoint": ["/opt/x"], "Cmd": ["serve"], "User": user, "WorkingDir": "/var",
            "Env": ["A=b"],
        } },
        "Docker": { "config": { "Healthcheck": { "Test": ["CMD", "/opt/x", "health"] } } },
    })
}

#[test]
fn the_container_runs_what_the_image_says_and_cannot_write_its_root() {
    let image = Image::read(&inspected("65532:65532").to_string()).unwrap();
    let config = image.runc(Path::new("/root"), Path::new("/token"));
    assert_eq!(config["process"]["args"], json!(["/opt/x", "serve"]));
    assert_eq!(config["process"]["user"]["uid"], 65532);
    assert_eq!(config["root"]["readonly"], true);
    assert_eq!(config["process"]["capabilities"], json!({}));
    assert_eq!(image.health, ["/opt/x", "health"]);
}

#[test]
fn an_image_without_a_health_check_is_refused() {
    let mut inspected = inspected("65532");
    inspected["Docker"] = Value::Null;
    assert!(Image::read(&inspected.to_string()).is_err());
}

#[test]
fn an_image_that_runs_as_root_or_by_name_is_refused() {
    for user in ["0", "0:0", "root", ""] {
        assert!(
            Image::read(&inspected(user).to_string()).is_err(),
            "user `{user}`"
        );
    }
}
