//! Cuts the client's octets into commands: lines, and the literals inside them (RFC 3501 4.3, RFC 7888).

use std::fmt;

/// What the next octets were.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// A whole command, its literals in place as `{n}CRLF` and n octets; without the final line end.
    Command(Vec<u8>),
    /// A literal is announced: `accept` or `refuse` it. What was said so far is in `announced`.
    Literal { octets: u64, waits: bool },
    /// The line is longer than allowed; there is no way on.
    TooLong,
}

/// Octets received and not yet handed out.
pub(crate) struct Reader {
    buffer: Vec<u8>,
    /// Where the command in hand starts.
    start: usize,
    /// Where its last line starts; beyond the buffer while a literal is arriving.
    line: usize,
    /// Nothing before this is searched again.
    searched: usize,
    literals: usize,
    line_limit: usize,
    announced: Option<(usize, u64)>,
}

/// Without what the client said: it may be a password.
impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("octets", &self.buffer.len()).finish_non_exhaustive()
    }
}

impl Reader {
    pub(crate) fn new(line_limit: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, line: 0, searched: 0, literals: 0, line_limit, announced: None }
    }

    pub(crate) fn feed(&mut self, octets: &[u8]) {
        if self.start > self.buffer.len() / 2 {
            self.compact();
        }
        self.buffer.extend_from_slice(octets);
    }

    /// What was received and not handed out: it belongs to the layer that is switched on next.
    #[cfg(feature = "tls")]
    pub(crate) fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.buffer.get(self.start..).unwrap_or_default().to_vec();
        *self = Self::new(self.line_limit);
        rest
    }

    /// The next command or literal announcement; `None` when more octets are needed.
    pub(crate) fn next_command(&mut self) -> Option<Got> {
        if self.announced.is_some() {
            return None;
        }
        let Some(end) = self.line_end()? else { return Some(Got::TooLong) };
        let line = self.buffer.get(self.line..end).unwrap_or_default();
        if let Some((octets, waits)) = announcement(strip_cr(line)) {
            self.announced = Some((end + 1, octets));
            return Some(Got::Literal { octets, waits });
        }
        Some(Got::Command(self.cut(end)))
    }

    /// The next line as it is, for AUTHENTICATE and IDLE, where a `{5}` means nothing.
    pub(crate) fn next_line(&mut self) -> Option<Got> {
        let Some(end) = self.line_end()? else { return Some(Got::TooLong) };
        Some(Got::Command(self.cut(end)))
    }

    /// What the client said up to the announcement.
    pub(crate) fn said_so_far(&self) -> &[u8] {
        let end = self.announced.map_or(self.start, |(end, _)| end);
        self.buffer.get(self.start..end).unwrap_or_default()
    }

    pub(crate) fn literal_octets(&self) -> usize {
        self.literals
    }

    /// Takes the announced literal as part of the command.
    pub(crate) fn accept(&mut self) {
        if let Some((end, octets)) = self.announced.take() {
            let octets = usize::try_from(octets).unwrap_or(usize::MAX);
            self.literals = self.literals.saturating_add(octets);
            self.line = end.saturating_add(octets);
            self.searched = self.line;
        }
    }

    /// Drops the command: the client does not send the literal.
    pub(crate) fn refuse(&mut self) {
        if let Some((end, _)) = self.announced.take() {
            self.begin(end);
        }
    }

    /// `None`: not there yet. `Some(None)`: too long.
    fn line_end(&mut self) -> Option<Option<usize>> {
        let fresh = self.buffer.get(self.searched..)?;
        let found = fresh.iter().position(|&b| b == b'\n').map(|at| self.searched + at);
        let seen = found.unwrap_or(self.buffer.len());
        if seen - self.start > self.line_limit.saturating_add(self.literals) {
            return Some(None);
        }
        self.searched = seen;
        found.map(Some)
    }

    fn cut(&mut self, end: usize) -> Vec<u8> {
        let command = strip_cr(self.buffer.get(self.start..end).unwrap_or_default()).to_vec();
        self.begin(end + 1);
        command
    }

    fn begin(&mut self, at: usize) {
        self.start = at;
        self.line = at;
        self.searched = at;
        self.literals = 0;
    }

    fn compact(&mut self) {
        let gone = self.start;
        self.buffer.drain(..gone.min(self.buffer.len()));
        self.start = 0;
        self.line -= gone;
        self.searched -= gone;
        if let Some((end, _)) = &mut self.announced {
            *end -= gone;
        }
    }
}

fn strip_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// `{5}` or `{5+}` at the end of a line: how many octets, and whether the client waits for `+`.
fn announcement(line: &[u8]) -> Option<(u64, bool)> {
    let inside = line.strip_suffix(b"}")?;
    let open = inside.iter().rposition(|&b| b == b'{')?;
    let inside = inside.get(open + 1..)?;
    let (digits, waits) = match inside.strip_suffix(b"+") {
        Some(digits) => (digits, false),
        None => (inside, true),
    };
    if digits.is_empty() || digits.len() > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, waits))
}

#[cfg(test)]
mod tests;
