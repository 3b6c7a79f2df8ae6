//! What the connection tells its owner without being asked, in a bounded queue.

use alloc::collections::VecDeque;

use super::CommandId;
use crate::error::CloseReason;
use crate::ext::ExtData;
use crate::layer::LayerKind;
use crate::limits::Limits;
use crate::response::{Data, FetchRow, MailboxStatus, Malformed, Status, Violation};
use crate::types::{CapabilitySet, FlagSet, Text, UidSet};

/// One fact. Pull them with `poll_event` after every call that brings octets in; a driver's `events()` gives those
/// that are news.
///
/// At most `Limits::queued_events` of them, or `Limits::queued_octets`, wait; [`Lost`](Self::Lost) stands for the rest.
///
/// ```
/// use imap_proto_core::{Event, Execute, Unsolicited};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// # server.handle().append("INBOX", "Subject: news\n\nhere\n");
/// session.noop()?;
/// for event in session.events() {
///     match event {
///         Event::Unsolicited(Unsolicited::Exists(messages)) => println!("{messages} messages now"),
///         Event::Unsolicited(Unsolicited::Expunge(number)) => println!("message {number} is gone"),
///         Event::Unsolicited(Unsolicited::Alert { text, .. }) => println!("for the user: {text}"),
///         Event::Lost { count } => println!("{count} events were dropped: look at everything anew"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The server greeted us (RFC 9051 7.1). `kind` is OK or PREAUTH.
    Greeting(Status),
    /// Data that no command claimed.
    Unsolicited(Unsolicited),
    /// The command has ended: `take` will now succeed.
    Completed(CommandId),
    /// The server is ready for the octets of an upload: call `supply`.
    WantLiteral {
        /// The upload.
        id: CommandId,
        /// Which of its literals, counted from 0.
        part: usize,
        /// Octets of it.
        remaining: u64,
    },
    /// IDLE is in force.
    Idling(CommandId),
    /// Push the layer, then call `layer_ready`. Nothing moves before that.
    SwitchLayer {
        /// The command that asked for it.
        id: CommandId,
        /// The layer to push.
        push: LayerKind,
    },
    /// A response could not be read; it is here whole.
    Malformed(Malformed),
    /// Something well-formed that cannot be; the field was left out.
    Violation(Violation),
    /// That many events were dropped, because nobody pulled them.
    Lost {
        /// How many.
        count: u64,
    },
    /// The connection ended. Every outstanding ticket has its error.
    Closed(CloseReason),
}

/// Data that no command claimed, in the order it came.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Unsolicited {
    /// The mailbox holds this many messages.
    Exists(u32),
    /// This many are recent (RFC 3501 7.3.2).
    Recent(u32),
    /// This message is gone, and every higher number is one lower now.
    Expunge(u32),
    /// These messages are gone (RFC 7162 3.2.10).
    Vanished {
        /// They were gone before: no number changes.
        earlier: bool,
        /// The UIDs.
        uids: UidSet,
    },
    /// The flags that the mailbox knows.
    Flags(FlagSet),
    /// News about a message.
    Fetch(FetchRow),
    /// A text that must be shown to the user (RFC 9051 7.1). Be wary of one that came without TLS.
    Alert {
        /// The text.
        text: Text,
        /// It came through a confidential layer.
        secure: bool,
    },
    /// The server is about to close.
    Bye(Status),
    /// The server's capabilities changed.
    Capability(CapabilitySet),
    /// Any other untagged OK, NO or BAD.
    Status(Status),
    /// An untagged OK, NO or BAD about a command in flight, which its code names by the tag: the server says how far it
    /// is ([`InProgress`](crate::ext::inprogress::InProgress), RFC 9585). Also the tagged OK of a command, where its code
    /// is a remark that no result holds, such as EXPUNGEISSUED (RFC 5530), or one that nobody knows.
    StatusOf {
        /// The command.
        id: CommandId,
        /// What the server says of it.
        status: Status,
    },
    /// News about a mailbox.
    MailboxStatus(MailboxStatus),
    /// What a registered extension read.
    Extension(ExtData),
    /// Everything else, unknown keywords included.
    Other(Data),
}

impl From<Data> for Unsolicited {
    fn from(data: Data) -> Self {
        match data {
            Data::Exists(n) => Self::Exists(n),
            Data::Recent(n) => Self::Recent(n),
            Data::Expunge(n) => Self::Expunge(n),
            Data::Vanished { earlier, uids } => Self::Vanished { earlier, uids },
            Data::Flags(flags) => Self::Flags(flags),
            Data::Fetch(row) => Self::Fetch(row),
            Data::Capability(set) => Self::Capability(set),
            Data::Status(status) => Self::Status(status),
            Data::MailboxStatus(status) => Self::MailboxStatus(status),
            Data::Ext(data) => Self::Extension(data),
            other => Self::Other(other),
        }
    }
}

/// The queue. Only data may be lost, never the end of a command or of the connection.
#[derive(Debug, Default)]
pub(crate) struct Events {
    queue: VecDeque<(Event, usize)>,
    octets: usize,
}

/// What an event costs beside the octets it holds.
const OVERHEAD: usize = 64;

impl Events {
    pub(crate) fn push(&mut self, event: Event) {
        self.queue.push_back((event, 0));
    }

    /// Queues data of about `octets`, unless the queue is full: then it is counted as lost.
    pub(crate) fn push_data(&mut self, event: Event, octets: usize, limits: &Limits) {
        if let (
            Event::Unsolicited(Unsolicited::Exists(new)),
            Some((Event::Unsolicited(Unsolicited::Exists(old)), _)),
        ) = (&event, self.queue.back_mut())
        {
            *old = *new;
            return;
        }
        let octets = octets.saturating_add(OVERHEAD);
        let full = self.queue.len() >= limits.queued_events
            || self.octets.saturating_add(octets) > limits.queued_octets;
        if !full {
            self.octets += octets;
            self.queue.push_back((event, octets));
        } else if let Some((Event::Lost { count }, _)) = self.queue.back_mut() {
            *count += 1;
        } else {
            self.queue.push_back((Event::Lost { count: 1 }, 0));
        }
    }

    /// Forgets what came in clear text, for TLS begins: it is counted as lost (SECURITY S21). Alerts say for
    /// themselves that they came without TLS.
    pub(crate) fn drop_news(&mut self) {
        let before = self.queue.len();
        self.queue.retain(|(event, _)| match event {
            Event::Unsolicited(news) => matches!(news, Unsolicited::Alert { .. }),
            Event::Malformed(_) | Event::Violation(_) => false,
            _ => true,
        });
        self.octets = self.queue.iter().map(|(_, octets)| octets).sum();
        let count = (before - self.queue.len()) as u64;
        if count > 0 {
            self.queue.push_back((Event::Lost { count }, 0));
        }
    }

    /// A switch that was asked for will not take place.
    pub(crate) fn drop_switch(&mut self) {
        self.queue.retain(|(event, _)| !matches!(event, Event::SwitchLayer { .. }));
    }

    /// The next event, and the octets it was counted with.
    pub(crate) fn pop(&mut self) -> Option<(Event, usize)> {
        let (event, octets) = self.queue.pop_front()?;
        self.octets = self.octets.saturating_sub(octets);
        if self.queue.is_empty() {
            // A connection that idles keeps nothing.
            self.queue = VecDeque::new();
        }
        Some((event, octets))
    }
}
