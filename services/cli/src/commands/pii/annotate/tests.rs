use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;

const TEXT: &str = "Zoë Ames wrote to help@shop.example from Lyon.";

/// Status and body for the n-th question.
type Script = Box<dyn Fn(usize, &Value) -> (u16, String) + Send>;

/// An endpoint on this machine that answers by a script, one connection after another.
struct Scripted {
    base: String,
    asked: Arc<AtomicUsize>,
    headers: Arc<Mutex<Vec<String>>>,
}

fn scripted(script: Script) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let (asked, headers) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(Mutex::new(Vec::new())),
    );
    let (counted, seen) = (Arc::clone(&asked), Arc::clone(&headers));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &script, &counted, &seen);
        }
    });
    Scripted {
        base,
        asked,
        headers,
    }
}

fn answer(mut stream: TcpStream, script: &Script, asked: &AtomicUsize, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut length, mut head) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    seen.lock().unwrap().push(head);
    let question: Value = serde_json::from_slice(&body).unwrap();
    let (status, text) = script(asked.fetch_add(1, Ordering::SeqCst), &question);
    let reply = format!(
        "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nretry-after: 0\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    stream.write_all(reply.as_bytes()).unwrap();
}

fn says(entities: Value) -> String {
    let content = json!({"entities": entities}).to_string();
    json!({"choices": [{"message": {"content": content}}], "usage": {"total_tokens": 100}})
        .to_string()
}

fn endpoint(base: &str, key_file: Option<&Path>) -> Endpoint {
    let access = Access {
        model: "any",
        key_file,
        ca_file: None,
        timeout: Duration::from_secs(10),
        retries: 2,
    };
    Endpoint::new(base, &access).unwrap()
}

fn asker<'a>(
    endpoint: &'a Endpoint,
    prompt: &'a Prompt,
    dir: &Path,
    votes: u16,
    most_requests: Option<u64>,
) -> Asker<'a> {
    let policy = Policy {
        tagger: false,
        ..Policy::default()
    };
    Asker {
        endpoint,
        cache: Cache::open(dir).unwrap(),
        model: "any",
        system: prompt.system(),
        digest: prompt.digest(),
        types: prompt.types(),
        votes,
        agree: 0.5,
        temperature: Some(0.7),
        max_bytes: 6000,
        scanner: Scanner::new(&policy).unwrap(),
        budget: sums::Budget::new(most_requests, None),
        answered: AtomicBool::new(false),
    }
}

fn line(noted: &Noted) -> Value {
    serde_json::from_slice(&noted.lines(Offsets::Chars, true)).unwrap()
}

#[test]
fn votes_are_counted_compared_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let server = scripted(Box::new(|_, question| {
        assert_eq!(question["messages"][1]["content"], TEXT);
        let mut entities = vec![json!({"type": "PERSON", "text": "Zoë Ames"})];
        // The second answer alone sees a place, and one that is not there.
        if question["seed"] == 1 {
            entities.push(json!({"type": "LOCATION", "text": "Lyon"}));
            entities.push(json!({"type": "LOCATION", "text": "Paris"}));
        }
        (200, says(entities.into()))
    }));
    let (endpoint, prompt) = (endpoint(&server.base, None), Prompt::default());
    let asker = asker(&endpoint, &prompt, dir.path(), 3, None);
    let noted = asker.note("a".into(), TEXT.to_owned()).unwrap();
    let found = line(&noted);
    let person =
        json!({"start": 0, "end": 8, "type": "PERSON", "score": 1.0, "votes": 3, "scanner": false});
    assert_eq!(
        (&found["votes"], &found["spans"]),
        (&json!(3), &json!([person]))
    );
    assert_eq!(found["divided"][0]["votes"], 1);
    assert_eq!(found["divided"][0]["end"], 45);
    assert_eq!(found["scanner_alone"][0]["type"], "EMAIL_ADDRESS");
    assert_eq!(found["unplaced"], 1);
    assert!(!found.to_string().contains("Zoë"));

    let again = asker.note("a".into(), TEXT.to_owned()).unwrap();
    assert_eq!(line(&again), found);
    assert_eq!(
        server.asked.load(Ordering::SeqCst),
        3,
        "kept answers are not asked for again"
    );
    for entry in walk(dir.path()) {
        let kept = std::fs::read_to_string(entry).unwrap();
        assert!(
            kept.contains("PERSON") && !kept.contains("Zoë"),
            "no text on disk"
        );
    }
    let raw = Raw {
        line: 1,
        bytes: format!("\u{feff}{}", json!({"text": TEXT, "subject": "s"})).into_bytes(),
    };
    let fields = Fields {
        text: "text",
        id: "id",
        offsets: Offsets::Chars,
        json: true,
    };
    let written: Value =
        serde_json::from_slice(&noted.with_spans(Format::Jsonl, &fields, &raw)).unwrap();
    assert_eq!(
        (&written["subject"], written.get("id")),
        (&json!("s"), None)
    );
    // What no answer marked is not lost, and what they divide on is not there.
    let types: Vec<_> = written["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["type"])
        .collect();
    assert_eq!(types, ["PERSON", "EMAIL_ADDRESS"]);
    assert_eq!(written["spans"][0]["end"], 9);
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap());
    files.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_busy_endpoint_is_asked_again_and_a_refusal_is_final() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("key");
    std::fs::write(&key, "sesame\n").unwrap();
    let busy = scripted(Box::new(|count, _| match count {
        0 => (503, String::new()),
        1 => (429, "slow down".to_owned()),
        _ => (200, says(json!([]))),
    }));
    let prompt = Prompt::default();
    let patient = endpoint(&busy.base, Some(&key));
    let noted =
        asker(&patient, &prompt, &dir.path().join("a"), 1, None).note(1.into(), TEXT.to_owned());
    assert_eq!(
        (noted.unwrap().votes, busy.asked.load(Ordering::SeqCst)),
        (1, 3)
    );
    let sent = busy.headers.lock().unwrap().join("");
    assert!(
        sent.to_ascii_lowercase()
            .contains("authorization: bearer sesame"),
        "{sent}"
    );

    for (status, body, reason) in [
        (401, format!("no key for {TEXT}"), "ANNOTATOR_REFUSED"),
        (302, String::new(), "ANNOTATOR_REFUSED"),
        (200, "not JSON".to_owned(), "ANNOTATOR_REFUSED"),
        (500, String::new(), "ANNOTATOR_UNAVAILABLE"),
    ] {
        let server = scripted(Box::new(move |_, _| (status, body.clone())));
        let endpoint = endpoint(&server.base, None);
        let asker = asker(&endpoint, &prompt, &dir.path().join("b"), 1, None);
        let Err(error) = asker.note(1.into(), TEXT.to_owned()) else {
            panic!("status {status} was taken for an answer");
        };
        assert_eq!(error.reason(), reason, "{status}");
        assert!(!format!("{error:?}").contains("Zoë"), "no text in errors");
    }
    let gone = endpoint("http://127.0.0.1:9/v1", None);
    let waits = Mutex::new(Vec::new());
    let question = endpoint::Question {
        system: "s",
        text: TEXT,
        temperature: None,
        seed: None,
    };
    let outcome = gone.ask(&question, &|wait| {
        waits.lock().unwrap().push(wait.as_secs())
    });
    assert_eq!(outcome.err().unwrap().reason(), "ANNOTATOR_UNAVAILABLE");
    assert_eq!(*waits.lock().unwrap(), [1, 2]);
}

#[test]
fn a_budget_ends_the_questions_and_what_cannot_be_read_is_no_vote() {
    let dir = tempfile::tempdir().unwrap();
    let server = scripted(Box::new(|_, _| {
        let content = json!({"choices": [{"message": {"content": "I would rather not."}}]});
        (200, content.to_string())
    }));
    let (endpoint, prompt) = (endpoint(&server.base, None), Prompt::default());
    let asker = asker(&endpoint, &prompt, dir.path(), 2, Some(3));
    let noted = asker.note("b".into(), TEXT.to_owned()).unwrap();
    assert_eq!((noted.votes, noted.spans.len()), (0, 0));
    let raw = Raw {
        line: 1,
        bytes: TEXT.as_bytes().to_vec(),
    };
    let fields = Fields {
        text: "text",
        id: "id",
        offsets: Offsets::Bytes,
        json: true,
    };
    let written: Value =
        serde_json::from_slice(&noted.with_spans(Format::Text, &fields, &raw)).unwrap();
    assert_eq!(
        (written.get("spans"), &written["text"]),
        (None, &json!(TEXT))
    );
    let error = asker.note("b".into(), TEXT.to_owned()).err().unwrap();
    assert_eq!(error.reason(), "ANNOTATION_BUDGET_SPENT");
    assert_eq!(server.asked.load(Ordering::SeqCst), 3);
}
