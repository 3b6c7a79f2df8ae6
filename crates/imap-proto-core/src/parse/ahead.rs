//! SEARCH and SORT (RFC 3501 7.2.5, RFC 5256 section 4) while the line arrives: a million numbers in one is legal.

use alloc::boxed::Box;

use bytes::BytesMut;

use super::plain::{about, run};
use super::{Parsed, Parser};
use crate::frame::{Ahead, Frame, Framer};
use crate::types::swar;

/// Reads the numbers of a long line that is unfinished, where a word and a space stand in front of them.
///
/// The last stays in its text: what stands behind the front of the line is a number then as before.
#[inline(never)]
pub(crate) fn read_ahead(framer: &mut Framer) {
    framer.read_ahead(|text, numbers| {
        let front = front(text).unwrap_or_default();
        let rest = text.get(front.len()..).unwrap_or_default();
        // The last one stays, so there is nothing to gain below two.
        let second = swar::number_and_space(rest).and_then(|(_, width)| rest.get(width..));
        if front.is_empty() || second.and_then(swar::number_and_space).is_none() {
            return (0, 0);
        }
        let before = numbers.len();
        if before == 0 {
            numbers.reserve(about(rest).next_power_of_two());
        }
        let read = rest.len() - run(rest, numbers).len();
        let kept = if numbers.len() > before { numbers.pop() } else { None };
        (front.len(), kept.map_or(0, |last| read - (last.ilog10() as usize + 2)))
    });
}

/// `* SEARCH `, or another word of letters. Without the space, or with several, a line is not for this.
fn front(text: &[u8]) -> Option<&[u8]> {
    let word = text.strip_prefix(b"* ")?.get(..16)?;
    let letters = word.iter().position(|octet| !octet.is_ascii_alphabetic())?;
    (word.get(letters) == Some(&b' ')).then(|| text.get(..2 + letters + 1))?
}

impl Parser {
    /// Reads a line of which numbers were taken out. If they cannot be put into what is read, it is read once more, as it
    /// came.
    #[cold]
    pub(super) fn with_ahead(&mut self, mut frame: Frame, ahead: Box<Ahead>) -> Parsed {
        let plain = !frame.nul && !frame.lf;
        self.state.ahead = Some(ahead);
        if plain {
            let parsed = self.text(BytesMut::from(frame.text()));
            if self.state.ahead.is_none() {
                return parsed;
            }
            self.state.restart();
            self.state.tolerated = self.state.tolerated_before;
        }
        if let Some(ahead) = self.state.ahead.take() {
            frame.put_back(&ahead);
        }
        self.framed(frame)
    }
}
