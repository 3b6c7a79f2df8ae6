//! Talks to a session in memory.

#![allow(dead_code, reason = "every test file uses its part")]

use imap_testkit::{Server, Session};

/// What the server says to these octets.
pub(crate) fn say(session: &mut Session, octets: impl AsRef<[u8]>) -> String {
    session.receive(octets.as_ref());
    heard(session)
}

/// What the server has to say.
pub(crate) fn heard(session: &mut Session) -> String {
    let mut out = Vec::new();
    loop {
        let more = session.take_output();
        if more.is_empty() {
            return String::from_utf8_lossy(&out).into_owned();
        }
        out.extend(more);
    }
}

/// A session of the first user.
pub(crate) fn logged_in(server: &Server) -> Session {
    let mut session = Session::preauth(server);
    heard(&mut session);
    session
}

/// A session of the first user with a mailbox selected.
pub(crate) fn selected(server: &Server, mailbox: &str) -> Session {
    let mut session = logged_in(server);
    let said = say(&mut session, format!("s SELECT {mailbox}\r\n"));
    assert!(said.contains("\r\ns OK [READ-WRITE]"), "{said}");
    session
}

/// A user with so many one-line messages in INBOX: `Subject: n`.
pub(crate) fn numbered(count: usize) -> Server {
    (1..=count)
        .fold(Server::builder().user("u", "p"), |b, n| {
            b.message("INBOX", format!("Subject: {n}\n\nbody {n}\n"))
        })
        .build()
}
