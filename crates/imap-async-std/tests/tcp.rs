//! The driver over loopback: TCP, STARTTLS and TLS against the testkit's server.

use std::time::Duration;

use async_std::net::TcpListener;
use async_std::task::block_on;
use imap_async_std::core::command::UidFetch;
use imap_async_std::core::conn::{Config, Deadline};
use imap_async_std::core::types::{SectionPath, UidSet};
use imap_async_std::core::{CloseReason, CommandError};
use imap_async_std::prelude::*;
use imap_async_std::tls::TlsConfig;
use imap_async_std::{Connector, ErrorKind, Wake, connect_starttls, connect_tcp, connect_tls};
use imap_testkit::tls::{CertKind, TestCa};
use imap_testkit::{Script, Server};

fn secure(ca: &TestCa, kind: CertKind) -> Server {
    Server::demo_builder().tls(ca.server_config(kind).unwrap()).build()
}

fn trusting(ca: &TestCa) -> TlsConfig {
    TlsConfig::with_ca_pem(ca.pem().as_bytes()).unwrap()
}

/// What most programs do, and every message as the server has it.
async fn read_all(mut session: Session, server: &Server) {
    session.login("demo", "demo").await.unwrap();
    let exists = session.select("INBOX").await.unwrap().exists;
    let ticket = session.submit(UidFetch::new(UidSet::all()).body_peek(SectionPath::all()));
    let mut rows = 0;
    while let Some(row) = session.next_row(&ticket).await.unwrap() {
        let stored = server.handle().octets("INBOX", row.uid().unwrap()).unwrap();
        assert!(**row.body().unwrap() == *stored, "message {:?}", row.uid());
        rows += 1;
    }
    assert!(rows > 0 && rows == exists);
    let uid = session.append_from("INBOX", 12, &b"Subject: x\r\n"[..]).await.unwrap();
    assert!(uid.is_some());
    assert_eq!(session.idle(Some(Duration::from_millis(20))).await.unwrap(), Wake::TimedOut);
    session.close().await.unwrap();
}

#[test]
fn over_tcp() {
    let server = Server::demo();
    let listening = server.listen_tcp().unwrap();
    block_on(async { read_all(connect_tcp("localhost", listening.port()).await.unwrap(), &server).await });
}

#[test]
fn over_starttls() {
    let ca = TestCa::new().unwrap();
    let server = secure(&ca, CertKind::Good);
    let listening = server.listen_tcp().unwrap();
    block_on(async {
        let session = connect_starttls("localhost", listening.port(), &trusting(&ca)).await.unwrap();
        assert!(session.is_secure());
        read_all(session, &server).await;
    });
}

#[test]
fn over_tls() {
    let ca = TestCa::new().unwrap();
    let server = secure(&ca, CertKind::Good);
    let listening = server.listen_tls().unwrap();
    block_on(async {
        for host in ["localhost", "127.0.0.1"] {
            let session = connect_tls(host, listening.port(), &trusting(&ca)).await.unwrap();
            assert!(session.is_secure());
            read_all(session, &server).await;
        }
    });
}

#[test]
fn in_another_task() {
    let server = Server::demo();
    let listening = server.listen_tcp().unwrap();
    let port = listening.port();
    let task = async_std::task::spawn(async move {
        let mut session = connect_tcp("127.0.0.1", port).await?;
        session.login("demo", "demo").await?;
        session.close().await
    });
    block_on(task).unwrap();
}

#[test]
fn who_is_not_trusted_gets_no_password() {
    let ca = TestCa::new().unwrap();
    for kind in [CertKind::WrongName, CertKind::Expired, CertKind::Untrusted] {
        let server = secure(&ca, kind);
        let (implicit, upgraded) = (server.listen_tls().unwrap(), server.listen_tcp().unwrap());
        block_on(async {
            let error = connect_tls("localhost", implicit.port(), &trusting(&ca)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{kind:?}: {error}");
            let error = connect_starttls("localhost", upgraded.port(), &trusting(&ca)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{kind:?}: {error}");
        });
    }
    let error = block_on(connect_tls("no host", 1, &trusting(&ca))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
}

#[test]
fn what_cannot_have_tls_is_no_session() {
    let ca = TestCa::new().unwrap();
    let plain = Server::demo().listen_tcp().unwrap();
    block_on(async {
        let error = connect_starttls("localhost", plain.port(), &trusting(&ca)).await.unwrap_err();
        assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
        let error = connect_tls("localhost", plain.port(), &trusting(&ca)).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Tls && error.to_string().contains("no TLS"), "{error}");
    });
    let injected = Script::parse(
        r"
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        C: $1 STARTTLS
        S~ $1 OK go on\r\n* OK injected\r\n
    ",
    )
    .unwrap()
    .listen()
    .unwrap();
    let error = block_on(connect_starttls("localhost", injected.port(), &trusting(&ca))).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::Protocol(_))), "{error}");
    injected.join().unwrap();
}

#[test]
fn nobody_answers() {
    let listener = block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    // Connected, and never greeted.
    let config = Config::default().deadline(Deadline::Greeting, Some(Duration::from_millis(30)));
    let error = block_on(Connector::new("127.0.0.1", port).config(config).tcp()).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Greeting))), "{error}");
    drop(listener);
    let error = block_on(connect_tcp("127.0.0.1", port)).unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == std::io::ErrorKind::ConnectionRefused), "{error}");
}

#[test]
fn a_connection_that_is_cut_says_so() {
    let server = Server::demo();
    let listening = server.listen_tcp().unwrap();
    block_on(async {
        let mut session = connect_tcp("127.0.0.1", listening.port()).await.unwrap();
        session.login("demo", "demo").await.unwrap();
        listening.cut();
        let error = session.noop().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed, "{error}");
        assert_eq!(session.noop().await.unwrap_err().kind(), ErrorKind::Closed);
    });
}
