use super::*;

fn steps(count: u64) -> DpEvent {
    DpEvent::poisson_sampled_gaussian(0.1, 1.0).repeated(count)
}

fn others(count: u64) -> DpEvent {
    DpEvent::poisson_sampled_gaussian(0.2, 1.0).repeated(count)
}

fn release(event: DpEvent) -> Released {
    Released::AtMost(event)
}

#[test]
fn the_note_never_shrinks() {
    let dir = tempfile::tempdir().unwrap();
    let note = |event: &DpEvent| {
        write(dir.path(), event).unwrap();
        released(dir.path())
    };
    assert_eq!(released(dir.path()), Released::Nothing);
    for count in 1..=5 {
        assert_eq!(note(&steps(count)), release(steps(count)));
    }
    // A second worker repeats what the first had noted, and goes further.
    for count in 3..=5 {
        assert_eq!(note(&steps(count)), release(steps(5)));
    }
    let single = DpEvent::poisson_sampled_gaussian(0.1, 1.0);
    for smaller in [DpEvent::NoOp {}, steps(0), single] {
        assert_eq!(note(&smaller), release(steps(5)));
    }
    assert_eq!(note(&steps(6)), release(steps(6)));
}

#[test]
fn what_is_not_the_same_counts_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let note = |event: &DpEvent| {
        write(dir.path(), event).unwrap();
        released(dir.path())
    };
    note(&steps(5));
    for count in [1, 2, 1] {
        let both = DpEvent::composed(vec![steps(5), others(count.max(1))]);
        let noted = note(&others(count));
        if count == 2 {
            assert_eq!(noted, release(both));
        }
    }
    let both = |first, second| release(DpEvent::composed(vec![steps(first), others(second)]));
    assert_eq!(released(dir.path()), both(5, 2));
    assert_eq!(note(&steps(7)), both(7, 2));
    // Whoever notes all of it, notes it in their own words.
    let whole = DpEvent::composed(vec![others(2).repeated(2), steps(7)]);
    assert_eq!(note(&whole), release(whole.clone()));
    assert_eq!(note(&steps(7)), release(whole));
}

#[test]
fn what_cannot_be_read_is_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(FILE), "{").unwrap();
    let refused = write(dir.path(), &steps(1)).unwrap_err();
    assert_eq!(refused.reason, "SPEND_NOT_WRITTEN");
    assert_eq!(released(dir.path()), Released::Unknown);
    assert_eq!(released(&dir.path().join("none")), Released::Unknown);
}
