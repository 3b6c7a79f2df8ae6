//! TLS for the IMAP client crates, without sockets.
//!
//! A [`TlsConfig`] makes [`Layer`](imap_proto_core::layer::Layer)s, one a connection; the core stacks them, and
//! whoever moves octets for the core moves TLS records without knowing it. The drivers' one-line connects do
//! all this; this crate is for custom event loops and for settings.
//!
//! TLS 1.2 and 1.3 (RFC 8314 4.1), certificates checked against the host name (RFC 9525), no early data.
//! `imap` is offered by ALPN only where it was asked for.
//!
//! ```
//! # fn main() -> Result<(), imap_tls::TlsError> {
//! use imap_proto_core::conn::Config;
//! use imap_proto_core::layer::Wire;
//! use imap_tls::TlsConfig;
//!
//! # #[cfg(all(feature = "ring", feature = "platform-verifier"))] {
//! let tls = TlsConfig::platform();
//! let mut wire = Wire::new(Config::default());
//! wire.push_layer(tls.layer("mail.example.net")?); // implicit TLS: before the first octet
//! assert_eq!(wire.output()[0], 22); // a handshake record, to be written to the transport
//! # }
//! # Ok(()) }
//! ```
//!
//! # Cost
//! rustls copies each record once out of its own buffer after decryption; nothing else is copied.

mod config;
mod error;
mod layer;

pub use config::TlsConfig;
pub use error::TlsError;
