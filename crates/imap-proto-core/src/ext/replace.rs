//! REPLACE (RFC 8508): stores a message and removes the one it takes the place of, in one step.

use core::fmt;

use super::uidplus::AppendUid;
use crate::command::common::Unchecked;
use crate::command::{
    AppendMessage, Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, States, Traits, Upload,
};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::response::{Code, Data, Status, StatusKind, Tagged};
use crate::types::{Capability, MailboxName, SeqSet, UidSet};

/// REPLACE (RFC 8508 3.2): stores a message, then removes the one with this number from the selected mailbox. Valid when
/// selected, where the server announces `REPLACE`.
///
/// Nothing is removed unless the new message was stored; the two mailboxes may differ. `NO [TRYCREATE]` means that the
/// mailbox does not exist. The output is where the new message is, if the server has UIDPLUS. That the old one is gone
/// is news as after an EXPUNGE.
///
/// A message of [`AppendMessage::stream`] makes it an upload: start it through the driver's upload functions then.
/// [`UidReplace`] has no trouble with numbers that change.
///
/// ```
/// use imap_proto_core::{Flag, command::AppendMessage, ext::UidReplace};
/// let draft = AppendMessage::new("Subject: hi\r\n\r\nbetter\r\n").flags([Flag::Draft, Flag::Seen]);
/// let replace = UidReplace::new(2000, "Drafts", draft)?;
/// # let _ = replace;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone)]
pub struct Replace {
    number: SeqSet,
    new: New,
}

/// UID REPLACE (RFC 8508 3.3): as [`Replace`], the message named by UID.
#[derive(Clone)]
pub struct UidReplace {
    uid: UidSet,
    new: New,
}

/// What takes the place.
#[derive(Clone)]
struct New {
    mailbox: MailboxName,
    message: AppendMessage,
    unchecked: Unchecked,
    stored: Option<AppendUid>,
}

impl New {
    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.sp().mailbox(&self.mailbox).sp();
        self.message.write(w)?;
        w.finish()
    }

    /// The code may come in an untagged OK, ahead of the EXPUNGE (RFC 8508 4.3).
    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Status(Status {
                kind: StatusKind::Ok,
                code: Some(Code::Ext(ExtCode::AppendUid(uid))),
                ..
            }) if self.stored.is_none() => {
                self.stored = Some(uid);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn done(&mut self, tagged: Tagged) -> Outcome<Option<AppendUid>> {
        let told = self.stored.take();
        Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
            Some(Code::Ext(ExtCode::AppendUid(uid))) => Some(uid),
            _ => told,
        }))
    }
}

macro_rules! replace {
    ($command:ident, $field:ident, $set:ty, $name:literal, $numbering:expr, $number:literal) => {
        impl $command {
            #[doc = concat!("The ", $number, " of the old message, and the mailbox and message to store.")]
            ///
            /// # Errors
            /// 0 names no message.
            pub fn new(
                $field: u32,
                mailbox: impl Into<MailboxName>,
                message: impl Into<AppendMessage>,
            ) -> Result<Self, crate::types::SetError> {
                let (mailbox, message) = (mailbox.into(), message.into());
                let new = New { mailbox, message, unchecked: Unchecked::default(), stored: None };
                Ok(Self { $field: <$set>::one($field)?, new })
            }

            /// Sends it even if the server does not announce it.
            #[must_use]
            pub fn unchecked(mut self) -> Self {
                self.new.unchecked = Unchecked(true);
                self
            }
        }

        impl fmt::Debug for $command {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($command))
                    .field(stringify!($field), &self.$field)
                    .field("mailbox", &self.new.mailbox)
                    .field("message", &self.new.message)
                    .finish_non_exhaustive()
            }
        }

        impl Command for $command {
            type Item = Never;
            type Output = Option<AppendUid>;
            const NAME: &'static str = $name;

            fn traits(&self) -> Traits {
                let traits = Traits::pipelined(States::Selected).with(|t| {
                    t.numbering = $numbering;
                    t.destructive = true;
                });
                let traits = self.new.unchecked.needs(traits, Capability::of("REPLACE"));
                traits.with(|t| self.new.message.bring(t))
            }

            fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
                self.new.write(w.word($name).sp().display(&self.$field))
            }

            fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
                self.new.note(data)
            }

            fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<AppendUid>> {
                self.new.done(tagged)
            }
        }

        impl Upload for $command {}
    };
}

replace!(Replace, number, SeqSet, "REPLACE", Numbering::Free { carries: true }, "number");
replace!(UidReplace, uid, UidSet, "UID REPLACE", Numbering::Free { carries: false }, "UID");

#[cfg(test)]
mod tests {
    use super::{Replace, UidReplace};
    use crate::command::testing::{Running, wire};
    use crate::command::{AppendMessage, Command as _, Numbering};
    use crate::parse::{data, status};
    use crate::types::{Capability, Flag, SetError};

    fn draft() -> AppendMessage {
        AppendMessage::new("abc").flags([Flag::Seen, Flag::Draft])
    }

    #[test]
    fn the_examples_of_rfc_8508() {
        assert_eq!(
            wire(Replace::new(4, "Drafts", draft()).unwrap()),
            "REPLACE 4 Drafts (\\Seen \\Draft) {3}\r\n<sync>abc"
        );
        let uid = UidReplace::new(2000, "Drafts", draft()).unwrap();
        assert_eq!(uid.traits().needs, [Capability::of("REPLACE").into()]);
        assert_eq!(wire(uid), "UID REPLACE 2000 Drafts (\\Seen \\Draft) {3}\r\n<sync>abc");
        assert!(matches!(UidReplace::new(0, "Drafts", draft()), Err(SetError::Zero)));
        let traits = Replace::new(4, "Drafts", draft()).unwrap().traits();
        assert!(traits.destructive && traits.numbering == Numbering::Free { carries: true });
    }

    #[test]
    fn the_uid_may_come_early() {
        let mut running = Running::new(Replace::new(4, "Drafts", draft()).unwrap());
        running.data(data(b"* OK [APPENDUID 1 2000] Replacement Message ready").unwrap());
        running.data(data(b"* 4 EXPUNGE").unwrap());
        assert_eq!(running.output().unwrap().uids.to_string(), "2000");
        let mut running = Running::new(Replace::new(4, "Drafts", draft()).unwrap());
        let tagged = crate::response::Tagged {
            status: status(b"a OK [APPENDUID 1 7] x").0,
            ..crate::command::testing::ok()
        };
        assert_eq!(running.answer(tagged).unwrap().unwrap().unwrap().uid_validity, 1);
        Running::new(Replace::new(4, "Drafts", draft()).unwrap()).cannot_be_refused_into_success();
    }

    use alloc::string::ToString as _;
}
