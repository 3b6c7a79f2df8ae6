//! Logging in and out.

use imap_blocking::core::conn::State;
use imap_blocking::core::ext::ProxyAuth;
use imap_blocking::core::sasl::{CramMd5, FromFn, Plain};
use imap_blocking::core::types::Capability;
use imap_blocking::prelude::*;
use imap_blocking::{ErrorKind, connect_tcp};
use imap_testkit::Server;

use crate::{Result, ended, preauth, scripted};

#[test]
fn login() -> Result {
    let server = Server::demo().listen_tcp()?;
    let mut s = connect_tcp("localhost", server.port())?;
    s.login("demo", "demo")?;
    assert_eq!(s.state(), State::Authenticated);
    s.close()?;
    let mut s = connect_tcp("localhost", server.port())?;
    s.authenticate(Plain::new("demo", "demo"))?;
    let (peer, mut s) = scripted("S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\n!eof")?;
    let error = s.login("demo", "demo").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage, "{error}");
    ended(peer, s)
}

#[test]
fn authenticate() -> Result {
    // Decoded challenges, an empty answer, then `*`, which a NO or BAD answers.
    let (peer, mut s) = scripted(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=XTEST] hi
        C: $1 AUTHENTICATE XTEST\nS: + aGk=\nC: aGk=\nS: +\nC:\nS: $1 OK [CAPABILITY IMAP4rev1 MOVE] in
        !eof",
    )?;
    let authobject = |challenge: &[u8]| Some(challenge.to_vec());
    s.authenticate(FromFn::new("XTEST", authobject))?;
    assert!(s.capabilities().is_some_and(|known| known.has(&Capability::Move)));
    drop(s);
    peer.join()?;
    let (peer, mut s) = scripted(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=XTEST] hi
        C: $1 AUTHENTICATE XTEST\nS: + aGk=\nC: *\nS: $1 BAD cancelled\n!eof",
    )?;
    assert!(s.authenticate(FromFn::new("XTEST", |_: &[u8]| None)).is_err());
    ended(peer, s)
}

#[test]
fn login_cram_md5() -> Result {
    let (peer, mut s) = scripted(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5] hi
        C: $1 AUTHENTICATE CRAM-MD5
        S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
        C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS: $1 OK in\n!eof",
    )?;
    s.authenticate(CramMd5::new("tim", "tanstaaftanstaaf"))?;
    ended(peer, s)
}

#[test]
fn proxyauth() -> Result {
    let (peer, mut s) = preauth("", "C: $1 PROXYAUTH fred\nS: $1 OK done\n!eof")?;
    s.run(ProxyAuth::new("fred"))?;
    ended(peer, s)
}
