use super::*;

fn heard(lines: &str, gone: Stop) -> Option<Stop> {
    let asked = Asked::default();
    assert_eq!(asked.stop(), None);
    asked.read(lines.as_bytes(), gone);
    asked.stop()
}

#[test]
fn a_cancel_is_stronger_than_anything() {
    for lines in ["cancel\n", "suspend\ncancel\n", "cancel\nsuspend\n"] {
        assert_eq!(heard(lines, Stop::Suspend), Some(Stop::Cancel));
    }
    for lines in ["", "suspend\n", "hello\n"] {
        assert_eq!(heard(lines, Stop::Suspend), Some(Stop::Suspend));
        assert_eq!(heard(lines, Stop::Cancel), Some(Stop::Cancel));
    }
}
