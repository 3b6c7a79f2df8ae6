//! INPROGRESS (RFC 9585): how far the server is with a command.

use bytes::Bytes;

use super::Extension;
use crate::parse::{Cursor, Fail};

/// `[INPROGRESS]` or `[INPROGRESS (tag progress goal)]` in an untagged OK (RFC 9585 section 3).
///
/// It comes as an event, [`Unsolicited::StatusOf`](crate::conn::Unsolicited::StatusOf) if it names a command in flight,
/// else as [`Unsolicited::Status`](crate::conn::Unsolicited::Status). As any response it puts
/// [`Deadline::Silence`](crate::conn::Deadline::Silence) off. A server may send it without announcing `INPROGRESS`.
///
/// ```
/// use imap_proto_core::conn::{CommandId, Event, Unsolicited};
/// use imap_proto_core::ext::ExtCode;
/// use imap_proto_core::response::Code;
/// # fn show(event: Event, mine: CommandId) {
/// if let Event::Unsolicited(Unsolicited::StatusOf { id, status }) = event
///     && let Some(Code::Ext(ExtCode::InProgress(report))) = status.code
///     && id == mine
/// {
///     println!("{:?} of {:?}", report.progress, report.goal);
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InProgress {
    /// The tag of the command; None if the server does not say which.
    pub tag: Option<Bytes>,
    /// How much was done, in units that only the server knows.
    pub progress: Option<u64>,
    /// How much there is to do, never 0. It may change from one report to the next.
    pub goal: Option<u64>,
}

impl InProgress {
    /// From 0 to 1, if the goal is known. More than the goal is 1.
    pub fn fraction(&self) -> Option<f64> {
        let (progress, goal) = (self.progress?, self.goal?);
        Some((progress as f64 / goal as f64).min(1.0))
    }
}

impl Extension for InProgress {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        if c.at_end() {
            return Ok(Self::default());
        }
        c.open("INPROGRESS")?;
        let tag = if c.nil() { None } else { Some(c.astring()?) };
        c.space();
        let progress = if c.nil() { None } else { Some(c.number64()?) };
        c.space();
        let goal = match if c.nil() { None } else { Some(c.number64()?) } {
            Some(0) => {
                c.violation("INPROGRESS with the goal 0", Some(0));
                None
            }
            goal => goal,
        };
        if c.close() { Ok(Self { tag, progress, goal }) } else { Err(Fail::Rule("INPROGRESS")) }
    }

    fn tag(&self) -> Option<&[u8]> {
        self.tag.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::InProgress;
    use crate::ext::ExtCode;
    use crate::parse::status;
    use crate::response::Code;

    fn read(code: &str) -> (Option<InProgress>, usize) {
        let (status, violations) = status(alloc::format!("* OK [{code}] Still working").as_bytes());
        assert_eq!(status.text.as_str(), Some("Still working"));
        match status.code {
            Some(Code::Ext(ExtCode::InProgress(found))) => (Some(found), violations),
            _ => (None, violations),
        }
    }

    fn report(tag: &[u8], progress: Option<u64>, goal: Option<u64>) -> (Option<InProgress>, usize) {
        (Some(InProgress { tag: Some(tag.to_vec().into()), progress, goal }), 0)
    }

    #[test]
    fn forms_of_the_rfc() {
        assert_eq!(read("INPROGRESS"), (Some(InProgress::default()), 0));
        assert_eq!(read("INPROGRESS (\"A001\" 454 1000)"), report(b"A001", Some(454), Some(1000)));
        assert_eq!(read("INPROGRESS (\"A001\" 999 NIL)"), report(b"A001", Some(999), None));
        assert_eq!(read("INPROGRESS (\"A001\" NIL NIL)"), report(b"A001", None, None));
        assert_eq!(read("INPROGRESS (NIL NIL NIL)"), (Some(InProgress::default()), 0));
        assert_eq!(read("inprogress ( A001  1 4294967296 ) "), report(b"A001", Some(1), Some(4_294_967_296)));
    }

    #[test]
    fn damage_is_a_code_that_nobody_knows() {
        for code in
            ["INPROGRESS (\"A\" 1)", "INPROGRESS (\"A\" x 2)", "INPROGRESS 5", "INPROGRESS (\"A\" 1 2 3)"]
        {
            assert_eq!(read(code), (None, 0), "{code}");
        }
        let (found, violations) = read("INPROGRESS (\"A\" 1 0)");
        assert_eq!((found.unwrap().goal, violations), (None, 1));
    }

    #[test]
    fn fractions() {
        let of = |progress, goal| InProgress { tag: None, progress, goal }.fraction();
        assert_eq!(of(Some(1), Some(4)), Some(0.25));
        assert_eq!(of(Some(5), Some(4)), Some(1.0));
        assert_eq!((of(None, Some(4)), of(Some(4), None)), (None, None));
    }
}
