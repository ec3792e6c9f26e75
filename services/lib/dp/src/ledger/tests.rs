use super::{Action, Book, Budget, Entry, Ledger, Settlement, admit, verify_chain};
use crate::DpEvent;
use crate::accountant::Accountant;

const BUDGET: Budget = Budget {
    epsilon: 3.0,
    delta: 1e-5,
};

fn run(steps: u64) -> DpEvent {
    DpEvent::poisson_sampled_gaussian(0.02, 1.0).repeated(steps)
}

fn ledger() -> Ledger {
    Ledger::open("data", BUDGET, &[]).unwrap()
}

fn reason<T: std::fmt::Debug>(result: crate::Result<T>) -> &'static str {
    result.unwrap_err().reason()
}

#[test]
fn reservations_count_until_they_settle() {
    let mut ledger = ledger();
    ledger.reserve("a", &run(300)).unwrap();
    let planned = ledger.spent().unwrap();
    // What one job may do alone, two may not do together.
    assert_eq!(
        reason(ledger.reserve("b", &run(400))),
        "PRIVACY_BUDGET_EXCEEDED"
    );
    assert!(admit(BUDGET, vec![], &run(400)).is_ok());
    // The first one stops early: the rest is free again.
    assert_eq!(ledger.settle("a", &run(20)).unwrap(), Settlement::Within);
    assert!(ledger.spent().unwrap() < planned);
    ledger.reserve("c", &run(400)).unwrap();
    assert!(ledger.spent().unwrap() <= BUDGET.epsilon);
    let expected = Accountant::Pld.epsilon(&run(420), BUDGET.delta).unwrap();
    assert_eq!(ledger.spent().unwrap(), expected);
    assert_eq!(ledger.open_jobs().collect::<Vec<_>>(), ["c"]);
    ledger.release("c").unwrap();
    assert_eq!(ledger.open_jobs().count(), 0);
    let actions: Vec<&str> = ledger
        .entries()
        .iter()
        .map(|entry| match entry.action() {
            Action::Open { .. } => "open",
            Action::Reserve { .. } => "reserve",
            Action::Settle { .. } => "settle",
            Action::Release { .. } => "release",
            Action::Refuse { .. } => "refuse",
        })
        .collect();
    assert_eq!(
        actions,
        ["open", "reserve", "refuse", "settle", "reserve", "release"]
    );
}

#[test]
fn different_mechanisms_add_up() {
    let mut ledger = ledger();
    ledger.reserve("a", &run(200)).unwrap();
    let other = DpEvent::Gaussian {
        noise_multiplier: 4.0,
    };
    ledger.reserve("b", &other).unwrap();
    let both = DpEvent::composed(vec![other.clone(), run(200)]);
    assert_eq!(
        ledger.spent().unwrap(),
        Accountant::Pld.epsilon(&both, 1e-5).unwrap()
    );
    assert!(ledger.spent().unwrap() > Accountant::Pld.epsilon(&other, 1e-5).unwrap());
}

#[test]
fn a_job_reserves_once_and_ends_once() {
    let mut ledger = ledger();
    let rule = "PRIVACY_LEDGER_RULE";
    assert_eq!(reason(ledger.settle("a", &run(1))), rule);
    assert_eq!(reason(ledger.release("a")), rule);
    ledger.reserve("a", &run(10)).unwrap();
    assert_eq!(reason(ledger.reserve("a", &run(10))), rule);
    ledger.settle("a", &run(10)).unwrap();
    assert_eq!(reason(ledger.settle("a", &run(1))), rule);
    assert_eq!(reason(ledger.release("a")), rule);
    assert_eq!(reason(ledger.reserve("a", &run(10))), rule);
    // A refused operation leaves no trace.
    assert_eq!(ledger.entries().len(), 3);
}

#[test]
fn overspending_is_recorded_in_full() {
    let mut ledger = ledger();
    ledger.reserve("a", &run(10)).unwrap();
    assert_eq!(
        ledger.settle("a", &run(5000)).unwrap(),
        Settlement::Overdrawn
    );
    assert!(ledger.spent().unwrap() > BUDGET.epsilon);
    assert_eq!(
        reason(ledger.reserve("b", &run(1))),
        "PRIVACY_BUDGET_EXCEEDED"
    );
}

#[test]
fn unknown_events_leave_no_trace() {
    let mut ledger = ledger();
    let unknown = DpEvent::PoissonSampled {
        sampling_rate: 0.1,
        event: Box::new(run(3)),
    };
    assert_eq!(
        reason(ledger.reserve("a", &unknown)),
        "PRIVACY_EVENT_UNSUPPORTED"
    );
    ledger.reserve("b", &run(3)).unwrap();
    assert_eq!(
        reason(ledger.settle("b", &unknown)),
        "PRIVACY_EVENT_UNSUPPORTED"
    );
    assert_eq!(ledger.entries().len(), 2);
    assert_eq!(ledger.open_jobs().count(), 1);
}

#[test]
fn entries_replay_from_json_to_the_same_ledger() {
    let mut ledger = ledger();
    ledger.reserve("a", &run(30)).unwrap();
    ledger.settle("a", &run(7)).unwrap();
    ledger.reserve("b", &run(30)).unwrap();
    let json = serde_json::to_string(ledger.entries()).unwrap();
    let entries: Vec<Entry> = serde_json::from_str(&json).unwrap();
    assert_eq!(Ledger::replay(entries).unwrap(), ledger);
}

#[test]
fn any_change_breaks_the_chain() {
    let mut ledger = ledger();
    ledger.reserve("a", &run(30)).unwrap();
    ledger.settle("a", &run(30)).unwrap();
    ledger.reserve("b", &run(30)).unwrap();
    let json = serde_json::to_string(ledger.entries()).unwrap();
    for (from, to) in [
        ("\"count\":30", "\"count\":3"),
        ("\"job\":\"a\"", "\"job\":\"z\""),
        ("3.0", "9.0"),
    ] {
        let entries: Vec<Entry> = serde_json::from_str(&json.replacen(from, to, 1)).unwrap();
        assert_eq!(reason(verify_chain(&entries)), "PRIVACY_LEDGER_BROKEN");
    }
    let entries = ledger.entries();
    for missing in 0..3 {
        let mut cut = entries.to_vec();
        cut.remove(missing);
        assert_eq!(reason(verify_chain(&cut)), "PRIVACY_LEDGER_BROKEN");
    }
    let mut swapped = entries.to_vec();
    swapped.swap(1, 2);
    assert_eq!(reason(verify_chain(&swapped)), "PRIVACY_LEDGER_BROKEN");
    // Only the end can go unseen, which the head shows.
    let cut = Ledger::replay(entries[..3].to_vec()).unwrap();
    assert_ne!(cut.head(), ledger.head());
}

#[test]
fn a_resealed_chain_still_has_to_keep_the_rules() {
    let open = Action::Open {
        dataset: "d".into(),
        budget: BUDGET,
        parents: vec![],
    };
    let first = Entry::seal(None, open.clone()).unwrap();
    let settle = Action::Settle {
        job: "a".into(),
        event: run(1),
    };
    for action in [settle, open] {
        let second = Entry::seal(Some(&first), action).unwrap();
        let entries = vec![first.clone(), second];
        verify_chain(&entries).unwrap();
        assert_eq!(reason(Ledger::replay(entries)), "PRIVACY_LEDGER_RULE");
    }
    assert_eq!(reason(Ledger::replay(vec![])), "PRIVACY_LEDGER_RULE");
}

#[test]
fn derived_datasets_inherit_and_charge_their_parents() {
    let mut book = Book::new();
    book.open("base", BUDGET, &[]).unwrap();
    book.reserve("base", "before", &run(200)).unwrap();
    book.settle("base", "before", &run(200)).unwrap();
    book.open("left", BUDGET, &["base".into()]).unwrap();
    book.open("right", BUDGET, &["base".into()]).unwrap();
    book.open("both", BUDGET, &["left".into(), "right".into()])
        .unwrap();
    // What was spent on the parent before the derivation counts.
    assert_eq!(
        reason(book.reserve("left", "big", &run(400))),
        "PRIVACY_BUDGET_EXCEEDED"
    );
    // A job at the bottom is charged on every ancestor, once.
    book.reserve("both", "job", &run(100)).unwrap();
    for name in ["base", "left", "right", "both"] {
        let committed = book.committed(name).unwrap();
        assert_eq!(committed.len(), 2, "{name}");
        assert_eq!(
            book.ledger(name).unwrap().open_jobs().collect::<Vec<_>>(),
            ["job"]
        );
    }
    // Siblings share the parent's budget.
    assert_eq!(
        reason(book.reserve("left", "more", &run(300))),
        "PRIVACY_BUDGET_EXCEEDED"
    );
    book.settle("both", "job", &run(10)).unwrap();
    book.reserve("left", "again", &run(150)).unwrap();
    assert_eq!(book.committed("right").unwrap().len(), 3);
    book.release("left", "again").unwrap();
    for name in ["base", "left", "right", "both"] {
        let ledger = book.ledger(name).unwrap();
        assert_eq!(ledger.open_jobs().count(), 0);
        verify_chain(ledger.entries()).unwrap();
    }
    assert_eq!(
        reason(book.open("x", BUDGET, &["nowhere".into()])),
        "PRIVACY_LEDGER_RULE"
    );
    assert_eq!(
        reason(book.settle("left", "job", &run(1))),
        "PRIVACY_LEDGER_RULE"
    );
}

#[test]
fn a_part_cannot_spend_what_the_whole_has_not() {
    // Two groups of subjects, and the dataset that holds both.
    let mut book = Book::new();
    book.open("one", BUDGET, &[]).unwrap();
    book.open("two", BUDGET, &[]).unwrap();
    book.open("all", BUDGET, &["one".into(), "two".into()])
        .unwrap();
    book.reserve("one", "first", &run(300)).unwrap();
    // The second group's own budget is untouched, the dataset's is not.
    assert_eq!(
        reason(book.reserve("two", "second", &run(400))),
        "PRIVACY_BUDGET_EXCEEDED"
    );
    assert!(book.committed("two").unwrap().is_empty());
    book.reserve("two", "third", &run(50)).unwrap();
    assert_eq!(book.committed("all").unwrap().len(), 2);
    assert_eq!(book.committed("one").unwrap().len(), 1);
    book.settle("one", "first", &run(100)).unwrap();
    let standing = book.standing("all").unwrap();
    assert_eq!(standing.open_jobs, ["third"]);
    let epsilon = |steps| Accountant::Pld.epsilon(&run(steps), BUDGET.delta).unwrap();
    assert_eq!(standing.settled, epsilon(100));
    assert_eq!(standing.committed, epsilon(150));
}

#[test]
fn a_book_follows_another_entry_by_entry() {
    let mut book = Book::new();
    book.open("base", BUDGET, &[]).unwrap();
    book.open("derived", BUDGET, &["base".into()]).unwrap();
    book.reserve("derived", "job", &run(100)).unwrap();
    book.settle("derived", "job", &run(40)).unwrap();
    let mut copy = Book::new();
    for name in ["base", "derived"] {
        for entry in book.ledger(name).unwrap().entries() {
            copy.extend(name, entry.clone()).unwrap();
        }
    }
    assert_eq!(copy, book);
    let last = book.ledger("base").unwrap().entries().last().unwrap();
    assert_eq!(
        reason(copy.extend("base", last.clone())),
        "PRIVACY_LEDGER_BROKEN"
    );
    assert_eq!(copy, book, "a refused entry leaves no trace");
}
