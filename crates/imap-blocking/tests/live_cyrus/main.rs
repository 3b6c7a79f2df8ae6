//! Every command whose capability Cyrus announces, run against it.
#![cfg(all(unix, feature = "tls"))]

mod annotations;
mod capabilities;
#[path = "../live/mod.rs"]
mod live;
mod older;
mod own;
mod server;
