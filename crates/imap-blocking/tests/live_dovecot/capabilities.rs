//! Everything that Dovecot announces is covered.

use imap_blocking::Error;
use imap_blocking::core::CommandError;
use imap_blocking::core::ext::{RList, Unauthenticate};
use imap_blocking::prelude::*;

use crate::live::capabilities::Cover::{self, By, Nothing};
use crate::live::capabilities::{MECHANISM, covers, covers_before_login};
use crate::live::{appends, base, done, rights};
use crate::{notices, saved, server};

/// Beside what both have.
const COVERED: &[(&str, Cover)] = &[
    ("URL-PARTIAL", By(&[appends::catenate])),
    ("I18NLEVEL=1", By(&[saved::comparators])),
    ("SEARCHRES", By(&[saved::saved_result])),
    ("CONTEXT=SEARCH", By(&[saved::updates])),
    ("NOTIFY", By(&[notices::notify])),
    ("METADATA", By(&[rights::metadata])),
    ("QUOTA", By(&[rights::quota])),
    ("RIGHTS=texk", By(&[rights::acl])),
    ("SASL-IR", By(&[base::authenticating])),
    (
        "LOGIN-REFERRALS",
        Nothing("says what a refused login may bring; this server knows no other to refer to"),
    ),
    ("SNIPPET=FUZZY", Nothing("the draft that became PREVIEW (RFC 8970)")),
    ("PREVIEW=FUZZY", Nothing("the algorithm of a draft of RFC 8970, which has none")),
];

/// What it announces only before a login, beside what both have.
const BEFORE: &[(&str, Cover)] = &[
    ("STARTTLS", By(&[starting_tls])),
    ("AUTH=ANONYMOUS", MECHANISM),
    ("AUTH=EXTERNAL", MECHANISM),
    ("AUTH=OAUTHBEARER", MECHANISM),
    ("AUTH=XOAUTH2", MECHANISM),
];

#[test]
fn all_are_covered() {
    let Some(s) = server::login() else { return };
    covers(&s, COVERED);
    done(s);
    let Some(mut s) = server::connect() else { return };
    covers_before_login(&mut s, COVERED, BEFORE);
}

#[test]
fn what_is_not_announced_is_not_sent() {
    let Some(mut s) = server::login() else { return };
    let error = s.run(RList::new("", "*")).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    let error = s.run(Unauthenticate::new()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    done(s);
}

#[test]
fn starting_tls() {
    let Some(mut s) = server::starttls() else { return };
    assert!(s.is_secure());
    s.login(server::USER.0, server::USER.1).unwrap();
    s.select("INBOX").unwrap();
    done(s);
}
