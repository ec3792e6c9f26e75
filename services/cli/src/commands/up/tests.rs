use clap::Parser;

use super::*;
use crate::args::{Cli, Command};

fn args(line: &str) -> Args {
    match Cli::try_parse_from(line.split_whitespace())
        .unwrap()
        .command
    {
        Command::Up(args) => args,
        _ => unreachable!("the line says up"),
    }
}

fn ports(line: &str) -> [u16; 3] {
    args(line).ports().map(|(_, port)| port)
}

#[test]
fn ports_follow_the_first_unless_chosen() {
    assert_eq!(ports("tacit up"), [7461, 7462, 7463]);
    assert_eq!(ports("tacit up --port 9000"), [9000, 9001, 9002]);
    assert_eq!(ports("tacit up --port 0"), [0, 0, 0]);
    assert_eq!(ports("tacit up --port 0 --audit-port 5"), [0, 0, 5]);
    let kinds = args("tacit up").ports().map(|(kind, _)| kind);
    assert_eq!(kinds, Kind::ALL);
}

#[test]
fn a_port_in_use_is_told() {
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    assert_eq!(check_free(port).unwrap_err().reason(), "PORT_IN_USE");
    assert!(check_free(0).is_ok());
}
