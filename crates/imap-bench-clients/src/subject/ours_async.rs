//! Ours on async-std.

use std::process::ExitCode;

use async_std::net::TcpStream;
use async_std::task::block_on;
use futures_lite::StreamExt as _;
use imap_async_std::core::command::{Command, FetchStream, SearchKey, UidSearch};
use imap_async_std::core::conn::{Config, Path};
use imap_async_std::core::ext::MultiAppend;
use imap_async_std::core::response::FetchRow;
use imap_async_std::prelude::*;
use imap_async_std::{Clock, Streamed};
use imap_harness::Dovecot;

use super::ours::{bodies, layer, metadata, streamed, structure, weight};
use super::{Place, idle, one, text};
use crate::counted::Counted;
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, WHOLE, Work, appended};

type Ours = Session<Counted<TcpStream>>;

async fn open(place: &Place, work: Work) -> Result<Ours, String> {
    let stream = TcpStream::connect((Dovecot::HOST, if work.is_tls() { place.tls_port } else { place.port }))
        .await
        .map_err(text)?;
    stream.set_nodelay(true).map_err(text)?;
    let config = Config::default().path(Path::Loopback);
    let (io, clock) = (Counted(stream), Clock::new());
    let session = if work.is_tls() {
        Ours::open_with(io, clock, config, layer(place)?).await
    } else {
        Ours::open(io, clock, config).await
    };
    let mut session = session.map_err(text)?;
    session.login(Dovecot::USER, Dovecot::PASSWORD).await.map_err(text)?;
    session.select(work.mailbox()).await.map_err(text)?;
    Ok(session)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    if work == Work::Idle {
        return idle(|| block_on(quiet(place, work)));
    }
    block_on(async {
        let mut session = open(place, work).await?;
        match work {
            Work::Metadata => rows(&mut session, work, metadata()).await,
            Work::MetadataKept => kept(&mut session, work).await,
            Work::Structure => rows(&mut session, work, structure()).await,
            Work::Bodies | Work::BodiesTls => rows(&mut session, work, bodies(WHOLE)).await,
            Work::Large => rows(&mut session, work, bodies(1)).await,
            Work::BodiesStreamed | Work::BodiesTlsStreamed => stream(&mut session, streamed(WHOLE)).await,
            Work::LargeStreamed => stream(&mut session, streamed(1)).await,
            Work::Noop => noop(&mut session).await,
            Work::Append | Work::MultiAppend => append(&mut session, work).await,
            Work::Search | Work::Idle => search(&mut session).await,
        }
    })
}

async fn rows<C: Command<Item = FetchRow>>(s: &mut Ours, work: Work, command: C) -> Result<Reading, String> {
    let (meter, mut count, mut octets) = (Meter::start(), 0, 0);
    let mut rows = s.rows(command);
    while let Some(row) = rows.next().await {
        octets += weight(work, &row.map_err(text)?);
        count += 1;
    }
    Ok(meter.stop(count, octets))
}

async fn stream(session: &mut Ours, command: FetchStream) -> Result<Reading, String> {
    let (meter, mut count, mut octets) = (Meter::start(), 0, 0);
    let mut stream = session.stream(command);
    while let Some(item) = stream.next_item().await.map_err(text)? {
        match item {
            Streamed::Body(mut body) => {
                while let Some(chunk) = body.next_chunk().await.map_err(text)? {
                    octets += chunk.len() as u64;
                }
            }
            Streamed::Row(_) => count += 1,
        }
    }
    Ok(meter.stop(count, octets))
}

async fn kept(session: &mut Ours, work: Work) -> Result<Reading, String> {
    let meter = Meter::start();
    let rows = session.run(metadata()).await.map_err(text)?;
    let octets = rows.iter().map(|row| weight(work, row)).sum();
    Ok(meter.stop(rows.len() as u64, octets))
}

async fn noop(session: &mut Ours) -> Result<Reading, String> {
    let mut meter = Meter::start();
    for _ in 0..NOOPS {
        let begun = std::time::Instant::now();
        session.noop().await.map_err(text)?;
        meter.step_since(begun);
    }
    Ok(meter.stop(u64::from(NOOPS), 0))
}

async fn search(session: &mut Ours) -> Result<Reading, String> {
    let (meter, mut count) = (Meter::start(), 0);
    for _ in 0..SEARCHES {
        count += session.run(UidSearch::new(SearchKey::All)).await.map_err(text)?.numbers.len() as u64;
    }
    Ok(meter.stop(count, 0))
}

async fn append(session: &mut Ours, work: Work) -> Result<Reading, String> {
    session.create(SINK).await.map_err(text)?;
    let message = bytes::Bytes::from(appended());
    let octets = u64::from(APPENDS) * message.len() as u64;
    let mut meter = Meter::start();
    if work == Work::MultiAppend {
        let messages = (0..APPENDS).map(|_| message.clone());
        let stored = session.run(MultiAppend::new(SINK).messages(messages)).await.map_err(text)?;
        stored.ok_or("no APPENDUID")?;
    } else {
        for _ in 0..APPENDS {
            let begun = std::time::Instant::now();
            session.append(SINK, message.clone()).await.map_err(text)?;
            meter.step_since(begun);
        }
    }
    let reading = meter.stop(u64::from(APPENDS), octets);
    session.delete(SINK).await.map_err(text)?;
    Ok(reading)
}

async fn quiet(place: &Place, work: Work) -> Result<Ours, String> {
    let mut session = open(place, work).await?;
    session.events().for_each(drop);
    session.noop().await.map_err(text)?;
    Ok(session)
}
