//! The commands that ask about rights.

use super::change::write;
use super::{AclData, Identifier, ListRightsData, MyRightsData};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::ext::shared::Answer;
use crate::response::{Data, Tagged};
use crate::types::MailboxName;

/// GETACL (RFC 4314 3.3): the access control list of a mailbox. Valid when authenticated, where the server announces
/// `ACL`.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent none. A list under a
/// name of the server's own making is taken if it is the only one: look at [`AclData::mailbox`].
///
/// ```
/// use imap_proto_core::{Execute, ext::acl::{GetAcl, Rights}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ACL RIGHTS=texk] hi
/// # C: $1 GETACL shared\nS: * ACL shared fred lrswi anyone lr\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let acl = session.run(GetAcl::new("shared"))?;
/// for (who, rights) in &acl.entries {
///     println!("{who}: {}", rights.modern());
/// }
/// assert_eq!(acl.rights_of("anyone"), Some(Rights::LOOKUP | Rights::READ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GetAcl {
    mailbox: MailboxName,
    unchecked: Unchecked,
    answer: Answer<AclData>,
}

/// LISTRIGHTS (RFC 4314 3.4): what an identifier can be granted in a mailbox. Valid when authenticated, where the
/// server announces `ACL`.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent no row. One under
/// other names than asked for is taken if it is the only one. An empty identifier is an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::acl::ListRights;
/// let command = ListRights::new("shared", "fred");
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct ListRights {
    mailbox: MailboxName,
    identifier: Identifier,
    unchecked: Unchecked,
    answer: Answer<ListRightsData>,
}

/// MYRIGHTS (RFC 4314 3.5): what the user may do in a mailbox. Valid when authenticated, where the server announces
/// `ACL`.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent no row. One under
/// another name is taken if it is the only one: look at [`MyRightsData::mailbox`].
///
/// ```
/// use imap_proto_core::{Execute, ext::acl::{MyRights, Rights}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ACL] hi
/// # C: $1 MYRIGHTS INBOX\nS: * MYRIGHTS INBOX lrswipcda\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let mine = session.run(MyRights::new("INBOX"))?.rights.modern();
/// assert!(mine.contains(Rights::DELETE_MESSAGES | Rights::EXPUNGE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct MyRights {
    mailbox: MailboxName,
    unchecked: Unchecked,
    answer: Answer<MyRightsData>,
}

impl GetAcl {
    /// The mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), unchecked: Unchecked::default(), answer: Answer::default() }
    }
}

impl ListRights {
    /// The mailbox and the identifier.
    pub fn new(mailbox: impl Into<MailboxName>, who: impl Into<Identifier>) -> Self {
        let (unchecked, answer) = (Unchecked::default(), Answer::default());
        Self { mailbox: mailbox.into(), identifier: who.into(), unchecked, answer }
    }
}

impl MyRights {
    /// The mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), unchecked: Unchecked::default(), answer: Answer::default() }
    }
}

unchecked!(GetAcl, ListRights, MyRights);

fn asking(keyword: &'static str) -> Traits {
    Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole(keyword))
}

impl Command for GetAcl {
    type Item = Never;
    type Output = AclData;
    const NAME: &'static str = "GETACL";

    fn traits(&self) -> Traits {
        self.unchecked.needs(asking("ACL"), Need::named(&["ACL"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("GETACL").sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        let Data::Ext(ExtData::Acl(row)) = data else { return Claim::Pass(data) };
        let named = row.mailbox == self.mailbox;
        self.answer.offer(row, named, ExtData::Acl)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<AclData> {
        self.answer.finish(tagged, "ACL")
    }
}

impl Command for ListRights {
    type Item = Never;
    type Output = ListRightsData;
    const NAME: &'static str = "LISTRIGHTS";

    fn traits(&self) -> Traits {
        self.unchecked.needs(asking("LISTRIGHTS"), Need::named(&["ACL"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LISTRIGHTS").sp().mailbox(&self.mailbox);
        write(&self.identifier, w)?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        let Data::Ext(ExtData::ListRights(row)) = data else { return Claim::Pass(data) };
        let named = row.mailbox == self.mailbox && row.identifier == self.identifier;
        self.answer.offer(row, named, ExtData::ListRights)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<ListRightsData> {
        self.answer.finish(tagged, "LISTRIGHTS")
    }
}

impl Command for MyRights {
    type Item = Never;
    type Output = MyRightsData;
    const NAME: &'static str = "MYRIGHTS";

    fn traits(&self) -> Traits {
        self.unchecked.needs(asking("MYRIGHTS"), Need::named(&["ACL"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("MYRIGHTS").sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        let Data::Ext(ExtData::MyRights(row)) = data else { return Claim::Pass(data) };
        let named = row.mailbox == self.mailbox;
        self.answer.offer(row, named, ExtData::MyRights)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<MyRightsData> {
        self.answer.finish(tagged, "MYRIGHTS")
    }
}
