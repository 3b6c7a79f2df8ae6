//! A connection inside TLS that ends too early: SECURITY T06, T07, T08.

use imap_proto_core::command::Noop;
use imap_proto_core::conn::{Config, Path, Ticket};
use imap_proto_core::layer::Wire;
use imap_proto_core::{CloseReason, CommandError};

use crate::peer::{Ca, Server, client};

/// Moves octets until nothing moves.
fn run(wire: &mut Wire, server: &mut Server) {
    loop {
        let out = wire.output().to_vec();
        wire.output_written(out.len());
        server.take(&out);
        let back = std::mem::take(&mut server.wire);
        if out.is_empty() && back.is_empty() {
            return;
        }
        for octets in back.chunks(100) {
            wire.handle_input(octets);
        }
    }
}

fn connect() -> (Wire, Server) {
    let ca = Ca::new();
    let mut wire = Wire::new(Config::default().path(Path::Network).allow_preauth().demand_tls());
    wire.push_layer(client(&ca, "mail.example.net"));
    let mut server = Server::new(&ca.leaf("mail.example.net"));
    server.say(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    run(&mut wire, &mut server);
    (wire, server)
}

/// How a command ends whose answer is cut off, by a close_notify or without one.
fn ends(answer: &str, notify: bool) -> (Wire, Ticket<Noop>) {
    let (mut wire, mut server) = connect();
    let ticket = wire.submit(Noop::new());
    run(&mut wire, &mut server);
    let line = String::from_utf8(server.heard.clone()).unwrap();
    let tag = line.split(' ').next().unwrap();
    server.say(answer.replace('$', tag).as_bytes());
    run(&mut wire, &mut server);
    if notify {
        server.close();
        // Whoever is on the path adds to it.
        server.wire.extend_from_slice(format!("{tag} OK done\r\n").as_bytes());
        run(&mut wire, &mut server);
        assert!(wire.connection().closed().is_some(), "a close_notify is the end");
    } else {
        wire.handle_eof();
    }
    (wire, ticket)
}

#[test]
fn an_end_before_the_tagged_line_is_no_success_with_or_without_a_close_notify() {
    for notify in [false, true] {
        for (answer, cut) in [
            ("", false),
            ("* 3 EXISTS\r\n", false),
            ("* 1 FETCH (BODY[] {100}\r\nhalf of", true),
            ("* 3 EXI", true),
            ("$ OK do", true),
        ] {
            let (mut wire, ticket) = ends(answer, notify);
            let Some(Err(CommandError::Closed(reason))) = wire.take(&ticket) else { panic!("{answer}") };
            assert_eq!(reason, CloseReason::Eof(cut), "{answer} {notify}");
            assert!(!wire.wants_input());
        }
        let (mut wire, ticket) = ends("$ OK done\r\n", notify);
        assert!(wire.take(&ticket).unwrap().is_ok());
    }
}
