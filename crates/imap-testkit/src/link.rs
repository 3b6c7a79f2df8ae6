//! A link with latency, in simulated time: how many round trips something takes, counted and not measured.

use std::collections::VecDeque;
use std::time::Duration;

use imap_proto_core::CommandError;
use imap_proto_core::command::Command;
use imap_proto_core::conn::{Connection, Tick, Ticket};

use crate::Session;

/// A client's connection and a server's session, with half a round trip between them.
///
/// Octets that leave arrive that much later, however many they are. Both ends take no time for what they do, so all
/// time that passes is time on the wire. There is no clock, and nothing sleeps.
///
/// ```
/// use imap_proto_core::command::{Login, Noop};
/// use imap_proto_core::conn::{Config, Connection, Path};
/// use imap_testkit::{Link, Server, Session};
/// use std::time::Duration;
///
/// let client = Connection::new(Config::default().path(Path::Pipe));
/// let mut link = Link::new(client, Session::new(&Server::demo()), Duration::from_millis(50));
/// let login = link.connection().submit(Login::new("demo", "demo"));
/// link.wait(&login)?;
/// let before = link.now();
/// let tickets = [(); 100].map(|()| link.connection().submit(Noop::new()));
/// for ticket in &tickets {
///     link.wait(ticket)?;
/// }
/// assert_eq!(link.now() - before, Duration::from_millis(50), "they share one round trip");
/// # Ok::<(), imap_proto_core::CommandError>(())
/// ```
#[derive(Debug)]
pub struct Link {
    client: Connection,
    server: Session,
    one_way: Duration,
    now: Duration,
    /// Octets on their way, and when they arrive.
    up: VecDeque<(Duration, Vec<u8>)>,
    down: VecDeque<(Duration, Vec<u8>)>,
}

impl Link {
    /// Both ends, and the time that an answer takes. The server's greeting is on its way.
    #[must_use]
    pub fn new(client: Connection, server: Session, round_trip: Duration) -> Self {
        let one_way = round_trip / 2;
        let (up, down) = (VecDeque::new(), VecDeque::new());
        Self { client, server, one_way, now: Duration::ZERO, up, down }
    }

    /// The client's end, to submit commands and to look at.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.client
    }

    /// Time that passed so far.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Sends what both ends have to say, then moves to the next arrival. False when nothing is on its way.
    pub fn step(&mut self) -> bool {
        self.depart();
        let next = [&self.up, &self.down].into_iter().filter_map(|way| way.front()).map(|(at, _)| *at).min();
        let Some(at) = next else { return false };
        self.now = at;
        while let Some(octets) = arrived(&mut self.up, at) {
            self.server.receive(&octets);
        }
        while let Some(octets) = arrived(&mut self.down, at) {
            self.client.handle_input(&octets);
        }
        let now = Tick::new(self.now);
        self.client.poll_timeout(now);
        self.client.handle_timeout(now);
        true
    }

    fn depart(&mut self) {
        let arrival = self.now + self.one_way;
        while !self.client.output().is_empty() {
            let octets = self.client.output().to_vec();
            self.client.output_written(octets.len());
            self.up.push_back((arrival, octets));
        }
        loop {
            let octets = self.server.take_output();
            if octets.is_empty() {
                break;
            }
            self.down.push_back((arrival, octets));
        }
    }

    /// The result of a command, as soon as it is there.
    ///
    /// # Errors
    /// The command's; [`CommandError::UnknownTicket`] when nothing is on its way that could bring a result.
    pub fn wait<C: Command>(&mut self, ticket: &Ticket<C>) -> Result<C::Output, CommandError> {
        loop {
            if let Some(done) = self.client.take(ticket) {
                return done;
            }
            if !self.step() {
                return Err(CommandError::UnknownTicket);
            }
        }
    }
}

fn arrived(way: &mut VecDeque<(Duration, Vec<u8>)>, now: Duration) -> Option<Vec<u8>> {
    if way.front()?.0 > now {
        return None;
    }
    way.pop_front().map(|(_, octets)| octets)
}
