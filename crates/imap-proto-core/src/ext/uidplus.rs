//! UIDPLUS (RFC 4315): which UIDs messages got.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::Extension;
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Claim, Command, CommandWriter, Items, Outcome, States, Traits, expunge};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};
use crate::types::{Capability, UidSet};

/// `[APPENDUID validity uids]`: the UIDs of appended messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppendUid {
    /// UIDVALIDITY of the mailbox.
    pub uid_validity: u32,
    /// One UID a message, in order.
    pub uids: UidSet,
}

/// `[COPYUID validity source target]`: which message became which.
///
/// The sets are as long as each other and pair up number by number, in the order given. They are kept as
/// ranges: a server may well say `1:4294967295`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyUid {
    /// UIDVALIDITY of the target mailbox.
    pub uid_validity: u32,
    /// UIDs in the source mailbox.
    pub source: UidSet,
    /// UIDs in the target mailbox.
    pub target: UidSet,
}

impl Extension for AppendUid {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let uid_validity = validity(c)?;
        c.space();
        Ok(Self { uid_validity, uids: c.uid_set()? })
    }
}

impl Extension for CopyUid {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let uid_validity = validity(c)?;
        c.space();
        let source = c.uid_set()?;
        c.space();
        let target = c.uid_set()?;
        // Counted by arithmetic: the sets are never expanded (RFC 4315 3, CVE-2025-25186).
        if source.len_numbers().is_none() || source.len_numbers() != target.len_numbers() {
            return Err(c.impossible("COPYUID sets of different length", None));
        }
        Ok(Self { uid_validity, source, target })
    }
}

fn validity(c: &mut Cursor<'_>) -> Result<u32, Fail> {
    match c.number()? {
        0 => Err(c.impossible("UIDVALIDITY 0", Some(0))),
        n => Ok(n),
    }
}

/// UID EXPUNGE (RFC 4315 2.1; RFC 9051 6.4.9): removes for good what is `\Deleted` among these UIDs, and
/// nothing else.
///
/// Valid when selected, where the server announces `UIDPLUS`. The output is as for
/// [`Expunge`](crate::command::Expunge).
///
/// ```
/// use imap_proto_core::{Execute, Flag, UidSet, ext::UidExpunge};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.uid_add_flags(UidSet::all(), [Flag::Deleted])?;
/// session.run(UidExpunge::new(UidSet::one(2)?))?; // or session.uid_expunge(set)?
/// assert_eq!(session.selected().map(|mailbox| mailbox.exists), Some(5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidExpunge {
    set: UidSet,
    unchecked: Unchecked,
}

impl UidExpunge {
    /// Names the messages.
    pub fn new(set: impl Into<UidSet>) -> Self {
        Self { set: set.into(), unchecked: Unchecked::default() }
    }
}

unchecked!(UidExpunge);

impl Command for UidExpunge {
    type Item = u32;
    type Output = Vec<u32>;
    const NAME: &'static str = "UID EXPUNGE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_saved(self.set.is_saved());
        let traits = traits.with(|t| t.destructive = true);
        self.unchecked.needs(traits, Capability::UidPlus)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID EXPUNGE").sp().display(&self.set).finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, u32>) -> Claim {
        expunge::note(data, items)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, u32>) -> Outcome<Vec<u32>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<u32>, rows: VecDeque<u32>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use crate::ext::ExtCode;
    use crate::parse::status;
    use crate::response::Code;

    #[test]
    fn the_examples_of_rfc_4315() {
        let (s, violations) = status(b"A003 OK [APPENDUID 38505 3955] APPEND completed");
        let Some(Code::Ext(ExtCode::AppendUid(found))) = s.code else { panic!("{s:?}") };
        assert_eq!((found.uid_validity, found.uids.to_string().as_str()), (38505, "3955"));
        assert_eq!(violations, 0);

        let (s, _) = status(b"A004 OK [COPYUID 38505 304,319:320 3956:3958] Done");
        let Some(Code::Ext(ExtCode::CopyUid(found))) = s.code else { panic!("{s:?}") };
        assert_eq!(found.source.to_string(), "304,319:320");
        assert_eq!(found.target.to_string(), "3956:3958");
        assert_eq!(s.text.as_str(), Some("Done"));
    }

    #[test]
    fn a_giant_set_stays_a_range() {
        let (s, violations) = status(b"a OK [COPYUID 1 1:4294967295 1:4294967295] x");
        let Some(Code::Ext(ExtCode::CopyUid(found))) = s.code else { panic!("{s:?}") };
        assert_eq!(found.source.len_numbers(), Some(4_294_967_295));
        assert_eq!(violations, 0);
    }

    #[test]
    fn lengths_that_differ_drop_the_code_and_keep_the_ok() {
        let (s, violations) = status(b"a OK [COPYUID 1 1:3 11:12] x");
        assert_eq!(s.code, None);
        assert_eq!(s.text.as_str(), Some("x"));
        assert_eq!(violations, 1);
        let (s, violations) = status(b"a OK [APPENDUID 0 5] x");
        assert_eq!((s.code, violations), (None, 1));
    }

    #[test]
    fn missing_sets_leave_a_code_of_no_sets() {
        // Outlook.com (MailKit 555)
        let (s, violations) = status(b"a OK [COPYUID 701  ] done");
        assert!(matches!(s.code, Some(Code::Other { .. })), "{s:?}");
        assert_eq!((s.text.as_str(), violations), (Some("done"), 0));
    }
}
