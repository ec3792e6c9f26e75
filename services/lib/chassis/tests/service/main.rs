//! A small real service, run as a process with real worker processes, from the
//! outside: health, jobs, access, configuration, traces.
//!
//! The binary is both: with `serve`, `worker` or `health` it is the service,
//! otherwise it runs the tests below, one after the other.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod access;
mod harness;
mod jobs;
mod ledger;
mod lifecycle;
mod probe;
mod resume;
mod traces;

use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::process::ExitCode;

/// Says loudly what could not be tested here.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stdout(), "SKIPPED: {why}");
}

type Run = fn() -> Pin<Box<dyn Future<Output = ()>>>;

macro_rules! cases {
    ($($module:ident::$name:ident),* $(,)?) => {
        vec![$((stringify!($name), (|| Box::pin($module::$name())) as Run)),*]
    };
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some("serve" | "worker" | "health") = arguments.first().map(String::as_str) {
        return if chassis::config::env(harness::RESUMES).is_some() {
            chassis::main::<probe::Probe<true>>()
        } else {
            chassis::main::<probe::Probe<false>>()
        };
    }
    let cases: Vec<(&str, Run)> = cases![
        lifecycle::health_and_reflection_answer,
        lifecycle::the_configuration_is_layered,
        lifecycle::a_wrong_configuration_is_named,
        lifecycle::a_port_in_use_is_said,
        lifecycle::a_panic_in_a_call_answers_internal,
        lifecycle::too_many_calls_are_shed,
        lifecycle::a_message_over_the_limit_is_refused,
        access::nobody_listens_to_strangers,
        access::a_bearer_token_is_asked_for,
        access::mutual_tls_asks_for_a_certificate,
        jobs::a_job_runs_to_its_end,
        jobs::a_request_id_makes_creation_idempotent,
        jobs::jobs_are_listed_newest_first,
        jobs::a_running_job_is_cancelled,
        jobs::a_pending_job_is_cancelled,
        jobs::a_killed_worker_fails_its_job_only,
        jobs::a_panic_fails_the_job_without_its_text,
        jobs::a_restart_fails_running_jobs_and_runs_pending_ones,
        jobs::a_stopping_service_lets_its_worker_finish,
        resume::a_dead_worker_is_followed_by_another,
        resume::a_job_that_comes_no_further_is_given_up,
        resume::coming_further_is_forgiven_every_death,
        resume::no_restarts_where_none_are_wanted,
        resume::a_killed_service_goes_on_with_its_jobs,
        resume::a_service_that_is_killed_over_and_over_gives_up,
        resume::a_stopping_service_suspends_its_jobs,
        resume::a_running_job_is_cancelled_for_good,
        resume::a_job_that_waits_to_go_on_is_cancelled_at_its_price,
        resume::workers_have_an_allocator_of_their_own,
        ledger::a_method_without_a_guarantee_is_refused_where_there_is_a_budget,
        ledger::a_thousand_admissions_do_not_overspend_on_sqlite,
        ledger::a_thousand_admissions_do_not_overspend_on_postgresql,
        traces::one_trace_from_the_caller_into_the_worker,
    ];
    let mut out = std::io::stdout();
    if arguments.iter().any(|a| a == "--list") {
        // A runner asks again for those that are ignored: none is.
        let ignored = arguments.iter().any(|a| a == "--ignored");
        for (name, _) in cases.iter().filter(|_| !ignored) {
            let _ = writeln!(out, "{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|a| !a.starts_with('-'));
    let mut failed = 0;
    for (name, run) in cases {
        if filter.is_some_and(|f| !name.contains(f.as_str())) {
            continue;
        }
        let passed = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let allowed = std::time::Duration::from_secs(240);
                tokio::time::timeout(allowed, run()).await.expect("in time");
            });
        })
        .join()
        .is_ok();
        failed += usize::from(!passed);
        let verdict = if passed { "ok" } else { "FAILED" };
        let _ = writeln!(out, "test {name} ... {verdict}");
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        let _ = writeln!(out, "{failed} failed");
        ExitCode::FAILURE
    }
}
