use super::*;

fn example(data_dir: &Path) -> Endpoints {
    let urls = [
        "http://127.0.0.1:1",
        "http://127.0.0.1:2",
        "http://127.0.0.1:3",
    ];
    Endpoints::new(
        data_dir,
        &[data_dir.join("models")],
        urls.map(str::to_owned),
    )
}

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Endpoints::read(folder.path()).unwrap(), None);
    let endpoints = example(folder.path());
    endpoints.write(folder.path()).unwrap();
    assert_eq!(Endpoints::read(folder.path()).unwrap(), Some(endpoints));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing half-made is left"
    );
    Endpoints::remove(folder.path());
    assert_eq!(Endpoints::read(folder.path()).unwrap(), None);
}

#[test]
fn another_form_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = example(folder.path());
    other.version += 1;
    other.write(folder.path()).unwrap();
    let error = Endpoints::read(folder.path()).unwrap_err();
    assert_eq!(error.reason(), "ENDPOINTS_UNREADABLE");
    std::fs::write(folder.path().join(FILE), "{").unwrap();
    let error = Endpoints::read(folder.path()).unwrap_err();
    assert_eq!(error.reason(), "ENDPOINTS_UNREADABLE");
}

#[test]
fn a_flag_decides_the_folder() {
    assert_eq!(data_dir(Some(Path::new("x"))), PathBuf::from("x"));
    assert!(!data_dir(None).as_os_str().is_empty());
}
