//! A stream that counts its reads and writes, each of which is a system call.

use std::io::{self, IoSlice, Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_lite::{AsyncRead, AsyncWrite};
use imap_blocking::Transport;
use imap_blocking::core::conn::Path;

static READS: AtomicU64 = AtomicU64::new(0);
static WRITES: AtomicU64 = AtomicU64::new(0);

/// Reads and writes of all streams so far.
pub(crate) fn calls() -> (u64, u64) {
    (READS.load(Ordering::Relaxed), WRITES.load(Ordering::Relaxed))
}

/// Counts what goes through it.
#[derive(Debug)]
pub(crate) struct Counted<T>(pub(crate) T);

impl<T: Read> Read for Counted<T> {
    fn read(&mut self, slot: &mut [u8]) -> io::Result<usize> {
        READS.fetch_add(1, Ordering::Relaxed);
        self.0.read(slot)
    }
}

impl<T: Write> Write for Counted<T> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        WRITES.fetch_add(1, Ordering::Relaxed);
        self.0.write(octets)
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        WRITES.fetch_add(1, Ordering::Relaxed);
        self.0.write_vectored(pieces)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Transport for Counted<TcpStream> {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.0.set_deadline(after)
    }

    fn path(&self) -> Path {
        self.0.path()
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Counted<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, slot: &mut [u8]) -> Poll<io::Result<usize>> {
        READS.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.0).poll_read(cx, slot)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Counted<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        WRITES.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.0).poll_write(cx, octets)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        WRITES.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.0).poll_write_vectored(cx, pieces)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_close(cx)
    }
}
