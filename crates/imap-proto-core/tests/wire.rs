//! `Wire` with layers made for the test: switches, the end of the transport, layers that misbehave.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use imap_proto_core::command::{Fetch, Noop, Select, StartTls};
use imap_proto_core::conn::{Config, Deadline, Event, Path, Tick, Ticket};
use imap_proto_core::layer::{Layer, LayerError, LayerKind, Pulled, Wire};
use imap_proto_core::types::SeqSet;
use imap_proto_core::{CloseReason, CommandError, Limits, ProtocolError};

/// How the layer behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Plain,
    Handshaking,
    /// Says that it has octets, and has none.
    Empty,
    /// Takes nothing, ever.
    Deaf,
}

/// Turns every bit around, and takes at most 7 octets at a time.
struct Flip {
    kind: LayerKind,
    manner: Manner,
    inside: VecDeque<u8>,
    out: Vec<u8>,
    closed: bool,
}

impl Flip {
    fn boxed(kind: LayerKind, manner: Manner) -> Box<dyn Layer> {
        Box::new(Self { kind, manner, inside: VecDeque::new(), out: Vec::new(), closed: false })
    }
}

/// What ends the layer: it is no octet of any plain text.
const END: u8 = !0xff;

impl Layer for Flip {
    fn kind(&self) -> LayerKind {
        self.kind
    }

    fn handshaking(&self) -> bool {
        self.manner == Manner::Handshaking
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        if self.manner == Manner::Deaf || !self.inside.is_empty() {
            return Ok(0);
        }
        let n = wire.len().min(7);
        self.inside.extend(&wire[..n]);
        Ok(n)
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        if self.manner == Manner::Empty {
            return Ok(Pulled::Bytes(0));
        }
        if self.closed || self.inside.front() == Some(&END) {
            self.closed = true;
            return Ok(Pulled::PeerClosed);
        }
        let n = self.inside.iter().take_while(|octet| **octet != END).count().min(out.len());
        for (place, octet) in out.iter_mut().zip(self.inside.drain(..n)) {
            *place = !octet;
        }
        Ok(if n == 0 { Pulled::NeedWire } else { Pulled::Bytes(n) })
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        self.out.extend(plain.iter().map(|octet| !octet));
        Ok(plain.len())
    }

    fn wire_out(&mut self) -> &[u8] {
        &self.out
    }

    fn wire_written(&mut self, n: usize) {
        self.out.drain(..n);
    }

    fn close(&mut self) {
        self.out.push(END);
    }
}

fn flip(text: &str) -> Vec<u8> {
    text.bytes().map(|octet| !octet).collect()
}

fn written(wire: &mut Wire) -> String {
    let octets = wire.output().to_vec();
    wire.output_written(octets.len());
    String::from_utf8(octets).unwrap()
}

fn written_inside(wire: &mut Wire) -> String {
    let octets = wire.output().to_vec();
    wire.output_written(octets.len());
    String::from_utf8(octets.iter().map(|octet| !octet).collect()).unwrap()
}

/// Hands octets in as a driver does: into the slot, while they are wanted; says how many it took.
fn read(wire: &mut Wire, octets: &[u8]) -> usize {
    let mut taken = 0;
    while taken < octets.len() && wire.wants_input() {
        let slot = wire.input_slot();
        assert!(!slot.is_empty(), "the slot is never empty while octets are wanted");
        let n = slot.len().min(octets.len() - taken).min(5);
        slot[..n].copy_from_slice(&octets[taken..taken + n]);
        wire.input_filled(n);
        taken += n;
    }
    taken
}

fn inside_tls(config: Config) -> Wire {
    let mut wire = Wire::new(config);
    wire.push_layer(Flip::boxed(LayerKind::Tls, Manner::Plain));
    wire
}

fn selected(limits: Limits) -> (Wire, Ticket<Fetch>) {
    let mut wire = inside_tls(Config::default().allow_preauth().limits(limits));
    read(&mut wire, &flip("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"));
    let select = wire.submit(Select::new("INBOX"));
    assert_eq!(written_inside(&mut wire), "AAAA1 SELECT INBOX\r\n");
    read(&mut wire, &flip("* 9 EXISTS\r\nAAAA1 OK done\r\n"));
    wire.take(&select).unwrap().unwrap();
    let fetch = wire.submit(Fetch::new(SeqSet::all()).flags());
    assert_eq!(written_inside(&mut wire), "AAAA2 FETCH 1:* (FLAGS)\r\n");
    (wire, fetch)
}

const ROWS: &str =
    "* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS ())\r\n* 3 FETCH (FLAGS ())\r\nAAAA2 OK done\r\n";

#[test]
fn rows_that_wait_hold_the_transport_up_through_a_layer() {
    let (mut wire, fetch) = selected(Limits::default().with(|l| l.queued_rows = 1));
    assert!(wire.next_item(&fetch).is_none());
    let octets = flip(ROWS);
    let taken = read(&mut wire, &octets);
    assert!(taken < octets.len(), "not everything was read");
    assert!(!wire.wants_input());
    let mut rest = &octets[taken..];
    for seq in 1..=3 {
        let row = wire.next_item(&fetch).expect("a row");
        assert_eq!(row.seq(), seq);
        rest = &rest[read(&mut wire, rest)..];
    }
    assert!(rest.is_empty());
    assert!(wire.take(&fetch).unwrap().is_ok());
}

#[test]
fn nothing_is_read_ahead_of_rows_that_wait() {
    let (mut wire, fetch) = selected(Limits::default().with(|l| l.queued_rows = 1));
    assert!(wire.next_item(&fetch).is_none());
    wire.handle_input(&flip("* 1 FETCH (FLAGS ())\r\n"));
    assert!(!wire.wants_input(), "the layer has nothing left, and yet a row waits");
    assert!(wire.next_item(&fetch).is_some());
    assert!(wire.wants_input());
}

#[test]
fn the_end_comes_behind_what_a_layer_holds() {
    let (mut wire, fetch) = selected(Limits::default().with(|l| l.queued_rows = 1));
    assert!(wire.next_item(&fetch).is_none());
    wire.handle_input(&flip(ROWS));
    wire.handle_eof();
    assert!(wire.connection().closed().is_none(), "rows wait");
    for seq in 1..=3 {
        assert_eq!(wire.next_item(&fetch).expect("a row").seq(), seq);
    }
    assert!(wire.take(&fetch).unwrap().is_ok(), "the tagged OK had come");
    assert_eq!(wire.connection().closed(), Some(&CloseReason::Eof(false)));
}

#[test]
fn taking_another_ticket_lets_the_layer_go_on() {
    let (mut wire, fetch) = selected(Limits::default().with(|l| l.queued_rows = 1));
    let noop = wire.submit(Noop::new());
    written_inside(&mut wire);
    assert!(wire.next_item(&fetch).is_none());
    wire.handle_input(&flip(ROWS));
    wire.handle_input(&flip("AAAA3 OK done\r\n"));
    assert!(wire.take(&noop).expect("all of it is here").is_ok());
    assert!(matches!(wire.take(&fetch), Some(Err(CommandError::Limit(l))) if l.which == "queued_rows"));
}

#[test]
fn starttls_switches_once() {
    let mut wire = Wire::new(Config::default().demand_tls());
    read(&mut wire, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n");
    let ticket = wire.submit(StartTls::new());
    let login = wire.submit(imap_proto_core::command::Login::new("joe", "secret"));
    assert_eq!(written(&mut wire), "AAAA1 STARTTLS\r\n");
    read(&mut wire, b"AAAA1 OK begin\r\n");
    assert!(!wire.wants_input(), "nothing moves before the layer is in place");
    assert!(std::iter::from_fn(|| wire.poll_event()).any(|event| matches!(event, Event::SwitchLayer { .. })));
    wire.push_layer(Flip::boxed(LayerKind::Tls, Manner::Plain));
    wire.layer_ready();
    assert!(wire.take(&ticket).unwrap().is_ok());
    assert!(wire.is_secure());
    assert_eq!(written_inside(&mut wire), "AAAA3 CAPABILITY\r\n", "what was known before counts no more");
    read(&mut wire, &flip("* CAPABILITY IMAP4rev1 STARTTLS\r\nAAAA3 OK done\r\n"));
    assert_eq!(written_inside(&mut wire), "AAAA2 LOGIN joe \"secret\"\r\n");
    // SECURITY S27: offered again inside TLS.
    read(&mut wire, &flip("AAAA2 NO no\r\n"));
    assert!(wire.take(&login).unwrap().is_err());
    let again = wire.submit(StartTls::new());
    assert!(matches!(wire.take(&again), Some(Err(CommandError::State(_)))));
    assert_eq!(written_inside(&mut wire), "");
}

#[test]
fn octets_behind_the_ok_of_starttls() {
    for octets in ["AAAA1 OK begin\r\n*", "AAAA1 OK begin\r\nAAAA2 OK in\r\n"] {
        let mut wire = Wire::new(Config::default());
        read(&mut wire, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n");
        let ticket = wire.submit(StartTls::new());
        written(&mut wire);
        wire.handle_input(octets.as_bytes());
        let error = ProtocolError::InjectedPlaintext;
        assert_eq!(wire.connection().closed(), Some(&CloseReason::Protocol(error)));
        assert!(matches!(wire.take(&ticket), Some(Err(CommandError::Closed(_)))), "no success (S01)");
    }
}

#[test]
fn preauth_inside_tls_needs_leave() {
    for (config, fine) in [(Config::default(), false), (Config::default().allow_preauth(), true)] {
        let mut wire = inside_tls(config.demand_tls());
        read(&mut wire, &flip("* PREAUTH hi\r\n"));
        assert_eq!(wire.connection().closed().is_none(), fine);
    }
}

#[test]
fn a_handshake_has_a_deadline() {
    let mut wire = Wire::new(Config::default().deadline(Deadline::Greeting, None));
    wire.push_layer(Flip::boxed(LayerKind::Tls, Manner::Handshaking));
    let at = |seconds| Tick::new(Duration::from_secs(seconds));
    assert_eq!(wire.poll_timeout(at(1)), Some(at(31)));
    wire.handle_timeout(at(31));
    assert_eq!(wire.connection().closed(), Some(&CloseReason::TimedOut(Deadline::Handshake)));
}

#[test]
fn close_notify_ends_the_input() {
    let (mut wire, fetch) = selected(Limits::default());
    let mut octets = flip("* 1 FETCH (FLAGS ())\r\n");
    octets.push(END);
    octets.extend(flip("AAAA2 OK done\r\n"));
    read(&mut wire, &octets);
    assert!(!wire.wants_input());
    assert!(matches!(wire.take(&fetch), Some(Err(CommandError::Closed(CloseReason::Eof(false))))));
}

#[test]
fn a_layer_that_has_nothing_does_not_spin() {
    for manner in [Manner::Empty, Manner::Deaf] {
        let mut wire = Wire::new(Config::default().path(Path::Loopback));
        wire.push_layer(Flip::boxed(LayerKind::Tls, manner));
        wire.handle_input(b"anything");
        let ticket = wire.submit(Noop::new());
        assert!(wire.take(&ticket).is_none());
        wire.handle_eof();
        assert!(matches!(wire.take(&ticket), Some(Err(CommandError::Closed(_)))));
    }
}

#[test]
fn two_layers_at_any_chunk_size() {
    for chunk in [1, 2, 3, 7, 64, 1000] {
        let mut wire = inside_tls(Config::default().allow_preauth());
        wire.push_layer(Flip::boxed(LayerKind::Deflate, Manner::Plain));
        let noop = wire.submit(Noop::new());
        // Turned around twice, the text is itself.
        let greeting = b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n";
        greeting.chunks(chunk).for_each(|piece| wire.handle_input(piece));
        assert_eq!(written(&mut wire), "AAAA1 NOOP\r\n");
        b"AAAA1 OK done\r\n".chunks(chunk).for_each(|piece| wire.handle_input(piece));
        assert!(wire.take(&noop).unwrap().is_ok(), "chunks of {chunk}");
        wire.close(CloseReason::Abandoned("the test is over"));
        assert!(!wire.output().is_empty(), "the layers say goodbye");
    }
}

#[test]
fn reads_grow_with_what_comes_and_shrink_again() {
    let (mut wire, _) = selected(Limits::default());
    read(&mut wire, &flip("* 1 FETCH (BODY[] {3000000}\r\n"));
    let sizes: Vec<usize> = (0..10)
        .map(|_| {
            assert!(wire.wants_input());
            let slot = wire.input_slot();
            slot.fill(!b'x');
            let n = slot.len();
            wire.input_filled(n);
            n / 1024
        })
        .collect();
    assert_eq!(sizes, [18, 36, 36, 36, 36, 36, 36, 36, 36, 36]);
    for _ in 0..3 {
        wire.input_slot().fill(!b'x');
        wire.input_filled(100);
    }
    assert_eq!(wire.input_slot().len(), 18 << 10);
    assert!(wire.wants_input() && wire.connection().closed().is_none());
}

/// Passes octets on, ten at a time, and counts how often it is asked for some.
struct Records {
    inside: VecDeque<u8>,
    asked: Arc<AtomicUsize>,
}

impl Layer for Records {
    fn kind(&self) -> LayerKind {
        LayerKind::Tls
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        self.inside.extend(wire);
        Ok(wire.len())
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let n = self.inside.len().min(10).min(out.len());
        out.iter_mut().zip(self.inside.drain(..n)).for_each(|(place, octet)| *place = octet);
        Ok(if n == 0 { Pulled::NeedWire } else { Pulled::Bytes(n) })
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        Ok(plain.len())
    }

    fn wire_out(&mut self) -> &[u8] {
        &[]
    }

    fn wire_written(&mut self, _: usize) {}

    fn close(&mut self) {}
}

#[test]
fn a_layer_is_not_asked_again_before_something_came() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut wire = Wire::new(Config::default().path(Path::Loopback).allow_preauth());
    wire.push_layer(Box::new(Records { inside: VecDeque::new(), asked: Arc::clone(&asked) }));
    wire.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    let select = wire.submit(Select::new("INBOX"));
    wire.output();
    wire.handle_input(b"* 1000 EXISTS\r\nAAAA1 OK done\r\n");
    assert!(wire.take(&select).unwrap().is_ok());
    let fetch = wire.submit(Fetch::new(SeqSet::all()).size());
    wire.output();
    let rows: String = (1..=1000).map(|n| format!("* {n} FETCH (RFC822.SIZE 1)\r\n")).collect();
    asked.store(0, Ordering::Relaxed);
    wire.handle_input(rows.as_bytes());
    let mut count = 0;
    while wire.next_item(&fetch).is_some() {
        count += 1;
    }
    assert_eq!(count, 1000);
    let asked = asked.load(Ordering::Relaxed);
    assert!(asked <= rows.len() / 10 + 20, "asked {asked} times for {} records", rows.len() / 10);
}
