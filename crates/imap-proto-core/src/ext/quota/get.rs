//! The commands that ask for quotas.

use alloc::vec::Vec;

use super::{QuotaData, QuotaRoot, QuotaRootData};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::ext::shared::Answer;
use crate::response::{Data, Tagged};
use crate::types::MailboxName;

/// GETQUOTA (RFC 9208 4.1.1): the limits of a quota root. Valid when authenticated, where the server announces
/// `QUOTA`, or `QUOTA=RES-` and a resource.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent none; one of another
/// root is an event.
///
/// ```
/// use imap_proto_core::{Execute, ext::quota::{GetQuota, Resource}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA] hi
/// # C: $1 GETQUOTA \"\"\nS: * QUOTA \"\" (STORAGE 104 10923847)\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let quota = session.run(GetQuota::new(""))?;
/// if let Some(storage) = quota.get(Resource::Storage) {
///     println!("{} of {} KiB", storage.usage, storage.limit);
/// }
/// # assert_eq!(quota.resources.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GetQuota {
    root: QuotaRoot,
    unchecked: Unchecked,
    answer: Answer<QuotaData>,
}

/// GETQUOTAROOT (RFC 9208 4.1.2): the quota roots of a mailbox, and their limits. Valid when authenticated, where
/// the server announces `QUOTA`, or `QUOTA=RES-` and a resource. The mailbox need not exist.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent no roots. Roots under
/// another mailbox name are taken if they are the only ones: look at [`MailboxQuota::mailbox`]. Limits of more than
/// 256 roots are events.
///
/// ```
/// use imap_proto_core::{Execute, ext::quota::GetQuotaRoot};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA] hi
/// # C: $1 GETQUOTAROOT INBOX\nS: * QUOTAROOT INBOX a b\nS: * QUOTA a (MESSAGE 42 1000)
/// # S: * QUOTA b (STORAGE 104 512)\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let found = session.run(GetQuotaRoot::new("INBOX"))?;
/// for quota in found.quotas.iter().flat_map(|root| &root.resources) {
///     println!("{}: {} of {}", quota.resource, quota.usage, quota.limit);
/// }
/// # assert_eq!(found.quotas.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GetQuotaRoot {
    mailbox: MailboxName,
    unchecked: Unchecked,
    roots: Answer<QuotaRootData>,
    quotas: Vec<QuotaData>,
}

/// The quotas of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailboxQuota {
    /// The mailbox, as the server named it.
    pub mailbox: MailboxName,
    /// Its quota roots.
    pub roots: Vec<QuotaRoot>,
    /// Their limits. Some servers leave them out (QUIRKS 58): ask for them with [`GetQuota`].
    pub quotas: Vec<QuotaData>,
}

impl GetQuota {
    /// The quota root; it may be "".
    pub fn new(root: impl Into<QuotaRoot>) -> Self {
        Self { root: root.into(), unchecked: Unchecked::default(), answer: Answer::default() }
    }
}

impl GetQuotaRoot {
    /// The mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        let (unchecked, roots) = (Unchecked::default(), Answer::default());
        Self { mailbox: mailbox.into(), unchecked, roots, quotas: Vec::new() }
    }
}

unchecked!(GetQuota, GetQuotaRoot);

/// How servers of RFC 9208 announce what they limit (section 3.1). `QUOTA` is that of RFC 2087, and theirs if they
/// like.
pub(super) const RESOURCES: &str = "QUOTA=RES-";

/// QUOTA rows answer all commands here, and some for the same root.
pub(super) fn asking(unchecked: Unchecked) -> Traits {
    let traits = Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("QUOTA"));
    unchecked.needs(traits, Need::named(&["QUOTA"]).or_family(RESOURCES))
}

impl Command for GetQuota {
    type Item = Never;
    type Output = QuotaData;
    const NAME: &'static str = "GETQUOTA";

    fn traits(&self) -> Traits {
        asking(self.unchecked)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("GETQUOTA").sp().astring(self.root.as_bytes(), "quota root").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Quota(row)) if row.root == self.root => {
                self.answer.offer(row, true, ExtData::Quota)
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<QuotaData> {
        self.answer.finish(tagged, "QUOTA")
    }
}

/// Quota roots of one mailbox that are looked for: a server may name a million, and send a million rows.
const ROOTS: usize = 256;

impl QuotaRootData {
    fn names(&self, root: &QuotaRoot) -> bool {
        self.roots.iter().take(ROOTS).any(|name| name == root)
    }
}

impl GetQuotaRoot {
    /// A root that was named, and is not answered yet, makes a QUOTA row ours. Before the QUOTAROOT row nobody knows,
    /// so it is noted and told to everybody.
    fn quota(&mut self, row: QuotaData) -> Claim {
        let back = |row| Data::Ext(ExtData::Quota(row));
        if self.quotas.len() >= ROOTS || self.quotas.iter().any(|quota| quota.root == row.root) {
            return Claim::Pass(back(row));
        }
        match self.roots.row() {
            Some(roots) if roots.names(&row.root) => {
                self.quotas.push(row);
                Claim::Take
            }
            Some(_) => Claim::Pass(back(row)),
            None => {
                self.quotas.push(row.clone());
                Claim::Observe(back(row))
            }
        }
    }
}

impl Command for GetQuotaRoot {
    type Item = Never;
    type Output = MailboxQuota;
    const NAME: &'static str = "GETQUOTAROOT";

    fn traits(&self) -> Traits {
        asking(self.unchecked)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("GETQUOTAROOT").sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::QuotaRoot(row)) => {
                let named = row.mailbox == self.mailbox;
                self.roots.offer(row, named, ExtData::QuotaRoot)
            }
            Data::Ext(ExtData::Quota(row)) => self.quota(row),
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<MailboxQuota> {
        let mut quotas = core::mem::take(&mut self.quotas);
        let found = self.roots.end(tagged, "QUOTAROOT").map(|found| {
            quotas.retain(|quota| found.names(&quota.root));
            MailboxQuota { mailbox: found.mailbox, roots: found.roots, quotas }
        });
        Outcome::Done(found)
    }
}
