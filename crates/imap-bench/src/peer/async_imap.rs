//! async-imap 0.12: its own reader over octets in memory.

use std::any::Any;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_imap::Client;
use futures_lite::{AsyncRead, AsyncWrite};

use crate::load::Load;
use crate::subject::{Subject, Tally, copy_in};

/// `Client::read_response` until the end. It reads at most what its buffer has free, often 4 KiB, whatever the
/// chunk. After one response that it refuses it reads nothing more. Values are owned.
#[derive(Debug, Default)]
pub(crate) struct AsyncImap {
    keep: Option<usize>,
    /// A vector of its responses, whose type has no name outside of it.
    kept: Option<Box<dyn Any>>,
}

impl Subject for AsyncImap {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let mut tally = Tally::default();
        let mut client = Client::new(Chunks { octets: &load.octets, left: 0, chunk });
        let mut kept = Vec::with_capacity(self.keep.unwrap_or(0));
        while let Ok(Some(response)) = futures_lite::future::block_on(client.read_response()) {
            tally.read += 1;
            if self.keep.is_some() {
                kept.push(response);
            }
        }
        if self.keep.is_some() {
            self.kept = Some(Box::new(kept));
        }
        tally.refused = load.responses.saturating_sub(tally.read);
        tally
    }

    fn keep(&mut self, responses: usize) {
        self.keep = Some(responses);
    }
}

/// Gives the load out in chunks.
#[derive(Debug)]
struct Chunks<'a> {
    octets: &'a [u8],
    /// Octets of the present chunk that were not read.
    left: usize,
    chunk: usize,
}

impl AsyncRead for Chunks<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, slot: &mut [u8]) -> Poll<io::Result<usize>> {
        if self.left == 0 {
            self.left = self.chunk.min(self.octets.len());
        }
        let (now, later) = self.octets.split_at(self.left.min(slot.len()));
        copy_in(&mut slot[..now.len()], now);
        self.left -= now.len();
        self.octets = later;
        Poll::Ready(Ok(now.len()))
    }
}

impl AsyncWrite for Chunks<'_> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
