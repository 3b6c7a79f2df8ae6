//! The error of a driver's session, which every driver defines from here: the core has no I/O and so no type for it.

/// Defines `Error`, with the conversions from and to what the core and the transport report. `$io` is `std::io`.
#[doc(hidden)]
#[macro_export]
macro_rules! driver_error {
    ($io:ident) => {
        /// An error of a session. [`kind`](Self::kind) says what to do about it.
        #[derive(Debug, thiserror::Error)]
        #[non_exhaustive]
        pub enum Error {
            /// The transport failed, or the reader of an upload did. The session has ended.
            #[error(transparent)]
            Io(#[from] $io::Error),
            /// TLS or compression failed, or could not be set up. The session has ended, if there was one.
            #[error(transparent)]
            Layer(#[from] $crate::layer::LayerError),
            /// The command did not succeed. The session goes on.
            #[error(transparent)]
            Command($crate::CommandError),
            /// The session has ended.
            #[error("connection closed: {0}")]
            Closed($crate::CloseReason),
        }

        impl Error {
            /// What to do about it.
            pub fn kind(&self) -> $crate::drive::ErrorKind {
                match self {
                    Self::Io(error) if error.kind() == $io::ErrorKind::TimedOut => {
                        $crate::drive::ErrorKind::TimedOut
                    }
                    Self::Io(_) => $crate::drive::ErrorKind::Closed,
                    Self::Layer(_) => $crate::drive::ErrorKind::Tls,
                    Self::Command(error) => error.kind(),
                    Self::Closed(reason) => reason.kind(),
                }
            }

            /// The transport's own error, if there was one, says more than "the connection ended".
            pub(crate) fn explained(error: $crate::CommandError, cause: Option<&$io::Error>) -> Self {
                let eof = matches!(error, $crate::CommandError::Closed($crate::CloseReason::Eof(_)));
                match cause.filter(|_| eof) {
                    Some(cause) => Self::Io($io::Error::new(cause.kind(), cause.to_string())),
                    None => error.into(),
                }
            }

            /// The server's answer, where it is a NO or BAD.
            pub fn refused(&self) -> Option<&$crate::Refused> {
                if let Self::Command(error) = self { error.refused() } else { None }
            }
        }

        impl From<$crate::CommandError> for Error {
            fn from(error: $crate::CommandError) -> Self {
                match error {
                    $crate::CommandError::Closed($crate::CloseReason::Layer(error)) => Self::Layer(error),
                    $crate::CommandError::Closed(reason) => Self::Closed(reason),
                    error => Self::Command(error),
                }
            }
        }

        impl From<Error> for $io::Error {
            fn from(error: Error) -> Self {
                use $crate::drive::ErrorKind as Kind;
                let kind = match (&error, error.kind()) {
                    (Error::Closed($crate::CloseReason::Eof(_)), _) => $io::ErrorKind::UnexpectedEof,
                    (_, Kind::TimedOut) => $io::ErrorKind::TimedOut,
                    (_, Kind::Closed) => $io::ErrorKind::ConnectionAborted,
                    (_, Kind::Tls | Kind::Protocol) => $io::ErrorKind::InvalidData,
                    (_, Kind::Usage) => $io::ErrorKind::InvalidInput,
                    _ => $io::ErrorKind::Other,
                };
                if let Error::Io(error) = error { error } else { Self::new(kind, error) }
            }
        }
    };
}
