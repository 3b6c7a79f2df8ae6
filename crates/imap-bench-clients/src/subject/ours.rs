//! Ours, blocking.

use std::net::TcpStream;
use std::process::ExitCode;
use std::time::Instant;

use imap_blocking::Streamed;
use imap_blocking::core::command::{Command, Fetch, FetchStream, SearchKey, UidFetch, UidSearch};
use imap_blocking::core::conn::Config;
use imap_blocking::core::ext::MultiAppend;
use imap_blocking::core::layer::Layer;
use imap_blocking::core::response::FetchRow;
use imap_blocking::core::types::{SectionPath, SeqSet, UidSet};
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_harness::Dovecot;

use super::io::dial;
use super::{Place, idle, one, text};
use crate::counted::Counted;
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, WHOLE, Work, appended};

type Ours = Session<Counted<TcpStream>>;

fn open(place: &Place, work: Work) -> Result<Ours, String> {
    let mut session = if work.is_tls() {
        let mut session =
            Session::new(dial(place.tls_port)?, Config::default().demand_tls()).map_err(text)?;
        session.wire().push_layer(layer(place)?);
        session.greeting().map_err(text)?;
        session
    } else {
        Session::open(dial(place.port)?, Config::default()).map_err(text)?
    };
    session.login(Dovecot::USER, Dovecot::PASSWORD).map_err(text)?;
    session.select(work.mailbox()).map_err(text)?;
    Ok(session)
}

/// TLS for it.
pub(super) fn layer(place: &Place) -> Result<Box<dyn Layer>, String> {
    let pem = std::fs::read(&place.ca).map_err(text)?;
    TlsConfig::with_ca_pem(&pem).and_then(|tls| tls.layer(Dovecot::HOST)).map_err(text)
}

pub(super) fn metadata() -> UidFetch {
    UidFetch::new(UidSet::all()).uid().flags().internal_date().size()
}

pub(super) fn structure() -> UidFetch {
    UidFetch::new(UidSet::all()).uid().envelope().body_structure()
}

pub(super) fn bodies(last: u32) -> Fetch {
    Fetch::new(first(last)).body_peek(SectionPath::all())
}

pub(super) fn streamed(last: u32) -> FetchStream {
    FetchStream::new(first(last)).body_peek(SectionPath::all())
}

fn first(last: u32) -> SeqSet {
    SeqSet::range(1..=last).unwrap_or_else(|_| SeqSet::all())
}

/// What a row counts for.
pub(super) fn weight(work: Work, row: &FetchRow) -> u64 {
    match work {
        Work::Metadata | Work::MetadataKept => row.size().unwrap_or(0),
        Work::Structure => u64::from(row.envelope().is_some() && row.body_structure().is_some()),
        _ => row.body().map_or(0, |body| body.len() as u64),
    }
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    if work == Work::Idle {
        return idle(|| quiet(place, work));
    }
    let mut session = open(place, work)?;
    match work {
        Work::Metadata => rows(&mut session, work, metadata()),
        Work::MetadataKept => kept(&mut session, work),
        Work::Structure => rows(&mut session, work, structure()),
        Work::Bodies | Work::BodiesTls => rows(&mut session, work, bodies(WHOLE)),
        Work::Large => rows(&mut session, work, bodies(1)),
        Work::BodiesStreamed | Work::BodiesTlsStreamed => stream(&mut session, streamed(WHOLE)),
        Work::LargeStreamed => stream(&mut session, streamed(1)),
        Work::Noop => noop(&mut session),
        Work::Append | Work::MultiAppend => append(&mut session, work),
        Work::Search | Work::Idle => search(&mut session),
    }
}

fn rows<C: Command<Item = FetchRow>>(session: &mut Ours, work: Work, command: C) -> Result<Reading, String> {
    let (meter, mut count, mut octets) = (Meter::start(), 0, 0);
    for row in session.rows(command) {
        octets += weight(work, &row.map_err(text)?);
        count += 1;
    }
    Ok(meter.stop(count, octets))
}

fn stream(session: &mut Ours, command: FetchStream) -> Result<Reading, String> {
    let (meter, mut count, mut octets) = (Meter::start(), 0, 0);
    let mut stream = session.stream(command);
    while let Some(item) = stream.next_item().map_err(text)? {
        match item {
            Streamed::Body(mut body) => {
                while let Some(chunk) = body.next_chunk().map_err(text)? {
                    octets += chunk.len() as u64;
                }
            }
            Streamed::Row(_) => count += 1,
        }
    }
    Ok(meter.stop(count, octets))
}

fn kept(session: &mut Ours, work: Work) -> Result<Reading, String> {
    let meter = Meter::start();
    let rows = session.run(metadata()).map_err(text)?;
    let octets = rows.iter().map(|row| weight(work, row)).sum();
    Ok(meter.stop(rows.len() as u64, octets))
}

fn noop(session: &mut Ours) -> Result<Reading, String> {
    let mut meter = Meter::start();
    for _ in 0..NOOPS {
        meter.step(|| session.noop()).map_err(text)?;
    }
    Ok(meter.stop(u64::from(NOOPS), 0))
}

fn search(session: &mut Ours) -> Result<Reading, String> {
    let (mut meter, mut count) = (Meter::start(), 0);
    for _ in 0..SEARCHES {
        let found = meter.step(|| session.run(UidSearch::new(SearchKey::All))).map_err(text)?;
        count += found.numbers.len() as u64;
    }
    Ok(meter.stop(count, 0))
}

fn append(session: &mut Ours, work: Work) -> Result<Reading, String> {
    session.create(SINK).map_err(text)?;
    let message = bytes::Bytes::from(appended());
    let octets = u64::from(APPENDS) * message.len() as u64;
    let mut meter = Meter::start();
    if work == Work::MultiAppend {
        let messages = (0..APPENDS).map(|_| message.clone());
        let stored = session.run(MultiAppend::new(SINK).messages(messages)).map_err(text)?;
        stored.ok_or("no APPENDUID")?;
    } else {
        for _ in 0..APPENDS {
            let begun = Instant::now();
            session.append(SINK, message.clone()).map_err(text)?;
            meter.step_since(begun);
        }
    }
    let reading = meter.stop(u64::from(APPENDS), octets);
    session.delete(SINK).map_err(text)?;
    Ok(reading)
}

/// A connection that has read all news, and found out that nothing is new.
fn quiet(place: &Place, work: Work) -> Result<Ours, String> {
    let mut session = open(place, work)?;
    session.events().for_each(drop);
    session.noop().map_err(text)?;
    Ok(session)
}
