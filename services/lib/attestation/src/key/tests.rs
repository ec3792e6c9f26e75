use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

const BOTH: [Algorithm; 2] = [Algorithm::Ed25519, Algorithm::EcdsaP256];

#[test]
fn a_signature_fits_its_message_and_key_alone() {
    for algorithm in BOTH {
        let key = PrivateKey::generate(algorithm).unwrap();
        let public = key.public();
        let other = PrivateKey::generate(algorithm).unwrap();
        let signature = key.sign(b"message").unwrap();
        assert!(public.verify(b"message", &signature).is_ok());
        // Both kinds of signature are deterministic: an attestation is reproducible.
        assert_eq!(key.sign(b"message").unwrap(), signature);
        assert!(public.verify(b"massage", &signature).is_err());
        assert!(other.public().verify(b"message", &signature).is_err());
        for at in 0..signature.len() {
            let mut broken = signature.clone();
            broken[at] ^= 0x40;
            assert!(
                public.verify(b"message", &broken).is_err(),
                "{algorithm} {at}"
            );
        }
        for bad in [&b""[..], &signature[1..], &[0; 64]] {
            assert!(public.verify(b"message", bad).is_err());
        }
        assert_ne!(public.key_id(), other.public().key_id());
        assert_eq!(key.key_id(), public.key_id());
    }
}

#[test]
fn keys_come_back_from_pem() {
    for algorithm in BOTH {
        let key = PrivateKey::generate(algorithm).unwrap();
        let pem = key.to_pem(None).unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        let back = PrivateKey::from_pem(&pem, None).unwrap();
        assert_eq!(back.public(), key.public());
        let public = key.public().to_pem().unwrap();
        assert_eq!(PublicKey::from_pem(&public).unwrap(), key.public());
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}

#[test]
fn a_passphrase_opens_its_key_and_no_other_does() {
    let key = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
    let pem = key.to_pem(Some("correct horse")).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let back = PrivateKey::from_pem(&pem, Some("correct horse")).unwrap();
    assert_eq!(back.public(), key.public());
    let reason = |passphrase| PrivateKey::from_pem(&pem, passphrase).unwrap_err().reason();
    assert_eq!(reason(None), "PASSPHRASE_MISSING");
    assert_eq!(reason(Some("wrong")), "PASSPHRASE_WRONG");
}

#[test]
fn a_file_is_its_owner_s_alone_and_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.pem");
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    key.write(&path, None).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(key.write(&path, None).unwrap_err().reason(), "KEY_EXISTS");
    assert_eq!(
        PrivateKey::read(&path, None).unwrap().public(),
        key.public()
    );
    let nowhere = dir.path().join("no/key.pem");
    let refused = key.write(&nowhere, None).unwrap_err();
    assert_eq!(refused.reason(), "FILE_NOT_FOUND");
}

#[test]
fn what_is_no_key_is_refused() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let (private, public) = (key.to_pem(None).unwrap(), key.public().to_pem().unwrap());
    for pem in ["", "hello", public.as_str(), &private[..60]] {
        let refused = PrivateKey::from_pem(pem, None).unwrap_err();
        assert_eq!(refused.reason(), "KEY_INVALID");
    }
    for pem in ["", "hello", private.as_str(), &public[..50]] {
        assert_eq!(
            PublicKey::from_pem(pem).unwrap_err().reason(),
            "KEY_INVALID"
        );
    }
}

fn shell(script: &str, key: &PrivateKey, patience: Duration) -> ExecSigner {
    let arguments = vec!["-c".to_owned(), script.to_owned()];
    ExecSigner::new("/bin/sh", arguments, key.public(), patience)
}

#[test]
fn a_program_is_believed_only_when_its_signature_fits() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sig");
    std::fs::write(&file, key.sign(b"message").unwrap()).unwrap();
    let file = file.display();
    let long = Duration::from_secs(30);
    for good in [
        format!("cat >/dev/null; cat {file}"),
        format!("cat >/dev/null; base64 {file}"),
        format!("cat {file}"),
    ] {
        let signer = shell(&good, &key, long);
        assert_eq!(
            signer.sign(b"message").unwrap(),
            key.sign(b"message").unwrap()
        );
        assert_eq!(signer.key_id(), key.key_id());
        assert_eq!(signer.algorithm(), Algorithm::Ed25519);
    }
    for bad in [
        format!("cat {file}; exit 3"),
        "echo hello".to_owned(),
        "exit 0".to_owned(),
        "cat".to_owned(),
        "head -c 100000 /dev/zero".to_owned(),
    ] {
        let refused = shell(&bad, &key, long).sign(b"message").unwrap_err();
        assert_eq!(refused.reason(), "SIGNER_FAILED", "{bad}");
    }
    // A right signature of something else.
    let refused = shell(&format!("cat {file}"), &key, long).sign(b"other");
    assert_eq!(refused.unwrap_err().reason(), "SIGNER_FAILED");
    let missing = ExecSigner::new(dir.path().join("no"), vec![], key.public(), long);
    assert_eq!(missing.sign(b"x").unwrap_err().reason(), "FILE_NOT_FOUND");
}

#[test]
fn a_program_that_hangs_is_stopped() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let signer = shell("exec sleep 60", &key, Duration::from_millis(50));
    let start = Instant::now();
    assert_eq!(signer.sign(b"x").unwrap_err().reason(), "SIGNER_FAILED");
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// Another implementation reads our keys, checks our signatures and makes keys for us.
#[test]
fn openssl_agrees() {
    let there = Command::new("openssl")
        .arg("version")
        .stdout(Stdio::null())
        .status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!(
            "SKIPPED: openssl is not installed: keys and signatures were not compared with it"
        );
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut openssl = Command::new("openssl");
        openssl.current_dir(dir.path()).args(arguments);
        let output = openssl.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        output.stdout
    };
    std::fs::write(dir.path().join("message"), "message").unwrap();
    for (algorithm, digest) in BOTH.into_iter().zip([&[][..], &["-digest", "sha256"]]) {
        let key = PrivateKey::generate(algorithm).unwrap();
        let write =
            |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
        write("public.pem", key.public().to_pem().unwrap().as_bytes());
        write("sealed.pem", key.to_pem(Some("secret")).unwrap().as_bytes());
        write("signature", &key.sign(b"message").unwrap());
        let verify = [
            "pkeyutl",
            "-verify",
            "-rawin",
            "-in",
            "message",
            "-sigfile",
            "signature",
        ];
        run(&[&verify[..], &["-pubin", "-inkey", "public.pem"], digest].concat());
        // It opens a sealed key, and the public half is the same.
        let public = run(&[
            "pkey",
            "-in",
            "sealed.pem",
            "-passin",
            "pass:secret",
            "-pubout",
        ]);
        assert_eq!(
            String::from_utf8(public).unwrap(),
            key.public().to_pem().unwrap()
        );
        let der = run(&["pkey", "-pubin", "-in", "public.pem", "-outform", "DER"]);
        assert_eq!(artifacts::Digest::of(&der).as_str(), key.key_id());
    }
    // Its keys, in clear and sealed, are read; its signature is accepted.
    let curve = ["-pkeyopt", "ec_paramgen_curve:P-256", "-out", "its.pem"];
    run(&[&["genpkey", "-algorithm", "EC"][..], &curve].concat());
    let read =
        |name: &str, passphrase| PrivateKey::read(&dir.path().join(name), passphrase).unwrap();
    let key = read("its.pem", None);
    run(&[
        "pkcs8",
        "-topk8",
        "-in",
        "its.pem",
        "-out",
        "its-sealed.pem",
        "-passout",
        "pass:secret",
    ]);
    assert_eq!(
        read("its-sealed.pem", Some("secret")).public(),
        key.public()
    );
    run(&[
        "dgst",
        "-sha256",
        "-sign",
        "its.pem",
        "-out",
        "signature",
        "message",
    ]);
    let signature = std::fs::read(dir.path().join("signature")).unwrap();
    assert!(key.public().verify(b"message", &signature).is_ok());
}
