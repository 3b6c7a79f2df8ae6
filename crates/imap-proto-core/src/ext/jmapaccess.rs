//! JMAPACCESS (RFC 9698): where the same mail is to be had over JMAP.

use bytes::Bytes;

use super::shared::{Answer, from_wire};
use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};

/// JMAPACCESS: the URL of the JMAP session resource (RFC 9698).
///
/// ```
/// use imap_proto_core::ext::jmapaccess::JmapAccessData;
/// let found = JmapAccessData::from_wire(b"* JMAPACCESS \"https://example.com/.well-known/jmap\"").unwrap();
/// assert_eq!(found.url(), Some("https://example.com/.well-known/jmap"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JmapAccessData {
    url: Bytes,
}

impl JmapAccessData {
    /// The URL, if it is UTF-8. Nothing is checked: whoever sends a password there has to look at it first.
    pub fn url(&self) -> Option<&str> {
        core::str::from_utf8(&self.url).ok()
    }

    /// Its octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.url
    }
}

from_wire! {
    JmapAccessData, JmapAccess, "JMAPACCESS response";
}

impl Extension for JmapAccessData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.string().map(|url| Self { url })
    }
}

/// GETJMAPACCESS (RFC 9698): asks for the URL of the JMAP session resource. Valid when authenticated, where the server
/// announces `JMAPACCESS`.
///
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and sent none.
///
/// ```
/// use imap_proto_core::{Execute, ext::GetJmapAccess};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 JMAPACCESS] hi
/// # C: $1 GETJMAPACCESS\nS: * JMAPACCESS \"https://example.com/jmap\"\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let access = session.run(GetJmapAccess::new())?;
/// assert_eq!(access.url(), Some("https://example.com/jmap"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct GetJmapAccess {
    unchecked: Unchecked,
    answer: Answer<JmapAccessData>,
}

impl GetJmapAccess {
    /// Asks for it.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(GetJmapAccess);

impl Command for GetJmapAccess {
    type Item = Never;
    type Output = JmapAccessData;
    const NAME: &'static str = "GETJMAPACCESS";

    fn traits(&self) -> Traits {
        let traits =
            Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("JMAPACCESS"));
        self.unchecked.needs(traits, Need::named(&["JMAPACCESS"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("GETJMAPACCESS").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::JmapAccess(row)) => self.answer.offer(row, true, ExtData::JmapAccess),
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<JmapAccessData> {
        self.answer.finish(tagged, "JMAPACCESS")
    }
}

#[cfg(test)]
mod tests;
