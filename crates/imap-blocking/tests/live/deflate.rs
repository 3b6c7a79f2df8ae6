//! A layer that deflates, as a program may bring one for COMPRESS (RFC 4978).

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use imap_blocking::core::layer::{Layer, LayerError, LayerKind, Pulled};

pub(crate) struct Deflate {
    deflate: Compress,
    inflate: Decompress,
    /// Octets of the transport that were not inflated yet.
    received: Vec<u8>,
    out: Vec<u8>,
}

impl Deflate {
    pub(crate) fn new() -> Self {
        Self {
            deflate: Compress::new(Compression::default(), false),
            inflate: Decompress::new(false),
            received: Vec::new(),
            out: Vec::new(),
        }
    }
}

fn broken(error: impl ToString) -> LayerError {
    LayerError::new(LayerKind::Deflate, error.to_string())
}

/// How far one of zlib's counters has come.
fn since(before: u64, now: u64) -> usize {
    usize::try_from(now - before).unwrap()
}

impl Layer for Deflate {
    fn kind(&self) -> LayerKind {
        LayerKind::Deflate
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        self.received.extend_from_slice(wire);
        Ok(wire.len())
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(&self.received, out, FlushDecompress::Sync).map_err(broken)?;
        self.received.drain(..since(read, self.inflate.total_in()));
        Ok(match (since(written, self.inflate.total_out()), status) {
            (0, Status::StreamEnd) => Pulled::PeerClosed,
            (0, _) => Pulled::NeedWire,
            (octets, _) => Pulled::Bytes(octets),
        })
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        let mut left = plain;
        // A flush is complete when it leaves room.
        loop {
            self.out.reserve(left.len() + 64);
            let read = self.deflate.total_in();
            self.deflate.compress_vec(left, &mut self.out, FlushCompress::Sync).map_err(broken)?;
            left = &left[since(read, self.deflate.total_in())..];
            if left.is_empty() && self.out.len() < self.out.capacity() {
                return Ok(plain.len());
            }
        }
    }

    fn wire_out(&mut self) -> &[u8] {
        &self.out
    }

    fn wire_written(&mut self, n: usize) {
        self.out.drain(..n);
    }

    fn close(&mut self) {}
}
