//! The command that sets quotas.

use alloc::vec::Vec;

use super::get::{RESOURCES, asking};
use super::{QuotaData, QuotaRoot, Resource};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Claim, Command, CommandWriter, Items, Need, Never, Outcome, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::response::{Data, Tagged};

/// SETQUOTA (RFC 9208 4.1.3): sets the limits of a quota root, and removes all that are not named. Valid when
/// authenticated, where the server announces `QUOTA`; one of RFC 9208, which announces `QUOTA=RES-` and a resource, must
/// announce `QUOTASET` too.
///
/// The output is the limits as they are now, if the server told: it may round them. A limit above 63 bits, and a
/// resource that comes twice, are an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::{Execute, ext::quota::{Resource, SetQuota}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA QUOTASET] hi
/// # C: $1 SETQUOTA #user/alice (STORAGE 510)\nS: * QUOTA #user/alice (STORAGE 58 512)\nS: $1 OK Rounded")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let quota = session.run(SetQuota::new("#user/alice").limit(Resource::Storage, 510))?;
/// println!("{:?}", quota.as_ref().and_then(|quota| quota.get(Resource::Storage)));
/// # assert_eq!(quota.unwrap().resources[0].limit, 512);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SetQuota {
    root: QuotaRoot,
    limits: Vec<(Resource, u64)>,
    unchecked: Unchecked,
    found: Option<QuotaData>,
}

impl SetQuota {
    /// The quota root, without any limit yet.
    pub fn new(root: impl Into<QuotaRoot>) -> Self {
        Self { root: root.into(), limits: Vec::new(), unchecked: Unchecked::default(), found: None }
    }

    /// Limits a resource, in its units.
    #[must_use]
    pub fn limit(mut self, resource: Resource, limit: u64) -> Self {
        self.limits.push((resource, limit));
        self
    }
}

unchecked!(SetQuota);

/// `number64` has 63 bits (RFC 9051 section 9).
fn check(limits: &[(Resource, u64)]) -> Result<(), EncodeError> {
    let wrong = |why| Err(EncodeError::Invalid { what: "quota limit", why });
    for (index, (resource, limit)) in limits.iter().enumerate() {
        if i64::try_from(*limit).is_err() {
            return wrong("it is above 63 bits");
        }
        if limits.iter().skip(index + 1).any(|(other, _)| other == resource) {
            return wrong("a resource comes twice");
        }
    }
    Ok(())
}

impl Command for SetQuota {
    type Item = Never;
    type Output = Option<QuotaData>;
    const NAME: &'static str = "SETQUOTA";

    fn traits(&self) -> Traits {
        self.unchecked.needs(asking(self.unchecked), Need::named(&["QUOTASET"]).within(RESOURCES))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        check(&self.limits)?;
        w.word("SETQUOTA").sp().astring(self.root.as_bytes(), "quota root").sp();
        w.list(&self.limits, |w, (resource, limit)| {
            match resource {
                Resource::Ext(name) => w.atom(common::sendable(name, "quota resource")?),
                known => w.display(known),
            };
            w.sp().number(*limit);
            Ok(())
        })?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Quota(row)) if row.root == self.root => {
                self.found = Some(row);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<QuotaData>> {
        let found = self.found.take();
        Outcome::ok_or_refused(tagged, || found)
    }
}
