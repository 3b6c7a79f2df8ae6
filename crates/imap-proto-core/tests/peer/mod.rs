//! The other side of a connection, as tests play it: reads each command by itself, grants literals, answers.

#![allow(dead_code, reason = "each test binary uses its part")]

mod reader;
mod want;

use imap_proto_core::command::{Command, Enable, Noop, Select, Upload};
use imap_proto_core::conn::{CommandId, Config, Connection, Event, Path, Ticket};
use imap_proto_core::types::Capability;
use imap_proto_core::{CommandError, EncodeError, Limits};

#[allow(unused_imports, reason = "each test binary uses its part")]
pub(crate) use reader::{Arg, Cmd, Rules, Seen, read};
#[allow(unused_imports, reason = "each test binary uses its part")]
pub(crate) use want::{Section, Want, matches, section, utf7, words};

/// How far the session is when a test begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Greeted,
    Authenticated,
    Selected,
}

/// A connection and its peer.
pub(crate) struct Peer {
    pub(crate) conn: Connection,
    pub(crate) rules: Rules,
    /// The types of the commands that were sent by [`send`](Self::send) and reached it.
    pub(crate) reached: Vec<&'static str>,
}

/// No literal goes out without waiting.
pub(crate) const PLAIN: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT IDLE UNSELECT NAMESPACE";

impl Peer {
    pub(crate) fn new(capabilities: &str, stage: Stage) -> Self {
        Self::with_limits(capabilities, stage, |_| {})
    }

    pub(crate) fn with_limits(capabilities: &str, stage: Stage, change: impl FnOnce(&mut Limits)) -> Self {
        let limits = Limits::default().with(change);
        let config = Config::default().path(Path::Loopback).allow_preauth().limits(limits);
        let mut peer = Self { conn: Connection::new(config), rules: Rules::default(), reached: Vec::new() };
        let word = if stage == Stage::Greeted { "OK" } else { "PREAUTH" };
        peer.feed(format!("* {word} [CAPABILITY {capabilities}] hi\r\n"));
        peer.at(stage)
    }

    /// With UTF8=ACCEPT enabled.
    pub(crate) fn utf8(capabilities: &str, stage: Stage) -> Self {
        Self::enabled(capabilities, &[Capability::Utf8Accept], stage)
    }

    /// With these enabled.
    pub(crate) fn enabled(capabilities: &str, enabled: &[Capability], stage: Stage) -> Self {
        let mut peer = Self::new(capabilities, Stage::Authenticated);
        enabled.iter().for_each(|capability| peer.enable(capability));
        peer.rules.utf8 = enabled.contains(&Capability::Utf8Accept);
        peer.at(stage)
    }

    fn at(mut self, stage: Stage) -> Self {
        if stage == Stage::Selected {
            self.select();
        }
        self.events();
        self
    }

    fn enable(&mut self, capability: &Capability) {
        let ticket = self.conn.submit(Enable::new([capability.clone()]));
        let cmd = self.one(0);
        self.feed(format!("* ENABLED {capability}\r\n{} OK done\r\n", cmd.tag));
        self.conn.take(&ticket).unwrap().unwrap();
    }

    fn select(&mut self) {
        let ticket = self.conn.submit(Select::new("INBOX"));
        let cmd = self.one(0);
        self.feed(format!("* 100 EXISTS\r\n* OK [UIDNEXT 1000] x\r\n{} OK done\r\n", cmd.tag));
        self.conn.take(&ticket).unwrap().unwrap();
    }

    pub(crate) fn feed(&mut self, octets: impl AsRef<[u8]>) {
        self.conn.handle_input(octets.as_ref());
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.conn.poll_event()).collect()
    }

    /// All that waits to be written.
    pub(crate) fn written(&mut self) -> Vec<u8> {
        written(&mut self.conn)
    }

    /// Reads the one command that was written, granting its literals.
    pub(crate) fn one(&mut self, granted: usize) -> Cmd {
        self.one_with(granted, None)
    }

    /// The same; an upload is given its octets whenever it waits for them.
    fn one_with(&mut self, mut granted: usize, upload: Option<(CommandId, &[u8])>) -> Cmd {
        let mut wire = self.written();
        loop {
            if let Some((id, octets)) = upload
                && self.events().iter().any(|event| matches!(event, Event::WantLiteral { .. }))
            {
                self.conn.supply(id, octets.to_vec().into());
                wire.extend(self.written());
            }
            match read(&wire, granted, self.rules) {
                Seen::Whole(cmd) => return cmd,
                Seen::Wait => {
                    granted += 1;
                    self.feed("+ go\r\n");
                    wire.extend(self.written());
                }
            }
        }
    }

    /// Runs a command: what the server read, or why nothing was sent.
    pub(crate) fn send<C: Command>(&mut self, command: C) -> Result<Cmd, CommandError> {
        let ticket = self.conn.submit(command);
        self.run(ticket, None)
    }

    /// As [`encode`](Self::encode), for a command whose octets are supplied when the server is ready for them.
    pub(crate) fn upload<C: Upload>(&mut self, command: C, octets: &[u8]) -> Result<Cmd, EncodeError> {
        let ticket = self.conn.submit_upload(command);
        self.run(ticket, Some(octets)).map_err(fault_of_argument)
    }

    fn run<C: Command>(&mut self, ticket: Ticket<C>, upload: Option<&[u8]>) -> Result<Cmd, CommandError> {
        if self.conn.output().is_empty() {
            let result = self.conn.take(&ticket).expect("nothing was sent, so there is an error");
            let error = result.err().expect("nothing was sent");
            self.is_clean();
            return Err(error);
        }
        let tag = self.conn.tag_of(ticket.id()).expect("it was sent").to_string();
        let cmd = self.one_with(0, upload.map(|octets| (ticket.id(), octets)));
        assert_eq!(cmd.tag, tag, "the tag of another command");
        self.reached.push(std::any::type_name::<C>());
        self.feed(format!("{} OK done\r\n", cmd.tag));
        let _ = self.conn.take(&ticket).expect("it was answered");
        self.is_clean();
        Ok(cmd)
    }

    /// As [`send`](Self::send), where the only fault can be the argument's.
    pub(crate) fn encode<C: Command>(&mut self, command: C) -> Result<Cmd, EncodeError> {
        self.send(command).map_err(fault_of_argument)
    }

    /// The stream stands between two commands: the next one is read as itself.
    pub(crate) fn is_clean(&mut self) {
        self.events();
        assert_eq!(self.conn.closed(), None);
        let ticket = self.conn.submit(Noop::new());
        let cmd = self.one(0);
        assert_eq!((cmd.name().as_str(), cmd.args.len()), ("NOOP", 1));
        self.feed(format!("{} OK done\r\n", cmd.tag));
        self.conn.take(&ticket).unwrap().unwrap();
        self.events();
    }
}

fn fault_of_argument(error: CommandError) -> EncodeError {
    match error {
        CommandError::Encode(error) => error,
        other => panic!("{other}"),
    }
}

/// All that waits to be written.
pub(crate) fn written(conn: &mut Connection) -> Vec<u8> {
    let mut all = Vec::new();
    while !conn.output().is_empty() {
        let octets = conn.output().to_vec();
        conn.output_written(octets.len());
        all.extend_from_slice(&octets);
    }
    all
}
