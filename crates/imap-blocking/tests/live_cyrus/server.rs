//! Cyrus, and what is its own about it.

use std::sync::OnceLock;

use imap_blocking::connect_tcp;
use imap_blocking::core::ext::GenUrlAuth;
use imap_blocking::prelude::*;
use imap_harness::Cyrus;

use crate::live::{S, no};

pub(crate) const NAME: &str = "Cyrus";
/// Some refusals are others than Dovecot's.
pub(crate) const CYRUS: bool = true;
/// Prefixes: other users, shared.
pub(crate) const NAMESPACES: (&str, &str) = ("Other Users/", "Shared Folders/");
/// Of messages 1 and 3: it announces PREVIEW, and has none.
pub(crate) const PREVIEWS: [Option<&str>; 2] = [None, None];

/// One server for all tests. `None`: there is no Cyrus here, and the harness has said so.
pub(crate) fn server() -> Option<&'static Cyrus> {
    static SERVER: OnceLock<Option<Cyrus>> = OnceLock::new();
    SERVER.get_or_init(Cyrus::start).as_ref()
}

pub(crate) fn login() -> Option<S> {
    login_as(Cyrus::USER, Cyrus::PASSWORD)
}

/// From another thread of a test.
pub(crate) fn login_beside() -> Option<S> {
    login()
}

pub(crate) fn login_as(user: &str, password: &str) -> Option<S> {
    let mut s = connect()?;
    s.login(user, password).unwrap();
    Some(s)
}

/// Before a login, with the user and the password of the usual one.
pub(crate) fn connect() -> Option<S> {
    Some(connect_tcp(Cyrus::HOST, server()?.imap_port).unwrap())
}

pub(crate) const USER: (&str, &str) = (Cyrus::USER, Cyrus::PASSWORD);

/// What stands in URLs.
pub(crate) fn url_host() -> String {
    server().unwrap().name.clone()
}

pub(crate) fn refuse_url(s: &mut S, command: GenUrlAuth) {
    no(s, command);
}
