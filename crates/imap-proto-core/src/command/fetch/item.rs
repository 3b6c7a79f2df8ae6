//! What a FETCH asks for.

use crate::command::{CommandWriter, Need, Param, SearchKey};
use crate::error::EncodeError;
use crate::ext::ExtItem;
use crate::types::{Atom, Partial, SectionPath};

/// An item of FETCH (RFC 9051 6.4.5 `fetch-att`).
///
/// ```
/// use imap_proto_core::command::{Fetch, FetchItem};
/// use imap_proto_core::types::{Atom, Partial, SectionPath, SeqSet};
/// let first_kib = FetchItem::peek(SectionPath::all()).partial(Partial::new(0, 1024)?);
/// let label = FetchItem::from(Atom::new("X-GM-LABELS")?);
/// let command = Fetch::new(SeqSet::all()).item(first_kib).item(label);
/// # let _ = command;
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchItem {
    /// UID
    Uid,
    /// FLAGS
    Flags,
    /// INTERNALDATE
    InternalDate,
    /// RFC822.SIZE
    Size,
    /// ENVELOPE
    Envelope,
    /// BODYSTRUCTURE
    BodyStructure,
    /// BODY: the structure without extension data.
    Body,
    /// `BODY[section]<partial>`, or with PEEK; made by [`FetchItem::section`] and [`FetchItem::peek`].
    #[non_exhaustive]
    Section {
        /// Which part of the message.
        path: SectionPath,
        /// Leaves `\Seen` alone.
        peek: bool,
        /// Which octets of it.
        partial: Option<Partial>,
    },
    /// `BINARY[part]<partial>`, or with PEEK (RFC 3516, RFC 9051): decoded by the server; made by
    /// [`FetchItem::binary`].
    #[non_exhaustive]
    Binary {
        /// Which part of the message.
        path: SectionPath,
        /// Leaves `\Seen` alone.
        peek: bool,
        /// Which octets of it.
        partial: Option<Partial>,
    },
    /// `BINARY.SIZE[part]` (RFC 3516, RFC 9051).
    BinarySize(SectionPath),
    /// RFC822, which is `BODY[]` (RFC 3501 alone).
    Rfc822,
    /// RFC822.HEADER, which is `BODY.PEEK[HEADER]` (RFC 3501 alone).
    Rfc822Header,
    /// RFC822.TEXT, which is `BODY[TEXT]` (RFC 3501 alone).
    Rfc822Text,
    /// An item of an extension: its name, and arguments if it takes some.
    Ext(Param),
}

impl FetchItem {
    /// `BODY[section]`, which sets `\Seen`.
    pub fn section(path: SectionPath) -> Self {
        Self::Section { path, peek: false, partial: None }
    }

    /// `BODY.PEEK[section]`.
    pub fn peek(path: SectionPath) -> Self {
        Self::Section { path, peek: true, partial: None }
    }

    /// `BINARY.PEEK[part]`.
    pub fn binary(path: SectionPath) -> Self {
        Self::Binary { path, peek: true, partial: None }
    }

    /// Only these octets of the section. No effect on other items.
    #[must_use]
    pub fn partial(mut self, octets: Partial) -> Self {
        if let Self::Section { partial, .. } | Self::Binary { partial, .. } = &mut self {
            *partial = Some(octets);
        }
        self
    }

    /// What the server must announce, if anything: of extensions nobody registered, the caller knows.
    pub(crate) fn need(&self) -> Option<Need> {
        match self {
            Self::Binary { .. } | Self::BinarySize(_) => Some(Need::named(&["BINARY", "IMAP4rev2"])),
            Self::Ext(item) if item.need().is_none() && !item.is_unchecked() => {
                Some(Need::named(ExtItem::needs(item.name().as_bytes())))
            }
            Self::Ext(item) => Some(item.need().clone()),
            _ => None,
        }
    }

    pub(crate) fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Uid => _ = w.word("UID"),
            Self::Flags => _ = w.word("FLAGS"),
            Self::InternalDate => _ = w.word("INTERNALDATE"),
            Self::Size => _ = w.word("RFC822.SIZE"),
            Self::Envelope => _ = w.word("ENVELOPE"),
            Self::BodyStructure => _ = w.word("BODYSTRUCTURE"),
            Self::Body => _ = w.word("BODY"),
            Self::Section { path, peek, partial } => {
                section(if *peek { "BODY.PEEK[" } else { "BODY[" }, path, *partial, w);
            }
            Self::Binary { path, peek, partial } => {
                section(if *peek { "BINARY.PEEK[" } else { "BINARY[" }, path, *partial, w);
            }
            Self::BinarySize(path) => section("BINARY.SIZE[", path, None, w),
            Self::Rfc822 => _ = w.word("RFC822"),
            Self::Rfc822Header => _ = w.word("RFC822.HEADER"),
            Self::Rfc822Text => _ = w.word("RFC822.TEXT"),
            Self::Ext(item) => item.write(w, SearchKey::encode)?,
        }
        Ok(())
    }
}

impl From<Param> for FetchItem {
    fn from(item: Param) -> Self {
        Self::Ext(item)
    }
}

impl From<Atom> for FetchItem {
    fn from(name: Atom) -> Self {
        Self::Ext(name.into())
    }
}

fn section(word: &'static str, path: &SectionPath, partial: Option<Partial>, w: &mut CommandWriter<'_>) {
    w.word(word).display(path).word("]");
    if let Some(partial) = partial {
        w.display(&partial);
    }
}

/// `(UID FLAGS)`
pub(super) fn write(items: &[FetchItem], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    w.list(items, |w, item| item.write(w)).map(drop)
}
