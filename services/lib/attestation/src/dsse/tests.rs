use proptest::prelude::*;

use super::*;
use crate::{Algorithm, PrivateKey};

fn signed() -> (PrivateKey, Envelope) {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let envelope = Envelope::sign(b"{\"a\":1}", &key).unwrap();
    (key, envelope)
}

#[test]
fn the_encoding_is_the_protocol_s() {
    // The example of the DSSE protocol, v1.0.0, "Test Vectors".
    let encoded = pae("http://example.com/HelloWorld", b"hello world");
    assert_eq!(
        encoded,
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    // Lengths are in bytes.
    assert_eq!(pae("ä", "ö".as_bytes()), "DSSEv1 2 ä 2 ö".as_bytes());
}

#[test]
fn both_forms_come_back() {
    let (key, envelope) = signed();
    for form in [Form::Bundle, Form::Dsse] {
        let json = envelope.to_json(form).unwrap();
        assert_eq!(json, envelope.to_json(form).unwrap());
        let read = Envelope::parse(&json).unwrap();
        assert_eq!(read, envelope);
        let (payload, id) = read.open(&[&key.public()]).unwrap();
        assert_eq!((payload, id), (&b"{\"a\":1}"[..], key.public().key_id()));
    }
    let bundle: serde_json::Value =
        serde_json::from_slice(&envelope.to_json(Form::Bundle).unwrap()).unwrap();
    assert_eq!(bundle["mediaType"], BUNDLE_TYPE);
    assert_eq!(bundle["dsseEnvelope"]["payloadType"], PAYLOAD_TYPE);
}

#[test]
fn either_alphabet_is_read_and_extra_fields_are_passed_over() {
    let (key, envelope) = signed();
    let json = serde_json::json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": URL_SAFE.encode(&envelope.payload),
        "signatures": [
            { "keyid": "another", "sig": "AAAA" },
            { "sig": URL_SAFE.encode(&envelope.signatures[0].bytes), "cert": "x" },
        ],
        "more": true,
    });
    let read = Envelope::parse(json.to_string().as_bytes()).unwrap();
    assert!(read.open(&[&key.public()]).is_ok());
}

#[test]
fn another_key_and_a_broken_signature_are_told_apart() {
    let (key, envelope) = signed();
    let (other, _) = signed();
    let wrong = envelope.open(&[&other.public()]).unwrap_err();
    assert_eq!(wrong.reason(), "SIGNED_BY_ANOTHER_KEY");
    assert!(wrong.to_string().contains(&key.public().key_id()));
    // Any of several keys will do.
    assert!(envelope.open(&[&other.public(), &key.public()]).is_ok());
    let mut broken = envelope.clone();
    broken.payload[2] ^= 1;
    let refused = broken.open(&[&key.public()]).unwrap_err();
    assert_eq!(refused.reason(), "SIGNATURE_INVALID");
    // What is said of the key is a hint that anyone can write: it is not repeated
    // unless it looks like a key id, and changes nothing.
    let mut renamed = envelope.clone();
    renamed.signatures[0].key_id = "<script>".to_owned();
    assert!(renamed.open(&[&key.public()]).is_ok());
    let refused = renamed.open(&[&other.public()]).unwrap_err();
    assert_eq!(refused.reason(), "SIGNATURE_INVALID");
    let mut bare = envelope;
    bare.signatures.clear();
    let refused = bare.open(&[&key.public()]).unwrap_err();
    assert_eq!(refused.reason(), "SIGNATURE_INVALID");
}

#[test]
fn a_payload_of_another_type_is_not_opened() {
    let (key, _) = signed();
    let bytes = key.sign(&pae("text/plain", b"hello")).unwrap();
    let envelope = Envelope {
        payload_type: "text/plain".to_owned(),
        payload: b"hello".to_vec(),
        signatures: vec![Signature {
            key_id: String::new(),
            bytes,
        }],
    };
    let refused = envelope.open(&[&key.public()]).unwrap_err();
    assert_eq!(refused.reason(), "PAYLOAD_TYPE_UNKNOWN");
}

fn reason(json: &[u8]) -> Option<&'static str> {
    Envelope::parse(json).err().map(|e| e.reason())
}

#[test]
fn what_is_no_envelope_is_refused() {
    for json in [
        "",
        "[]",
        "null",
        "{}",
        "{\"payloadType\":\"x\",\"payload\":\"!\",\"signatures\":[]}",
        "{\"payloadType\":\"x\",\"payload\":\"\",\"signatures\":{}}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}",
        "{\"mediaType\":\"text/html\",\"dsseEnvelope\":{\"payloadType\":\"\",\"payload\":\"\",\"signatures\":[]}}",
        "{\"mediaType\":7}",
    ] {
        assert_eq!(
            reason(json.as_bytes()),
            Some("ENVELOPE_MALFORMED"),
            "{json}"
        );
    }
    assert_eq!(reason(&vec![b' '; LONGEST + 1]), Some("ENVELOPE_MALFORMED"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Envelope::parse(&bytes);
    }

    /// A byte of the written envelope changes: it is refused, or what it opens to
    /// is the same statement.
    #[test]
    fn a_changed_byte_never_opens_to_something_else(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let (key, envelope) = signed();
        for form in [Form::Dsse, Form::Bundle] {
            let mut json = envelope.to_json(form).unwrap();
            let at = at.index(json.len());
            json[at] = to;
            if let Ok(read) = Envelope::parse(&json)
                && let Ok((payload, _)) = read.open(&[&key.public()])
            {
                prop_assert_eq!(payload, b"{\"a\":1}");
            }
        }
    }

    #[test]
    fn pae_tells_type_from_payload(a in ".{0,12}", b in ".{0,12}", c in ".{0,12}", d in ".{0,12}") {
        let same = pae(&a, b.as_bytes()) == pae(&c, d.as_bytes());
        prop_assert_eq!(same, (a, b) == (c, d));
    }
}
