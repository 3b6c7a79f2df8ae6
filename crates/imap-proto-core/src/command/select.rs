//! SELECT and EXAMINE, and what they tell of the mailbox.

use alloc::vec::Vec;

use super::{
    Answers, Claim, Command, CommandWriter, Effect, Items, Never, Outcome, Param, States, Traits, param,
};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtCode;
use crate::response::{Code, Data, ListEntry, Status, StatusKind, Tagged};
use crate::types::{FlagSet, MailboxName};

/// What SELECT or EXAMINE told (RFC 9051 6.3.2), as of their OK.
///
/// News that comes later is events, and in the connection's own view.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Selected {
    mailbox: MailboxName,
    /// Messages in it.
    pub exists: u32,
    /// Messages that no session saw before this one; IMAP4rev2 does not tell.
    pub recent: Option<u32>,
    /// The flags in use.
    pub flags: FlagSet,
    /// The flags that can be changed for good. If absent, take it that all can (RFC 9051 6.3.2).
    pub permanent_flags: Option<FlagSet>,
    /// What keeps UIDs apart from those of an earlier mailbox of that name. Without it UIDs do not last.
    pub uid_validity: Option<u32>,
    /// Below this number no UID will be given anew.
    pub uid_next: Option<u32>,
    /// The highest mod-sequence, where the mailbox keeps them (RFC 7162 3.1.2.1).
    pub highest_modseq: Option<u64>,
    /// The number of the first message without `\Seen`; only RFC 3501 servers tell.
    pub unseen: Option<u32>,
    /// True when nothing in it can be changed in this session, whatever was asked for.
    pub read_only: bool,
    /// What extensions tell of it, such as MAILBOXID.
    pub codes: Vec<ExtCode>,
    /// Its row of LIST, which IMAP4rev2 servers send: the mailbox as they call it, and as OLDNAME what it was asked
    /// for by (RFC 9051 6.3.2).
    pub list: Option<ListEntry>,
}

impl Selected {
    /// The mailbox that was asked for.
    pub fn mailbox(&self) -> &MailboxName {
        &self.mailbox
    }
}

/// SELECT (RFC 9051 6.3.2): opens a mailbox for reading and writing.
///
/// Valid when authenticated. After a NO nothing is selected. [`CommandError::Incomplete`] if the server says
/// OK and left out EXISTS, since an unknown number of messages is not none. Look at [`Selected::read_only`]:
/// a server may open it so unasked. If [`Selected::uid_validity`] is not the one of last time, forget all UIDs.
///
/// ```
/// use imap_proto_core::{Execute, Select};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let inbox = session.run(Select::new("INBOX"))?; // or session.select("INBOX")?
/// assert_eq!(inbox.exists, 6);
/// assert!(!inbox.read_only);
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Select {
    mailbox: MailboxName,
    params: Vec<Param>,
    found: Found,
}

impl Select {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), params: Vec::new(), found: Found::default() }
    }

    /// Adds an argument of an extension (RFC 4466 2.1), such as CONDSTORE.
    #[must_use]
    pub fn param(mut self, param: Param) -> Self {
        self.params.push(param);
        self
    }
}

/// EXAMINE (RFC 9051 6.3.3): opens a mailbox for reading alone. Otherwise as [`Select`].
///
/// ```
/// use imap_proto_core::{Execute, command::Examine};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// assert!(session.run(Examine::new("INBOX"))?.read_only); // or session.examine("INBOX")?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Examine {
    mailbox: MailboxName,
    params: Vec<Param>,
    found: Found,
}

impl Examine {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), params: Vec::new(), found: Found::default() }
    }

    /// Adds an argument of an extension (RFC 4466 2.1), such as CONDSTORE.
    #[must_use]
    pub fn param(mut self, param: Param) -> Self {
        self.params.push(param);
        self
    }
}

/// Codes of extensions that are kept; a server has a handful.
const MOST_CODES: usize = 16;

/// What came so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    exists: Option<u32>,
    recent: Option<u32>,
    flags: FlagSet,
    permanent_flags: Option<FlagSet>,
    uid_validity: Option<u32>,
    uid_next: Option<u32>,
    highest_modseq: Option<u64>,
    unseen: Option<u32>,
    read_only: bool,
    codes: Vec<ExtCode>,
    list: Option<ListEntry>,
    /// The server sends a row of LIST (RFC 9051 6.3.2); from others it is somebody else's.
    lists: bool,
}

impl Found {
    /// Writes the command that this is the answer to.
    fn write(
        &mut self,
        w: &mut CommandWriter<'_>,
        mailbox: &MailboxName,
        params: &[Param],
    ) -> Result<(), EncodeError> {
        self.lists = w.dialect().is_rev2();
        w.sp().mailbox(mailbox);
        param::list(params, w)?;
        w.finish()
    }

    /// Notes what tells of the mailbox; everybody else hears it as well.
    pub(crate) fn note(&mut self, mailbox: &MailboxName, data: Data) -> Claim {
        match &data {
            // A LIST behind this SELECT has rows of its own.
            Data::List(entry)
                if self.lists
                    && self.list.is_none()
                    && (entry.name() == mailbox || entry.old_name().is_some_and(|old| old == mailbox)) =>
            {
                self.list = Some(entry.clone().compact());
                return Claim::Take;
            }
            Data::Exists(n) => self.exists = Some(*n),
            Data::Recent(n) => self.recent = Some(*n),
            Data::Flags(flags) => self.flags = flags.clone(),
            Data::Status(Status { kind: StatusKind::Ok, code: Some(code), .. }) => self.code(code),
            _ => return Claim::Pass(data),
        }
        Claim::Observe(data)
    }

    /// What comes now is about the mailbox that is being opened: it has told its EXISTS.
    pub(crate) fn is_open(&self) -> bool {
        self.exists.is_some()
    }

    fn code(&mut self, code: &Code) {
        match code {
            // What came before belongs to the mailbox that was selected until now (RFC 9051 7.1).
            // The row names the mailbox that is being opened.
            Code::Closed => *self = Self { list: self.list.take(), lists: self.lists, ..Self::default() },
            Code::PermanentFlags(flags) => self.permanent_flags = Some(flags.clone()),
            Code::UidValidity(n) => self.uid_validity = Some(*n),
            Code::UidNext(n) => self.uid_next = Some(*n),
            Code::HighestModSeq(n) => self.highest_modseq = Some(*n),
            Code::NoModSeq => self.highest_modseq = None,
            Code::Unseen(n) => self.unseen = Some(*n),
            Code::ReadOnly => self.read_only = true,
            Code::ReadWrite => self.read_only = false,
            Code::Ext(code) if self.codes.len() < MOST_CODES => self.codes.push(code.clone()),
            _ => {}
        }
    }

    pub(crate) fn finish(&mut self, mailbox: &MailboxName, tagged: Tagged) -> Outcome<Selected> {
        let mut found = core::mem::take(self);
        Outcome::Done(tagged.refusal().and_then(|tagged| {
            if let Some(code) = &tagged.status.code {
                found.code(code);
            }
            Ok(Selected {
                mailbox: mailbox.clone(),
                exists: found.exists.ok_or(CommandError::Incomplete("EXISTS"))?,
                recent: found.recent,
                flags: found.flags,
                permanent_flags: found.permanent_flags,
                uid_validity: found.uid_validity,
                uid_next: found.uid_next,
                highest_modseq: found.highest_modseq,
                unseen: found.unseen,
                read_only: found.read_only,
                codes: found.codes,
                list: found.list,
            })
        }))
    }
}

pub(crate) fn traits(mailbox: &MailboxName, read_only: bool) -> Traits {
    Traits::pipelined(States::Authenticated).with(|t| {
        t.answers = Answers::Sole("SELECT");
        t.effect = Effect::Selects { mailbox: mailbox.clone(), read_only };
    })
}

impl Command for Select {
    type Item = Never;
    type Output = Selected;
    const NAME: &'static str = "SELECT";

    fn traits(&self) -> Traits {
        traits(&self.mailbox, false).with_params(&self.params)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.found.write(w.word("SELECT"), &self.mailbox, &self.params)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.found.note(&self.mailbox, data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Selected> {
        self.found.finish(&self.mailbox, tagged)
    }
}

impl Command for Examine {
    type Item = Never;
    type Output = Selected;
    const NAME: &'static str = "EXAMINE";

    fn traits(&self) -> Traits {
        traits(&self.mailbox, true).with_params(&self.params)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.found.write(w.word("EXAMINE"), &self.mailbox, &self.params)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.found.note(&self.mailbox, data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Selected> {
        let outcome = self.found.finish(&self.mailbox, tagged);
        if let Outcome::Done(Ok(mut selected)) = outcome {
            // EXAMINE is read-only by what it is, also where the server leaves the code out.
            selected.read_only = true;
            return Outcome::Done(Ok(selected));
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
