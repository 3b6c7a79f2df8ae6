//! The driver against the testkit's server, against scripts for what no real server does, and against child processes.

mod ending;
mod events;
mod faults;
mod idle;
#[cfg(unix)]
mod pipe;
mod rows;
mod session;
mod stream;
mod support;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod upload;
#[cfg(feature = "tls")]
mod writes;
