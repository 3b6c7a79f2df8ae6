use alloc::boxed::Box;
use alloc::vec::Vec;

use super::*;
use crate::command::Noop;
use crate::command::testing::{Running, wire};
use crate::conn::{Config, Event, Path, Ticket};
use crate::drive::Client;
use crate::error::CommandError;
use crate::ext::{Bare, ExtCode};
use crate::layer::{Layer, LayerError, Pulled, Wire};
use crate::parse::status;
use crate::response::Code;
use crate::types::Capability;

/// Turns every octet round: what was not pushed through it cannot be read.
#[derive(Default)]
struct Turned {
    inward: Vec<u8>,
    outward: Vec<u8>,
}

fn turn(octets: &[u8]) -> Vec<u8> {
    octets.iter().map(|octet| !octet).collect()
}

impl Layer for Turned {
    fn kind(&self) -> LayerKind {
        LayerKind::Deflate
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        self.inward.extend(turn(wire));
        Ok(wire.len())
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        let n = out.len().min(self.inward.len());
        out[..n].copy_from_slice(&self.inward[..n]);
        self.inward.drain(..n);
        Ok(if n == 0 { Pulled::NeedWire } else { Pulled::Bytes(n) })
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        self.outward.extend(turn(plain));
        Ok(plain.len())
    }

    fn wire_out(&mut self) -> &[u8] {
        &self.outward
    }

    fn wire_written(&mut self, n: usize) {
        self.outward.drain(..n);
    }

    fn close(&mut self) {}
}

fn written(wire: &mut Wire) -> Vec<u8> {
    let mut all = Vec::new();
    while !wire.output().is_empty() {
        let octets = wire.output().to_vec();
        wire.output_written(octets.len());
        all.extend(octets);
    }
    all
}

fn greeted(wire: &mut Wire) {
    wire.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] hi\r\n");
}

fn config() -> Config {
    Config::default().path(Path::Loopback).allow_preauth()
}

fn tag(line: &[u8]) -> Vec<u8> {
    line.split(|octet| *octet == b' ').next().unwrap().to_vec()
}

#[test]
fn the_layer_begins_right_behind_the_ok() {
    let mut wire = Wire::new(config().can_push(LayerKind::Deflate));
    greeted(&mut wire);
    let ticket = wire.submit(Compress::new());
    let noop = wire.submit(Noop::new());
    let line = written(&mut wire);
    assert!(line.ends_with(b" COMPRESS DEFLATE\r\n"));
    // The server may deflate in the same packet.
    wire.handle_input(&[&tag(&line), &b" OK DEFLATE active\r\n"[..], &turn(b"* 7 EXISTS\r\n")].concat());
    assert!(
        core::iter::from_fn(|| wire.poll_event()).any(|event| matches!(event, Event::SwitchLayer { .. }))
    );
    assert!(written(&mut wire).is_empty(), "nothing goes out before the layer is there");
    wire.push_layer(Box::<Turned>::default());
    wire.layer_ready();
    assert!(wire.take(&ticket).unwrap().is_ok());
    let seven = |event: &Event| alloc::format!("{event:?}").contains("Exists(7)");
    let line = turn(&written(&mut wire));
    assert!(line.ends_with(b" NOOP\r\n"));
    wire.handle_input(&turn(&[&tag(&line), &b" OK done\r\n"[..]].concat()));
    assert!(core::iter::from_fn(|| wire.poll_event()).any(|event| seven(&event)));
    assert!(wire.take(&noop).unwrap().is_ok());
    let twice = wire.submit(Compress::new());
    assert!(matches!(wire.take(&twice), Some(Err(CommandError::State("compressed already")))));
    assert!(written(&mut wire).is_empty());
}

#[test]
fn a_driver_without_the_layer_sends_nothing_and_goes_on() {
    // What the configuration says counts for nothing here: the driver knows what it has.
    let mut client = Client::new(config().can_push(LayerKind::Deflate));
    greeted(client.wire());
    let refused = |client: &mut Client, ticket: &Ticket<Compress>| {
        let done = client.take(ticket);
        assert!(matches!(done, Some(Err(CommandError::NoLayer(LayerKind::Deflate)))), "{done:?}");
        assert!(written(client.wire()).is_empty());
    };
    let ticket = client.submit(Compress::new());
    refused(&mut client, &ticket);
    client.expect_layer(Some(Box::<Turned>::default()));
    client.expect_layer(None);
    let ticket = client.submit(Compress::new());
    refused(&mut client, &ticket);
    let _ = client.submit(Noop::new());
    assert!(written(client.wire()).ends_with(b" NOOP\r\n"));
}

#[test]
fn a_driver_with_the_layer_switches() {
    let mut client = Client::new(config());
    greeted(client.wire());
    client.expect_layer(Some(Box::<Turned>::default()));
    let ticket = client.submit(Compress::new());
    let line = written(client.wire());
    client.wire().handle_input(&[&tag(&line), &b" OK go\r\n"[..]].concat());
    client.settle();
    assert!(client.take(&ticket).unwrap().is_ok());
    let _ = client.submit(Noop::new());
    assert!(turn(&written(client.wire())).ends_with(b" NOOP\r\n"));
}

#[test]
fn the_command_and_its_code() {
    assert_eq!(wire(Compress::new()), "COMPRESS DEFLATE");
    assert_eq!(Compress::new().traits().needs, [Capability::ext("COMPRESS=DEFLATE").unwrap().into()]);
    assert!(Compress::new().unchecked().traits().needs.is_empty());
    Running::new(Compress::new()).output();
    Running::new(Compress::new()).cannot_be_refused_into_success();
    let code = status(b"a NO [COMPRESSIONACTIVE] DEFLATE active via TLS").0.code;
    assert_eq!(code, Some(Code::Ext(ExtCode::CompressionActive(Bare))));
}
