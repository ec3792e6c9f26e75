//! `cargo xtask test`: set up, build, run every test.

use std::path::Path;

use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::process::{apt_install, cargo, present, run as finish};
use crate::setup;

/// Names under which a browser for the report's test may be on the path.
pub(crate) const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Where a PostgreSQL server may be: Debian keeps it off the path.
const DATABASES: [&str; 2] = ["initdb", "/usr/lib/postgresql"];

/// How to run the tests.
#[derive(Args)]
pub(crate) struct Options {
    /// Use `cargo test` even where cargo-nextest is installed
    #[arg(long)]
    cargo_test: bool,
    /// Only this package (may be given more than once); the whole workspace otherwise
    #[arg(long, short, value_name = "PACKAGE")]
    package: Vec<String>,
    /// What else to pass to `cargo nextest run` or `cargo test`
    #[arg(last = true)]
    rest: Vec<String>,
}

impl Options {
    fn scope(&self) -> Vec<String> {
        if self.package.is_empty() {
            return vec!["--workspace".into()];
        }
        self.package
            .iter()
            .map(|package| format!("--package={package}"))
            .collect()
    }
}

/// Runs the command.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    setup::run(layout, &setup::Options::default())?;
    phase("browser and database", || {
        bring(
            &BROWSERS,
            "chromium",
            "the test that opens the report in one",
        );
        bring(
            &DATABASES,
            "postgresql",
            "the tests of budgets on PostgreSQL",
        );
        Ok(())
    })?;
    let repository = layout.repository();
    // One build of programs and tests together, so that cargo settles features once and the tests find the
    // programs they start.
    phase("build", || {
        let mut build = cargo(repository);
        finish(
            build
                .args(["build", "--locked", "--bins", "--tests"])
                .args(options.scope()),
        )
    })?;
    if options.cargo_test || !present("cargo-nextest") {
        return phase("cargo test", || {
            let mut test = cargo(repository);
            // One at a time: libtorch has one generator a process, which tests of dropout seed.
            test.env("RUST_TEST_THREADS", "1")
                .args(["test", "--locked", "--no-fail-fast"])
                .args(options.scope());
            finish(test.args(&options.rest))
        });
    }
    phase("cargo nextest run", || {
        let mut test = cargo(repository);
        // A test runs on every core already: libtorch's threads in each would wait for one another.
        test.env("OMP_NUM_THREADS", "1")
            .args(["nextest", "run", "--locked", "--no-fail-fast"])
            .args(options.scope());
        finish(test.args(&options.rest))
    })?;
    phase("cargo test --doc", || {
        let mut test = cargo(repository);
        finish(
            test.args(["test", "--locked", "--doc"])
                .args(options.scope()),
        )
    })
}

/// Installs what a test needs, where we may; says loudly where we may not.
fn bring(programs: &[&str], package: &str, tests: &str) {
    let server = |name: &&&str| present(name) || Path::new(name).exists();
    if let Some(name) = programs.iter().find(server) {
        return say(format_args!("    {name} is installed"));
    }
    say(format_args!("    installing {package}"));
    if let Err(error) = apt_install(&[package]) {
        say(format_args!(
            "    SKIPPED: {package} could not be installed ({error:#}); {tests} will say that they are skipped"
        ));
    }
}
