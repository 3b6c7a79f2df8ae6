//! Errors, by who is at fault: the caller ([`EncodeError`]), the peer ([`ParseError`] contained,
//! [`ProtocolError`] fatal), or the course of events ([`CommandError`], [`CloseReason`]).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;

use crate::limits::LimitExceeded;
use crate::response::Status;
use crate::types::Capability;

/// The caller asked for something that cannot be said in IMAP. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// NUL, CR or LF where the grammar has no way to carry it.
    #[error("{what} holds an octet that IMAP cannot carry there")]
    BadOctet {
        /// The argument's name.
        what: &'static str,
    },
    /// An argument outside its grammar (empty atom, number 0, bad date ...).
    #[error("{what} is not valid: {why}")]
    Invalid {
        /// The argument's name.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The command line would exceed [`Limits::command_line`](crate::Limits). Long sets are split with
    /// `UidSet::chunks(max_octets)`.
    #[error("command too long: {0}; split a long set with UidSet::chunks(max_octets) or SeqSet::chunks")]
    TooLong(LimitExceeded),
    /// A name kept in its wire form cannot be sent in the form now in force (RFC 6855).
    #[error("the mailbox name was received in another form and cannot be sent in the one now in force")]
    NameForm,
    /// Octets that only `literal8` can carry, and the server has no BINARY (RFC 3516).
    #[error("a NUL needs literal8, and the server does not offer BINARY")]
    NeedsBinary,
    /// The command streams octets in and must be started as an upload.
    #[error("this command streams octets in: start it with submit_upload or the driver's upload functions")]
    NeedsUpload,
    /// A mechanism could not make its first response.
    #[error("the SASL mechanism failed: {0}")]
    Sasl(#[from] SaslError),
}

/// Why a SASL mechanism gave up. Its text never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SaslError {
    /// The server's challenge makes no sense to the mechanism.
    #[error("unexpected challenge: {0}")]
    Challenge(&'static str),
    /// The credentials cannot be expressed (NUL in a PLAIN identity, RFC 4616 2).
    #[error("credentials: {0}")]
    Credentials(&'static str),
    /// The challenge is not base64 (RFC 9051 6.2.2).
    #[error("the challenge is not base64")]
    Base64,
    /// More challenges, or longer ones, than [`Limits`](crate::Limits) allow.
    #[error("{0}")]
    Limit(#[from] LimitExceeded),
    /// The caller cancelled the exchange.
    #[error("cancelled")]
    Cancelled,
}

/// One response, or one item of it, could not be read. The connection goes on.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// Octet in the response where reading stopped.
    pub offset: usize,
    /// The grammar rule that was being read (RFC 9051 section 9 names).
    pub rule: &'static str,
    /// At most 32 octets from there.
    pub snippet: Vec<u8>,
}

impl ParseError {
    /// Longest snippet, in octets.
    pub const SNIPPET: usize = 32;

    pub(crate) fn at(text: &[u8], offset: usize, rule: &'static str) -> Self {
        let rest = text.get(offset..).unwrap_or_default();
        let snippet = rest.get(..Self::SNIPPET).unwrap_or(rest).to_vec();
        Self { offset, rule, snippet }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {} at octet {}: \"{}\"", self.rule, self.offset, self.snippet.escape_ascii())
    }
}

impl fmt::Debug for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParseError({self})")
    }
}

impl core::error::Error for ParseError {}

/// The peer broke the protocol in a way that leaves no sure ground. The connection is dead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// A framing limit was exceeded.
    #[error("{0}")]
    Limit(#[from] LimitExceeded),
    /// `{n}` followed by a bare LF on a line that is no status line.
    #[error("a literal announcement ends in a bare LF")]
    LiteralLineEnd,
    /// A literal length that no 63-bit number holds.
    #[error("literal length overflows")]
    LiteralOverflow,
    /// A tagged response to nothing we sent, or before the command was fully sent.
    #[error("tagged response to no command that was fully sent: \"{0}\"")]
    UnknownTag(String),
    /// A tagged response without OK, NO or BAD.
    #[error("unreadable tagged response")]
    TaggedUnreadable,
    /// The greeting is none (RFC 9051 7.1).
    #[error("the first line is no greeting: \"{0}\"")]
    NoGreeting(
        /// What came instead, or the start of it.
        String,
    ),
    /// Octets behind the OK of STARTTLS: an injected response (RFC 9051 6.2.1).
    #[error("octets behind the OK of STARTTLS")]
    InjectedPlaintext,
    /// PREAUTH where TLS was demanded and is not on (RFC 9051 7.1.4).
    #[error("PREAUTH before TLS, which was demanded")]
    PreauthBeforeTls,
    /// PREAUTH on a path where it was not allowed.
    #[error("PREAUTH, which this configuration does not allow")]
    PreauthNotAllowed,
    /// A continuation before authentication that nobody waits for.
    #[error("continuation that nothing waits for")]
    UnexpectedContinuation,
    /// OK to an authentication that we had given up or that failed on our side.
    #[error("OK to an authentication that failed on our side")]
    UnprovenAuthentication,
    /// A tagged OK while the command's literal had not been asked for: nothing was stored.
    #[error("a command was completed before its literal was sent")]
    CompletedEarly,
    /// More noise (blank lines, stray continuations) than allowed.
    #[error("too much noise: {0}")]
    Noise(&'static str),
    /// Too many untagged lines before authentication.
    #[error("flood before authentication")]
    FloodBeforeAuth,
}

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseReason {
    /// LOGOUT was answered.
    #[error("logged out")]
    LoggedOut,
    /// The server said BYE.
    #[error("the server said BYE: {0}")]
    Bye(Box<Status>),
    /// The transport ended.
    #[error("the connection ended{}", if *.0 { " in the middle of a response" } else { "" })]
    Eof(
        /// True when a response was unfinished.
        bool,
    ),
    /// A deadline passed.
    #[error("timed out: {0:?}")]
    TimedOut(crate::conn::Deadline),
    /// A literal that was announced was not filled.
    #[error("an upload was abandoned or fell short")]
    UploadAbandoned,
    /// The peer broke the protocol.
    #[error("{0}")]
    Protocol(#[from] ProtocolError),
    /// TLS or compression failed.
    #[error("{0}")]
    Layer(#[from] crate::layer::LayerError),
    /// The transport failed; the driver knows more.
    #[error("the transport failed")]
    Transport,
    /// The caller gave the connection up.
    #[error("the caller gave the connection up: {0}")]
    Abandoned(&'static str),
}

/// The server answered NO or BAD.
#[non_exhaustive]
pub struct Refused {
    /// Code and text of the answer.
    pub status: Status,
    pub(crate) rows: Option<Box<dyn Any + Send + Sync>>,
}

impl Refused {
    pub(crate) fn new(status: Status) -> Self {
        Self { status, rows: None }
    }

    /// Rows that came before the refusal, for commands whose rows are of type `T`.
    ///
    /// A server may send part of what was asked before it says NO (RFC 9051 6.4.5).
    pub fn rows<T: 'static>(&self) -> &[T] {
        self.rows.as_ref().and_then(|rows| rows.downcast_ref::<Vec<T>>()).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused").field("status", &self.status).finish_non_exhaustive()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.status.fmt(f)
    }
}

/// The server answered OK, and said that it did only a part of what was asked.
#[non_exhaustive]
pub struct PartialOutput {
    /// Code and text of the answer: where it stopped.
    pub status: Status,
    output: Box<dyn Any + Send + Sync>,
}

impl PartialOutput {
    pub(crate) fn new<T: Any + Send + Sync>(status: Status, output: T) -> Self {
        Self { status, output: Box::new(output) }
    }

    /// What the command would have given, of the part that was done; `T` is its output.
    pub fn output<T: 'static>(&self) -> Option<&T> {
        self.output.downcast_ref()
    }

    /// The same by value.
    pub fn into_output<T: 'static>(self) -> Option<T> {
        self.output.downcast().ok().map(|output| *output)
    }
}

impl fmt::Debug for PartialOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialOutput").field("status", &self.status).finish_non_exhaustive()
    }
}

impl fmt::Display for PartialOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.status.fmt(f)
    }
}

/// How a command ended, if not well.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// Tagged NO: the server would not.
    #[error("NO: {0}")]
    No(Box<Refused>),
    /// Tagged BAD: the server did not understand.
    #[error("BAD: {0}")]
    Bad(Box<Refused>),
    /// The connection ended first. Whether the command took effect is not known unless it was never sent.
    #[error("connection closed: {0}")]
    Closed(CloseReason),
    /// The arguments cannot be sent. Nothing was.
    #[error("{0}")]
    Encode(#[from] EncodeError),
    /// The server does not announce what the command needs. `Config::assume` or the command's `.unchecked()`
    /// override that.
    #[error(
        "the server does not announce {0}; if it can do it all the same, use Config::assume or .unchecked()"
    )]
    Unsupported(Capability),
    /// The command needs this to be switched on with ENABLE first (RFC 5161). Nothing was sent.
    #[error("{0} was not enabled in this session")]
    NotEnabled(Capability),
    /// The command does not belong in the state the connection is in. Nothing was sent.
    #[error("not valid in the state {0}")]
    State(&'static str),
    /// An EXPUNGE changed the message numbers, or another mailbox was selected, before the command could be
    /// sent. Nothing was.
    #[error("message numbers changed before the command was sent; nothing was sent")]
    Renumbered,
    /// A secret would have crossed a network in clear text. Nothing was sent.
    #[error("refused to send a secret in clear text; use TLS, or dangerous_cleartext_auth")]
    Cleartext,
    /// The event loop has no layer of this kind at hand, which the command would ask for. Nothing was sent.
    #[error("no {0:?} layer is at hand; see Config::can_push and Client::expect_layer")]
    NoLayer(crate::layer::LayerKind),
    /// A limit of ours.
    #[error("{0}")]
    Limit(#[from] LimitExceeded),
    /// The SASL exchange failed on our side.
    #[error("authentication failed on our side: {0}")]
    Sasl(#[from] SaslError),
    /// The answer was OK, and says that only a part was done (RFC 9738, RFC 7377 2.4). That part is in it.
    #[error("only a part was done: {0}")]
    Partial(Box<PartialOutput>),
    /// The answer was OK, yet what it had to bring did not come.
    #[error("the server said OK and left out {0}")]
    Incomplete(&'static str),
    /// The ticket is not of this connection, or its result was taken.
    #[error("unknown ticket")]
    UnknownTicket,
}

impl CommandError {
    /// The server's answer, where it is a NO or BAD.
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Self::No(refused) | Self::Bad(refused) => Some(refused),
            _ => None,
        }
    }

    /// What was done, where the server did only a part.
    pub fn partial(&self) -> Option<&PartialOutput> {
        if let Self::Partial(partial) = self { Some(partial) } else { None }
    }
}
