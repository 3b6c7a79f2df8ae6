//! The command that sets annotations.

use alloc::vec::Vec;

use bytes::Bytes;

use super::get::Target;
use super::{AnnotationEntry, Attribute, EntryName};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Items, Need, Never, Outcome, Param, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::MailboxName;

/// SETANNOTATION (ANNOTATEMORE draft): sets and removes annotations of a mailbox or of the server (""). Valid when
/// authenticated, where the server announces `ANNOTATEMORE`.
///
/// A NO with [`AnnotateMoreCode`](super::AnnotateMoreCode) says what is too much. No attribute at all, an entry that
/// is no path, and a wildcard in it or in the mailbox name are an [`EncodeError::Invalid`]; a NUL in a value is an
/// [`EncodeError::BadOctet`].
///
/// ```
/// use imap_proto_core::{Execute, ext::SetAnnotation};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ANNOTATEMORE] hi
/// # C: $1 SETANNOTATION INBOX \"/comment\" (\"value.priv\" \"mine\" \"value.shared\" NIL)\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let set = SetAnnotation::new("INBOX")
///     .set("/comment", "value.priv", "mine")
///     .remove("/comment", "value.shared");
/// session.run(set)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SetAnnotation {
    of: Target,
    changes: Changes,
    unchecked: Unchecked,
}

/// Attributes to set, by entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ext) struct Changes(Vec<AnnotationEntry>);

impl Changes {
    /// Attributes of one entry stand together if they were named together.
    pub(in crate::ext) fn push(&mut self, name: EntryName, attribute: Attribute, value: Option<Bytes>) {
        match self.0.last_mut() {
            Some(entry) if entry.name == name => entry.attributes.push((attribute, value)),
            _ => self.0.push(AnnotationEntry { name, attributes: Vec::from([(attribute, value)]) }),
        }
    }

    /// `"/comment" ("value.priv" "x") "/motd" ("value.shared" NIL)`; `value` writes a value.
    pub(in crate::ext) fn write(
        &self,
        w: &mut CommandWriter<'_>,
        value: fn(Option<&Bytes>, &mut CommandWriter<'_>),
    ) -> Result<(), EncodeError> {
        if self.0.is_empty() {
            return Err(EncodeError::Invalid { what: "list of attributes", why: "there is none" });
        }
        for (index, entry) in self.0.iter().enumerate() {
            w.word(if index > 0 { " " } else { "" }).string(entry.name.sendable()?, "entry name").sp();
            for (index, (attribute, to)) in entry.attributes.iter().enumerate() {
                w.word(if index > 0 { " " } else { "(" }).string(attribute.as_bytes(), "attribute").sp();
                value(to.as_ref(), w);
            }
            w.word(")");
        }
        Ok(())
    }

    /// The same as arguments, for the values that [`Param::value`] takes.
    pub(in crate::ext) fn arguments(self, list: Param) -> Param {
        let attribute = |list: Param, (name, value): (Attribute, Option<Bytes>)| {
            let list = if name.0.contains(&0) {
                list.fail(EncodeError::BadOctet { what: "attribute" })
            } else {
                list.value(Some(name.0))
            };
            list.value(value)
        };
        self.0.into_iter().fold(list, |list, entry| match entry.name.sendable() {
            Err(error) => list.fail(error),
            Ok(_) => {
                list.value(Some(entry.name.0)).list(|list| entry.attributes.into_iter().fold(list, attribute))
            }
        })
    }

    /// How many entries.
    fn len(&self) -> usize {
        self.0.len()
    }
}

impl SetAnnotation {
    /// The mailbox, with nothing to change yet.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        let (changes, unchecked) = (Changes::default(), Unchecked::default());
        Self { of: Target::One(mailbox.into()), changes, unchecked }
    }

    /// Gives an attribute a value.
    #[must_use]
    pub fn set(
        mut self,
        entry: impl Into<EntryName>,
        attribute: impl Into<Attribute>,
        value: impl Into<Bytes>,
    ) -> Self {
        self.changes.push(entry.into(), attribute.into(), Some(value.into()));
        self
    }

    /// Removes an attribute.
    #[must_use]
    pub fn remove(mut self, entry: impl Into<EntryName>, attribute: impl Into<Attribute>) -> Self {
        self.changes.push(entry.into(), attribute.into(), None);
        self
    }
}

unchecked!(SetAnnotation);

/// A value is a string or NIL here.
fn nstring(value: Option<&Bytes>, w: &mut CommandWriter<'_>) {
    w.nstring(value.map(Bytes::as_ref), "annotation");
}

impl Command for SetAnnotation {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "SETANNOTATION";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Authenticated), Need::named(&["ANNOTATEMORE"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let several = self.changes.len() > 1;
        w.word("SETANNOTATION").sp();
        self.of.write(w)?;
        w.word(if several { " (" } else { " " });
        self.changes.write(w, nstring)?;
        w.word(if several { ")" } else { "" }).finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
