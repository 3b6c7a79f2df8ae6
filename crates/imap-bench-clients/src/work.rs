//! The workloads. What each does is in the subjects.

use std::fmt;

/// Messages of [`BULK`].
pub(crate) const MESSAGES: u32 = 10_000;
/// Those of them that are read whole.
pub(crate) const WHOLE: u32 = 2_000;
/// NOOPs.
pub(crate) const NOOPS: u32 = 500;
/// Messages that are appended, and the octets of each.
pub(crate) const APPENDS: u32 = 200;
pub(crate) const APPENDED: usize = 20_000;
/// Searches.
pub(crate) const SEARCHES: u32 = 50;
/// Idle connections.
pub(crate) const IDLE: u32 = 1_000;

/// The mailbox of many messages. Its name changes with what is in it.
pub(crate) const BULK: &str = "Bulk2";
/// The mailbox of one large message.
pub(crate) const LARGE: &str = "Large1";
/// Where messages are appended to, made anew each time.
pub(crate) const SINK: &str = "Sink";

/// A workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Work {
    /// W1: UID, flags, date and size of all messages, each row dropped as it comes.
    Metadata,
    /// The same, all rows together.
    MetadataKept,
    /// W2: ENVELOPE and BODYSTRUCTURE of all messages.
    Structure,
    /// W3: 2,000 messages whole.
    Bodies,
    BodiesStreamed,
    /// W3 through TLS.
    BodiesTls,
    BodiesTlsStreamed,
    /// W4: one message of 64 MB.
    Large,
    LargeStreamed,
    /// W5: 500 round trips.
    Noop,
    /// W6: 200 messages of 20 KB, a command each.
    Append,
    /// The same with one command.
    MultiAppend,
    /// W7: UID SEARCH ALL, 50 times.
    Search,
    /// W8: 1,000 connections that do nothing.
    Idle,
}

impl Work {
    pub(crate) const ALL: [Self; 14] = [
        Self::Metadata,
        Self::MetadataKept,
        Self::Structure,
        Self::Bodies,
        Self::BodiesStreamed,
        Self::BodiesTls,
        Self::BodiesTlsStreamed,
        Self::Large,
        Self::LargeStreamed,
        Self::Noop,
        Self::Append,
        Self::MultiAppend,
        Self::Search,
        Self::Idle,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Metadata => "W1",
            Self::MetadataKept => "W1-collected",
            Self::Structure => "W2",
            Self::Bodies => "W3",
            Self::BodiesStreamed => "W3-streamed",
            Self::BodiesTls => "W3-tls",
            Self::BodiesTlsStreamed => "W3-tls-streamed",
            Self::Large => "W4",
            Self::LargeStreamed => "W4-streamed",
            Self::Noop => "W5",
            Self::Append => "W6",
            Self::MultiAppend => "W6-multiappend",
            Self::Search => "W7",
            Self::Idle => "W8",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.name().eq_ignore_ascii_case(name))
    }

    /// All that begin with it: `W3` is four workloads.
    pub(crate) fn family(name: &str) -> Vec<Self> {
        let of = |work: &Self| work.name().split('-').next().is_some_and(|w| w.eq_ignore_ascii_case(name));
        Self::named(name)
            .filter(|_| name.contains('-'))
            .map_or_else(|| Self::ALL.into_iter().filter(of).collect(), |work| vec![work])
    }

    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Metadata => "UID FLAGS INTERNALDATE RFC822.SIZE of 10,000, iterated",
            Self::MetadataKept => "UID FLAGS INTERNALDATE RFC822.SIZE of 10,000, collected",
            Self::Structure => "ENVELOPE BODYSTRUCTURE of 10,000",
            Self::Bodies => "BODY.PEEK[] of 2,000, buffered",
            Self::BodiesStreamed => "BODY.PEEK[] of 2,000, streamed",
            Self::BodiesTls => "BODY.PEEK[] of 2,000 through TLS, buffered",
            Self::BodiesTlsStreamed => "BODY.PEEK[] of 2,000 through TLS, streamed",
            Self::Large => "one message of 64 MB, buffered",
            Self::LargeStreamed => "one message of 64 MB, streamed",
            Self::Noop => "500 NOOPs",
            Self::Append => "200 APPENDs of 20 KB",
            Self::MultiAppend => "200 messages of 20 KB by one MULTIAPPEND",
            Self::Search => "UID SEARCH ALL, 50 times",
            Self::Idle => "1,000 idle connections, after the news of SELECT was read and one NOOP",
        }
    }

    /// Its mailbox is selected first.
    pub(crate) fn mailbox(self) -> &'static str {
        match self {
            Self::Large | Self::LargeStreamed => LARGE,
            _ => BULK,
        }
    }

    pub(crate) fn is_tls(self) -> bool {
        matches!(self, Self::BodiesTls | Self::BodiesTlsStreamed)
    }

    pub(crate) fn is_streamed(self) -> bool {
        matches!(self, Self::BodiesStreamed | Self::BodiesTlsStreamed | Self::LargeStreamed)
    }

    /// Rows, commands or connections that it is to bring.
    pub(crate) fn rows(self) -> u64 {
        u64::from(match self {
            Self::Metadata | Self::MetadataKept | Self::Structure => MESSAGES,
            Self::Bodies | Self::BodiesStreamed | Self::BodiesTls | Self::BodiesTlsStreamed => WHOLE,
            Self::Large | Self::LargeStreamed => 1,
            Self::Noop => NOOPS,
            Self::Append | Self::MultiAppend => APPENDS,
            Self::Search => SEARCHES * MESSAGES,
            Self::Idle => IDLE,
        })
    }

    /// The commands that a subject without an interface of its own sends.
    pub(crate) fn line(self) -> String {
        match self {
            Self::Metadata | Self::MetadataKept => {
                "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)".to_owned()
            }
            Self::Structure => "UID FETCH 1:* (UID ENVELOPE BODYSTRUCTURE)".to_owned(),
            Self::Search => "UID SEARCH ALL".to_owned(),
            Self::Noop => "NOOP".to_owned(),
            Self::Large | Self::LargeStreamed => "FETCH 1 (BODY.PEEK[])".to_owned(),
            _ => format!("FETCH 1:{WHOLE} (BODY.PEEK[])"),
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The message that is appended.
pub(crate) fn appended() -> Vec<u8> {
    let mut text = b"From: a@example.test\r\nSubject: one of many\r\n\r\n".to_vec();
    while text.len() < APPENDED {
        text.extend_from_slice(
            b"The quick brown fox jumps over the lazy dog and is home in time for tea.\r\n",
        );
    }
    text
}
