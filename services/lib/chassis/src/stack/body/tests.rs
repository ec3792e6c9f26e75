use super::*;

fn limited(limit: u32) -> Limited {
    Limited {
        body: Body::empty(),
        limit,
        prefix: Prefix::default(),
        left: 0,
    }
}

/// gRPC framing: flag, length, bytes.
fn message(length: u32) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend(length.to_be_bytes());
    bytes.extend(vec![7; length as usize]);
    bytes
}

#[test]
fn messages_are_measured_however_they_are_cut() {
    let stream = [message(10), message(0), message(3), message(10)].concat();
    for size in 1..=stream.len() {
        let mut body = limited(10);
        assert!(stream.chunks(size).all(|chunk| body.check(chunk).is_ok()));
        assert_eq!((body.left, body.prefix.have), (0, 0));
        let mut body = limited(9);
        assert!(stream.chunks(size).any(|chunk| body.check(chunk).is_err()));
    }
}

#[test]
fn a_huge_length_is_refused_before_its_bytes_come() {
    let failure = limited(1000).check(&message(1001)[..5]).unwrap_err();
    assert_eq!(failure.reason, "MESSAGE_TOO_LARGE");
    assert_eq!(failure.metadata["limit_bytes"], "1000");
}
