//! Every command whose capability Dovecot announces, run against it.
#![cfg(all(unix, feature = "tls"))]

mod capabilities;
#[path = "../live/mod.rs"]
mod live;
mod notices;
mod saved;
mod server;
