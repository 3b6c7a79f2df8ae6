//! The limits that bound what a peer can cost us, and the leniencies that say what is forgiven.
//!
//! Every limit is enforced before anything grows, is configurable, and is named in the error it causes
//! ([`LimitExceeded`]). There is no "unlimited".

use alloc::sync::Arc;
use core::fmt;
use core::ops::Deref;

/// Upper bounds, all on by default.
///
/// ```
/// use imap_proto_core::Limits;
/// let limits = Limits::default().with_literal(8 << 20);
/// assert_eq!(limits.literal, 8 << 20);
/// assert!(Limits::strict().literal < limits.literal);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Octets of a line before authentication. Default 8 KiB.
    pub line_before_auth: usize,
    /// Octets of a continuation line while AUTHENTICATE runs. Default 16 KiB + 8.
    pub line_sasl: usize,
    /// Octets of an ordinary line after authentication, literals apart. Default 1 MiB.
    pub line: usize,
    /// Octets of a status line, which may carry a long COPYUID. Default 4 MiB.
    pub line_status: usize,
    /// Octets of a SEARCH, SORT, THREAD, ESEARCH, VANISHED or UIDBATCHES line. Default 16 MiB.
    pub line_numeric: usize,
    /// A literal of at most this many octets stays in place between its lines. Default 16 KiB. In a FETCH row that begins
    /// while a command streams, and nobody listens, at most 1 KiB counts.
    pub inline_literal: usize,
    /// Octets of a buffered literal of the body class. Default 64 MiB; a larger one is discarded.
    pub literal: u64,
    /// Octets of any other literal (names, ENVELOPE strings). Default 64 KiB; a larger one is fatal.
    pub literal_other: u64,
    /// Octets of a literal before authentication. Default 4 KiB.
    pub literal_before_auth: u64,
    /// Octets of a literal that is not kept: thrown away, or streamed. Default 4 GiB; a larger one is fatal.
    pub discard: u64,
    /// Octets of one buffered response, literals included. Default 128 MiB.
    pub response: u64,
    /// Literals in one response. Default 10,000.
    pub literals: usize,
    /// Nesting of parentheses. Default 64.
    pub nesting: usize,
    /// Parts of one BODYSTRUCTURE. Default 10,000.
    pub body_nodes: usize,
    /// Members of one list: flags, addresses, parameters. Default 10,000.
    pub list: usize,
    /// Ranges of one set of message numbers or UIDs. Default 65,536.
    pub ranges: usize,
    /// Capabilities in one list. Default 512.
    pub capabilities: usize,
    /// Untagged lines before authentication. Default 64.
    pub untagged_before_auth: u32,
    /// Unexpected continuations, and blank lines in a row. Default 16 of each; none before authentication.
    pub noise: u32,
    /// Events that wait to be pulled. Default 10,000.
    pub queued_events: usize,
    /// Octets of the events that wait to be pulled, and of the rows and chunks of one command. Default 16 MiB.
    pub queued_octets: usize,
    /// Rows of one command that wait to be pulled while nobody waits for it. Default 10,000.
    pub queued_rows: usize,
    /// Octets of rows that a waiting caller collects in one result, without what the blocks they were received in have
    /// beside them. Default 1 GiB.
    pub collected: u64,
    /// Commands in flight. Default 1,024.
    pub in_flight: usize,
    /// Commands submitted and not yet sent. Default 16,384.
    pub held: usize,
    /// Finished results that nobody took. Default 16,384.
    pub unclaimed: usize,
    /// Octets of a command line sent, literals apart. Default 8 KiB.
    pub command_line: usize,
    /// Octets of a SASL response sent. Default 64 KiB.
    pub sasl_response: usize,
    /// SASL challenges in one exchange. Default 8.
    pub sasl_challenges: u32,
    /// Octets of commands released beyond what tagged replies have confirmed. Default 64 KiB.
    pub unacknowledged: usize,
    /// Octets of the input slot at its largest. Default 256 KiB.
    pub slot: usize,
}

static DEFAULT: Limits = Limits {
    line_before_auth: 8 << 10,
    line_sasl: (16 << 10) + 8,
    line: 1 << 20,
    line_status: 4 << 20,
    line_numeric: 16 << 20,
    inline_literal: 16 << 10,
    literal: 64 << 20,
    literal_other: 64 << 10,
    literal_before_auth: 4 << 10,
    discard: 4 << 30,
    response: 128 << 20,
    literals: 10_000,
    nesting: 64,
    body_nodes: 10_000,
    list: 10_000,
    ranges: 65_536,
    capabilities: 512,
    untagged_before_auth: 64,
    noise: 16,
    queued_events: 10_000,
    queued_octets: 16 << 20,
    queued_rows: 10_000,
    collected: 1 << 30,
    in_flight: 1_024,
    held: 16_384,
    unclaimed: 16_384,
    command_line: 8 << 10,
    sasl_response: 64 << 10,
    sasl_challenges: 8,
    unacknowledged: 64 << 10,
    slot: 256 << 10,
};

impl Default for Limits {
    fn default() -> Self {
        DEFAULT.clone()
    }
}

/// Limits as a connection shares them with its framer and its parser. The default ones are there once for all.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedLimits(Option<Arc<Limits>>);

impl From<Limits> for SharedLimits {
    fn from(limits: Limits) -> Self {
        Self((limits != DEFAULT).then(|| Arc::new(limits)))
    }
}

impl Deref for SharedLimits {
    type Target = Limits;

    fn deref(&self) -> &Limits {
        self.0.as_deref().unwrap_or(&DEFAULT)
    }
}

impl Limits {
    /// Limits for a device with little memory: a line is at most 64 KiB, a literal 1 MiB.
    pub fn strict() -> Self {
        Self {
            line: 64 << 10,
            line_status: 64 << 10,
            line_numeric: 256 << 10,
            inline_literal: 4 << 10,
            literal: 1 << 20,
            literal_other: 16 << 10,
            response: 2 << 20,
            literals: 1_000,
            body_nodes: 1_000,
            list: 1_000,
            ranges: 4_096,
            queued_events: 256,
            queued_octets: 256 << 10,
            queued_rows: 256,
            collected: 4 << 20,
            in_flight: 32,
            held: 256,
            unclaimed: 256,
            unacknowledged: 4 << 10,
            slot: 16 << 10,
            ..Self::default()
        }
    }

    /// Sets the largest literal of the body class that is buffered, in octets.
    #[must_use]
    pub fn with_literal(mut self, octets: u64) -> Self {
        self.literal = octets;
        self
    }

    /// Changes any field: `Limits::default().with(|l| l.nesting = 16)`.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// What the client forgives. Everything unambiguous is always forgiven; these are the cases where tolerance
/// and safety meet, so the default is chosen and can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leniency {
    /// A bare LF ends a status line (GNU Mailutils sends one). Default true. Elsewhere it never does.
    pub bare_lf: bool,
    /// `{n}` followed by a bare LF announces a literal. Default false: fatal.
    pub bare_lf_literal: bool,
    /// NULs are taken out of lines instead of making them malformed. Default false.
    pub nul: bool,
    /// An OK to ENABLE without an ENABLED response counts as enabled (iCloud). Default false.
    pub enable_unlisted: bool,
}

impl Default for Leniency {
    fn default() -> Self {
        Self { bare_lf: true, bare_lf_literal: false, nul: false, enable_unlisted: false }
    }
}

impl Leniency {
    /// Changes any field: `Leniency::default().with(|l| l.bare_lf = false)`.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// A limit was reached: which, how high it is, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitExceeded {
    /// The name of the field of [`Limits`].
    pub which: &'static str,
    /// Its value.
    pub limit: u64,
    /// What asked for more.
    pub seen: u64,
}

impl LimitExceeded {
    pub(crate) fn new(which: &'static str, limit: u64, seen: u64) -> Self {
        Self { which, limit, seen }
    }
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "limit `{}` is {} and {} was asked for", self.which, self.limit, self.seen)
    }
}

impl core::error::Error for LimitExceeded {}
