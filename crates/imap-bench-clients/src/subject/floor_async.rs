//! The floor on async-std: what that runtime costs before anything is parsed.

use std::process::ExitCode;
use std::time::Instant;

use async_std::net::TcpStream;
use async_std::task::block_on;
use futures_lite::{AsyncReadExt as _, AsyncWriteExt as _};
use imap_harness::Dovecot;

use super::floor::{Drained, GREETING, SLOT, TAGGED, times};
use super::{NOT_OFFERED, Place, idle, one, text};
use crate::counted::Counted;
use crate::meter::{Meter, Reading};
use crate::work::Work;

struct Floor {
    io: Counted<TcpStream>,
    slot: Vec<u8>,
}

impl Floor {
    async fn exchange(&mut self, octets: &[u8]) -> Result<u64, String> {
        self.io.write_all(octets).await.map_err(text)?;
        self.drain(TAGGED).await
    }

    async fn drain(&mut self, tag: &'static [u8]) -> Result<u64, String> {
        let mut drained = Drained::new(tag);
        loop {
            let n = self.io.read(&mut self.slot).await.map_err(text)?;
            if drained.ended(&self.slot[..n])? {
                return Ok(drained.octets);
            }
        }
    }
}

async fn open(place: &Place, work: Work, slot: usize) -> Result<Floor, String> {
    let stream = TcpStream::connect((Dovecot::HOST, place.port)).await.map_err(text)?;
    stream.set_nodelay(true).map_err(text)?;
    let mut floor = Floor { io: Counted(stream), slot: vec![0; slot] };
    floor.drain(GREETING).await?;
    floor.exchange(format!("zq7x LOGIN {} {}\r\n", Dovecot::USER, Dovecot::PASSWORD).as_bytes()).await?;
    floor.exchange(format!("zq7x SELECT {}\r\n", work.mailbox()).as_bytes()).await?;
    Ok(floor)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    if work.is_tls() || matches!(work, Work::Append | Work::MultiAppend) {
        return Err(NOT_OFFERED.to_owned());
    }
    if work == Work::Idle {
        return idle(|| block_on(open(place, work, 4096)).map(|floor| floor.io));
    }
    block_on(async {
        let mut floor = open(place, work, SLOT).await?;
        let line = format!("zq7x {}\r\n", work.line());
        let (mut meter, mut octets) = (Meter::start(), 0);
        for _ in 0..times(work) {
            let begun = Instant::now();
            octets += floor.exchange(line.as_bytes()).await?;
            meter.step_since(begun);
        }
        Ok(meter.stop(work.rows(), octets))
    })
}
