//! Exceptions.

use imap_blocking::core::command::SearchKey;
use imap_blocking::core::{CommandError, EncodeError, Raw};
use imap_blocking::prelude::*;
use imap_blocking::{ErrorKind, connect_tcp};

use crate::{Result, demo, ended, preauth, scripted, selected};

#[test]
fn error() -> Result {
    let (server, mut s) = demo()?;
    let error = s.search(SearchKey::all()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::State(_))), "{error}");
    assert_eq!(error.kind(), ErrorKind::Usage);
    let error = s.run(Raw::new("XFOO")?).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Bad);
    let error = s.select("Nowhere").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::No);
    let status = &error.refused().ok_or("a NO")?.status;
    assert!(status.text.as_str().is_some());
    s.noop()?;
    let mut s = connect_tcp("localhost", server.port())?;
    let error = s.login("demo", "wrong").unwrap_err();
    assert!(error.refused().is_some_and(|refused| refused.status.is_auth_failed()), "{error}");
    Ok(s.login("demo", "demo").map(drop)?)
}

#[test]
fn abort() -> Result {
    for (script, kind) in [
        ("S: * BYE down\n!eof", ErrorKind::Closed),
        ("S: zzz OK what\n!eof", ErrorKind::Protocol),
        ("S~ * half\n!close", ErrorKind::Closed),
    ] {
        let (peer, mut s) = preauth("", &format!("C: $1 NOOP\n{script}"))?;
        let error = s.noop().unwrap_err();
        assert_eq!(error.kind(), kind, "{script}: {error}");
        assert!(s.noop().is_err());
        peer.join()?;
    }
    Ok(())
}

#[test]
fn readonly() -> Result {
    let (peer, mut s) = scripted(
        "S: * PREAUTH hi\nC: $1 SELECT INBOX\nS: * 1 EXISTS\nS: $1 OK [READ-ONLY] done
        C: $2 NOOP\nS: $2 OK done\n!eof",
    )?;
    assert!(s.select("INBOX")?.read_only);
    assert!(s.selected().is_some_and(|mailbox| mailbox.read_only));
    s.noop()?;
    ended(peer, s)
}

#[test]
fn bad_arguments() -> Result {
    let (peer, mut s) = selected("", "C: $1 NOOP\nS: $1 OK done\n!eof")?;
    let error = s.create("a\r\nA2 DELETE b").unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Encode(EncodeError::BadOctet { .. }))), "{error}");
    let error = s.run(Raw::new("XFOO")?.atom("a b")).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Encode(_))), "{error}");
    // Nothing of it was sent.
    s.noop()?;
    ended(peer, s)
}
