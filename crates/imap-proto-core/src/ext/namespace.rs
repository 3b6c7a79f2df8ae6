//! NAMESPACE (RFC 2342, RFC 9051 6.3.10): where mailboxes live.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::{CommandError, EncodeError};
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged, Value};
use crate::types::{Capability, MailboxName, NameForm};

/// The namespaces of the three kinds; each may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct NamespaceData {
    /// The user's own.
    pub personal: Vec<NamespaceDescr>,
    /// Of other users.
    pub other_users: Vec<NamespaceDescr>,
    /// Shared by many.
    pub shared: Vec<NamespaceDescr>,
}

/// One namespace.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamespaceDescr {
    /// What its mailbox names begin with; it may be empty, and need not end in the delimiter.
    pub prefix: MailboxName,
    /// The hierarchy delimiter, if it is one ASCII character.
    pub delimiter: Option<char>,
    /// Extensions, such as `TRANSLATION` (RFC 5255): name and values.
    pub ext: Vec<(Bytes, Value)>,
}

impl Extension for NamespaceData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let personal = kind(c)?;
        c.space();
        let other_users = kind(c)?;
        c.space();
        let shared = kind(c)?;
        Ok(Self { personal, other_users, shared })
    }

    fn resolve(&mut self, form: NameForm) {
        let kinds = [&mut self.personal, &mut self.other_users, &mut self.shared];
        for namespace in kinds.into_iter().flatten() {
            namespace.prefix.resolve(form);
        }
    }
}

/// A missing kind, as some servers leave the last ones out, counts as NIL.
fn kind(c: &mut Cursor<'_>) -> Result<Vec<NamespaceDescr>, Fail> {
    let mut list = Vec::new();
    if c.at_end() {
        c.tolerate();
        return Ok(list);
    }
    c.list_or_nil("namespace", |c| {
        c.open("namespace-descr")?;
        let prefix = MailboxName::from_wire(c.astring()?);
        c.space();
        let delimiter = delimiter(c)?;
        let mut ext = Vec::new();
        while !c.close() {
            let name = c.string()?;
            c.space();
            ext.push((name, c.value()?));
        }
        list.push(NamespaceDescr { prefix, delimiter, ext });
        Ok(())
    })?;
    Ok(list)
}

fn delimiter(c: &mut Cursor<'_>) -> Result<Option<char>, Fail> {
    // A server that leaves it out closes the list at once.
    if c.at_list_end() {
        c.tolerate();
        return Ok(None);
    }
    Ok(match c.nstring()?.as_deref() {
        Some([one]) if one.is_ascii() => Some(char::from(*one)),
        Some([_, ..]) => {
            c.violation("delimiter of several characters", None);
            None
        }
        _ => None,
    })
}

/// NAMESPACE (RFC 2342; RFC 9051 6.3.10): asks where mailboxes live. Valid when authenticated, where the
/// server announces `NAMESPACE`.
///
/// [`CommandError::Incomplete`] if the server says OK and sent none.
///
/// ```
/// use imap_proto_core::{Execute, ext::Namespace};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let namespaces = session.run(Namespace::new())?; // or session.namespace()?
/// println!("{:?}", namespaces.personal);
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Namespace {
    unchecked: Unchecked,
    found: Option<NamespaceData>,
}

impl Namespace {
    /// Asks for all of them.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(Namespace);

impl Command for Namespace {
    type Item = Never;
    type Output = NamespaceData;
    const NAME: &'static str = "NAMESPACE";

    fn traits(&self) -> Traits {
        let traits =
            Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("NAMESPACE"));
        self.unchecked.needs(traits, Capability::Namespace)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("NAMESPACE").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Namespace(found)) => {
                self.found = Some(found);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<NamespaceData> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|_| found.ok_or(CommandError::Incomplete("NAMESPACE"))))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use crate::ext::ExtData;
    use crate::parse::data;
    use crate::response::Data;

    fn namespace(wire: &str) -> Option<super::NamespaceData> {
        match data(wire.as_bytes()) {
            Ok(Data::Ext(ExtData::Namespace(found))) => Some(found),
            _ => None,
        }
    }

    #[test]
    fn the_examples_of_rfc_2342() {
        let n = namespace(r#"* NAMESPACE (("" "/")) NIL NIL"#).unwrap();
        assert_eq!(n.personal.len(), 1);
        assert_eq!(n.personal[0].delimiter, Some('/'));
        assert!(n.other_users.is_empty() && n.shared.is_empty());

        let n = namespace(r##"* NAMESPACE (("" "/")("#mh/" "/" "X-PARAM" ("FLAG1" "FLAG2"))) (("~" "/")) (("#shared/" "/")("#public/" "/"))"##).unwrap();
        assert_eq!(n.personal[1].ext.len(), 1);
        assert_eq!(n.personal[1].ext[0].1.as_list().unwrap().len(), 2);
        assert_eq!(n.shared.len(), 2);
        assert_eq!(n.other_users[0].prefix.to_string(), "~");
    }

    #[test]
    fn nil_delimiter_literal_prefix_and_missing_kinds() {
        let n = namespace("* NAMESPACE ((\"\" NIL)) (({6}\r\nUsers/ \"/\"))").unwrap();
        assert_eq!(n.personal[0].delimiter, None);
        assert_eq!(n.other_users[0].prefix.to_string(), "Users/");
        assert!(n.shared.is_empty());
        let n = namespace(r#"* NAMESPACE NIL NIL (("Public Folders/" "/"))"#).unwrap();
        assert!(n.personal.is_empty());
        assert_eq!(n.shared[0].prefix.to_string(), "Public Folders/");
    }

    #[test]
    fn what_is_no_namespace_is_refused() {
        assert!(namespace(r#"* NAMESPACE (("" "/") NIL NIL"#).is_none());
        assert!(namespace("* NAMESPACE 5").is_none());
    }

    #[test]
    fn the_command_needs_its_row() {
        use super::{Namespace, NamespaceData};
        use crate::command::testing::{Fate, Running, ok, wire};
        use crate::error::CommandError;
        assert_eq!(wire(Namespace::new()), "NAMESPACE");
        let mut running = Running::new(Namespace::new());
        let data = Data::Ext(ExtData::Namespace(NamespaceData::default()));
        assert_eq!(running.data(data), Fate::Taken);
        assert_eq!(running.output(), NamespaceData::default());
        let answer = Running::new(Namespace::new()).answer(ok()).unwrap();
        assert!(matches!(answer, Err(CommandError::Incomplete("NAMESPACE"))));
        Running::new(Namespace::new()).cannot_be_refused_into_success();
    }
}
