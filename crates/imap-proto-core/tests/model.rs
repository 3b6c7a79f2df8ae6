//! Pipelined commands against a scripted server that answers late, out of order, with noise and refused literals.
//!
//! The reference model is small: a command ends in what the server said for its tag, once; a literal goes out
//! only after its `+`; nothing of a refused literal ever reaches the wire.

use std::collections::{BTreeMap, VecDeque};

use imap_proto_core::CommandError;
use imap_proto_core::command::{Append, Command, Noop, Status};
use imap_proto_core::conn::{Config, Connection, Path, Ticket};
use imap_proto_core::response::StatusItem;
use proptest::prelude::*;

/// What the application does.
#[derive(Clone, Debug)]
enum Ask {
    Noop,
    Status(u8),
    Append(u8),
}

/// How the server treats one command, and when.
#[derive(Clone, Debug)]
struct Manner {
    answer: Answer,
    /// Takes the newest waiting command instead of the oldest.
    newest: bool,
    noise: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Ok,
    No,
    Bad,
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![Just(Ask::Noop), any::<u8>().prop_map(Ask::Status), any::<u8>().prop_map(Ask::Append)]
}

fn manner() -> impl Strategy<Value = Manner> {
    let answer = prop_oneof![3 => Just(Answer::Ok), 1 => Just(Answer::No), 1 => Just(Answer::Bad)];
    (answer, any::<bool>(), 0..6u8).prop_map(|(answer, newest, noise)| Manner { answer, newest, noise })
}

enum Running {
    Noop(Ticket<Noop>),
    Status(Ticket<Status>, u8),
    Append(Ticket<Append>),
}

/// A command as the server read it.
struct Seen {
    tag: String,
    line: String,
}

#[derive(Default)]
struct Server {
    wire: Vec<u8>,
    waiting: VecDeque<Seen>,
    /// The APPEND whose literal is due, and its length.
    literal: Option<(Seen, usize)>,
    /// What each tag was answered.
    answered: BTreeMap<String, Answer>,
    used: Vec<String>,
}

impl Server {
    /// Takes what the client wrote; panics on anything that is no command of this test.
    fn read(&mut self, octets: &[u8], manner: &Manner, out: &mut Vec<u8>) {
        self.wire.extend_from_slice(octets);
        loop {
            if let Some((seen, len)) = self.literal.take() {
                if self.wire.len() < len + 2 {
                    self.literal = Some((seen, len));
                    return;
                }
                let rest = self.wire.split_off(len + 2);
                assert_eq!(&self.wire[len..], b"\r\n", "an APPEND ends behind its literal");
                assert!(self.wire[..len].iter().all(|b| *b == b'x'), "a literal holds its own octets");
                self.wire = rest;
                self.waiting.push_back(seen);
                continue;
            }
            let Some(end) = self.wire.windows(2).position(|w| w == b"\r\n") else { return };
            let rest = self.wire.split_off(end + 2);
            let line = String::from_utf8(std::mem::replace(&mut self.wire, rest)).unwrap();
            let (tag, line) = line.trim_end().split_once(' ').expect("tag and command");
            assert!(tag.starts_with("AAAA"), "a command line begins with a tag: {line}");
            assert!(!self.used.contains(&tag.to_owned()), "every tag is used once");
            self.used.push(tag.to_owned());
            let seen = Seen { tag: tag.to_owned(), line: line.to_owned() };
            match line.strip_prefix("APPEND box {").and_then(|l| l.strip_suffix('}')) {
                Some(len) if manner.answer == Answer::Ok => {
                    assert!(self.wire.is_empty(), "nothing follows a synchronising literal before its `+`");
                    out.extend_from_slice(b"+ go\r\n");
                    self.literal = Some((seen, len.parse().unwrap()));
                    return;
                }
                Some(_) => {
                    assert!(self.wire.is_empty(), "nothing follows a synchronising literal before its `+`");
                    self.answer(&seen, manner.answer, out);
                }
                None => self.waiting.push_back(seen),
            }
        }
    }

    /// Answers one waiting command.
    fn work(&mut self, manner: &Manner, out: &mut Vec<u8>) -> bool {
        noise(manner.noise, out);
        let next = if manner.newest { self.waiting.pop_back() } else { self.waiting.pop_front() };
        let Some(seen) = next else { return false };
        if let (Some(rest), Answer::Ok) = (seen.line.strip_prefix("STATUS "), manner.answer) {
            let name = rest.split(' ').next().unwrap();
            let number: u32 = name.trim_start_matches('m').parse().unwrap();
            out.extend_from_slice(format!("* STATUS {name} (MESSAGES {number})\r\n").as_bytes());
        }
        self.answer(&seen, manner.answer, out);
        true
    }

    fn answer(&mut self, seen: &Seen, answer: Answer, out: &mut Vec<u8>) {
        let word = match answer {
            Answer::Ok => "OK",
            Answer::No => "NO",
            Answer::Bad => "BAD",
        };
        out.extend_from_slice(format!("{} {word} text\r\n", seen.tag).as_bytes());
        self.answered.insert(seen.tag.clone(), answer);
    }
}

fn noise(kind: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(match kind {
        0 => b"* 3 EXISTS\r\n",
        1 => b"* OK still here {5}\r\n",
        2 => b"* XNOISE (a \"b\")\r\n",
        3 => b"* LIST (\\Broken\r\n",
        4 => b"* STATUS other (MESSAGES 77)\r\n",
        _ => b"",
    });
}

fn submit(conn: &mut Connection, ask: &Ask) -> Running {
    match ask {
        Ask::Noop => Running::Noop(conn.submit(Noop::new())),
        Ask::Status(n) => {
            let name = format!("m{n}");
            Running::Status(conn.submit(Status::new(name.as_str(), [StatusItem::Messages])), *n)
        }
        Ask::Append(n) => Running::Append(conn.submit(Append::new("box", vec![b'x'; usize::from(*n)]))),
    }
}

fn answer_of<C: Command>(result: &Result<C::Output, CommandError>) -> Answer {
    match result {
        Ok(_) => Answer::Ok,
        Err(CommandError::No(_)) => Answer::No,
        Err(CommandError::Bad(_)) => Answer::Bad,
        Err(other) => panic!("no answer of this server: {other}"),
    }
}

fn check<C: Command>(
    conn: &mut Connection,
    server: &Server,
    ticket: &Ticket<C>,
) -> Result<C::Output, CommandError> {
    let tag = conn.tag_of(ticket.id()).expect("it was sent").to_string();
    let result = conn.take(ticket).expect("every command was answered");
    assert_eq!(Some(&answer_of::<C>(&result)), server.answered.get(&tag), "the answer for {tag}");
    assert!(matches!(conn.take(ticket), Some(Err(CommandError::UnknownTicket))), "a result is taken once");
    result
}

/// Moves octets both ways until nothing moves.
fn settle(conn: &mut Connection, server: &mut Server, manner: &Manner, chunk: usize) {
    loop {
        let octets = conn.output().to_vec();
        conn.output_written(octets.len());
        let mut back = Vec::new();
        server.read(&octets, manner, &mut back);
        if octets.is_empty() && back.is_empty() {
            return;
        }
        back.chunks(chunk).for_each(|piece| conn.handle_input(piece));
    }
}

fn play(asks: &[Ask], manners: &[Manner], chunk: usize) {
    let mut conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth());
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    let mut server = Server::default();
    let mut manners = manners.iter().cycle();
    let mut running = Vec::new();
    for (i, ask) in asks.iter().enumerate() {
        running.push(submit(&mut conn, ask));
        let manner = manners.next().unwrap();
        if i % 3 == 2 {
            settle(&mut conn, &mut server, manner, chunk);
            let mut out = Vec::new();
            server.work(manner, &mut out);
            out.chunks(chunk).for_each(|piece| conn.handle_input(piece));
        }
    }
    for _ in 0..4 * asks.len() + 4 {
        let manner = manners.next().unwrap();
        settle(&mut conn, &mut server, manner, chunk);
        let mut out = Vec::new();
        server.work(manner, &mut out);
        out.chunks(chunk).for_each(|piece| conn.handle_input(piece));
    }
    for command in &running {
        match command {
            Running::Noop(ticket) => drop(check(&mut conn, &server, ticket)),
            Running::Append(ticket) => drop(check(&mut conn, &server, ticket)),
            Running::Status(ticket, n) => {
                if let Ok(status) = check(&mut conn, &server, ticket) {
                    assert_eq!(status.messages(), Some(u32::from(*n)), "each STATUS gets its own row");
                }
            }
        }
    }
    assert!(conn.closed().is_none(), "{:?}", conn.closed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_command_gets_its_own_answer(
        asks in prop::collection::vec(ask(), 1..24),
        manners in prop::collection::vec(manner(), 1..12),
        chunk in 1usize..40,
    ) {
        play(&asks, &manners, chunk);
    }
}
