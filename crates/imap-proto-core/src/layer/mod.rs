//! Byte layers between the connection and the transport: TLS now, COMPRESS later (RFC 4978).
//!
//! A [`Layer`] is a filter without sockets. [`Wire`] stacks layers over a
//! [`Connection`](crate::conn::Connection) and offers the same verbs, so a driver only ever moves opaque octets.

use alloc::string::String;
use alloc::vec::Vec;

mod wire;

pub use wire::Wire;

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerKind {
    /// Confidential and authenticated (RFC 8314).
    Tls,
    /// DEFLATE (RFC 4978).
    Deflate,
}

/// What [`Layer::pull_plain`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pulled {
    /// That many octets were written to the front of the slice.
    Bytes(usize),
    /// Nothing until more wire octets come.
    NeedWire,
    /// The peer ended the layer cleanly (close_notify): the end of input.
    PeerClosed,
}

/// Which channel binding a SASL mechanism asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingKind {
    /// tls-exporter (RFC 9266).
    TlsExporter,
    /// tls-server-end-point (RFC 5929 section 4).
    TlsServerEndPoint,
}

/// A layer failed. The text names the cause and holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} layer: {message}")]
#[non_exhaustive]
pub struct LayerError {
    /// The layer.
    pub kind: LayerKind,
    /// What happened.
    pub message: String,
}

impl LayerError {
    /// An error of the layer `kind`.
    pub fn new(kind: LayerKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// A byte filter, pull-shaped so that back pressure reaches it.
///
/// 16 KiB of deflated octets can hold 16 MiB: they are inflated into the connection's own buffer, as much at a
/// time as fits, and a bomb stops at the line limit.
pub trait Layer: Send {
    /// What it is.
    fn kind(&self) -> LayerKind;

    /// True until the layer is ready for application octets; `Deadline::Handshake` runs meanwhile.
    fn handshaking(&self) -> bool {
        false
    }

    /// Takes octets from the transport and says how many it accepted; 0 means pull first.
    ///
    /// # Errors
    /// When the octets break the layer. Only `wire_out` (a TLS alert) is of use afterwards.
    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError>;

    /// Writes plain octets to the front of `out`.
    ///
    /// # Errors
    /// As [`take_wire`](Self::take_wire).
    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError>;

    /// Takes plain octets on their way out and says how many it accepted.
    ///
    /// # Errors
    /// When the layer is broken.
    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError>;

    /// Octets for the transport; may be non-empty with nothing pushed (a handshake).
    fn wire_out(&mut self) -> &[u8];

    /// The transport accepted `n` of them.
    fn wire_written(&mut self, n: usize);

    /// Ends the layer (close_notify goes to `wire_out`).
    fn close(&mut self);

    /// Channel binding data, once the handshake is over.
    fn channel_binding(&self, kind: BindingKind) -> Option<Vec<u8>> {
        let _ = kind;
        None
    }
}
