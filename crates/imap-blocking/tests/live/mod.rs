//! Tests that every real server must pass which announces what they use. Each binary that includes this directory has
//! a module `server` that logs in; no test shares a mailbox with another, for they may run at once on one server.

pub(crate) mod appends;
pub(crate) mod base;
pub(crate) mod capabilities;
pub(crate) mod changes;
mod deflate;
pub(crate) mod lists;
pub(crate) mod order;
pub(crate) mod rights;
pub(crate) mod searches;
pub(crate) mod sent;

use std::net::TcpStream;

use imap_blocking::ErrorKind;
use imap_blocking::core::command::Command;
use imap_blocking::core::ext::MultiAppend;
use imap_blocking::core::response::{Code, Status};
use imap_blocking::core::{Event, Raw, SeqSet, UidSet};
use imap_blocking::prelude::*;

use crate::server;

pub(crate) type S = Session<TcpStream>;

pub(crate) const MESSAGES: [&str; 4] = [
    "From: Zoe <a@x>\nSubject: one\nMessage-ID: <1@x>\nDate: Fri, 01 Mar 2024 00:00:00 +0000\n\nlonger than the others\n",
    "From: Ann <z@x>\nSubject: Re: one\nMessage-ID: <2@x>\nReferences: <1@x>\nDate: Mon, 01 Jan 2024 00:00:00 +0000\n\nb\n",
    "From: Max <m@x>\nSubject: Re: one\nMessage-ID: <3@x>\nReferences: <1@x>\nDate: Thu, 01 Feb 2024 00:00:00 +0000\nContent-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n\ngr\u{fc}n\n",
    "From: Bob <b@x>\nSubject: two\nMessage-ID: <4@x>\nDate: Mon, 01 Apr 2024 00:00:00 +0000\n\nd\n",
];

/// Message `number` as it is on the wire.
pub(crate) fn message(number: usize) -> String {
    MESSAGES[number - 1].replace('\n', "\r\n")
}

/// A new mailbox with [`MESSAGES`], selected. None: there is no server here, and the harness has said so.
pub(crate) fn filled(mailbox: &str) -> Option<S> {
    let mut s = server::login()?;
    s.create(mailbox).unwrap();
    let messages = [1, 2, 3, 4].map(message);
    let stored = s.run(MultiAppend::new(mailbox).messages(messages)).unwrap().unwrap();
    assert_eq!(stored.uids, uids("1:4"));
    assert_eq!(s.select(mailbox).unwrap().exists, 4);
    Some(s)
}

pub(crate) fn numbers(text: &str) -> SeqSet {
    SeqSet::parse(text.as_bytes()).unwrap()
}

pub(crate) fn uids(text: &str) -> UidSet {
    UidSet::parse(text.as_bytes()).unwrap()
}

/// The server's NO, after which the connection is as good as before.
pub(crate) fn no(s: &mut S, command: impl Command) -> Status {
    refused(s, command, ErrorKind::No)
}

/// The same for BAD.
pub(crate) fn bad(s: &mut S, command: impl Command) -> Status {
    refused(s, command, ErrorKind::Bad)
}

/// A message number beyond the last one: BAD, but NO from Cyrus.
pub(crate) fn out_of_range(s: &mut S, command: impl Command) -> Status {
    refused(s, command, if server::CYRUS { ErrorKind::No } else { ErrorKind::Bad })
}

fn refused(s: &mut S, command: impl Command, kind: ErrorKind) -> Status {
    let error = s.run(command).err().expect("it was to be refused");
    assert_eq!(error.kind(), kind, "{error}");
    s.noop().unwrap();
    error.refused().unwrap().status.clone()
}

/// A command that the library has no type for, and the server neither.
pub(crate) fn bogus(s: &mut S) -> Status {
    bad(s, Raw::new("XNONSENSE").unwrap())
}

/// Nothing that the server sent was unreadable or impossible; then LOGOUT.
pub(crate) fn done(mut s: S) {
    for event in s.events() {
        assert!(
            !matches!(event, Event::Malformed(_) | Event::Violation(_) | Event::Lost { .. }),
            "{event:?}"
        );
    }
    s.close().unwrap();
}

pub(crate) fn is(code: Option<&Code>, name: &str) -> bool {
    code.is_some_and(|code| code.name() == name)
}
