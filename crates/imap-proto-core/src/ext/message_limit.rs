//! MESSAGELIMIT (RFC 9738): servers that handle only so many messages with one command.
//!
//! A server that stops says so in the tagged reply, with the code [`MessageLimit`]: it has handled messages from the
//! highest UID downwards, and goes on below where it stopped if the command is sent again for the rest. A NO is an
//! error as any; an OK is a [`CommandError::Partial`](crate::CommandError::Partial) that holds the output.

use super::{ExtCode, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{Code, Status};
use crate::types::CapabilitySet;

/// `[MESSAGELIMIT limit uid]` (RFC 9738): the command stopped half way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageLimit {
    /// How many messages one command may handle.
    pub limit: u32,
    /// The lowest UID that was handled: what is left lies below.
    pub lowest_uid: Option<u32>,
}

impl Extension for MessageLimit {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let limit = c.number()?;
        let lowest_uid = if c.at_list_end() {
            None
        } else {
            c.space();
            match c.number()? {
                0 => {
                    c.violation("MESSAGELIMIT UID 0", Some(0));
                    None
                }
                uid => Some(uid),
            }
        };
        Ok(Self { limit, lowest_uid })
    }
}

impl Status {
    /// MESSAGELIMIT, if the command stopped half way (RFC 9738).
    pub fn message_limit(&self) -> Option<&MessageLimit> {
        match &self.code {
            Some(Code::Ext(ExtCode::MessageLimit(limit))) => Some(limit),
            _ => None,
        }
    }
}

impl CapabilitySet {
    /// `MESSAGELIMIT=n`: how many messages one FETCH, SEARCH, STORE, COPY, MOVE or UID EXPUNGE handles (RFC 9738).
    pub fn message_limit(&self) -> Option<u32> {
        self.number("MESSAGELIMIT=")
    }

    /// `SAVELIMIT=n`: how many messages one COPY or APPEND puts into a mailbox (RFC 9738).
    pub fn save_limit(&self) -> Option<u32> {
        self.number("SAVELIMIT=")
    }

    fn number(&self, start: &str) -> Option<u32> {
        self.value_of(start)?.parse().ok().filter(|number| *number > 0)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::{Command, Search, SearchKey, Select, UidFetch};
    use crate::conn::{Config, Connection};
    use crate::error::CommandError;
    use crate::parse::status;
    use crate::response::{Code, FetchRow, SearchResult};
    use crate::types::{Capability, CapabilitySet, UidSet};

    /// The result of a command that follows a SELECT and was answered like this.
    fn run<C: Command>(command: C, rows: &str, tagged: &str) -> Result<C::Output, CommandError> {
        let mut conn = Connection::new(Config::default().allow_preauth());
        conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1 MESSAGELIMIT=2] hi\r\n");
        let select = conn.submit(Select::new("INBOX"));
        let tag = conn.tag_of(select.id()).unwrap();
        conn.output_written(conn.output().len());
        conn.handle_input(alloc::format!("* 9 EXISTS\r\n{} OK done\r\n", tag.as_str()).as_bytes());
        conn.take(&select).unwrap().unwrap();
        let ticket = conn.submit(command);
        let tag = conn.tag_of(ticket.id()).unwrap();
        conn.output_written(conn.output().len());
        conn.handle_input(alloc::format!("{rows}{} {tagged}\r\n", tag.as_str()).as_bytes());
        conn.take(&ticket).unwrap()
    }

    #[test]
    fn a_part_is_never_the_whole_and_never_lost() {
        let rows = "* 8 FETCH (UID 80 FLAGS ())\r\n* 9 FETCH (UID 90 FLAGS ())\r\n";
        let fetch = || UidFetch::new(UidSet::all());
        assert_eq!(run(fetch(), rows, "OK done").unwrap().len(), 2);
        let Err(CommandError::Partial(part)) = run(fetch(), rows, "OK [MESSAGELIMIT 2 80] done") else {
            panic!("it was a success")
        };
        assert_eq!(part.status.message_limit().and_then(|found| found.lowest_uid), Some(80));
        assert_eq!(part.output::<alloc::vec::Vec<FetchRow>>().map(alloc::vec::Vec::len), Some(2));
        assert!(part.output::<SearchResult>().is_none(), "that is no output of FETCH");
        assert_eq!(part.into_output::<alloc::vec::Vec<FetchRow>>().map(|rows| rows.len()), Some(2));

        let found = run(Search::new(SearchKey::all()), "* SEARCH 8 9\r\n", "OK [MESSAGELIMIT 2] done");
        let error = found.unwrap_err();
        let found = error.partial().and_then(|part| part.output::<SearchResult>());
        assert_eq!(found.map(|found| found.numbers.as_slice()), Some(&[8, 9][..]));
    }

    #[test]
    fn a_no_is_a_no() {
        let error = run(UidFetch::new(UidSet::all()), "", "NO [MESSAGELIMIT 2] no").unwrap_err();
        assert_eq!(
            error.refused().and_then(|no| no.status.message_limit()).map(|found| found.limit),
            Some(2)
        );
    }

    #[test]
    fn the_code() {
        let read = |wire: &str| {
            let (status, violations) = status(wire.as_bytes());
            (status.message_limit().map(|found| (found.limit, found.lowest_uid)), violations)
        };
        assert_eq!(read("a OK [MESSAGELIMIT 1000 23221] x"), (Some((1000, Some(23_221))), 0));
        assert_eq!(read("a NO [messagelimit 1000] x"), (Some((1000, None)), 0));
        assert_eq!(read("a NO [MESSAGELIMIT 1000 ] x"), (Some((1000, None)), 0));
        assert_eq!(read("a NO [MESSAGELIMIT 1000 0] x"), (Some((1000, None)), 1));
        for odd in ["MESSAGELIMIT", "MESSAGELIMIT x", "MESSAGELIMIT 1 2 3", "MESSAGELIMIT 4294967296"] {
            let (status, _) = status(alloc::format!("a OK [{odd}] x").as_bytes());
            assert!(matches!(status.code, Some(Code::Other { .. })), "{odd}: {status:?}");
        }
    }

    #[test]
    fn the_capabilities() {
        let set = |names: &[&str]| -> CapabilitySet {
            names.iter().map(|name| Capability::ext(name).unwrap()).collect()
        };
        let both = set(&["IDLE", "messagelimit=1000", "SAVELIMIT=99"]);
        assert_eq!((both.message_limit(), both.save_limit()), (Some(1000), Some(99)));
        assert_eq!(set(&["MESSAGELIMIT=0", "MESSAGELIMIT=x", "MESSAGELIMIT"]).message_limit(), None);
    }
}
