//! TLS and STARTTLS over loopback.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use imap_blocking::core::CloseReason;
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{Connector, ErrorKind, connect_starttls, connect_tcp, connect_tls};
use imap_testkit::tls::{CertKind, TestCa};
use imap_testkit::{Script, Server};

fn server(ca: &TestCa, kind: CertKind) -> Server {
    Server::demo_builder().tls(ca.server_config(kind).unwrap()).login_needs_tls().build()
}

fn trust(ca: &TestCa) -> TlsConfig {
    TlsConfig::with_ca_pem(ca.pem().as_bytes()).unwrap()
}

#[test]
fn both_ways_in() {
    let ca = TestCa::new().unwrap();
    let server = server(&ca, CertKind::Good);
    let (implicit, explicit) = (server.listen_tls().unwrap(), server.listen_tcp().unwrap());
    let mut sessions = [
        connect_tls("localhost", implicit.port(), &trust(&ca)).unwrap(),
        connect_starttls("127.0.0.1", explicit.port(), &trust(&ca)).unwrap(),
    ];
    for s in &mut sessions {
        assert!(s.is_secure());
        s.login("demo", "demo").unwrap();
        assert_eq!(s.select("INBOX").unwrap().exists, 6);
        let big: Vec<u8> = b"0123456789abcdef\r\n".repeat(20_000);
        s.append_from("Archive", big.len() as u64, big.as_slice()).unwrap();
    }
    for s in sessions {
        s.close().unwrap();
    }
    // Without it there is no login.
    let mut s = connect_tcp("127.0.0.1", explicit.port()).unwrap();
    assert_eq!(s.login("demo", "demo").unwrap_err().kind(), ErrorKind::Usage);
}

#[test]
fn a_certificate_that_is_no_good() {
    for kind in [CertKind::Untrusted, CertKind::WrongName, CertKind::Expired] {
        let ca = TestCa::new().unwrap();
        let server = server(&ca, kind);
        let (implicit, explicit) = (server.listen_tls().unwrap(), server.listen_tcp().unwrap());
        let error = connect_tls("localhost", implicit.port(), &trust(&ca)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{kind:?}: {error}");
        let error = connect_starttls("localhost", explicit.port(), &trust(&ca)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{kind:?}: {error}");
    }
}

#[test]
fn a_server_without_starttls() {
    let ca = TestCa::new().unwrap();
    let listening = Server::demo().listen_tcp().unwrap();
    let error = connect_starttls("localhost", listening.port(), &trust(&ca)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage, "{error}");
}

/// Plays a script to a client that connects with STARTTLS.
fn refused(script: &str) -> Error {
    let ca = TestCa::new().unwrap();
    let listener = Script::parse(script).unwrap().listen().unwrap();
    let error = Connector::new("localhost", listener.port()).starttls(&trust(&ca)).unwrap_err();
    listener.join().unwrap();
    error
}

#[test]
fn octets_behind_the_ok_are_an_attack() {
    let error = refused(
        r"
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        C: $1 STARTTLS
        S~ $1 OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n
        !eof
    ",
    );
    assert!(matches!(error, Error::Closed(CloseReason::Protocol(_))), "{error}");
}

#[test]
fn a_preauth_instead_of_tls_is_an_attack() {
    let error = refused("S: * PREAUTH hi\n!eof");
    assert!(matches!(error, Error::Closed(CloseReason::Protocol(_))), "{error}");
}

#[test]
fn a_refusal_is_no_plain_session() {
    let error = refused(
        r"
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        C: $1 STARTTLS
        S: $1 NO not today
        !eof
    ",
    );
    assert_eq!(error.kind(), ErrorKind::No, "{error}");
}

#[test]
fn a_host_that_is_no_name() {
    let ca = Arc::new(TestCa::new().unwrap());
    let error = connect_tls("no name", 993, &trust(&ca)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
}

/// The error of an implicit TLS connect to a peer that says this and hangs up.
fn instead_of_tls(text: &'static str) -> Error {
    let ca = TestCa::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = thread::spawn(move || {
        let mut io = listener.accept().unwrap().0;
        io.write_all(text.as_bytes()).unwrap();
        // The client hangs up, perhaps with an alert; nothing else may come.
        let mut heard = Vec::new();
        let _ = io.read_to_end(&mut heard);
        heard
    });
    let error = connect_tls("localhost", port, &trust(&ca)).unwrap_err();
    let heard = peer.join().unwrap();
    assert_eq!(heard.first(), Some(&22), "a handshake comes first");
    assert!(!heard.windows(5).any(|octets| octets.eq_ignore_ascii_case(b"LOGIN")));
    error
}

#[test]
fn clear_text_on_the_port_of_implicit_tls() {
    // SECURITY S26.
    for text in ["* OK hi\r\n", "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"] {
        let error = instead_of_tls(text);
        assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
        assert!(error.to_string().contains("no TLS"), "{error}");
    }
}
