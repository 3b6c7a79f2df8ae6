//! Framer and parser in one, for tools and tests that have octets and want responses.

use super::{BLANK, Parsed, Parser, read_ahead};
use crate::command::LiteralPlan;
use crate::error::ProtocolError;
use crate::frame::{Framer, Phase};
use crate::limits::{Leniency, Limits};
use crate::response::Violation;

/// Decodes what a server sends, without a connection around it.
///
/// Nothing is remembered from one response to the next: mailbox names keep their wire form, and nothing checks
/// tags. A connection does that.
///
/// ```
/// use imap_proto_core::frame::Phase;
/// use imap_proto_core::parse::{Decoder, Parsed};
/// use imap_proto_core::response::{Data, Response};
/// use imap_proto_core::{Leniency, Limits};
///
/// let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
/// decoder.set_phase(Phase::Authenticated);
/// decoder.feed(b"* 5 EXISTS\r\n* 1 REC");
/// assert!(matches!(decoder.next()?, Some(Parsed::Response(Response::Data(Data::Exists(5))))));
/// assert!(decoder.next()?.is_none());
/// # Ok::<(), imap_proto_core::ProtocolError>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    framer: Framer,
    parser: Parser,
}

impl Decoder {
    /// A decoder in [`Phase::Greeting`].
    pub fn new(limits: &Limits, leniency: &Leniency) -> Self {
        Self { framer: Framer::new(limits, leniency), parser: Parser::new(limits, leniency) }
    }

    /// Where the next octets go; see [`Framer::slot`].
    pub fn slot(&mut self) -> &mut [u8] {
        self.framer.slot()
    }

    /// Takes `n` octets from the front of the slot as received.
    pub fn filled(&mut self, n: usize) {
        self.framer.filled(n);
    }

    /// Copies the front of `bytes` in, and says how much; see [`Framer::put`].
    ///
    /// ```
    /// use imap_proto_core::parse::Decoder;
    /// use imap_proto_core::{Leniency, Limits};
    ///
    /// let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
    /// let (mut octets, mut responses) = (&b"* OK hi\r\n* BYE later\r\n"[..], 0);
    /// while !octets.is_empty() {
    ///     let n = decoder.put(octets);
    ///     octets = &octets[n..];
    ///     while decoder.next()?.is_some() {
    ///         responses += 1;
    ///     }
    /// }
    /// assert_eq!(responses, 2);
    /// # Ok::<(), imap_proto_core::ProtocolError>(())
    /// ```
    pub fn put(&mut self, bytes: &[u8]) -> usize {
        self.framer.put(bytes)
    }

    /// Copies all of `bytes` in.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.framer.feed(bytes);
    }

    /// Chooses the limits for what follows.
    pub fn set_phase(&mut self, phase: Phase) {
        self.framer.set_phase(phase);
    }

    /// The next response, or `None` when more octets are needed. Large literals are buffered.
    ///
    /// # Errors
    /// [`ProtocolError`] when framing is lost or a limit is exceeded; from then on always the same.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator has no room for the error that ends it all"
    )]
    pub fn next(&mut self) -> Result<Option<Parsed>, ProtocolError> {
        if let Some(line) = self.framer.plain_line() {
            let mut parsed = BLANK;
            self.parser.parse_line(line, &mut parsed);
            return Ok(Some(parsed));
        }
        let Some(frame) = self.framer.next_frame(&mut |_, _| LiteralPlan::Buffer)? else {
            read_ahead(&mut self.framer);
            return Ok(None);
        };
        Ok(Some(self.parser.parse(frame)))
    }

    /// The next thing that is well-formed and cannot be, found in the responses so far.
    pub fn next_violation(&mut self) -> Option<Violation> {
        self.parser.next_violation()
    }

    /// Deviations that were forgiven, in framing (blank lines included) and in parsing.
    pub fn tolerated(&self) -> u64 {
        self.framer.tolerated() + self.framer.blank_lines() + self.parser.tolerated()
    }

    /// The framer and its counters.
    pub fn framer(&self) -> &Framer {
        &self.framer
    }

    /// The parser and its counters.
    pub fn parser(&self) -> &Parser {
        &self.parser
    }
}
