//! The crate `async-imap`, on async-std.

use std::process::ExitCode;

use async_imap::Session;
use async_imap::types::Fetch;
use async_std::net::TcpStream;
use async_std::task::block_on;
use futures_lite::{Stream, StreamExt as _, pin};
use imap_harness::Dovecot;

use super::{NOT_OFFERED, Place, idle, one, text};
use crate::counted::Counted;
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, WHOLE, Work, appended};

type Peer = Session<Counted<TcpStream>>;

async fn open(place: &Place, mailbox: &str) -> Result<Peer, String> {
    let stream = TcpStream::connect((Dovecot::HOST, place.port)).await.map_err(text)?;
    stream.set_nodelay(true).map_err(text)?;
    let mut client = async_imap::Client::new(Counted(stream));
    client.read_response().await.map_err(text)?.ok_or("no greeting")?;
    let login = client.login(Dovecot::USER, Dovecot::PASSWORD).await;
    let mut session = login.map_err(|(error, _)| text(error))?;
    session.select(mailbox).await.map_err(text)?;
    Ok(session)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    match work {
        Work::Idle => return idle(|| block_on(open(place, work.mailbox()))),
        Work::MultiAppend => return Err(NOT_OFFERED.to_owned()),
        // It takes a stream that is TLS already, and which of them is for its user to choose.
        _ if work.is_streamed() || work.is_tls() => return Err(NOT_OFFERED.to_owned()),
        _ => {}
    }
    block_on(async {
        let mut session = open(place, work.mailbox()).await?;
        match work {
            Work::Noop => noop(&mut session).await,
            Work::Append => append(&mut session).await,
            Work::Search => search(&mut session).await,
            _ => fetch(&mut session, work).await,
        }
    })
}

async fn noop(session: &mut Peer) -> Result<Reading, String> {
    let mut meter = Meter::start();
    for _ in 0..NOOPS {
        let begun = std::time::Instant::now();
        session.noop().await.map_err(text)?;
        meter.step_since(begun);
    }
    Ok(meter.stop(u64::from(NOOPS), 0))
}

async fn search(session: &mut Peer) -> Result<Reading, String> {
    let (meter, mut count) = (Meter::start(), 0);
    for _ in 0..SEARCHES {
        count += session.uid_search("ALL").await.map_err(text)?.len() as u64;
    }
    Ok(meter.stop(count, 0))
}

async fn fetch(session: &mut Peer, work: Work) -> Result<Reading, String> {
    let meter = Meter::start();
    let (count, octets) = match work {
        Work::Metadata | Work::MetadataKept => {
            let items = "(UID FLAGS INTERNALDATE RFC822.SIZE)";
            rows(session.uid_fetch("1:*", items).await.map_err(text)?, work).await?
        }
        Work::Structure => {
            let items = "(UID ENVELOPE BODYSTRUCTURE)";
            rows(session.uid_fetch("1:*", items).await.map_err(text)?, work).await?
        }
        Work::Large => rows(session.fetch("1", "(BODY.PEEK[])").await.map_err(text)?, work).await?,
        _ => {
            let set = format!("1:{WHOLE}");
            rows(session.fetch(set, "(BODY.PEEK[])").await.map_err(text)?, work).await?
        }
    };
    Ok(meter.stop(count, octets))
}

async fn rows<E: std::fmt::Display>(
    rows: impl Stream<Item = Result<Fetch, E>>,
    work: Work,
) -> Result<(u64, u64), String> {
    pin!(rows);
    let (mut count, mut octets, mut kept) = (0, 0, Vec::new());
    while let Some(row) = rows.next().await {
        let row = row.map_err(text)?;
        count += 1;
        octets += match work {
            Work::Metadata | Work::MetadataKept => row.size.map_or(0, u64::from),
            Work::Structure => u64::from(row.envelope().is_some() && row.bodystructure().is_some()),
            _ => row.body().map_or(0, |body| body.len() as u64),
        };
        if work == Work::MetadataKept {
            kept.push(row);
        }
    }
    Ok((count, octets))
}

async fn append(session: &mut Peer) -> Result<Reading, String> {
    session.create(SINK).await.map_err(text)?;
    let message = appended();
    let mut meter = Meter::start();
    for _ in 0..APPENDS {
        let begun = std::time::Instant::now();
        session.append(SINK, None, None, &message).await.map_err(text)?;
        meter.step_since(begun);
    }
    let reading = meter.stop(u64::from(APPENDS), u64::from(APPENDS) * message.len() as u64);
    session.delete(SINK).await.map_err(text)?;
    Ok(reading)
}
