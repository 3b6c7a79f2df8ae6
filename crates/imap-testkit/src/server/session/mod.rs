//! One client's session: octets in, octets out, no sockets.

mod append;
mod auth;
mod copy;
mod dispatch;
mod idle;
mod list;
mod mailboxes;
mod messages;
mod news;
mod reply;
mod select;
mod store;

use std::sync::Arc;

use super::Server;
use super::reader::{Got, Reader};
use super::store::Shared;
use news::View;
use reply::{Answer, Refusal, Reply};

/// Commands are held back while so much output waits to be taken.
const HIGH_WATER: usize = 1024 * 1024;
/// A client that is not logged in sends no longer literals than this.
const LITERAL_BEFORE_LOGIN: u64 = 8 * 1024;

/// A session with one client, without any transport.
///
/// ```
/// use imap_testkit::{Server, Session};
///
/// let mut session = Session::new(&Server::demo());
/// assert!(session.take_output().starts_with(b"* OK [CAPABILITY "));
/// session.receive(b"a LOGIN demo demo\r\n");
/// assert!(session.take_output().starts_with(b"a OK "));
/// ```
#[derive(Debug)]
pub struct Session {
    shared: Arc<Shared>,
    /// Tells this session's changes from those of others.
    number: u64,
    reader: Reader,
    out: Vec<u8>,
    mode: Mode,
    account: Option<usize>,
    view: Option<View>,
    secure: bool,
    /// How many of the announced lines were shown.
    heard: usize,
}

/// What the next line is.
#[derive(Debug)]
enum Mode {
    Command,
    /// The response to the challenge of AUTHENTICATE PLAIN.
    SaslResponse {
        tag: String,
    },
    /// DONE.
    Idle {
        tag: String,
    },
    /// Nothing: the OK to STARTTLS is out.
    StartTls,
    Closed,
}

impl Session {
    /// A session on a connection in the clear; the greeting is its first output.
    #[must_use]
    pub fn new(server: &Server) -> Self {
        Self::open(&server.shared, false, false)
    }

    /// A session that starts authenticated, as the server's first user (RFC 3501 7.1.4).
    #[must_use]
    pub fn preauth(server: &Server) -> Self {
        Self::open(&server.shared, false, true)
    }

    pub(super) fn open(shared: &Arc<Shared>, secure: bool, preauth: bool) -> Self {
        let mut session = Self {
            shared: Arc::clone(shared),
            number: shared.session_number(),
            reader: Reader::new(shared.config.line_limit),
            out: Vec::new(),
            mode: Mode::Command,
            account: None,
            view: None,
            secure,
            heard: shared.with(|store| store.announced.len()),
        };
        let first = shared.with(|store| store.accounts.first().map(|_| 0));
        session.account = first.filter(|_| preauth);
        let kind = if session.account.is_some() { "PREAUTH" } else { "OK" };
        let list = session.capabilities();
        session.line(&format!("* {kind} [CAPABILITY {list}] imap-testkit ready"));
        session
    }

    /// Takes octets from the client and carries out the commands in them.
    pub fn receive(&mut self, octets: &[u8]) {
        if !matches!(self.mode, Mode::Closed) {
            self.reader.feed(octets);
            self.run();
        }
    }

    /// Octets for the client. Commands wait while much of it is left: call until it is empty.
    pub fn take_output(&mut self) -> Vec<u8> {
        self.run();
        std::mem::take(&mut self.out)
    }

    /// The session is over: after the last output, close the connection.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.mode, Mode::Closed) && self.out.is_empty()
    }

    /// Shows an idling client what happened meanwhile; without IDLE, news waits for the next command.
    pub fn poll_news(&mut self) {
        if self.is_idling() {
            self.show_news(true);
        }
    }

    /// The client is in IDLE.
    #[must_use]
    pub fn is_idling(&self) -> bool {
        matches!(self.mode, Mode::Idle { .. })
    }

    /// The OK to STARTTLS was put out: what follows on the wire is TLS. Octets already received belong to it.
    #[cfg(feature = "tls")]
    pub(super) fn wants_tls(&self) -> bool {
        matches!(self.mode, Mode::StartTls) && self.out.is_empty()
    }

    #[cfg(feature = "tls")]
    pub(super) fn tls_config(&self) -> Option<&Arc<rustls::ServerConfig>> {
        self.shared.config.tls.as_ref()
    }

    #[cfg(feature = "tls")]
    pub(super) fn tls_is_on(&mut self) -> Vec<u8> {
        self.mode = Mode::Command;
        self.secure = true;
        self.reader.take_rest()
    }

    fn capabilities(&self) -> String {
        self.shared.config.capabilities(self.secure, self.account.is_some())
    }

    fn line(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    fn run(&mut self) {
        while self.out.len() < HIGH_WATER && self.step() {}
    }

    /// Takes one step; false when there is none to take.
    fn step(&mut self) -> bool {
        let got = match self.mode {
            Mode::Closed | Mode::StartTls => None,
            Mode::Command => self.reader.next_command(),
            Mode::SaslResponse { .. } | Mode::Idle { .. } => self.reader.next_line(),
        };
        match got {
            None => return false,
            Some(Got::TooLong) => self.bye("Line too long"),
            Some(Got::Literal { octets, waits }) => self.literal(octets, waits),
            Some(Got::Command(line)) => match std::mem::replace(&mut self.mode, Mode::Command) {
                Mode::Idle { tag } => self.end_idle(&tag, &line),
                Mode::SaslResponse { tag } => self.sasl_response(tag, &line),
                Mode::Command | Mode::StartTls | Mode::Closed => self.command(&line),
            },
        }
        true
    }

    /// A literal is announced: a waiting client gets its `+`, or the refusal of the command.
    fn literal(&mut self, octets: u64, waits: bool) {
        let limit = self.shared.config.literal_limit;
        let limit = if self.account.is_none() { limit.min(LITERAL_BEFORE_LOGIN) } else { limit };
        let sum = octets.saturating_add(self.reader.literal_octets() as u64);
        let unknown = !waits && !self.shared.config.has("LITERAL+");
        if (sum > limit && !waits) || unknown {
            // Its octets are on their way: there is no way to refuse them but to hang up (RFC 7888 4).
            return self.bye(if unknown { "LITERAL+ is not offered" } else { "Literal too large" });
        }
        if waits {
            let refusal = if sum > limit {
                Some(Refusal::no("[TOOBIG] Literal too large"))
            } else {
                self.refuses_literal(self.reader.said_so_far())
            };
            if let Some(refusal) = refusal {
                let tag = dispatch::tag_of(self.reader.said_so_far());
                self.reader.refuse();
                return self.refuse(&tag, &refusal);
            }
            self.line("+ Ready for literal data");
        }
        self.reader.accept();
    }

    fn bye(&mut self, why: &str) {
        self.line(&format!("* BYE {why}"));
        self.mode = Mode::Closed;
    }

    fn refuse(&mut self, tag: &str, refusal: &Refusal) {
        self.line(&format!("{tag} {refusal}"));
    }

    /// Ends a command.
    fn answer(&mut self, tag: &str, answer: Answer) {
        match answer {
            Ok(Reply::Ok(text)) => self.line(&format!("{tag} OK {text}")),
            Ok(Reply::Later) => {}
            Err(refusal) => self.refuse(tag, &refusal),
        }
    }
}
