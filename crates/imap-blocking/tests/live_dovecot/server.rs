//! Dovecot, and what is its own about it.

use std::cell::RefCell;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use imap_blocking::core::ext::GenUrlAuth;
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{connect_starttls, connect_tcp};
use imap_harness::Dovecot;

use crate::live::{S, bad};

pub(crate) const NAME: &str = "Dovecot";
/// Cyrus knows no ALREADYEXISTS.
pub(crate) const CYRUS: bool = false;
/// Prefixes: other users, shared.
pub(crate) const NAMESPACES: (&str, &str) = ("Shared/", "Public/");
/// Of messages 1 and 3.
pub(crate) const PREVIEWS: [Option<&str>; 2] = [Some("longer than the others"), Some("gr\u{fc}n")];

/// One server for all tests. `None`: there is no Dovecot here, and the harness has said so.
fn server() -> Option<&'static Dovecot> {
    static SERVER: OnceLock<Option<Dovecot>> = OnceLock::new();
    SERVER.get_or_init(Dovecot::start).as_ref()
}

thread_local! {
    /// Held to the end of the test, which has a thread of its own.
    static TURN: RefCell<Option<MutexGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// One test at a time: with all at once a session was seen to wait a minute, and to get NO `[SERVERBUG]`, while others of
/// the same user made and renamed mailboxes.
pub(crate) fn login() -> Option<S> {
    static TURNS: Mutex<()> = Mutex::new(());
    TURN.with_borrow_mut(|turn| {
        turn.get_or_insert_with(|| TURNS.lock().unwrap_or_else(PoisonError::into_inner));
    });
    login_beside()
}

/// From another thread of a test.
pub(crate) fn login_beside() -> Option<S> {
    login_as(Dovecot::USER, Dovecot::PASSWORD)
}

pub(crate) fn login_as(user: &str, password: &str) -> Option<S> {
    let mut s = connect()?;
    s.login(user, password).unwrap();
    Some(s)
}

/// Before a login, with the user and the password of the usual one.
pub(crate) fn connect() -> Option<S> {
    Some(connect_tcp(Dovecot::HOST, server()?.imap_port).unwrap())
}

pub(crate) fn starttls() -> Option<S> {
    let server = server()?;
    let trust = TlsConfig::with_ca_pem(&std::fs::read(&server.ca_pem).unwrap()).unwrap();
    Some(connect_starttls(Dovecot::HOST, server.imap_port, &trust).unwrap())
}

pub(crate) const USER: (&str, &str) = (Dovecot::USER, Dovecot::PASSWORD);

/// What stands in URLs.
pub(crate) fn url_host() -> String {
    format!("localhost:{}", server().unwrap().imap_port)
}

pub(crate) fn refuse_url(s: &mut S, command: GenUrlAuth) {
    bad(s, command);
}
