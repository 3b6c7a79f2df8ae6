//! async-imap's own reader over octets in memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_lite::{AsyncRead, AsyncWrite};

/// Gives out the load in chunks, and stops at the deadline.
#[derive(Debug)]
struct Chunks {
    load: Vec<u8>,
    at: usize,
    size: usize,
    until: Instant,
}

impl AsyncRead for Chunks {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, out: &mut [u8]) -> Poll<io::Result<usize>> {
        if Instant::now() > self.until {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let end = self.load.len().min(self.at + self.size.min(out.len()));
        let chunk = self.load.get(self.at..end).unwrap_or_default().to_vec();
        if let Some(place) = out.get_mut(..chunk.len()) {
            place.copy_from_slice(&chunk);
        }
        self.at = end;
        Poll::Ready(Ok(chunk.len()))
    }
}

impl AsyncWrite for Chunks {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, out: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(out.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// How long async-imap takes for the load; `None` when it was stopped.
pub(crate) fn async_imap(load: Vec<u8>, size: usize, stop: Duration) -> Option<Duration> {
    let start = Instant::now();
    let stream = Chunks { load, at: 0, size, until: start + stop };
    let mut client = async_imap::Client::new(stream);
    let response = futures_lite::future::block_on(client.read_response());
    matches!(response, Ok(Some(_))).then(|| start.elapsed())
}
