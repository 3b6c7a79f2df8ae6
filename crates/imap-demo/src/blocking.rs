//! The program over any transport.

use std::error::Error;

use imap_blocking::core::command::{Fetch, SearchKey};
use imap_blocking::core::conn::State;
use imap_blocking::core::types::{SectionPath, SeqSet};
use imap_blocking::prelude::Execute;
use imap_blocking::{Session, Transport};

use crate::report::Report;
use crate::{MAILBOX, PASSWORD, USER};

pub(crate) fn run<T: Transport>(mut s: Session<T>, mut report: Report) -> Result<Report, Box<dyn Error>> {
    // A server on a pipe has authenticated us already.
    if s.state() == State::NotAuthenticated {
        s.login(USER, PASSWORD)?;
    }
    s.select(MAILBOX)?;
    let found = s.search(SearchKey::All)?;
    for number in found.numbers {
        let fetch = Fetch::new(SeqSet::one(number)?).body_peek(SectionPath::all());
        for row in s.rows(fetch) {
            report.print(number, row?.body().ok_or("a row without the message")?)?;
        }
    }
    s.close_mailbox()?;
    s.close()?;
    Ok(report)
}
