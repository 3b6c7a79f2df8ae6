//! Every command whose capability Dovecot announces, run against it.
#![cfg(unix)]

mod capabilities;
#[path = "../live/mod.rs"]
mod live;
mod notices;
mod saved;
mod server;
