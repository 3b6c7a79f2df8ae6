//! What a command is: a plain struct that writes itself, claims its responses and builds its result.
//!
//! The struct is its own accumulator. Encoding, claiming and building live in one file per family, and nothing
//! outside that file knows the command. An application adds its own by implementing [`Command`].

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::conn::RowContext;
use crate::error::{CommandError, EncodeError, Refused};
use crate::layer::LayerKind;
use crate::response::{self, Data, StatusKind, Tagged};
use crate::types::{self, CapabilitySet, MailboxName, SectionPath, SeqSet, Text, UidSet};

pub(crate) mod append;
mod authenticate;
mod capability;
mod close;
pub(crate) mod common;
pub(crate) mod copy;
mod create;
mod enable;
pub(crate) mod expunge;
pub(crate) mod fetch;
mod idle;
mod list;
mod login;
mod logout;
mod need;
mod noop;
pub(crate) mod param;
mod raw;
pub(crate) mod search;
mod search_key;
pub(crate) mod select;
mod starttls;
mod status;
mod store;
mod subscribe;
#[cfg(test)]
pub(crate) mod testing;
mod write;

pub use append::{Append, AppendMessage, AppendStream};
pub use authenticate::Authenticate;
pub use capability::Capability;
pub(crate) use capability::default_probe;
pub use close::{Close, Unselect};
pub use copy::{Copy, UidCopy};
pub use create::{Create, Created, Delete, Rename};
pub use enable::Enable;
pub use expunge::Expunge;
pub use fetch::{Fetch, FetchItem, FetchPiece, FetchStream, StreamDone, UidFetch, UidFetchStream};
pub use idle::{Idle, Idled};
pub use list::{List, Lsub};
pub use login::{Authenticated, Login};
pub use logout::Logout;
pub use need::Need;
pub use noop::{Check, Noop};
pub use param::Param;
pub use raw::{Raw, RawDone};
pub use search::{Search, UidSearch};
pub use search_key::SearchKey;
pub use select::{Examine, Select, Selected};
pub use starttls::StartTls;
pub use status::Status;
pub use store::{Store, UidStore};
pub use subscribe::{Subscribe, Unsubscribe};
pub(crate) use write::Segment;
pub use write::{CommandWriter, Dialect};

/// A command (RFC 9051 section 6).
///
/// The connection calls `encode` once, when the command is released, then `on_*` as the server answers, and
/// hands `Output` to the ticket after `on_tagged`.
pub trait Command: Sized + Send + 'static {
    /// Rows delivered while the command runs; [`Never`] if there are none.
    type Item: Send + Sync + 'static;
    /// The value on OK.
    type Output: Send + Sync + 'static;
    /// The command's name as it is on the wire, for example `UID FETCH`.
    const NAME: &'static str;

    /// Where the command is valid, what may run beside it, what it changes.
    fn traits(&self) -> Traits;

    /// Writes name and arguments. The tag, the space behind it and the final CRLF are the connection's.
    ///
    /// # Errors
    /// [`EncodeError`] when an argument cannot be sent; nothing of the command is then sent.
    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError>;

    /// Offers untagged data, by value, oldest command first.
    fn on_data(&mut self, data: Data, items: &mut Items<'_, Self::Item>) -> Claim {
        let _ = items;
        Claim::Pass(data)
    }

    /// Asks a command that [streams](Traits::streams) what to do with a large literal of a row that it would take. The
    /// oldest command that wants anything but to have it buffered decides.
    fn on_literal(&mut self, head: &LiteralHead) -> LiteralPlan {
        let _ = head;
        LiteralPlan::Buffer
    }

    /// Hands over a piece of a literal that was to be streamed. The row comes behind its last literal, to this command
    /// alone, with [`Items::streamed`]; none comes if what is left of it cannot be read.
    fn on_streamed(&mut self, piece: LiteralPiece, items: &mut Items<'_, Self::Item>) {
        let _ = (piece, items);
    }

    /// A continuation that no literal waits for (AUTHENTICATE, IDLE). What was written is sent, with CRLF.
    fn on_continue(&mut self, text: &Text, w: &mut CommandWriter<'_>) -> Continue {
        let _ = (text, w);
        Continue::Unexpected
    }

    /// The caller or the renewal timer ends a held command. What was written is sent, with CRLF.
    fn on_interrupt(&mut self, why: Interrupt, w: &mut CommandWriter<'_>) {
        let _ = (why, w);
    }

    /// The tagged reply, be it OK, NO or BAD. [`Tagged::refusal`] makes the error of the last two.
    fn on_tagged(&mut self, tagged: Tagged, items: &mut Items<'_, Self::Item>) -> Outcome<Self::Output>;

    /// True when this OK says that only a part was done: the output then comes in [`CommandError::Partial`], so that it
    /// is never taken for the whole. Without a body of its own that is MESSAGELIMIT (RFC 9738).
    fn is_partial(&self, status: &response::Status) -> bool {
        status.message_limit().is_some()
    }

    /// Moves the rows that nobody pulled into the output, for commands that collect. Called by `take`.
    fn collect(output: &mut Self::Output, rows: VecDeque<Self::Item>) {
        let _ = (output, rows);
    }
}

/// A command with literals whose octets come from the caller in pieces: APPEND, MULTIAPPEND.
///
/// It is started with `submit_upload`, through the driver's `upload.rs`. `encode` writes such a literal, of which
/// only the length is known, with [`CommandWriter::external`]: as many as it likes, among literals from memory and
/// other arguments. They are the *parts* of the upload, counted from 0 in the order of the line;
/// [`Owed`](crate::conn::Owed) says which one the server is ready for.
pub trait Upload: Command {}

/// The item type of a command without rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "it has no value and never will")]
pub enum Never {}

/// What a command does with a piece of data.
#[derive(Debug)]
#[non_exhaustive]
pub enum Claim {
    /// Not mine.
    Pass(Data),
    /// I noted it; tell everybody else as well.
    Observe(Data),
    /// Mine alone.
    Take,
}

/// What a command does with a continuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Continue {
    /// I wait for none.
    Unexpected,
    /// I wrote my answer.
    Respond,
    /// I hold the connection until I am interrupted (IDLE).
    Hold,
}

/// Why a held command is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interrupt {
    /// The caller asked for it, or abandoned the command, or submitted another one behind it.
    Caller,
    /// `Traits::renew_after` has passed; the command answers its tagged OK with [`Outcome::Again`].
    Renew,
}

/// How a tagged reply leaves the command.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome<O> {
    /// Finished.
    Done(Result<O, CommandError>),
    /// Goes on under a new tag: it is encoded anew. Only in answer to a renewal.
    Again,
}

/// What is known of a section, and of the row it stands in, when its literal is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiteralHead {
    /// The message number; 0 in UIDFETCH (RFC 9586), and if the response is no FETCH.
    pub message: u32,
    /// The UID, if it came before.
    pub uid: Option<u32>,
    /// The section, of `BODY[..]`, `BINARY[..]` and RFC822; none if its name cannot be read.
    pub section: Option<SectionPath>,
    /// The `n` of `<n>`: where a partial fetch begins.
    pub origin: Option<u64>,
    /// True for BINARY (RFC 3516): the transfer encoding was taken off.
    pub binary: bool,
    /// Octets announced.
    pub len: u64,
}

impl LiteralHead {
    pub(crate) fn new(len: u64) -> Self {
        Self { message: 0, uid: None, section: None, origin: None, binary: false, len }
    }
}

/// What to do with a large literal of the body class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LiteralPlan {
    /// Keep it, up to `Limits::literal`; above that it is discarded.
    Buffer,
    /// Pass it on as it arrives, to [`Command::on_streamed`]; the row says `Payload::Streamed`. Memory is one read.
    Stream,
    /// Read past it; the row says `Payload::Omitted`.
    Discard,
}

/// A piece of a literal that is passed on as it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LiteralPiece {
    /// It begins.
    Start(LiteralHead),
    /// Its next octets, not a copy.
    Chunk(Bytes),
    /// It is complete. One that is cut short has no end.
    End,
}

/// How a command shares the connection with others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flow {
    /// Others may be in flight beside it.
    Pipelined,
    /// Waits for all earlier commands and holds all later ones.
    Exclusive,
    /// As `Exclusive`; on OK the connection pauses until the driver has pushed the layer.
    Push(LayerKind),
}

/// Message numbers and who may fly beside whom (RFC 9051 5.5; the table in ARCHITECTURE.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Numbering {
    /// The server must not send EXPUNGE while it runs: FETCH, STORE, SEARCH.
    Frozen {
        /// Carries message numbers that an EXPUNGE would change (not `1:*`).
        carries: bool,
    },
    /// EXPUNGE may come while it runs.
    Free {
        /// Carries message numbers (COPY, MOVE, UID SEARCH with a set of numbers).
        carries: bool,
    },
}

impl Numbering {
    /// True when the command carries message numbers.
    pub fn carries(self) -> bool {
        match self {
            Self::Frozen { carries } | Self::Free { carries } => carries,
        }
    }
}

/// Whose rows a command takes, hence what may fly beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answers {
    /// None that could be mistaken.
    Nothing,
    /// Rows that cannot be told apart from those of another of the same kind, by the keyword of their response
    /// (`SEARCH`, `LIST`, `ENABLED`).
    Sole(&'static str),
    /// FETCH rows of these message numbers.
    FetchSeq(SeqSet),
    /// FETCH rows of these UIDs.
    FetchUid(UidSet),
    /// The STATUS row of this mailbox.
    Status(MailboxName),
}

/// The states in which a command is valid (RFC 9051 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum States {
    /// Any.
    Any,
    /// Not authenticated.
    NotAuthenticated,
    /// Authenticated or selected.
    Authenticated,
    /// Authenticated with nothing selected (ENABLE).
    AuthenticatedOnly,
    /// Selected.
    Selected,
}

/// What a command changes in the connection's view of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing.
    None,
    /// OK means authenticated.
    Authenticates,
    /// OK means not authenticated any more: nothing is selected, nothing enabled, and capabilities are asked anew
    /// unless the OK brings them (RFC 8437). It is not sent through a layer that deflates, which it would end.
    Unauthenticates,
    /// OK means this mailbox is selected; NO that none is.
    Selects {
        /// The mailbox.
        mailbox: MailboxName,
        /// EXAMINE.
        read_only: bool,
    },
    /// OK means that none is selected.
    Deselects,
    /// The connection ends.
    LogsOut,
    /// What news come unasked (NOTIFY, RFC 5465).
    Notifies {
        /// EXPUNGE of the selected mailbox may come at any time: message numbers are not to be relied on.
        any_time: bool,
    },
    /// Capabilities are to be asked anew (STARTTLS).
    ForgetsCapabilities,
    /// What ENABLED lists is enabled; `asked` counts only with `Leniency::enable_unlisted`.
    Enables {
        /// What was asked for.
        asked: CapabilitySet,
    },
}

/// What the connection has to know of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traits {
    /// How it shares the connection.
    pub flow: Flow,
    /// Its message numbers.
    pub numbering: Numbering,
    /// It names messages by number, be it only by `1:*`: not where UIDONLY (RFC 9586) is enabled. So does what is
    /// [`Numbering::Frozen`], and what carries numbers.
    pub by_number: bool,
    /// Its rows.
    pub answers: Answers,
    /// It streams literals of FETCH rows, which its `answers` are. They may come before the row says whose they are: no
    /// other command with FETCH rows flies beside it.
    pub streams: bool,
    /// Where it is valid; elsewhere it ends in [`CommandError::State`] and nothing is sent.
    pub states: States,
    /// What the server must announce, all of it; else it ends in [`CommandError::Unsupported`].
    pub needs: Vec<Need>,
    /// What must be switched on with ENABLE first; else it ends in [`CommandError::NotEnabled`].
    pub enabled: Option<types::Capability>,
    /// What must not be announced (LOGIN: LOGINDISABLED).
    pub forbidden_by: Option<types::Capability>,
    /// Its wire form depends on capabilities: they are asked for first when unknown.
    pub asks_capabilities: bool,
    /// It would hurt the wrong mailbox, so it waits for the OK of a SELECT in flight (STORE, EXPUNGE, CLOSE).
    pub destructive: bool,
    /// On OK the server keeps what it found, as `$` (RFC 5182).
    pub saves: bool,
    /// It works on `$`: see [`with_saved`](Self::with_saved).
    pub uses_saved: bool,
    /// It puts a secret on the wire that a listener could use.
    pub reveals_secret: bool,
    /// A held command is interrupted and sent anew after this long (IDLE).
    pub renew_after: Option<core::time::Duration>,
    /// What it changes.
    pub effect: Effect,
}

impl Traits {
    /// A command that may fly beside others, valid in `states`, without rows.
    pub fn pipelined(states: States) -> Self {
        Self {
            flow: Flow::Pipelined,
            numbering: Numbering::Free { carries: false },
            by_number: false,
            answers: Answers::Nothing,
            streams: false,
            states,
            needs: Vec::new(),
            enabled: None,
            forbidden_by: None,
            asks_capabilities: false,
            destructive: false,
            saves: false,
            uses_saved: false,
            reveals_secret: false,
            renew_after: None,
            effect: Effect::None,
        }
    }

    /// A command that waits for all earlier ones and holds all later ones.
    pub fn exclusive(states: States) -> Self {
        Self { flow: Flow::Exclusive, ..Self::pipelined(states) }
    }

    /// Sets any field: `Traits::pipelined(s).with(|t| t.destructive = true)`.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// The rows of a running command, and what the connection knows that helps to claim one.
#[derive(Debug)]
pub struct Items<'a, I> {
    pub(crate) queue: &'a mut VecDeque<I>,
    pub(crate) cx: RowContext,
}

impl<I> Items<'_, I> {
    /// Queues a row for `next_item` and, in the end, for the output.
    pub fn push(&mut self, item: I) {
        self.queue.push_back(item);
    }

    /// Drops the rows that nobody has pulled yet.
    pub(crate) fn discard(&mut self) {
        self.queue.clear();
    }

    /// Lets another command claim rows, which become items of this one.
    pub(crate) fn through<J>(
        &mut self,
        item: impl Fn(J) -> I,
        claim: impl FnOnce(&mut Items<'_, J>) -> Claim,
    ) -> Claim {
        let mut taken = VecDeque::new();
        let claim = claim(&mut Items { queue: &mut taken, cx: self.cx });
        self.queue.extend(taken.into_iter().map(item));
        claim
    }

    /// Messages in the selected mailbox: what `*` stands for.
    pub fn exists(&self) -> Option<u32> {
        self.cx.exists
    }

    /// True when no other command in flight takes rows of the same kind.
    pub fn alone(&self) -> bool {
        self.cx.alone
    }

    /// True for a row of which literals were streamed to this command: it is this command's and no other's.
    pub fn streamed(&self) -> bool {
        self.cx.streamed
    }
}

impl Tagged {
    /// The reply itself if it is OK.
    ///
    /// # Errors
    /// [`CommandError::No`] or [`CommandError::Bad`] otherwise: a refusal is never an empty success.
    pub fn refusal(self) -> Result<Self, CommandError> {
        match self.status.kind {
            StatusKind::No => Err(CommandError::No(Box::new(Refused::new(self.status)))),
            StatusKind::Bad => Err(CommandError::Bad(Box::new(Refused::new(self.status)))),
            _ => Ok(self),
        }
    }
}

impl<O> Outcome<O> {
    /// `value` on OK, the refusal otherwise.
    pub fn ok_or_refused(tagged: Tagged, value: impl FnOnce() -> O) -> Self {
        Self::Done(tagged.refusal().map(|_| value()))
    }
}
