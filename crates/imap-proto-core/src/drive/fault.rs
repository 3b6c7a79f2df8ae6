//! What to do about an error, the same in every driver.

use crate::error::{CloseReason, CommandError};

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server would not (tagged NO).
    No,
    /// The server did not understand (tagged BAD).
    Bad,
    /// The call was wrong, or came at the wrong moment; nothing was sent.
    Usage,
    /// A limit was reached.
    Limit,
    /// A deadline passed: connect again.
    TimedOut,
    /// The peer broke the protocol: connect again, and tell its makers.
    Protocol,
    /// The connection ended: connect again.
    Closed,
    /// TLS failed: the certificate, its name, or the handshake.
    Tls,
}

impl CloseReason {
    /// What to do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::TimedOut(_) => ErrorKind::TimedOut,
            Self::Protocol(_) => ErrorKind::Protocol,
            Self::Layer(_) => ErrorKind::Tls,
            _ => ErrorKind::Closed,
        }
    }
}

impl CommandError {
    /// What to do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::No(_) => ErrorKind::No,
            Self::Bad(_) => ErrorKind::Bad,
            Self::Limit(_) => ErrorKind::Limit,
            Self::Closed(reason) => reason.kind(),
            _ => ErrorKind::Usage,
        }
    }
}
