//! The crate `io-imap`, with its own blocking client.

use std::cell::Cell;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::process::ExitCode;

use imap_harness::Dovecot;
use io_imap::client::{ImapClient as _, ImapClientStd};
use io_imap::rfc3501::append::ImapMessageAppendOptions;
use io_imap::rfc3501::fetch::ImapMessageFetchOptions;
use io_imap::rfc3501::login::ImapLoginOptions;
use io_imap::rfc3501::search::ImapMessageSearchOptions;
use io_imap::rfc3501::select::ImapMailboxSelectOptions;
use io_imap::types::core::Vec1;
use io_imap::types::fetch::{MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName as Name};
use io_imap::types::mailbox::Mailbox;
use io_imap::types::search::SearchKey;
use io_imap::types::sequence::SequenceSet;

use super::io::connect;
use super::{NOT_OFFERED, Place, idle, one, text};
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, WHOLE, Work, appended};

fn mailbox(name: &str) -> Result<Mailbox<'static>, String> {
    Mailbox::try_from(name.to_owned()).map_err(text)
}

fn open(place: &Place, work: Work) -> Result<ImapClientStd, String> {
    let mut client = ImapClientStd::new(connect(place, work)?);
    client.greeting().map_err(text)?;
    client.login(Dovecot::USER, Dovecot::PASSWORD, ImapLoginOptions::default()).map_err(text)?;
    client.select(mailbox(work.mailbox())?, ImapMailboxSelectOptions::default()).map_err(text)?;
    Ok(client)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    let mut client = match work {
        Work::Idle => return idle(|| open(place, work)),
        Work::MultiAppend => return Err(NOT_OFFERED.to_owned()),
        _ => open(place, work)?,
    };
    match work {
        Work::Noop => {
            let mut meter = Meter::start();
            for _ in 0..NOOPS {
                meter.step(|| client.noop()).map_err(text)?;
            }
            Ok(meter.stop(u64::from(NOOPS), 0))
        }
        Work::Append => append(&mut client),
        Work::Search => {
            let (mut meter, mut count) = (Meter::start(), 0);
            for _ in 0..SEARCHES {
                let keys = Vec1::from(SearchKey::All);
                let options = ImapMessageSearchOptions { uid: true };
                count += meter.step(|| client.search(keys, options)).map_err(text)?.len() as u64;
            }
            Ok(meter.stop(count, 0))
        }
        Work::BodiesStreamed | Work::BodiesTlsStreamed => stream(&mut client),
        Work::LargeStreamed => {
            let (meter, octets) = (Meter::start(), Cell::new(0));
            client.fetch_body_stream(NonZeroU32::MIN, false, Sink(&octets)).map_err(text)?;
            Ok(meter.stop(1, octets.get()))
        }
        _ => fetch(&mut client, work),
    }
}

/// It gives all rows together.
fn fetch(client: &mut ImapClientStd, work: Work) -> Result<Reading, String> {
    let body = Name::BodyExt { section: None, partial: None, peek: true };
    let (set, names, uid) = match work {
        Work::Metadata | Work::MetadataKept => {
            ("1:*".to_owned(), vec![Name::Uid, Name::Flags, Name::InternalDate, Name::Rfc822Size], true)
        }
        Work::Structure => ("1:*".to_owned(), vec![Name::Uid, Name::Envelope, Name::BodyStructure], true),
        Work::Large => ("1".to_owned(), vec![body], false),
        _ => (format!("1:{WHOLE}"), vec![body], false),
    };
    let set = SequenceSet::try_from(set.as_str()).map_err(text)?;
    let options = ImapMessageFetchOptions { uid, ..Default::default() };
    let meter = Meter::start();
    let names = MacroOrMessageDataItemNames::MessageDataItemNames(names);
    let rows = client.fetch(set, names, options).map_err(text)?;
    let octets = rows.values().map(|row| weight(work, row.as_ref())).sum();
    Ok(meter.stop(rows.len() as u64, octets))
}

fn weight(work: Work, row: &[MessageDataItem<'_>]) -> u64 {
    if work == Work::Structure {
        let envelope = row.iter().any(|item| matches!(item, MessageDataItem::Envelope(_)));
        let structure = row.iter().any(|item| matches!(item, MessageDataItem::BodyStructure(_)));
        return u64::from(envelope && structure);
    }
    let octets = |item: &MessageDataItem<'_>| match item {
        MessageDataItem::Rfc822Size(size) => u64::from(*size),
        MessageDataItem::BodyExt { data, .. } => data.0.as_ref().map_or(0, |data| data.as_ref().len() as u64),
        _ => 0,
    };
    row.iter().map(octets).sum()
}

/// Counts what is written.
struct Sink<'a>(&'a Cell<u64>);

impl Write for Sink<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + octets.len() as u64);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn stream(client: &mut ImapClientStd) -> Result<Reading, String> {
    let set = SequenceSet::try_from(format!("1:{WHOLE}").as_str()).map_err(text)?;
    let (meter, octets, mut rows) = (Meter::start(), Cell::new(0), 0);
    let done = |_, _: Sink<'_>| {
        rows += 1;
        Ok(())
    };
    client.fetch_bodies_stream(set, false, |_| Ok(Sink(&octets)), done).map_err(text)?;
    Ok(meter.stop(rows, octets.get()))
}

fn append(client: &mut ImapClientStd) -> Result<Reading, String> {
    client.create(mailbox(SINK)?).map_err(text)?;
    let (message, sink) = (appended(), mailbox(SINK)?);
    let mut meter = Meter::start();
    for _ in 0..APPENDS {
        let options = ImapMessageAppendOptions { non_sync: true, ..Default::default() };
        meter.step(|| client.append(sink.clone(), &message, options)).map_err(text)?;
    }
    let reading = meter.stop(u64::from(APPENDS), u64::from(APPENDS) * message.len() as u64);
    client.delete(sink).map_err(text)?;
    Ok(reading)
}
