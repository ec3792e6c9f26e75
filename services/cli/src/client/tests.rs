use super::*;

#[test]
fn only_lost_connections_are_tried_again() {
    assert!(is_passing(&Status::unavailable("gone")));
    assert!(is_passing(&Status::unknown("transport error")));
    assert!(!is_passing(&Status::not_found("no")));
    let ours = Failure::new(Code::Internal, "INTERNAL", "our mistake");
    assert!(!is_passing(&ours.into()));
}

#[tokio::test(start_paused = true)]
async fn a_call_is_repeated_until_it_is_answered() {
    let mut calls = 0;
    let answer = retry(async || {
        calls += 1;
        if calls < 4 {
            Err(Status::unavailable(""))
        } else {
            Ok(calls)
        }
    })
    .await;
    assert_eq!(answer.unwrap(), 4);
}

#[tokio::test(start_paused = true)]
async fn patience_ends() {
    let mut calls = 0;
    let answer: Result<(), Error> = retry(async || {
        calls += 1;
        Err(Status::unavailable(""))
    })
    .await;
    assert_eq!(answer.unwrap_err().reason(), "UNREACHABLE");
    assert_eq!(calls, PAUSES.len() + 1);
}

#[tokio::test]
async fn pages_are_gathered_up_to_the_limit() {
    let numbers = async |size: i32, token: String| {
        let start: i32 = token.parse().unwrap_or(0);
        let end = (start + size.min(4)).min(10);
        let next = if end < 10 {
            end.to_string()
        } else {
            String::new()
        };
        Ok(((start..end).collect::<Vec<_>>(), next))
    };
    assert_eq!(
        pages(usize::MAX, numbers).await.unwrap(),
        (0..10).collect::<Vec<_>>()
    );
    assert_eq!(pages(5, numbers).await.unwrap(), (0..5).collect::<Vec<_>>());
}
