//! The driver against Dovecot: a thousand messages go in by APPEND and come out octet for octet, however the server is
//! reached.
#![cfg(all(unix, feature = "tls"))]

use std::io::Read as _;
use std::process::Stdio;
use std::sync::OnceLock;
use std::thread;

use imap_blocking::core::command::{Append, Fetch, FetchStream, SearchKey};
use imap_blocking::core::sasl::CramMd5;
use imap_blocking::core::types::{SectionPath, SeqSet};
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{
    Connector, ErrorKind, Pipe, Streamed, Transport, Wake, connect_starttls, connect_tcp, connect_tls,
};
use imap_harness::{Dovecot, seed};

const MESSAGES: u32 = 1000;
const SEED: u64 = 7;
/// Filled once, then only read.
const MAILBOX: &str = "Thousand";

fn message(number: u32) -> Vec<u8> {
    seed::message(number as usize, SEED)
}

/// One server for all tests. `None`: there is no Dovecot here, and the harness has said so.
fn server() -> Option<&'static Dovecot> {
    static SERVER: OnceLock<Option<Dovecot>> = OnceLock::new();
    let start = || {
        let server = Dovecot::start()?;
        fill(&mut plain(&server));
        Some(server)
    };
    SERVER.get_or_init(start).as_ref()
}

fn plain(server: &Dovecot) -> Session<std::net::TcpStream> {
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port).unwrap();
    s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap();
    s
}

fn trust(server: &Dovecot) -> TlsConfig {
    TlsConfig::with_ca_pem(&std::fs::read(&server.ca_pem).unwrap()).unwrap()
}

/// All at once: the core sends as many as may be under way.
fn fill<T: Transport>(s: &mut Session<T>) {
    s.create(MAILBOX).unwrap();
    let tickets: Vec<_> = (1..=MESSAGES).map(|i| s.submit(Append::new(MAILBOX, message(i)))).collect();
    for (ticket, i) in tickets.into_iter().zip(1..) {
        assert_eq!(s.wait(ticket).unwrap().unwrap().uids.to_string(), i.to_string());
    }
}

/// Every message one way, again in one stream of rows, and again in two pieces a row.
fn compare<T: Transport>(mut s: Session<T>) {
    assert_eq!(s.select(MAILBOX).unwrap().exists, MESSAGES);
    let found = s.search(SearchKey::All).unwrap().numbers;
    assert!(found.iter().copied().eq(1..=MESSAGES));
    for number in found {
        let fetch = Fetch::new(SeqSet::one(number).unwrap()).body_peek(SectionPath::all());
        let rows = s.run(fetch).unwrap();
        assert!(rows.len() == 1 && rows[0].body().unwrap()[..] == message(number), "message {number}");
    }
    let mut expected = 1..=MESSAGES;
    for row in s.rows(Fetch::new(SeqSet::all()).size().body_peek(SectionPath::all())) {
        let row = row.unwrap();
        let number = expected.next().unwrap();
        assert_eq!(row.seq(), number);
        assert_eq!(row.size(), Some(message(number).len() as u64));
        assert!(row.body().unwrap()[..] == message(number), "message {number}");
    }
    assert!(expected.next().is_none());
    in_pieces(&mut s);
    s.close_mailbox().unwrap();
    s.close().unwrap();
}

fn in_pieces<T: Transport>(s: &mut Session<T>) {
    let fetch = FetchStream::new(SeqSet::all()).size();
    let mut stream = s.stream(fetch.body_peek(SectionPath::text()).body_peek(SectionPath::header()));
    let (mut header, mut text, mut expected) = (Vec::new(), Vec::new(), 1..=MESSAGES);
    while let Some(item) = stream.next_item().unwrap() {
        match item {
            Streamed::Body(mut body) => {
                let header_next = body.head().section == Some(SectionPath::header());
                let octets = if header_next { &mut header } else { &mut text };
                body.read_to_end(octets).unwrap();
            }
            Streamed::Row(row) => {
                let number = expected.next().unwrap();
                let whole = [std::mem::take(&mut header), std::mem::take(&mut text)].concat();
                assert_eq!((row.seq(), row.size()), (number, Some(whole.len() as u64)));
                assert!(whole == message(number), "message {number}");
            }
        }
    }
    assert!(expected.next().is_none());
}

#[test]
fn over_tcp() {
    let Some(server) = server() else { return };
    compare(plain(server));
}

#[test]
fn over_starttls() {
    let Some(server) = server() else { return };
    // Its only address that knows no login in clear text.
    let mut s = connect_starttls(Dovecot::HOST_NOT_SECURED, server.imap_port, &trust(server)).unwrap();
    s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap();
    compare(s);
    let mut s = connect_tcp(Dovecot::HOST_NOT_SECURED, server.imap_port).unwrap();
    let error = s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage, "{error}");
}

#[test]
fn over_implicit_tls() {
    let Some(server) = server() else { return };
    let mut s = connect_tls("localhost", server.imaps_port, &trust(server)).unwrap();
    s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap();
    compare(s);
}

#[test]
fn over_a_pipe() {
    let dir = std::env::temp_dir().join(format!("imap-blocking-dovecot-{}", std::process::id()));
    let Some(program) = Dovecot::preauth_command(&dir) else { return };
    let mut command = program.command();
    command.stderr(Stdio::null());
    let mut s = Session::open(Pipe::from_command(&mut command).unwrap(), Default::default()).unwrap();
    fill(&mut s);
    compare(s);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_certificate_that_is_no_good() {
    let Some(server) = server() else { return };
    let stranger = imap_testkit::tls::TestCa::new().unwrap();
    let strange = TlsConfig::with_ca_pem(stranger.pem().as_bytes()).unwrap();
    let trust = trust(server);
    for (host, tls) in
        [(Dovecot::HOST, &strange), (Dovecot::HOST_WRONG_NAME, &trust), (Dovecot::HOST_EXPIRED, &trust)]
    {
        for result in [
            Connector::new(host, server.imaps_port).tls(tls),
            Connector::new(host, server.imap_port).starttls(tls),
        ] {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{host}: {error}");
        }
    }
}

#[test]
fn a_wrong_password_and_then_the_right_one() {
    let Some(server) = server() else { return };
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port).unwrap();
    let error = s.login(Dovecot::USER, "wrong").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::No);
    assert!(error.refused().unwrap().status.is_auth_failed(), "{error}");
    s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap();
    assert_eq!(s.select("Nowhere").unwrap_err().kind(), ErrorKind::No);
    assert_eq!(s.examine(MAILBOX).unwrap().exists, MESSAGES);
    s.close().unwrap();
}

#[test]
fn cram_md5() {
    let Some(server) = server() else { return };
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port).unwrap();
    let error = s.authenticate(CramMd5::new(Dovecot::USER, "wrong")).unwrap_err();
    assert!(error.refused().unwrap().status.is_auth_failed(), "{error}");
    s.authenticate(CramMd5::new(Dovecot::USER, Dovecot::PASSWORD)).unwrap();
    assert_eq!(s.examine(MAILBOX).unwrap().exists, MESSAGES);
    s.close().unwrap();
    let mut s = connect_starttls(Dovecot::HOST_NOT_SECURED, server.imap_port, &trust(server)).unwrap();
    s.authenticate(CramMd5::new(Dovecot::USER, Dovecot::PASSWORD)).unwrap();
    s.close().unwrap();
}

#[test]
fn news_ends_idle() {
    let Some(server) = server() else { return };
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port).unwrap();
    s.login("bob", "bobpw").unwrap();
    s.select("INBOX").unwrap();
    let port = server.imap_port;
    let other = thread::spawn(move || {
        let mut s = connect_tcp(Dovecot::HOST, port).unwrap();
        s.login("bob", "bobpw").unwrap();
        let message = message(1);
        s.append_from("INBOX", message.len() as u64, message.as_slice()).unwrap();
        s.close().unwrap();
    });
    assert_eq!(s.idle(None).unwrap(), Wake::Woken);
    other.join().unwrap();
    s.noop().unwrap();
    assert_eq!(s.selected().unwrap().exists, 1);
    s.close().unwrap();
}
