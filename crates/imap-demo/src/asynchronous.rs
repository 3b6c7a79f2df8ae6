//! The same program on async-std, line for line.

use std::error::Error;

use imap_async_std::core::command::{Fetch, SearchKey};
use imap_async_std::core::types::{SectionPath, SeqSet};
use imap_async_std::prelude::{Execute, Session};

use crate::report::Report;
use crate::{MAILBOX, PASSWORD, USER};

pub(crate) async fn run(mut s: Session, mut report: Report) -> Result<Report, Box<dyn Error>> {
    s.login(USER, PASSWORD).await?;
    s.select(MAILBOX).await?;
    let found = s.search(SearchKey::All).await?;
    for number in found.numbers {
        let fetch = s.submit(Fetch::new(SeqSet::one(number)?).body_peek(SectionPath::all()));
        while let Some(row) = s.next_row(&fetch).await? {
            report.print(number, row.body().ok_or("a row without the message")?)?;
        }
    }
    s.close_mailbox().await?;
    s.close().await?;
    Ok(report)
}
