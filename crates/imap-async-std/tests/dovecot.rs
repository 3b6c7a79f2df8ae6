//! The main job against a real server: every message, octet for octet, over TCP, STARTTLS and TLS.

use std::collections::BTreeMap;
use std::time::Duration;

use async_std::task::block_on;
use imap_async_std::core::command::{Append, Fetch, UidFetch};
use imap_async_std::core::conn::{Event, Unsolicited};
use imap_async_std::core::types::{SectionPath, SeqSet, UidSet};
use imap_async_std::prelude::*;
use imap_async_std::tls::TlsConfig;
use imap_async_std::{ErrorKind, Wake, connect_starttls, connect_tcp, connect_tls};
use imap_harness::{Dovecot, seed};

const MESSAGES: usize = 1000;

fn tls(server: &Dovecot) -> TlsConfig {
    TlsConfig::with_ca_der(&server.ca_der).unwrap()
}

/// Stores the messages, all on their way at once; by UID.
async fn fill(session: &mut Session, mailbox: &str) -> BTreeMap<u32, Vec<u8>> {
    let messages: Vec<_> = (0..MESSAGES).map(|i| seed::message(i, 7)).collect();
    let tickets: Vec<_> = messages
        .iter()
        .map(|message| session.submit(Append::new(mailbox.to_owned(), message.clone())))
        .collect();
    let mut stored = BTreeMap::new();
    for (ticket, message) in tickets.into_iter().zip(messages) {
        let appended = session.wait(ticket).await.unwrap().expect("Dovecot has UIDPLUS");
        let uid = appended.uids.iter(1).next().unwrap();
        stored.insert(uid, message);
    }
    stored
}

async fn compare(session: &mut Session, mailbox: &str, stored: &BTreeMap<u32, Vec<u8>>) {
    let exists = session.select(mailbox).await.unwrap().exists as usize;
    assert_eq!(exists, stored.len());
    let ticket = session.submit(UidFetch::new(UidSet::all()).size().body_peek(SectionPath::all()));
    let mut rows = 0;
    while let Some(row) = session.next_row(&ticket).await.unwrap() {
        let message = &stored[&row.uid().unwrap()];
        assert!(row.body().unwrap().as_ref() == message.as_slice(), "message {:?} differs", row.uid());
        rows += 1;
    }
    assert_eq!(rows, stored.len());
}

#[test]
fn a_thousand_messages_are_the_same_octets() {
    let Some(server) = Dovecot::start() else { return };
    block_on(async {
        let mut plain = connect_tcp(Dovecot::HOST, server.imap_port).await.unwrap();
        plain.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
        plain.create("thousand").await.unwrap();
        let stored = fill(&mut plain, "thousand").await;
        compare(&mut plain, "thousand", &stored).await;
        plain.close().await.unwrap();

        let mut secure = connect_tls("localhost", server.imaps_port, &tls(&server)).await.unwrap();
        secure.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
        compare(&mut secure, "thousand", &stored).await;
        secure.close().await.unwrap();

        let mut upgraded =
            connect_starttls(Dovecot::HOST_NOT_SECURED, server.imap_port, &tls(&server)).await.unwrap();
        upgraded.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
        compare(&mut upgraded, "thousand", &stored).await;
        upgraded.close().await.unwrap();
    });
}

#[test]
fn bad_certificates_and_passwords_are_refused() {
    let Some(server) = Dovecot::start() else { return };
    block_on(async {
        for host in [Dovecot::HOST_EXPIRED, Dovecot::HOST_WRONG_NAME] {
            let error = connect_tls(host, server.imaps_port, &tls(&server)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{host}: {error}");
        }
        let platform = TlsConfig::platform();
        let error = connect_tls("localhost", server.imaps_port, &platform).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{error}");

        let mut session = connect_tcp(Dovecot::HOST, server.imap_port).await.unwrap();
        let error = session.login(Dovecot::USER, "wrong").await.unwrap_err();
        assert!(error.refused().unwrap().status.is_auth_failed(), "{error}");
        session.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
        session.close().await.unwrap();
    });
}

#[test]
fn idle_hears_of_another_client_and_uploads_stream() {
    let Some(server) = Dovecot::start() else { return };
    block_on(async {
        let mut watcher = connect_tcp(Dovecot::HOST, server.imap_port).await.unwrap();
        watcher.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
        watcher.select("INBOX").await.unwrap();
        assert_eq!(watcher.idle(Some(Duration::from_millis(50))).await.unwrap(), Wake::TimedOut);

        let message = seed::message(19, 7);
        let sent = message.clone();
        let port = server.imap_port;
        let other = async_std::task::spawn(async move {
            let mut other = connect_tcp(Dovecot::HOST, port).await.unwrap();
            other.login(Dovecot::USER, Dovecot::PASSWORD).await.unwrap();
            other.append_from("INBOX", sent.len() as u64, sent.as_slice()).await.unwrap();
            other.close().await.unwrap();
        });
        assert_eq!(watcher.idle(None).await.unwrap(), Wake::Woken);
        other.await;
        assert!(watcher.events().any(|event| matches!(event, Event::Unsolicited(Unsolicited::Exists(1)))));
        let rows = watcher.run(Fetch::new(SeqSet::one(1).unwrap()).body()).await.unwrap();
        assert_eq!(rows[0].body().unwrap().as_ref(), message.as_slice());
        watcher.close().await.unwrap();
    });
}
