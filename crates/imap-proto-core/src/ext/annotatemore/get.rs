//! The command that asks for annotations.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::{AnnotationData, Attribute, EntryName};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::response::{Data, Tagged};
use crate::types::MailboxName;

/// GETANNOTATION (ANNOTATEMORE draft): annotations of a mailbox, of several, or of the server (""). Valid when
/// authenticated, where the server announces `ANNOTATEMORE`.
///
/// In entries and attributes `*` stands for anything and `%` for anything but the delimiter, `/` or `.`. A row of
/// another mailbox is an event, as is one without attributes. No entry, no attribute, and an entry that does not
/// begin with a slash are an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::{Execute, ext::GetAnnotation};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ANNOTATEMORE] hi
/// # C: $1 GETANNOTATION INBOX \"/comment\" \"value.priv\"
/// # S: * ANNOTATION INBOX \"/comment\" (\"value.priv\" \"mine\")\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let rows = session.run(GetAnnotation::new("INBOX", ["/comment"], ["value.priv"]))?;
/// assert_eq!(rows[0].entries[0].get("value.priv"), Some(b"mine".as_slice()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GetAnnotation {
    of: Target,
    entries: Vec<EntryName>,
    attributes: Vec<Attribute>,
    unchecked: Unchecked,
}

/// Whose annotations.
#[derive(Clone, Debug)]
pub(super) enum Target {
    One(MailboxName),
    Matching(String),
}

impl Target {
    /// `list-mailbox`: wildcards count within quotes as well, so a name may hold none.
    pub(super) fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Matching(pattern) => _ = w.list_pattern(pattern),
            Self::One(name) if name.to_wire(w.dialect().name_form())?.iter().any(|c| b"*%".contains(c)) => {
                let why = "a server takes the wildcard in it for one; use matching(..)";
                return Err(EncodeError::Invalid { what: "mailbox name", why });
            }
            Self::One(name) => _ = w.mailbox(name),
        }
        Ok(())
    }
}

impl GetAnnotation {
    /// The mailbox, entries and attributes.
    pub fn new<E: Into<EntryName>, A: Into<Attribute>>(
        mailbox: impl Into<MailboxName>,
        entries: impl IntoIterator<Item = E>,
        attributes: impl IntoIterator<Item = A>,
    ) -> Self {
        Self::of(Target::One(mailbox.into()), entries, attributes)
    }

    /// As [`new`](Self::new), for all mailboxes that match a pattern as LIST has it.
    pub fn matching<E: Into<EntryName>, A: Into<Attribute>>(
        pattern: impl Into<String>,
        entries: impl IntoIterator<Item = E>,
        attributes: impl IntoIterator<Item = A>,
    ) -> Self {
        Self::of(Target::Matching(pattern.into()), entries, attributes)
    }

    fn of<E: Into<EntryName>, A: Into<Attribute>>(
        of: Target,
        entries: impl IntoIterator<Item = E>,
        attributes: impl IntoIterator<Item = A>,
    ) -> Self {
        let entries = entries.into_iter().map(Into::into).collect();
        let attributes = attributes.into_iter().map(Into::into).collect();
        Self { of, entries, attributes, unchecked: Unchecked::default() }
    }

    fn asked_for(&self, row: &AnnotationData) -> bool {
        let named = match &self.of {
            Target::One(name) => row.mailbox == *name,
            Target::Matching(_) => true,
        };
        named && row.has_attributes()
    }
}

unchecked!(GetAnnotation);

/// `"/comment"`, or `("/comment" "/motd")`: strings, never atoms.
pub(in crate::ext) fn strings<'a>(
    list: impl ExactSizeIterator<Item = &'a [u8]>,
    what: &'static str,
    w: &mut CommandWriter<'_>,
) -> Result<(), EncodeError> {
    let several = list.len() > 1;
    if list.len() == 0 {
        return Err(EncodeError::Invalid { what, why: "there is none" });
    }
    w.word(if several { "(" } else { "" });
    for (index, one) in list.enumerate() {
        w.word(if index > 0 { " " } else { "" }).string(one, what);
    }
    w.word(if several { ")" } else { "" });
    Ok(())
}

impl Command for GetAnnotation {
    type Item = AnnotationData;
    type Output = Vec<AnnotationData>;
    const NAME: &'static str = "GETANNOTATION";

    fn traits(&self) -> Traits {
        let traits =
            Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("ANNOTATION"));
        self.unchecked.needs(traits, Need::named(&["ANNOTATEMORE"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.entries.iter().try_for_each(EntryName::rooted)?;
        w.word("GETANNOTATION").sp();
        self.of.write(w)?;
        strings(self.entries.iter().map(EntryName::as_bytes), "entry name", w.sp())?;
        strings(self.attributes.iter().map(Attribute::as_bytes), "attribute", w.sp())?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, AnnotationData>) -> Claim {
        match data {
            Data::Ext(ExtData::Annotation(row)) if self.asked_for(&row) => {
                items.push(row);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, AnnotationData>) -> Outcome<Self::Output> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<AnnotationData>, rows: VecDeque<AnnotationData>) {
        output.extend(rows);
    }
}
