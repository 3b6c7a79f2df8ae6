//! Extensions against Dovecot: what it sorts and threads, and the URLs that it makes.
#![cfg(unix)]

use imap_blocking::core::CommandError;
use imap_blocking::core::command::{Append, SearchKey};
use imap_blocking::core::ext::urlauth::{FetchedUrl, UrlItem};
use imap_blocking::core::ext::{
    Compress, GenUrlAuth, RList, ResetKey, Sort, SortKey, Thread, ThreadAlgorithm, UidSort, UidThread,
    UrlFetch,
};
use imap_blocking::core::layer::LayerKind;
use imap_blocking::core::response::Payload;
use imap_blocking::prelude::*;
use imap_blocking::{Error, ErrorKind, connect_tcp};
use imap_harness::Dovecot;

const MESSAGES: [&str; 4] = [
    "From: Zoe <a@x>\nSubject: one\nMessage-ID: <1@x>\nDate: Fri, 01 Mar 2024 00:00:00 +0000\n\nlonger than the others\n",
    "From: Ann <z@x>\nSubject: Re: one\nMessage-ID: <2@x>\nReferences: <1@x>\nDate: Mon, 01 Jan 2024 00:00:00 +0000\n\nb\n",
    "From: Max <m@x>\nSubject: Re: one\nMessage-ID: <3@x>\nReferences: <1@x>\nDate: Thu, 01 Feb 2024 00:00:00 +0000\n\ngr\u{fc}n\n",
    "From: Bob <b@x>\nSubject: two\nMessage-ID: <4@x>\nDate: Mon, 01 Apr 2024 00:00:00 +0000\n\nd\n",
];

fn session(server: &Dovecot, mailbox: &str) -> Session<std::net::TcpStream> {
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port).unwrap();
    s.login(Dovecot::USER, Dovecot::PASSWORD).unwrap();
    s.create(mailbox).unwrap();
    for message in MESSAGES {
        s.run(Append::new(mailbox, message.replace('\n', "\r\n"))).unwrap();
    }
    s.select(mailbox).unwrap();
    s
}

#[test]
fn sorts_and_threads() {
    let Some(server) = Dovecot::start() else { return };
    let mut s = session(&server, "Sorted");
    let order = |s: &mut Session<_>, key| s.run(Sort::new([key], SearchKey::all())).unwrap().numbers;
    assert_eq!(order(&mut s, SortKey::date()), [2, 3, 1, 4]);
    assert_eq!(order(&mut s, SortKey::date().reversed()), [4, 1, 3, 2]);
    assert_eq!(order(&mut s, SortKey::from()), [1, 4, 3, 2]);
    assert_eq!(order(&mut s, SortKey::display_from()), [2, 4, 3, 1]);
    let keys = [SortKey::subject(), SortKey::arrival()];
    assert_eq!(s.run(UidSort::new(keys, SearchKey::all())).unwrap().numbers, [1, 2, 3, 4]);
    // A text beyond ASCII, and nothing found.
    assert_eq!(s.run(Sort::new([SortKey::cc()], SearchKey::body("gr\u{fc}n"))).unwrap().numbers, [3]);
    assert!(s.run(Sort::new([SortKey::to()], SearchKey::subject("nowhere"))).unwrap().numbers.is_empty());

    let threads = s.run(Thread::new(ThreadAlgorithm::References, SearchKey::all())).unwrap();
    assert_eq!(threads.to_string(), "(1 (2)(3))(4)");
    let threads =
        s.run(UidThread::new(ThreadAlgorithm::Refs, SearchKey::body("b").or(SearchKey::body("gr\u{fc}n"))));
    assert_eq!(threads.unwrap().numbers().collect::<Vec<_>>().len(), 2);
    let threads = s.run(Thread::new(ThreadAlgorithm::OrderedSubject, SearchKey::all())).unwrap();
    assert_eq!(threads.to_string(), "(2 (3)(1))(4)");
    assert!(s.run(Thread::new(ThreadAlgorithm::Refs, SearchKey::subject("nowhere"))).unwrap().is_empty());
}

#[test]
fn what_is_not_there_is_not_sent() {
    let Some(server) = Dovecot::start() else { return };
    let mut s = session(&server, "Unsent");
    let error = s.run(Compress::new().unchecked()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::NoLayer(LayerKind::Deflate))), "{error}");
    let error = s.run(RList::new("", "*")).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    s.noop().unwrap();
}

#[test]
fn urls() {
    let Some(server) = Dovecot::start() else { return };
    let mut s = session(&server, "Linked");
    let validity = s.selected().and_then(|mailbox| mailbox.uid_validity).unwrap();
    let (user, port) = (Dovecot::USER, server.imap_port);
    let rump = |uid: u32| {
        format!(
            "imap://{user}@localhost:{port}/Linked;UIDVALIDITY={validity}/;UID={uid}/;SECTION=TEXT;URLAUTH=user+{user}"
        )
    };
    let made = s.run(GenUrlAuth::internal([rump(1), rump(4)])).unwrap();
    assert!(made[0].as_bytes().starts_with(format!("{}:internal:", rump(1)).as_bytes()));
    let fetch = || UrlFetch::new(made.clone());
    let bodies = |rows: Vec<FetchedUrl>| -> Vec<_> {
        rows.into_iter().map(|mut row| row.body.take().unwrap()).collect()
    };
    let text = |text: &'static str| Payload::Data(text.into());
    assert_eq!(bodies(s.run(fetch()).unwrap()), [text("longer than the others\r\n"), text("d\r\n")]);
    let items = UrlFetch::new([]).items(made[0].clone(), [UrlItem::Structure, UrlItem::Binary]);
    let rows = s.run(items).unwrap();
    assert_eq!((rows.len(), &rows[0].url), (1, &made[0]));
    assert_eq!(rows[0].binary, Some(text("longer than the others\r\n")));
    assert!(rows[0].structure.as_ref().unwrap().root().unwrap().is("text", "plain"));
    // A new key makes them worthless.
    let mechanisms = s.run(ResetKey::mailbox("Linked")).unwrap().unwrap().mechanisms;
    assert_eq!(mechanisms[0].0.as_str(), Some("INTERNAL"));
    assert_eq!(bodies(s.run(fetch()).unwrap()), [Payload::Nil, Payload::Nil]);
    let error = s.run(GenUrlAuth::internal(["imap://elsewhere/"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Bad);
}
