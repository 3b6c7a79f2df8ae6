//! The crate `imap`.

use std::process::ExitCode;

use imap::Session;
use imap_harness::Dovecot;

use super::io::{Io, connect};
use super::{NOT_OFFERED, Place, idle, one, text};
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, WHOLE, Work, appended};

type Peer = Session<Io>;

fn open(place: &Place, work: Work) -> Result<Peer, String> {
    let client = imap::Client::new(connect(place, work)?);
    let mut session = client.login(Dovecot::USER, Dovecot::PASSWORD).map_err(|(error, _)| text(error))?;
    session.select(work.mailbox()).map_err(text)?;
    Ok(session)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    let mut session = match work {
        Work::Idle => return idle(|| open(place, work)),
        Work::MultiAppend => return Err(NOT_OFFERED.to_owned()),
        _ if work.is_streamed() => return Err(NOT_OFFERED.to_owned()),
        _ => open(place, work)?,
    };
    match work {
        Work::Noop => {
            let mut meter = Meter::start();
            for _ in 0..NOOPS {
                meter.step(|| session.noop()).map_err(text)?;
            }
            Ok(meter.stop(u64::from(NOOPS), 0))
        }
        Work::Append => append(&mut session),
        Work::Search => {
            let (mut meter, mut count) = (Meter::start(), 0);
            for _ in 0..SEARCHES {
                count += meter.step(|| session.uid_search("ALL")).map_err(text)?.len() as u64;
            }
            Ok(meter.stop(count, 0))
        }
        _ => fetch(&mut session, work),
    }
}

/// It gives all rows together.
fn fetch(session: &mut Peer, work: Work) -> Result<Reading, String> {
    let meter = Meter::start();
    let rows = match work {
        Work::Metadata | Work::MetadataKept => {
            session.uid_fetch("1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE)")
        }
        Work::Structure => session.uid_fetch("1:*", "(UID ENVELOPE BODYSTRUCTURE)"),
        Work::Large => session.fetch("1", "(BODY.PEEK[])"),
        _ => session.fetch(format!("1:{WHOLE}"), "(BODY.PEEK[])"),
    };
    let rows = rows.map_err(text)?;
    let octets = rows.iter().map(|row| match work {
        Work::Metadata | Work::MetadataKept => row.size.map_or(0, u64::from),
        Work::Structure => u64::from(row.envelope().is_some() && row.bodystructure().is_some()),
        _ => row.body().map_or(0, |body| body.len() as u64),
    });
    let octets = octets.sum();
    Ok(meter.stop(rows.len() as u64, octets))
}

fn append(session: &mut Peer) -> Result<Reading, String> {
    session.create(SINK).map_err(text)?;
    let message = appended();
    let mut meter = Meter::start();
    for _ in 0..APPENDS {
        meter.step(|| session.append(SINK, &message).finish()).map_err(text)?;
    }
    let reading = meter.stop(u64::from(APPENDS), u64::from(APPENDS) * message.len() as u64);
    session.delete(SINK).map_err(text)?;
    Ok(reading)
}
