//! Plays a script without any transport.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Action, Mismatch, Piece, Script, Step};

/// Longer lines of a client are a mismatch.
const LINE: usize = 1024 * 1024;

/// Octets of `!octets` that are made at a time, whole lines of them.
const TEXT: usize = 78 * 840;

/// What the script does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// Give these octets to the client, in one piece.
    Send(Vec<u8>),
    /// The client is to say more: [`Player::receive`] or [`Player::receive_eof`].
    Receive,
    /// Wait, then go on.
    Pause(Duration),
    /// Hang up, then go on.
    Close,
    /// The script is at its end.
    Done,
}

/// Plays a [`Script`] without any transport.
#[derive(Debug)]
pub struct Player {
    steps: std::vec::IntoIter<Step>,
    current: Option<Step>,
    heard: Vec<u8>,
    at: usize,
    eof: bool,
    variables: BTreeMap<u32, Vec<u8>>,
    split: usize,
    repeat: usize,
    outgoing: std::collections::VecDeque<Vec<u8>>,
    /// Octets of text still to be made.
    octets: u64,
}

impl Script {
    /// Starts at the beginning.
    #[must_use]
    pub fn player(&self) -> Player {
        Player {
            steps: self.steps.clone().into_iter(),
            current: None,
            heard: Vec::new(),
            at: 0,
            eof: false,
            variables: BTreeMap::new(),
            split: 0,
            repeat: 1,
            outgoing: std::collections::VecDeque::new(),
            octets: 0,
        }
    }
}

impl Player {
    /// Takes octets from the client.
    pub fn receive(&mut self, octets: &[u8]) {
        if self.at > self.heard.len() / 2 {
            self.heard.drain(..self.at);
            self.at = 0;
        }
        self.heard.extend_from_slice(octets);
    }

    /// The client hung up.
    pub fn receive_eof(&mut self) {
        self.eof = true;
    }

    /// What to do next; everything but [`Next::Receive`] is done once.
    ///
    /// # Errors
    /// When the client said something else than the script.
    pub fn advance(&mut self) -> Result<Next, Mismatch> {
        loop {
            if let Some(octets) = self.outgoing.pop_front() {
                return Ok(Next::Send(octets));
            }
            if self.octets > 0 {
                return Ok(Next::Send(self.text()));
            }
            let Some(step) = self.current.take().or_else(|| self.steps.next()) else { return Ok(Next::Done) };
            match &step.action {
                Action::Send(pieces) => self.send(&step, pieces)?,
                Action::Split(octets) => self.split = *octets,
                Action::Repeat(times) => self.repeat = *times,
                Action::Octets(octets) => self.octets = *octets,
                Action::Pause(time) => return Ok(Next::Pause(*time)),
                Action::Close => return Ok(Next::Close),
                Action::Eof if self.eof && self.unread().is_empty() => {}
                _ => {
                    if !self.hear(&step)? {
                        self.current = Some(step);
                        return Ok(Next::Receive);
                    }
                }
            }
        }
    }

    /// The next of the octets that are made, at most [`TEXT`] of them. Each begins with a line.
    fn text(&mut self) -> Vec<u8> {
        let size = if self.split == 0 { TEXT } else { self.split };
        let octets = usize::try_from(self.octets).map_or(size, |left| left.min(size));
        self.octets -= octets as u64;
        let mut text = vec![b'x'; octets];
        for end in text.chunks_exact_mut(78).filter_map(|line| line.last_chunk_mut::<2>()) {
            *end = *b"\r\n";
        }
        text
    }

    fn unread(&self) -> &[u8] {
        self.heard.get(self.at..).unwrap_or_default()
    }

    fn send(&mut self, step: &Step, pieces: &[Piece]) -> Result<(), Mismatch> {
        let mut octets = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Octets(plain) => octets.extend_from_slice(plain),
                Piece::Variable(number) => match self.variables.get(number) {
                    Some(value) => octets.extend_from_slice(value),
                    None => {
                        return Err(
                            self.mismatch(step, "the script uses a variable the client did not fill yet")
                        );
                    }
                },
                Piece::Anything => octets.extend_from_slice(b"..."),
            }
        }
        let octets = octets.repeat(std::mem::replace(&mut self.repeat, 1));
        let size = if self.split == 0 { octets.len().max(1) } else { self.split };
        self.outgoing.extend(octets.chunks(size).map(<[u8]>::to_vec));
        Ok(())
    }

    /// True when the client said what the step expects; false when it has to say more.
    fn hear(&mut self, step: &Step) -> Result<bool, Mismatch> {
        let heard = match &step.action {
            Action::ExpectOctets(octets) => self.hear_octets(step, octets)?,
            Action::Skip(count) => (self.unread().len() >= *count).then_some(*count),
            Action::Eof if self.unread().is_empty() => None,
            Action::Eof => return Err(self.mismatch(step, "the client was to hang up")),
            _ => self.hear_line(step)?,
        };
        match heard {
            Some(count) => self.at += count,
            None if self.eof => return Err(self.mismatch(step, "the client hung up")),
            None => {}
        }
        Ok(heard.is_some())
    }

    fn hear_octets(&self, step: &Step, octets: &[u8]) -> Result<Option<usize>, Mismatch> {
        let unread = self.unread();
        let same = unread.iter().zip(octets).all(|(a, b)| a == b);
        if !same {
            return Err(self.mismatch(step, "the client said something else"));
        }
        Ok((unread.len() >= octets.len()).then_some(octets.len()))
    }

    fn hear_line(&mut self, step: &Step) -> Result<Option<usize>, Mismatch> {
        let Some(end) = self.unread().iter().position(|&b| b == b'\n') else {
            let long = self.unread().len() > LINE;
            return if long { Err(self.mismatch(step, "the client's line is too long")) } else { Ok(None) };
        };
        let line = self.unread().get(..end).unwrap_or_default().to_vec();
        let Some(line) = line.strip_suffix(b"\r") else {
            return Err(self.mismatch(step, "the client ended a line with a bare LF"));
        };
        if let Action::ExpectLine(pieces) = &step.action
            && !self.matches(pieces, line)
        {
            return Err(self.mismatch(step, "the client said something else"));
        }
        Ok(Some(end + 1))
    }

    /// Compares a line and fills variables.
    fn matches(&mut self, pieces: &[Piece], line: &[u8]) -> bool {
        let mut rest = line;
        for piece in pieces {
            let known = match piece {
                Piece::Anything => return true,
                Piece::Octets(octets) => Some(octets),
                Piece::Variable(number) => self.variables.get(number),
            };
            let tail = match (known, piece) {
                (Some(octets), _) => rest.strip_prefix(octets.as_slice()),
                (None, Piece::Variable(number)) => {
                    let end = rest.iter().position(|&b| b == b' ').unwrap_or(rest.len());
                    let (word, tail) = rest.split_at(end);
                    self.variables.insert(*number, word.to_vec());
                    (!word.is_empty()).then_some(tail)
                }
                (None, _) => None,
            };
            let Some(tail) = tail else { return false };
            rest = tail;
        }
        rest.is_empty()
    }

    pub(super) fn mismatch(&self, step: &Step, why: &str) -> Mismatch {
        let unread = self.unread();
        let end = unread.iter().position(|&b| b == b'\n').map_or(unread.len(), |at| at + 1);
        let received = unread.get(..end.min(LINE)).unwrap_or_default().to_vec();
        Mismatch { line: step.line, why: why.to_owned(), expected: self.shown(&step.action), received }
    }

    /// Where the script stands, for errors of the transport.
    pub(super) fn interrupted(&self, why: &str) -> Mismatch {
        match self.current.as_ref() {
            Some(step) => self.mismatch(step, why),
            None => Mismatch {
                line: 0,
                why: why.to_owned(),
                expected: Vec::new(),
                received: self.unread().to_vec(),
            },
        }
    }

    fn shown(&self, action: &Action) -> Vec<u8> {
        match action {
            Action::Send(pieces) => self.shown_pieces(pieces),
            Action::ExpectLine(pieces) => [&self.shown_pieces(pieces)[..], b"\r\n"].concat(),
            Action::ExpectOctets(octets) => octets.clone(),
            Action::AnyLine => b"(any line)".to_vec(),
            Action::Skip(octets) => format!("({octets} octets)").into_bytes(),
            Action::Eof => b"(the end)".to_vec(),
            Action::Close | Action::Pause(_) | Action::Split(_) | Action::Repeat(_) | Action::Octets(_) => {
                Vec::new()
            }
        }
    }

    fn shown_pieces(&self, pieces: &[Piece]) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Octets(octets) => out.extend_from_slice(octets),
                Piece::Variable(number) => match self.variables.get(number) {
                    Some(value) => out.extend_from_slice(value),
                    None => out.extend_from_slice(format!("${number}").as_bytes()),
                },
                Piece::Anything => out.extend_from_slice(b"..."),
            }
        }
        out
    }
}
