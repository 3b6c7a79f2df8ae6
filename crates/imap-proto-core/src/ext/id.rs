//! ID (RFC 2971): who is talking.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};
use crate::types::Capability;

/// What the server says of itself. Never base behaviour on it (RFC 2971 section 1).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct IdData {
    fields: Vec<(Bytes, Option<Bytes>)>,
}

impl IdData {
    /// A field by name, without ASCII case: `name`, `version`, `vendor`, `support-url` ...
    pub fn get(&self, field: &str) -> Option<&[u8]> {
        let found = self.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(field.as_bytes()));
        found.and_then(|(_, value)| value.as_deref())
    }

    /// The `name` field, if it is UTF-8.
    pub fn name(&self) -> Option<&str> {
        core::str::from_utf8(self.get("name")?).ok()
    }

    /// The `version` field, if it is UTF-8.
    pub fn version(&self) -> Option<&str> {
        core::str::from_utf8(self.get("version")?).ok()
    }

    /// All fields as they came.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value.as_deref()))
    }

    /// True when the server said NIL or an empty list.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl fmt::Debug for IdData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.fields.iter().map(|(name, value)| (name, value))).finish()
    }
}

impl Extension for IdData {
    /// `NIL` or a list of names and values.
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut fields = Vec::new();
        c.list_or_nil("id-response", |c| {
            let name = c.string()?;
            c.space();
            let value = if c.at_list_end() { None } else { c.nstring()? };
            fields.push((name, value));
            Ok(())
        })?;
        Ok(Self { fields })
    }
}

/// ID (RFC 2971): tells the server who is talking, and asks who it is. Valid in any state, where the server
/// announces `ID`.
///
/// Without a field it sends NIL. More than 30 fields, a name above 30 octets, a value above 1,024, or a name
/// that comes twice is an [`EncodeError`]. The output is `None` if the server said nothing of itself.
///
/// ```
/// use imap_proto_core::{Execute, ext::Id};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let server = session.run(Id::new().field("name", "example").field("version", "1.0"))?;
/// println!("{:?}", server.as_ref().and_then(|server| server.name()));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Id {
    fields: Vec<(String, Option<String>)>,
    unchecked: Unchecked,
    found: Option<IdData>,
}

impl Id {
    /// Fields in one command (RFC 2971 3.3).
    const FIELDS: usize = 30;
    /// Octets of a name.
    const NAME_OCTETS: usize = 30;
    /// Octets of a value.
    const VALUE_OCTETS: usize = 1_024;

    /// Tells nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells a field: `name`, `version`, `vendor`, `support-url` ... (RFC 2971 3.3).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), Some(value.into())));
        self
    }

    /// Tells a field without value, as NIL.
    #[must_use]
    pub fn nil(mut self, name: impl Into<String>) -> Self {
        self.fields.push((name.into(), None));
        self
    }

    fn check(&self) -> Result<(), EncodeError> {
        let wrong = |why| Err(EncodeError::Invalid { what: "ID", why });
        if self.fields.len() > Self::FIELDS {
            return wrong("more than 30 fields (RFC 2971 3.3)");
        }
        let mut earlier = self.fields.iter();
        while let Some((name, value)) = earlier.next_back() {
            if name.len() > Self::NAME_OCTETS {
                return wrong("a field name is longer than 30 octets (RFC 2971 3.3)");
            }
            if value.as_ref().is_some_and(|value| value.len() > Self::VALUE_OCTETS) {
                return wrong("a value is longer than 1024 octets (RFC 2971 3.3)");
            }
            if earlier.clone().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                return wrong("a field comes twice (RFC 2971 3.3)");
            }
        }
        Ok(())
    }
}

unchecked!(Id);

impl Command for Id {
    type Item = Never;
    type Output = Option<IdData>;
    const NAME: &'static str = "ID";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Any).with(|t| t.answers = Answers::Sole("ID"));
        self.unchecked.needs(traits, Capability::Id)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.check()?;
        w.word("ID").sp();
        if self.fields.is_empty() {
            return w.word("NIL").finish();
        }
        w.list(&self.fields, |w, (name, value)| {
            // Strings, never atoms: the grammar wants them, and Yahoo breaks on atoms.
            w.string(name.as_bytes(), "ID field").sp();
            w.nstring(value.as_ref().map(String::as_bytes), "ID value");
            Ok(())
        })?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Id(id)) => {
                self.found = Some(id);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<IdData>> {
        let found = self.found.take().filter(|id| !id.is_empty());
        Outcome::ok_or_refused(tagged, || found)
    }
}

#[cfg(test)]
mod tests {
    use crate::ext::ExtData;
    use crate::parse::data;
    use crate::response::Data;

    fn id(wire: &str) -> Option<super::IdData> {
        match data(wire.as_bytes()) {
            Ok(Data::Ext(ExtData::Id(id))) => Some(id),
            _ => None,
        }
    }

    #[test]
    fn fields_are_kept_in_order_and_found_without_case() {
        assert!(id("* ID (\"name\" {3}").is_none(), "an unfinished literal is no ID");
        let id = id("* ID (\"name\" \"Dovecot\" \"support-url\" \"a\\\"b\" \"os\" NIL)").unwrap();
        assert_eq!(id.name(), Some("Dovecot"));
        assert_eq!(id.get("SUPPORT-URL"), Some(b"a\"b".as_slice()));
        assert_eq!(id.get("os"), None);
        assert_eq!(id.iter().count(), 3);
    }

    #[test]
    fn nil_is_nothing() {
        assert!(id("* ID NIL").unwrap().is_empty());
        assert!(id("* id ()").unwrap().is_empty());
    }

    #[test]
    fn a_list_of_odd_length_ends_with_a_name() {
        let id = id("* ID (\"name\")").unwrap();
        assert_eq!(id.iter().collect::<alloc::vec::Vec<_>>(), [(b"name".as_slice(), None)]);
    }

    use super::Id;
    use crate::command::Command;
    use crate::command::testing::{Fate, Running, refused, wire};
    use crate::error::EncodeError;
    use crate::types::Capability;

    #[test]
    fn fields_go_out_as_strings() {
        assert_eq!(wire(Id::new()), "ID NIL");
        let command = Id::new().field("name", "sodr").nil("os").field("x", "a\"b");
        assert_eq!(wire(command), r#"ID ("name" "sodr" "os" NIL "x" "a\"b")"#);
    }

    #[test]
    fn the_limits_of_rfc_2971() {
        let many = |n: usize| (0..n).fold(Id::new(), |id, i| id.field(std::format!("f{i}"), "v"));
        assert!(wire(many(30)).ends_with("\"f29\" \"v\")"));
        let name = |octets: usize| Id::new().field("n".repeat(octets), "v");
        let value = |octets: usize| Id::new().field("n", "v".repeat(octets));
        assert!(wire(name(30)).len() > 30 && wire(value(1_024)).len() > 1_024);
        let twice = Id::new().field("name", "a").field("NAME", "b");
        for command in [many(31), name(31), value(1_025), twice] {
            assert!(matches!(refused(command), EncodeError::Invalid { what: "ID", .. }));
        }
        for command in [Id::new().field("a\0", "b"), Id::new().field("a", "b\0")] {
            assert!(matches!(refused(command), EncodeError::BadOctet { .. }));
        }
    }

    #[test]
    fn nil_from_the_server_is_none() {
        let said = |data: super::IdData| Data::Ext(ExtData::Id(data));
        let mut running = Running::new(Id::new());
        let dovecot = super::IdData { fields: [("name".into(), Some("Dovecot".into()))].into() };
        assert_eq!(running.data(said(dovecot.clone())), Fate::Taken);
        assert_eq!(running.output(), Some(dovecot));
        let mut running = Running::new(Id::new());
        assert_eq!(running.data(said(super::IdData::default())), Fate::Taken);
        assert_eq!(running.output(), None);
        Running::new(Id::new()).cannot_be_refused_into_success();
        assert_eq!(Id::new().traits().needs, [Capability::Id.into()]);
    }
}
