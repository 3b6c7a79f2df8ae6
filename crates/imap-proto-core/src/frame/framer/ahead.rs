//! A line that arrives for long, and is read while it does.

use core::fmt::Write as _;

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::BytesMut;

use super::super::class::Class;
use super::{Framer, Mode};

/// Octets of an unfinished line from which on it is read: the end of a shorter one is soon there.
const LEAST: usize = 8 << 10;

/// Numbers that were read and taken out of an unfinished line, so that no memory is needed for their text, which is
/// twice as long; not while a tap listens, which is to hear it.
///
/// Each had one space behind it and no leading zero: nothing is lost, for the text can be [restored](Self::restore).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) numbers: Vec<u32>,
    /// Where in the text they stood.
    at: usize,
    /// Octets that they had there.
    octets: usize,
}

impl Ahead {
    /// Octets that were taken out of the text.
    pub(crate) fn octets(&self) -> usize {
        self.octets
    }

    /// The text as it was, from what was left of it.
    #[cold]
    pub(crate) fn restore(&self, text: &[u8]) -> BytesMut {
        let (front, rest) = text.split_at_checked(self.at).unwrap_or((text, &[]));
        let mut whole = BytesMut::with_capacity(text.len().saturating_add(self.octets));
        whole.extend_from_slice(front);
        for number in &self.numbers {
            // It has room for whatever is written.
            let _ = write!(whole, "{number} ");
        }
        whole.extend_from_slice(rest);
        whole
    }
}

impl Framer {
    /// Offers the text of an unfinished line to `read`, if it is long, plain so far, and of a class that brings numbers.
    /// What that puts into the vector is remembered beside the line. It says where the numbers stood and how many octets
    /// they had, each with the space behind it: those are taken out.
    pub(crate) fn read_ahead(&mut self, read: impl FnOnce(&[u8], &mut Vec<u32>) -> (usize, usize)) {
        let (octets, response) = (self.input.octets(), &mut self.response);
        let plain = response.segment == 0 && !response.held && response.head.is_empty();
        let searched = response.scan == octets.len() && !response.nul && !response.lf;
        let numeric = response.class == Some(Class::Numeric) && matches!(self.mode, Mode::Line);
        if octets.len() < LEAST || !plain || !searched || !numeric {
            return;
        }
        let mut fresh = Vec::new();
        let numbers = response.ahead.as_mut().map_or(&mut fresh, |ahead| &mut ahead.numbers);
        let (at, n) = read(octets, numbers);
        if n > 0 {
            let ahead = response.ahead.get_or_insert_with(Box::default);
            if !fresh.is_empty() {
                ahead.numbers = fresh;
            }
            (ahead.at, ahead.octets) = (at, ahead.octets.saturating_add(n));
            response.scan -= n;
            self.input.take_out(at, n);
        }
    }
}
