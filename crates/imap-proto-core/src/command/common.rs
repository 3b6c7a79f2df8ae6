//! What several commands share: a capability that can be waived, and flag lists.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{CommandWriter, Need, Outcome, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::{Atom, Capability, Flag};

/// A capability the server must announce, unless the caller vouches for it with `.unchecked()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unchecked(pub(crate) bool);

impl Unchecked {
    /// `traits` with the need noted; capabilities are then asked for when they are unknown.
    pub(crate) fn needs(self, traits: Traits, need: impl Into<Need>) -> Traits {
        if self.0 { traits } else { traits.with(|t| t.add_need(need.into())) }
    }
}

/// `.unchecked()` of commands that have a field of this name.
macro_rules! unchecked {
    ($($command:ident),+) => {
        $(
            impl $command {
                /// Sends it even if the server does not announce it.
                #[must_use]
                pub fn unchecked(mut self) -> Self {
                    self.unchecked = crate::command::common::Unchecked(true);
                    self
                }
            }
        )+
    };
}

pub(crate) use unchecked;

/// `nstring / literal8` (RFC 5464 section 5, RFC 5257 section 5): NIL, a string, or with a NUL in it a literal8, which
/// only a server with BINARY is known to take (RFC 3516). What RFC 6855 4 allows is of APPEND alone.
pub(crate) fn nstring8(value: Option<&Bytes>, w: &mut CommandWriter<'_>) {
    match value {
        Some(octets) if memchr::memchr(0, octets).is_none() => w.string(octets, "value"),
        Some(octets) if w.dialect().has(&Capability::Binary) => w.literal(octets.clone(), true),
        Some(_) => w.fail(EncodeError::NeedsBinary),
        None => w.word("NIL"),
    };
}

/// Nothing on OK, the refusal otherwise.
pub(crate) fn done(tagged: Tagged) -> Outcome<()> {
    Outcome::ok_or_refused(tagged, || ())
}

/// Whether these octets may stand as a keyword in a flag list, or as another word.
///
/// Looser than `atom` by `]` and `[`, which Gmail and others use in keywords they list themselves. A keyword
/// that came from a server is checked like one that did not: it may hold a space or a parenthesis.
fn is_keyword(octets: &[u8]) -> bool {
    !octets.is_empty() && octets.iter().all(|octet| octet.is_ascii_graphic() && !b"(){%*\"\\".contains(octet))
}

/// One flag that a client may set (RFC 9051 `flag`; `\Recent` and `\*` are the server's alone).
pub(crate) fn flag(w: &mut CommandWriter<'_>, flag: &Flag) -> Result<(), EncodeError> {
    match flag {
        Flag::Answered => w.word("\\Answered"),
        Flag::Flagged => w.word("\\Flagged"),
        Flag::Deleted => w.word("\\Deleted"),
        Flag::Seen => w.word("\\Seen"),
        Flag::Draft => w.word("\\Draft"),
        Flag::Recent | Flag::Any => {
            return Err(EncodeError::Invalid { what: "flag", why: "only a server can set \\Recent and \\*" });
        }
        Flag::Keyword(name) => w.atom(keyword(name)?),
        Flag::Other(name) => w.word("\\").atom(keyword(name)?),
    };
    Ok(())
}

/// The keyword itself, if it can be sent.
pub(crate) fn keyword(name: &Atom) -> Result<&Atom, EncodeError> {
    sendable(name, "flag")
}

/// The word itself, if it can be sent. One that came from a server may be no atom: `a{4}` at the end of a line would
/// make the server take the next command for a literal.
pub(crate) fn sendable<'a>(name: &'a Atom, what: &'static str) -> Result<&'a Atom, EncodeError> {
    if is_keyword(name.as_bytes()) {
        Ok(name)
    } else {
        Err(EncodeError::Invalid { what, why: "an octet that no atom may hold" })
    }
}

/// `(\Seen $Forwarded)`.
pub(crate) fn flag_list(w: &mut CommandWriter<'_>, flags: &[Flag]) -> Result<(), EncodeError> {
    w.list(flags, flag).map(drop)
}

/// Adds what is not in the list yet.
pub(crate) fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}
