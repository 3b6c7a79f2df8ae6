//! The session: moves octets and time between a transport and the core's client, and nothing else.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice};
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use futures_io::{AsyncRead, AsyncWrite};
use imap_proto_core::command::Command;
use imap_proto_core::conn::{Config, Tick, Ticket};
use imap_proto_core::drive::{Client, LAST_WORDS, PIECES, WRITE_STALL};
use imap_proto_core::response::Status;
use imap_proto_core::{CloseReason, CommandError, Execute};

use crate::{Error, Run, Timer};

/// Rounds without a pause, after which other tasks have their turn.
const ROUNDS: u32 = 128;

/// Of rounds that wrote, one in so many reads too.
const LISTEN: u32 = 8;

/// What a session runs over: any stream of a runtime that speaks `futures-io`.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}

/// An IMAP session over a transport.
///
/// The methods of [`Execute`] run one command each. What needs no waiting is a method of [`Client`]: `submit`,
/// `abandon`, `events`, `on_event`, `set_tap`, `state`, `capabilities`, `selected` and more. Octets move while one of
/// the session's futures is polled, in both directions at once. Dropping a session drops the transport without a word;
/// [`close`](Self::close) says goodbye.
pub struct Session<T> {
    /// Apart, for futures hold sessions, and futures are moved: by every caller, and ten times before they run.
    client: Box<Client>,
    /// `None` once the connection has ended.
    io: Option<T>,
    timer: Box<dyn Timer>,
    /// The alarm that is set. It may be early, which costs one look at the clock.
    alarm: Option<Tick>,
    failure: Option<io::Error>,
    /// Output waits, or a write has failed: the connection ends then.
    stalled: Option<Tick>,
    unflushed: bool,
    rounds: u32,
}

impl<T> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("client", &self.client).finish_non_exhaustive()
    }
}

impl<T> Deref for Session<T> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl<T> DerefMut for Session<T> {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl<T: Transport> Execute for Session<T> {
    type Run<'a, C: Command>
        = Run<'a, T, C>
    where
        Self: 'a;

    fn run<C: Command>(&mut self, command: C) -> Run<'_, T, C> {
        Run::new(self, command)
    }
}

impl<T: Transport> Session<T> {
    /// A session that has not read anything yet: set a tap, then wait for the [`greeting`](Self::greeting).
    /// [`open`](Self::open) does both. `config` says what the path is, since a transport does not; the seed is drawn
    /// here, and an error is a system without randomness.
    pub fn new(io: T, timer: impl Timer + 'static, config: Config) -> Result<Self, Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(io::Error::from)?;
        Ok(Self {
            client: Box::new(Client::new(config.seed(seed))),
            io: Some(io),
            timer: Box::new(timer),
            alarm: None,
            failure: None,
            stalled: None,
            unflushed: false,
            rounds: 0,
        })
    }

    /// Waits for the server's first word, an OK or a PREAUTH (RFC 9051 7.1), and gives it. An error says what came
    /// instead.
    pub async fn greeting(&mut self) -> Result<&Status, Error> {
        while self.greeted().is_none() {
            self.alive()?;
            self.pump(None).await;
        }
        self.greeted().ok_or(Error::Closed(CloseReason::Transport))
    }

    /// Waits for the result of a command, in any order of submission. Dropped before the end it abandons the command.
    pub fn wait<C: Command>(&mut self, ticket: Ticket<C>) -> Run<'_, T, C> {
        Run::resume(self, ticket)
    }

    /// Writes what was submitted, without waiting for an answer; what the server says meanwhile is read. An error says
    /// why the session has ended.
    pub async fn flush(&mut self) -> Result<(), Error> {
        loop {
            self.alive()?;
            if !self.unflushed && self.wire().output().is_empty() {
                return Ok(());
            }
            self.pump(None).await;
        }
    }

    /// One round, as [`poll_pump`](Self::poll_pump).
    pub(crate) async fn pump(&mut self, until: Option<Tick>) {
        poll_fn(|cx| self.poll_pump(cx, until)).await;
    }

    /// Ready when anything moved, a deadline or `until` has passed, or the connection has ended. Output never waits for
    /// input, nor input for output.
    pub(crate) fn poll_pump(&mut self, cx: &mut Context<'_>, until: Option<Tick>) -> Poll<()> {
        self.settle();
        self.rounds += 1;
        if self.rounds > ROUNDS {
            self.rounds = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let wrote = self.poll_send(cx).is_ready();
        // What was sent a moment ago has no answer yet. A long upload listens all the same, for it may be refused.
        let listen = !wrote || self.rounds.is_multiple_of(LISTEN);
        let read = listen && self.poll_receive(cx).is_ready();
        let late = self.poll_time(cx, until, wrote || read).is_ready();
        self.hang_up();
        if wrote || read || late || self.io.is_none() {
            return Poll::Ready(());
        }
        self.rounds = 0;
        Poll::Pending
    }

    /// Writes once. Pending when there is nothing to write, or no room for it.
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(io) = self.io.as_mut().filter(|_| self.failure.is_none()) else { return Poll::Pending };
        let wire = self.client.wire();
        if !self.unflushed && wire.output().is_empty() {
            return Poll::Pending;
        }
        let mut pieces: [&[u8]; PIECES] = [&[]; PIECES];
        let count = wire.output_slices(&mut pieces);
        let written = match count {
            0 => Pin::new(io).poll_flush(cx).map_ok(|()| 0),
            1 => Pin::new(io).poll_write(cx, pieces[0]),
            _ => Pin::new(io).poll_write_vectored(cx, &pieces.map(IoSlice::new)[..count]),
        };
        match written {
            Poll::Pending => {
                self.stalled.get_or_insert_with(|| Tick::new(self.timer.now()) + WRITE_STALL);
                return Poll::Pending;
            }
            Poll::Ready(Ok(0)) if count == 0 => self.unflushed = false,
            Poll::Ready(Ok(0)) => self.write_failed(ErrorKind::WriteZero.into()),
            Poll::Ready(Ok(n)) => {
                self.unflushed = true;
                self.wire().output_written(n);
            }
            Poll::Ready(Err(error)) if error.kind() == ErrorKind::Interrupted => {}
            Poll::Ready(Err(error)) => self.write_failed(error),
        }
        if self.failure.is_none() {
            self.stalled = None;
        }
        Poll::Ready(())
    }

    /// Nothing more is written. A BYE or NO that is on its way explains more than a broken pipe, so reading goes on.
    fn write_failed(&mut self, error: io::Error) {
        self.failure.get_or_insert(error);
        self.stalled = Some(self.now() + LAST_WORDS);
    }

    /// Reads once. Pending when there is nothing to read, or no room for it.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let wire = self.client.wire();
        let Some(io) = self.io.as_mut().filter(|_| wire.wants_input()) else { return Poll::Pending };
        match ready!(Pin::new(io).poll_read(cx, wire.input_slot())) {
            Ok(0) => wire.handle_eof(),
            Ok(n) => wire.input_filled(n),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                self.failure.get_or_insert(error);
                wire.handle_eof();
            }
        }
        Poll::Ready(())
    }

    /// Ready when a deadline has passed. Where something `moved` another round comes, and sees to the alarm.
    fn poll_time(&mut self, cx: &mut Context<'_>, until: Option<Tick>, moved: bool) -> Poll<()> {
        let now = self.now();
        let next = [self.wire().poll_timeout(now), until, self.stalled].into_iter().flatten().min();
        let Some(at) = next else { return Poll::Pending };
        if at > now {
            if moved {
                return Poll::Pending;
            }
            // Deadlines move with every octet: an alarm that is set already, and earlier, will do.
            let alarm = self.alarm.filter(|alarm| (now..=at).contains(alarm)).unwrap_or(at);
            self.alarm = Some(alarm);
            ready!(self.timer.poll_until(alarm.since_origin(), cx));
        }
        self.alarm = None;
        let now = self.now();
        if self.stalled.is_some_and(|at| at <= now) {
            self.failure.get_or_insert_with(|| ErrorKind::TimedOut.into());
            self.wire().handle_eof();
        }
        self.wire().handle_timeout(now);
        Poll::Ready(())
    }

    /// Once the connection has ended, a TLS alert or close_notify leaves if there is room, then the transport is
    /// closed. Nothing is waited for: this also happens while a future is dropped.
    pub(crate) fn hang_up(&mut self) {
        if self.take_end().is_none() {
            return;
        }
        let mut cx = Context::from_waker(Waker::noop());
        while self.poll_send(&mut cx).is_ready() && self.failure.is_none() {}
        if let Some(mut io) = self.io.take() {
            let _ = Pin::new(&mut io).poll_close(&mut cx);
        }
    }
}

impl<T> Session<T> {
    /// Lets go of the transport when what was abandoned ended the connection.
    pub(crate) fn drop_ended(&mut self) {
        if self.connection().closed().is_some() {
            self.io = None;
        }
    }

    pub(crate) fn now(&self) -> Tick {
        Tick::new(self.timer.now())
    }

    pub(crate) fn alive(&self) -> Result<(), Error> {
        // Rows that wait for their reader hold up the end of a connection that has failed.
        let over = self.failure.as_ref().filter(|_| !self.connection().wants_input());
        let failed = over.map(|_| CloseReason::Eof(false));
        let reason = self.connection().closed().cloned().or(failed);
        reason.map_or(Ok(()), |reason| Err(self.explain(CommandError::Closed(reason))))
    }

    pub(crate) fn explain(&self, error: CommandError) -> Error {
        Error::explained(error, self.failure.as_ref())
    }
}
