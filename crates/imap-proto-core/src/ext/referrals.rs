//! Referrals to other servers (RFC 2221 LOGIN-REFERRALS, RFC 2193 MAILBOX-REFERRALS). They are reported and never
//! followed: whoever speaks for the server could send us, and then our password, anywhere.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::Extension;
use crate::command::common::Unchecked;
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, ListEntry, Tagged};
use crate::types::{Capability, MailboxName, Text};

/// `[REFERRAL url ...]`: where to go instead.
///
/// In a NO or OK to a login, and in a BYE, it is one URL of the user's own server (RFC 2221 section 4). In a NO to a
/// command on a mailbox it is one or more places where that mailbox is, the preferred one first; in one to RENAME
/// pairs of them, old and new (RFC 2193 section 4).
///
/// ```
/// use imap_proto_core::ext::ExtCode;
/// use imap_proto_core::response::Code;
/// # fn report(code: Option<Code>) {
/// if let Some(Code::Ext(ExtCode::Referral(referral))) = code {
///     // To log in there is for the user to decide.
///     println!("the server says: try {}", referral.urls[0]);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Referral {
    /// The URLs, at least one, as the server wrote them: they need not be URLs, nor of IMAP.
    pub urls: Vec<Text>,
}

impl Extension for Referral {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut urls = Vec::from([Text::from_wire(c.until_space()?)]);
        while !c.at_list_end() {
            c.space();
            urls.push(Text::from_wire(c.until_space()?));
        }
        Ok(Self { urls })
    }
}

/// RLIST (RFC 2193 5.1): as [`List`](crate::command::List), with mailboxes that are on other servers. Valid when
/// authenticated, where the server announces `MAILBOX-REFERRALS`.
///
/// To select such a mailbox gives `NO [REFERRAL ...]`, see [`Referral`].
///
/// ```
/// use imap_proto_core::ext::RList;
/// let command = RList::new("", "*");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RList(Pattern);

impl RList {
    /// The reference name, most often empty, and the pattern.
    pub fn new(reference: impl Into<MailboxName>, pattern: impl Into<String>) -> Self {
        Self(Pattern {
            reference: reference.into(),
            pattern: pattern.into(),
            unchecked: Unchecked::default(),
        })
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// RLSUB (RFC 2193 5.2): as [`Lsub`](crate::command::Lsub), with mailboxes that are on other servers. Valid when
/// authenticated, where the server announces `MAILBOX-REFERRALS`.
///
/// ```
/// use imap_proto_core::ext::RLsub;
/// let command = RLsub::new("", "*");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RLsub(Pattern);

impl RLsub {
    /// The reference name, most often empty, and the pattern.
    pub fn new(reference: impl Into<MailboxName>, pattern: impl Into<String>) -> Self {
        Self(Pattern {
            reference: reference.into(),
            pattern: pattern.into(),
            unchecked: Unchecked::default(),
        })
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// What both are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    reference: MailboxName,
    pattern: String,
    unchecked: Unchecked,
}

impl Pattern {
    fn traits(&self, rows: &'static str) -> Traits {
        let traits = Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole(rows));
        self.unchecked.needs(traits, Capability::of("MAILBOX-REFERRALS"))
    }

    fn encode(&self, name: &'static str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(name).sp().mailbox(&self.reference).sp().list_pattern(&self.pattern).finish()
    }
}

impl Command for RList {
    type Item = ListEntry;
    type Output = Vec<ListEntry>;
    const NAME: &'static str = "RLIST";

    fn traits(&self) -> Traits {
        self.0.traits("LIST")
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("RLIST", w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListEntry>) -> Claim {
        match data {
            Data::List(entry) => {
                items.push(entry);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ListEntry>) -> Outcome<Vec<ListEntry>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<ListEntry>, rows: VecDeque<ListEntry>) {
        output.extend(rows);
    }
}

impl Command for RLsub {
    type Item = ListEntry;
    type Output = Vec<ListEntry>;
    const NAME: &'static str = "RLSUB";

    fn traits(&self) -> Traits {
        self.0.traits("LSUB")
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("RLSUB", w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListEntry>) -> Claim {
        match data {
            Data::Lsub(entry) => {
                items.push(entry);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ListEntry>) -> Outcome<Vec<ListEntry>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<ListEntry>, rows: VecDeque<ListEntry>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
