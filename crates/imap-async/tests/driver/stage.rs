//! A stream in memory with a peer behind it that answers at once, in the same thread.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice, Read as _, Write as _};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_io::{AsyncRead, AsyncWrite};
use imap_async::Session;
use imap_async::core::conn::{Config, Path};
use imap_testkit::{Local, Next, Player, Script, Server};

use crate::world::Clock;

pub(crate) type Log = Arc<Mutex<Vec<u8>>>;

enum Peer {
    Server(Box<Local>),
    Script(Player),
}

#[derive(PartialEq)]
enum Writes {
    Work,
    Fail,
    Wait,
}

/// The client's end.
pub(crate) struct Stage {
    peer: Peer,
    clock: Clock,
    ready: VecDeque<u8>,
    /// What the client said.
    pub(crate) said: Log,
    /// Writes that took something, a vectored one counted once.
    pub(crate) wrote: Arc<AtomicUsize>,
    most: usize,
    /// Every other call finds nothing, and wakes the task at once.
    stutters: bool,
    /// Reads and writes so far.
    calls: [usize; 2],
    pause: Option<Duration>,
    strict: bool,
    writes: Writes,
    /// Writes fail from now on.
    pub(crate) breaks: Arc<AtomicBool>,
    /// The peer hung up.
    over: bool,
    /// The client did.
    closed: bool,
}

impl Stage {
    fn new(clock: &Clock, peer: Peer) -> Self {
        Self {
            peer,
            clock: clock.clone(),
            ready: VecDeque::new(),
            said: Log::default(),
            wrote: Arc::default(),
            most: usize::MAX,
            stutters: false,
            calls: [0; 2],
            pause: None,
            strict: true,
            writes: Writes::Work,
            breaks: Arc::default(),
            over: false,
            closed: false,
        }
    }

    pub(crate) fn server(clock: &Clock, server: &Server) -> Self {
        Self::new(clock, Peer::Server(Box::new(server.local_preauth())))
    }

    pub(crate) fn script(clock: &Clock, text: &str) -> Self {
        Self::new(clock, Peer::Script(Script::parse(text).unwrap().player()))
    }

    /// At most so many octets a call, and every other call in vain.
    pub(crate) fn stuttering(mut self, most: usize) -> Self {
        self.most = most;
        self.stutters = true;
        self
    }

    /// Every write fails.
    pub(crate) fn deaf(mut self) -> Self {
        self.writes = Writes::Fail;
        self
    }

    /// No write gets anywhere.
    pub(crate) fn stuck(mut self) -> Self {
        self.writes = Writes::Wait;
        self
    }

    /// The script need not come to its end.
    pub(crate) fn may_end_early(mut self) -> Self {
        self.strict = false;
        self
    }

    /// Lets the peer act until it waits for the client.
    fn act(&mut self) {
        if self.pause.is_some_and(|until| !self.clock.is_past(until)) || self.over {
            return;
        }
        self.pause = None;
        match &mut self.peer {
            Peer::Server(local) => {
                let mut octets = [0; 4096];
                match local.read(&mut octets) {
                    Ok(0) => self.over = true,
                    Ok(n) => self.ready.extend(&octets[..n]),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::TimedOut),
                }
            }
            Peer::Script(player) => match player.advance().unwrap_or_else(|error| panic!("{error}")) {
                Next::Send(octets) => self.ready.extend(octets),
                Next::Close => self.over = true,
                Next::Pause(time) => {
                    self.pause = Some(self.clock.now() + time);
                    self.act();
                }
                _ => {}
            },
        }
    }

    fn stumble(&mut self, which: usize, cx: &Context<'_>) -> bool {
        self.calls[which] += 1;
        let stumbles = self.stutters && self.calls[which] % 2 == 1;
        if stumbles {
            cx.waker().wake_by_ref();
        }
        stumbles
    }
}

impl AsyncRead for Stage {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut [u8]) -> Poll<io::Result<usize>> {
        assert!(!out.is_empty(), "a read into nothing looks like the end");
        if self.stumble(0, cx) {
            return Poll::Pending;
        }
        if self.ready.is_empty() {
            self.act();
        }
        let n = self.ready.len().min(out.len()).min(self.most);
        if n == 0 && !self.over {
            return Poll::Pending;
        }
        out.iter_mut().zip(self.ready.drain(..n)).for_each(|(to, octet)| *to = octet);
        Poll::Ready(Ok(n))
    }
}

impl AsyncWrite for Stage {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        if self.stumble(1, cx) {
            return Poll::Pending;
        }
        if self.writes == Writes::Wait {
            return Poll::Pending;
        }
        if self.over || self.writes == Writes::Fail || self.breaks.load(Ordering::Relaxed) {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        let octets = &octets[..octets.len().min(self.most)];
        self.wrote.fetch_add(1, Ordering::Relaxed);
        self.said.lock().unwrap().extend_from_slice(octets);
        match &mut self.peer {
            Peer::Server(local) => return Poll::Ready(local.write(octets)),
            Peer::Script(player) => player.receive(octets),
        }
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        assert!(octets.len() > 1, "one piece needs no vector");
        let octets: Vec<u8> = octets.iter().flat_map(|piece| piece.to_vec()).collect();
        self.poll_write(cx, &octets)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.closed = true;
        Poll::Ready(Ok(()))
    }
}

impl Drop for Stage {
    /// The script has to be at its end.
    fn drop(&mut self) {
        let Peer::Script(player) = &mut self.peer else { return };
        if std::thread::panicking() || !self.strict {
            return;
        }
        player.receive_eof();
        while !matches!(player.advance().unwrap_or_else(|error| panic!("{error}")), Next::Done) {}
    }
}

/// A session with a stage, greeted.
pub(crate) fn open(clock: &Clock, stage: Stage) -> Session<Stage> {
    let config = Config::default().path(Path::Pipe);
    clock.block_on(Session::open(stage, clock.clone(), config)).unwrap()
}

pub(crate) fn demo(clock: &Clock) -> Session<Stage> {
    open(clock, Stage::server(clock, &Server::demo()))
}

pub(crate) fn script(clock: &Clock, text: &str) -> Session<Stage> {
    open(clock, Stage::script(clock, text))
}
