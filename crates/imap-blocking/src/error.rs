//! What can go wrong in a session.

use std::io;

use imap_proto_core::drive::ErrorKind;
use imap_proto_core::layer::LayerError;
use imap_proto_core::{CloseReason, CommandError, Refused};

/// An error of a session. [`kind`](Self::kind) says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The transport failed, or the reader of an upload did. The session has ended.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// TLS or compression failed, or could not be set up. The session has ended, if there was one.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// The command did not succeed. The session goes on.
    #[error(transparent)]
    Command(CommandError),
    /// The session has ended.
    #[error("connection closed: {0}")]
    Closed(CloseReason),
}

impl Error {
    /// What to do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::TimedOut => ErrorKind::TimedOut,
            Self::Io(_) => ErrorKind::Closed,
            Self::Layer(_) => ErrorKind::Tls,
            Self::Command(error) => error.kind(),
            Self::Closed(reason) => reason.kind(),
        }
    }

    /// The server's answer, where it is a NO or BAD.
    pub fn refused(&self) -> Option<&Refused> {
        if let Self::Command(error) = self { error.refused() } else { None }
    }
}

impl From<CommandError> for Error {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Closed(CloseReason::Layer(error)) => Self::Layer(error),
            CommandError::Closed(reason) => Self::Closed(reason),
            error => Self::Command(error),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match (&error, error.kind()) {
            (Error::Closed(CloseReason::Eof(_)), _) => io::ErrorKind::UnexpectedEof,
            (_, ErrorKind::TimedOut) => io::ErrorKind::TimedOut,
            (_, ErrorKind::Closed) => io::ErrorKind::ConnectionAborted,
            (_, ErrorKind::Tls | ErrorKind::Protocol) => io::ErrorKind::InvalidData,
            (_, ErrorKind::Usage) => io::ErrorKind::InvalidInput,
            _ => io::ErrorKind::Other,
        };
        if let Error::Io(error) = error { error } else { Self::new(kind, error) }
    }
}
