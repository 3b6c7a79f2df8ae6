//! RESETKEY, and the mechanisms that a server has.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::{ExtCode, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{Code, Tagged};
use crate::types::{Atom, Capability, MailboxName};

/// `[URLMECH INTERNAL ...]`: the mechanisms by which a mailbox makes URLs (RFC 4467 section 8), with SELECT or RESETKEY.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UrlMech {
    /// Each mechanism, and its data in base64 if it has any.
    pub mechanisms: Vec<(Atom, Option<Bytes>)>,
}

impl Extension for UrlMech {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut mechanisms = Vec::new();
        loop {
            let word = c.atom()?.into_bytes();
            let end = word.iter().position(|octet| *octet == b'=').unwrap_or(word.len());
            let data = (end < word.len()).then(|| word.slice(end + 1..));
            mechanisms.push((Atom::from_wire(word.slice(..end)), data));
            if c.at_list_end() {
                return Ok(Self { mechanisms });
            }
            c.space();
        }
    }
}

/// RESETKEY (RFC 4467 section 7): makes all URLs worthless that were made so far. Valid when authenticated, where the
/// server announces `URLAUTH`.
///
/// The output is what mechanisms there are, if the server tells.
///
/// ```
/// use imap_proto_core::ext::urlauth::ResetKey;
/// let command = ResetKey::mailbox("INBOX");
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct ResetKey {
    mailbox: Option<MailboxName>,
    mechanisms: Vec<Atom>,
    unchecked: Unchecked,
}

impl ResetKey {
    /// Of all mailboxes of the user.
    pub fn all() -> Self {
        Self { mailbox: None, mechanisms: Vec::new(), unchecked: Unchecked::default() }
    }

    /// Of one mailbox.
    pub fn mailbox(name: impl Into<MailboxName>) -> Self {
        Self { mailbox: Some(name.into()), ..Self::all() }
    }

    /// Of this mechanism alone. Without a mailbox that is an [`EncodeError::Invalid`].
    #[must_use]
    pub fn mechanism(mut self, name: Atom) -> Self {
        self.mechanisms.push(name);
        self
    }
}

unchecked!(ResetKey);

impl Command for ResetKey {
    type Item = Never;
    type Output = Option<UrlMech>;
    const NAME: &'static str = "RESETKEY";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Authenticated), Capability::of("URLAUTH"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("RESETKEY");
        match &self.mailbox {
            Some(mailbox) => _ = w.sp().mailbox(mailbox),
            None if self.mechanisms.is_empty() => {}
            None => {
                return Err(EncodeError::Invalid {
                    what: "mechanism",
                    why: "it belongs to a mailbox, and there is none",
                });
            }
        }
        for mechanism in &self.mechanisms {
            w.sp().atom(common::sendable(mechanism, "mechanism")?);
        }
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<UrlMech>> {
        Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
            Some(Code::Ext(ExtCode::UrlMech(found))) => Some(found),
            _ => None,
        }))
    }
}
