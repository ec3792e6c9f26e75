use super::*;

const ID: &str = "0192f0c1-2b3c-7d4e-8f50-617283940a1b";

fn announced(bytes: &[u8]) -> Announced {
    Announced {
        file_name: "a.jsonl".to_owned(),
        total_bytes: bytes.len() as u64,
        digest: Some(Digest::of(bytes)),
    }
}

fn open(uploads: &Uploads, whole: &[u8], offset: u64) -> Writing {
    match uploads.begin(ID, announced(whole), offset).unwrap() {
        Incoming::Open(writing) => *writing,
        Incoming::Complete(_) => panic!("the upload was complete already"),
    }
}

#[test]
fn a_broken_upload_is_gone_on_with_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let uploads = Uploads::open(dir.path(), 100).unwrap();
    let mut first = open(&uploads, b"hello world", 0);
    first.write(b"hello").unwrap();
    let failure = first.finish().err().unwrap();
    assert_eq!(
        (
            failure.reason.as_ref(),
            failure.metadata["received_bytes"].as_str()
        ),
        ("UPLOAD_TRUNCATED", "5")
    );
    assert!(uploads.complete_path(ID).is_err());
    assert_eq!(uploads.get(ID).unwrap().bytes, 5);
    let mut second = open(&uploads, b"hello world", 5);
    second.write(b" world").unwrap();
    assert!(second.finish().unwrap().complete);
    assert_eq!(
        fs::read(uploads.complete_path(ID).unwrap()).unwrap(),
        b"hello world"
    );
    uploads.remove(ID);
    assert_eq!(uploads.get(ID).err().unwrap().reason, "UPLOAD_NOT_FOUND");
}

#[test]
fn the_stream_that_opened_last_is_the_only_one_that_writes() {
    let dir = tempfile::tempdir().unwrap();
    let uploads = Uploads::open(dir.path(), 100).unwrap();
    let mut dead = open(&uploads, b"hello world", 0);
    dead.write(b"hello").unwrap();
    let mut alive = open(&uploads, b"hello world", 0);
    let reason = dead.write(b" world").err().unwrap().reason;
    assert_eq!(reason, "UPLOAD_SUPERSEDED");
    alive.write(b"hello world").unwrap();
    assert_eq!(dead.finish().err().unwrap().reason, "UPLOAD_SUPERSEDED");
    assert!(alive.finish().unwrap().complete);
    let whole = fs::read(uploads.complete_path(ID).unwrap()).unwrap();
    assert_eq!(whole, b"hello world");
}

#[test]
fn wrong_uploads_are_refused_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let uploads = Uploads::open(dir.path(), 100).unwrap();
    let reason = |f: Option<Failure>| f.unwrap().reason.into_owned();
    assert_eq!(
        reason(uploads.begin("../x", announced(b"a"), 0).err()),
        "INVALID_UPLOAD_ID"
    );
    assert_eq!(
        reason(uploads.begin(ID, announced(&[0; 101]), 0).err()),
        "UPLOAD_TOO_LARGE"
    );
    assert_eq!(
        reason(uploads.begin(ID, announced(b"abc"), 2).err()),
        "UPLOAD_OFFSET"
    );
    let mut overrun = open(&uploads, b"abc", 0);
    assert_eq!(reason(overrun.write(b"abcd").err()), "UPLOAD_OVERRUN");
    assert_eq!(
        reason(uploads.begin(ID, announced(b"abd"), 0).err()),
        "UPLOAD_MISMATCH"
    );
    let mut other = open(&uploads, b"abc", 0);
    other.write(b"xyz").unwrap();
    assert_eq!(reason(other.finish().err()), "UPLOAD_DIGEST_MISMATCH");
}
