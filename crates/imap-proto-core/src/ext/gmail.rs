//! X-GM-EXT-1, Gmail's own: identifiers that last, and labels.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{ExtItem, Extension};
use crate::command::{
    Answers, Claim, Command, CommandWriter, FetchItem, Items, Outcome, Param, States, Traits, fetch,
};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{Atom, Capability, MailboxName, NameForm, UidSet};

const NEEDS: &[&str] = &["X-GM-EXT-1"];

/// `X-GM-MSGID`: the same for a message in every mailbox it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MsgId(u64);

/// `X-GM-THRID`: the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrId(u64);

/// `X-GM-LABELS`: the labels, which are mailbox names, or words such as `\Inbox`.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels(Vec<MailboxName>);

impl Extension for MsgId {
    const NEEDS: &'static [&'static str] = NEEDS;

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.unsigned64().map(Self)
    }
}

impl Extension for ThrId {
    const NEEDS: &'static [&'static str] = NEEDS;

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.unsigned64().map(Self)
    }
}

impl Extension for Labels {
    const NEEDS: &'static [&'static str] = NEEDS;

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut labels = Vec::new();
        c.list_or_nil("labels", |c| {
            labels.push(MailboxName::from_wire(c.astring()?));
            Ok(())
        })?;
        Ok(Self(labels))
    }

    fn resolve(&mut self, form: NameForm) {
        self.0.iter_mut().for_each(|label| label.resolve(form));
    }
}

/// The FETCH item `X-GM-MSGID`; the row has it as [`FetchRow::gmail_message_id`].
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::gmail};
/// let fetch = UidFetch::new(UidSet::all()).item(gmail::message_id()).item(gmail::labels());
/// # let _ = fetch;
/// ```
pub fn message_id() -> FetchItem {
    Param::of("X-GM-MSGID", NEEDS).into()
}

/// The FETCH item `X-GM-THRID`; the row has it as [`FetchRow::gmail_thread_id`].
pub fn thread_id() -> FetchItem {
    Param::of("X-GM-THRID", NEEDS).into()
}

/// The FETCH item `X-GM-LABELS`; the row has it as [`FetchRow::gmail_labels`].
pub fn labels() -> FetchItem {
    Param::of("X-GM-LABELS", NEEDS).into()
}

impl FetchRow {
    /// X-GM-MSGID: the same for the message in every mailbox it is in.
    pub fn gmail_message_id(&self) -> Option<u64> {
        self.ext().iter().find_map(|item| if let ExtItem::MsgId(MsgId(id)) = item { Some(*id) } else { None })
    }

    /// X-GM-THRID: the conversation it belongs to.
    pub fn gmail_thread_id(&self) -> Option<u64> {
        self.ext().iter().find_map(|item| if let ExtItem::ThrId(ThrId(id)) = item { Some(*id) } else { None })
    }

    /// X-GM-LABELS: its labels, without the one of the selected mailbox.
    pub fn gmail_labels(&self) -> Option<&[MailboxName]> {
        let find =
            |item| if let &ExtItem::Labels(Labels(ref labels)) = item { Some(&**labels) } else { None };
        self.ext().iter().find_map(find)
    }
}

/// UID STORE of `X-GM-LABELS`: puts labels on messages, or takes them off. Valid when selected, where the server
/// announces `X-GM-EXT-1`. The output is the rows with the labels as they are now.
///
/// A label of the system goes with its backslash: `\Inbox`, `\Starred`.
///
/// ```
/// use imap_proto_core::{UidSet, ext::gmail::StoreLabels};
/// let store = StoreLabels::add(UidSet::one(7)?, ["Entwürfe", "\\Starred"]);
/// # let _ = store;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct StoreLabels {
    set: UidSet,
    sign: &'static str,
    labels: Vec<MailboxName>,
}

impl StoreLabels {
    /// Puts these labels on as well.
    pub fn add<L: Into<MailboxName>>(set: impl Into<UidSet>, labels: impl IntoIterator<Item = L>) -> Self {
        Self::new(set, "+", labels)
    }

    /// Takes these labels off.
    pub fn remove<L: Into<MailboxName>>(set: impl Into<UidSet>, labels: impl IntoIterator<Item = L>) -> Self {
        Self::new(set, "-", labels)
    }

    /// Puts these labels on and takes all others off.
    pub fn replace<L: Into<MailboxName>>(
        set: impl Into<UidSet>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self::new(set, "", labels)
    }

    fn new<L: Into<MailboxName>>(
        set: impl Into<UidSet>,
        sign: &'static str,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self { set: set.into(), sign, labels: labels.into_iter().map(Into::into).collect() }
    }
}

/// A label of the system is a word with a backslash in front; any other is a mailbox name.
fn write_label(label: &MailboxName, w: &mut CommandWriter<'_>) {
    let text = label.decoded();
    match text.as_ref().and_then(|text| text.strip_prefix('\\')).map(Atom::new) {
        Some(Ok(word)) => w.word("\\").atom(&word),
        _ => w.mailbox(label),
    };
}

impl Command for StoreLabels {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "UID STORE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with_saved(self.set.is_saved()).with(|t| {
            t.answers = Answers::FetchUid(self.set.clone());
            t.destructive = true;
            t.add_need(Capability::of("X-GM-EXT-1").into());
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID STORE").sp().display(&self.set).sp().word(self.sign).word("X-GM-LABELS ");
        w.list(&self.labels, |w, label| {
            write_label(label, w);
            Ok(())
        })?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        fetch::claim::by_uid(
            &self.set,
            data,
            items.cx,
            |row, _| row.gmail_labels().is_some(),
            |row| items.push(row),
        )
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::StoreLabels;
    use crate::command::testing::{refused, wire};
    use crate::error::EncodeError;
    use crate::response::FetchRow;
    use crate::types::UidSet;

    #[test]
    fn what_gmail_sends() {
        let wire = b"* 1 FETCH (X-GM-THRID 18446744073709551615 X-GM-MSGID 1278455344230334865 X-GM-LABELS (\\Inbox \\Sent Important \"Muy Importante\" \"Entw&APw-rfe\" {3}\r\na b))";
        let mut row = FetchRow::from_wire(wire).unwrap();
        row.resolve(crate::types::NameForm::ModifiedUtf7);
        assert_eq!(row.gmail_message_id(), Some(1_278_455_344_230_334_865));
        assert_eq!(row.gmail_thread_id(), Some(u64::MAX));
        let labels = row.gmail_labels().unwrap();
        assert_eq!(labels[0], "\\Inbox".into());
        assert_eq!(labels[4], "Entwürfe".into());
        assert_eq!(labels.len(), 6);
        let none = FetchRow::from_wire(b"* 1 FETCH (X-GM-LABELS ())").unwrap();
        assert_eq!(none.gmail_labels().map(<[_]>::len), Some(0));
    }

    #[test]
    fn labels_go_out_as_gmail_reads_them() {
        let set = || UidSet::one(7).unwrap();
        let store = StoreLabels::add(set(), ["\\Starred", "Entwürfe", "two words", "plain"]);
        assert_eq!(wire(store), r#"UID STORE 7 +X-GM-LABELS (\Starred Entw&APw-rfe "two words" plain)"#);
        assert_eq!(wire(StoreLabels::replace(set(), [""; 0])), "UID STORE 7 X-GM-LABELS ()");
        // A backslash in front of what is no word is text.
        assert_eq!(wire(StoreLabels::remove(set(), ["\\a b"])), r#"UID STORE 7 -X-GM-LABELS ("\\a b")"#);
        assert!(matches!(refused(StoreLabels::remove(set(), ["a\0"])), EncodeError::BadOctet { .. }));
    }
}
