use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn grammar_is_consistent() {
    crate::command().debug_assert();
}

#[test]
fn every_command_has_examples() {
    fn check(command: &clap::Command, path: &str) {
        let leaves: Vec<_> = command.get_subcommands().collect();
        for inner in &leaves {
            check(inner, &format!("{path} {}", inner.get_name()));
        }
        if leaves.is_empty() {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.starts_with("Examples:"), "{path} has no examples");
            assert!(
                help.contains(&path[1..]),
                "{path}: its examples show other commands"
            );
            assert!(command.get_about().is_some(), "{path} has no description");
        }
    }
    for command in crate::command().get_subcommands() {
        check(command, &format!(" tacit {}", command.get_name()));
    }
}

#[test]
fn global_flags_stand_anywhere() {
    for line in ["tacit --json dataset list", "tacit dataset list --json"] {
        let cli = parse(line).unwrap();
        assert!(cli.global.json);
        assert_eq!(cli.command.name(), "dataset list");
    }
}

#[test]
fn wrong_words_are_usage_errors() {
    for line in [
        "tacit",
        "tacit finetune",
        "tacit finetune create --dataset d --base-model m --method magic",
        "tacit finetune create --dataset d --method lora",
        "tacit dataset create --name d",
        "tacit report export r --format pdf --out x",
        "tacit up --port 70000",
        "tacit --tls-cert c dataset list",
    ] {
        assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
    }
}

#[test]
fn last_word_on_waiting_counts() {
    let detach = |line: &str| match parse(line).unwrap().command {
        Command::Audit(audit::Command::Create(create)) => format!("{create:?}"),
        _ => String::new(),
    };
    let create = "tacit audit create --checkpoint c";
    assert!(detach(create).contains("detach: false"));
    assert!(detach(&format!("{create} --detach")).contains("detach: true"));
    assert!(detach(&format!("{create} --detach --wait")).contains("detach: false"));
}

#[test]
fn a_limit_of_zero_is_none() {
    assert_eq!(Listing { limit: 0 }.limit(), usize::MAX);
    assert_eq!(Listing { limit: 7 }.limit(), 7);
}
