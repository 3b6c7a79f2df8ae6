//! The command that asks for annotations.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use super::{EntryName, MetadataChange, MetadataCode, MetadataEntry};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::{ExtCode, ExtData};
use crate::response::{Code, Data, Tagged};
use crate::types::MailboxName;

/// How far below an entry GETMETADATA looks (RFC 5464 4.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// Not at all.
    Zero,
    /// The entries immediately below it.
    One,
    /// All entries below it.
    Infinity,
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "0",
            Self::One => "1",
            Self::Infinity => "infinity",
        })
    }
}

/// GETMETADATA (RFC 5464 4.2): annotations of a mailbox or of the server. Valid when authenticated, where the server
/// announces `METADATA`, or for its own annotations `METADATA-SERVER`.
///
/// An entry without a value is missing from the output, or is there without one. A row of another mailbox is an
/// event. No entry at all, and a name that RFC 5464 3.2 does not allow, are an [`EncodeError::Invalid`]. Values are
/// bounded by 16 times `Limits::literal_other`, above which the connection ends: [`max_size`](Self::max_size) keeps
/// a server from sending such.
///
/// ```
/// use imap_proto_core::{Execute, ext::metadata::GetMetadata};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 METADATA] hi
/// # C: $1 GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)
/// # S: * METADATA INBOX (/private/comment \"My own\")\nS: $1 OK [METADATA LONGENTRIES 2199] done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let get = GetMetadata::new("INBOX", ["/shared/comment", "/private/comment"]).max_size(1024);
/// let found = session.run(get)?;
/// assert_eq!(found.value("/private/comment"), Some(b"My own".as_slice()));
/// assert_eq!(found.long_entries, Some(2199)); // the largest value that was left out
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GetMetadata {
    mailbox: MailboxName,
    entries: Vec<EntryName>,
    max_size: Option<u32>,
    depth: Option<Depth>,
    unchecked: Unchecked,
}

/// What [`GetMetadata`] brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataFound {
    /// Entries and their values, in the order they came.
    pub entries: Vec<MetadataEntry>,
    /// Octets of the largest value that [`GetMetadata::max_size`] left out.
    pub long_entries: Option<u32>,
}

impl MetadataFound {
    /// The value of an entry, by its name without ASCII case.
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.entries.iter().find(|entry| entry.name.is(name))?.value.as_deref()
    }
}

impl GetMetadata {
    /// The mailbox and the entries.
    pub fn new<E: Into<EntryName>>(
        mailbox: impl Into<MailboxName>,
        entries: impl IntoIterator<Item = E>,
    ) -> Self {
        let entries = entries.into_iter().map(Into::into).collect();
        let (mailbox, unchecked) = (mailbox.into(), Unchecked::default());
        Self { mailbox, entries, max_size: None, depth: None, unchecked }
    }

    /// Entries of the server.
    pub fn server<E: Into<EntryName>>(entries: impl IntoIterator<Item = E>) -> Self {
        Self::new("", entries)
    }

    /// Leaves values of more octets out (RFC 5464 4.2.1).
    #[must_use]
    pub fn max_size(mut self, octets: u32) -> Self {
        self.max_size = Some(octets);
        self
    }

    /// Asks for entries below those named as well (RFC 5464 4.2.2).
    #[must_use]
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = Some(depth);
        self
    }

    /// ` (MAXSIZE 1024 DEPTH 1)`, or nothing. Before the mailbox: the examples of RFC 5464 have it behind, against
    /// its own grammar.
    fn options(&self, w: &mut CommandWriter<'_>) {
        match (self.max_size, self.depth) {
            (None, None) => return,
            (Some(octets), None) => w.word(" (MAXSIZE ").number(octets.into()),
            (None, Some(depth)) => w.word(" (DEPTH ").display(&depth),
            (Some(octets), Some(depth)) => {
                w.word(" (MAXSIZE ").number(octets.into()).word(" DEPTH ").display(&depth)
            }
        };
        w.word(")");
    }
}

unchecked!(GetMetadata);

/// A server without annotations of mailboxes has another capability (RFC 5464 section 1).
pub(super) fn need(mailbox: &MailboxName) -> Need {
    let server = *mailbox == MailboxName::new("");
    Need::named(if server { &["METADATA", "METADATA-SERVER"] } else { &["METADATA"] })
}

impl Command for GetMetadata {
    type Item = MetadataEntry;
    type Output = MetadataFound;
    const NAME: &'static str = "GETMETADATA";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("METADATA"));
        self.unchecked.needs(traits, need(&self.mailbox))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("GETMETADATA");
        self.options(w);
        w.sp().mailbox(&self.mailbox).sp();
        match self.entries.as_slice() {
            [] => return Err(EncodeError::Invalid { what: "list of entries", why: "there is none" }),
            [one] => _ = w.astring(one.sendable()?, "entry name"),
            several => {
                for (index, name) in several.iter().enumerate() {
                    w.word(if index == 0 { "(" } else { " " }).astring(name.sendable()?, "entry name");
                }
                w.word(")");
            }
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, MetadataEntry>) -> Claim {
        match data {
            Data::Ext(ExtData::Metadata(row)) if row.mailbox == self.mailbox => match row.change {
                MetadataChange::Values(entries) => {
                    entries.into_iter().for_each(|entry| items.push(entry));
                    Claim::Take
                }
                // Entry names alone are news (RFC 5464 4.4.2).
                MetadataChange::Changed(_) => Claim::Pass(Data::Ext(ExtData::Metadata(row))),
            },
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, MetadataEntry>) -> Outcome<MetadataFound> {
        let found = |tagged: Tagged| MetadataFound {
            entries: Vec::new(),
            long_entries: match tagged.status.code {
                Some(Code::Ext(ExtCode::Metadata(MetadataCode::LongEntries(octets)))) => Some(octets),
                _ => None,
            },
        };
        Outcome::Done(tagged.refusal().map(found))
    }

    fn collect(output: &mut MetadataFound, rows: VecDeque<MetadataEntry>) {
        output.entries.extend(rows);
    }
}
