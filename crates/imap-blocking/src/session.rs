//! The session: moves octets and time between a transport and the core's client, and nothing else.

use std::io::{self, ErrorKind, IoSlice};
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use imap_proto_core::command::Command;
use imap_proto_core::conn::{Config, Tick, Ticket};
use imap_proto_core::drive::{Client, LAST_WORDS, PIECES, WRITE_STALL, bound_fits};
use imap_proto_core::response::Status;
use imap_proto_core::{CloseReason, CommandError, Execute};

use crate::{Error, Transport};

/// Reads in a row while the peer takes nothing, before the caller has his turn.
const ROUNDS: usize = 64;

/// An IMAP session over a transport.
///
/// The methods of [`Execute`] run one command each. What needs no waiting is a method of [`Client`]: `submit`,
/// `events`, `set_tap`, `state`, `selected` ... Dropping a session closes the transport without a word.
#[derive(Debug)]
pub struct Session<T: Transport> {
    client: Client,
    /// `None` once the connection has ended.
    io: Option<T>,
    origin: Instant,
    failure: Option<io::Error>,
    /// The bound that the transport was given last, if it takes one.
    pub(crate) armed: Option<Option<Duration>>,
    unflushed: bool,
    /// The peer takes nothing: the connection ends then.
    stalled: Option<Tick>,
}

impl<T: Transport> Deref for Session<T> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl<T: Transport> DerefMut for Session<T> {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl<T: Transport> Execute for Session<T> {
    type Run<'a, C: Command>
        = Result<C::Output, Error>
    where
        Self: 'a;

    fn run<C: Command>(&mut self, command: C) -> Result<C::Output, Error> {
        let ticket = self.submit(command);
        self.wait(ticket)
    }
}

impl<T: Transport> Session<T> {
    /// A session that has not read anything yet: set a tap, then wait for the [`greeting`](Self::greeting). The path
    /// and the seed of `config` are set here; an error is a system without randomness.
    pub fn new(io: T, config: Config) -> Result<Self, Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(io::Error::from)?;
        let client = Client::new(config.path(io.path()).seed(seed));
        Ok(Self {
            client,
            io: Some(io),
            origin: Instant::now(),
            failure: None,
            armed: None,
            unflushed: false,
            stalled: None,
        })
    }

    /// Waits for the server's first word, an OK or a PREAUTH (RFC 9051 7.1). An error says what came instead.
    pub fn greeting(&mut self) -> Result<&Status, Error> {
        while self.greeted().is_none() {
            self.alive()?;
            self.pump(None);
        }
        self.greeted().ok_or(Error::Closed(CloseReason::Transport))
    }

    /// Waits for the result of a command, in any order of submission. [`Error::Command`] leaves the session usable,
    /// every other error has ended it.
    pub fn wait<C: Command>(&mut self, ticket: Ticket<C>) -> Result<C::Output, Error> {
        loop {
            if let Some(done) = self.poll(&ticket) {
                return done;
            }
            self.pump(None);
        }
    }

    /// Writes what was submitted, without waiting for an answer. An error says why the session has ended.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.drain();
        self.alive()
    }

    pub(crate) fn drain(&mut self) {
        while self.has_output() && self.failure.is_none() {
            self.guarded(|this| this.send(None));
        }
    }

    /// Octets wait to be written, or flushed, and the connection lives.
    pub(crate) fn has_output(&mut self) -> bool {
        self.connection().closed().is_none() && (self.unflushed || !self.wire().output().is_empty())
    }

    pub(crate) fn now(&self) -> Tick {
        Tick::new(self.origin.elapsed())
    }

    /// The result of a command, if it is there.
    pub(crate) fn poll<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<Result<C::Output, Error>> {
        self.client.take(ticket).map(|done| done.map_err(|error| self.explain(error)))
    }

    /// One round: output, then one read that ends at `until` at the latest.
    pub(crate) fn pump(&mut self, until: Option<Tick>) {
        self.guarded(|this| Ok(this.send(until)? && this.receive(until)?));
    }

    /// Does something with the transport, then looks at the deadlines: what waited to be read comes before them, since
    /// the caller may have been busy for longer. An error ends the connection, an end shuts the transport down.
    pub(crate) fn guarded(&mut self, act: impl FnOnce(&mut Self) -> io::Result<bool>) {
        self.settle();
        if let Err(error) = act(self) {
            // A BYE or NO that has come already explains more than a broken pipe.
            let end = self.now() + LAST_WORDS;
            let come = |s: &mut Self| s.wire().wants_input() && s.armed.is_some() && s.now() < end;
            while come(self) && self.receive(Some(end)).is_ok() {}
            self.failure.get_or_insert(error);
            self.wire().handle_eof();
        }
        let now = self.now();
        self.wire().handle_timeout(now);
        if let Some(reason) = self.take_end() {
            // A TLS alert or close_notify may still leave.
            let polite = matches!(reason, CloseReason::Layer(_) | CloseReason::LoggedOut);
            let armed = polite && self.arm(Some(self.now() + LAST_WORDS)).is_ok();
            while armed && !self.wire().output().is_empty() && self.write_some().unwrap_or(false) {}
            self.io = None;
        }
    }

    /// Writes until nothing is left (true), or the peer takes no more. Perhaps it waits to be heard first, so then what
    /// it said is read, without a pause.
    pub(crate) fn send(&mut self, until: Option<Tick>) -> io::Result<bool> {
        while self.has_output() {
            let end = self.now() + WRITE_STALL;
            self.arm(Some(until.map_or(end, |until| until.min(end))))?;
            if self.write_some()? {
                self.stalled = None;
                continue;
            }
            // After a timeout Windows does not say how much was sent.
            let now = self.now();
            if cfg!(windows) || *self.stalled.get_or_insert(end) <= now {
                return Err(ErrorKind::TimedOut.into());
            }
            let mut rounds = 0..ROUNDS;
            while rounds.next().is_some() && self.receive(Some(self.now()))? {}
            return Ok(false);
        }
        Ok(true)
    }

    /// One write, or a flush when all is out: a transport may buffer. False when it took too long.
    fn write_some(&mut self) -> io::Result<bool> {
        let (Some(io), wire) = (&mut self.io, self.client.wire()) else { return Ok(false) };
        let mut pieces: [&[u8]; PIECES] = [&[]; PIECES];
        let written = match wire.output_slices(&mut pieces) {
            0 => io.flush().map(|()| None),
            1 => io.write(pieces[0]).map(Some),
            count => io.write_vectored(&pieces.map(IoSlice::new)[..count]).map(Some),
        };
        match written {
            Ok(Some(0)) => return Err(ErrorKind::WriteZero.into()),
            Ok(n) => wire.output_written(n.unwrap_or(0)),
            Err(error) => return self.excuse(error),
        }
        self.unflushed = matches!(written, Ok(Some(_)));
        Ok(true)
    }

    /// One read. False when nothing is wanted, or there.
    fn receive(&mut self, until: Option<Tick>) -> io::Result<bool> {
        if !self.wire().wants_input() {
            return Ok(false);
        }
        self.arm(until)?;
        let (Some(io), wire) = (&mut self.io, self.client.wire()) else { return Ok(false) };
        match io.read(wire.input_slot()) {
            Ok(0) => wire.handle_eof(),
            Ok(n) => wire.input_filled(n),
            Err(error) => return self.excuse(error),
        }
        Ok(true)
    }

    /// Signals are no errors (true: try again), and what a passed deadline means is the core's to say (false).
    fn excuse(&self, error: io::Error) -> io::Result<bool> {
        match error.kind() {
            ErrorKind::Interrupted => Ok(true),
            ErrorKind::TimedOut | ErrorKind::WouldBlock if self.armed != Some(None) => Ok(false),
            _ => Err(error),
        }
    }

    /// Bounds the next read or write by the core's deadlines and by `until`.
    fn arm(&mut self, until: Option<Tick>) -> io::Result<()> {
        let now = self.now();
        let next = [self.wire().poll_timeout(now), until].into_iter().flatten().min();
        let wanted = next.map(|at| at.saturating_since(now).max(Duration::from_millis(1)));
        let fits = self.armed.is_some_and(|set| bound_fits(set, wanted));
        let Some(io) = self.io.as_mut().filter(|_| !fits) else { return Ok(()) };
        match io.set_deadline(wanted) {
            Ok(()) => self.armed = Some(wanted),
            Err(e) if e.kind() == ErrorKind::Unsupported => {}
            Err(e) => return Err(e),
        }
        Ok(())
    }

    fn alive(&self) -> Result<(), Error> {
        // Rows that wait for their reader hold up the end of a connection that has failed.
        let failed = self.failure.as_ref().map(|_| CloseReason::Eof(false));
        let reason = self.connection().closed().cloned().or(failed).map(CommandError::Closed);
        reason.map_or(Ok(()), |reason| Err(self.explain(reason)))
    }

    pub(crate) fn explain(&self, error: CommandError) -> Error {
        Error::explained(error, self.failure.as_ref())
    }
}
