//! What was known before TLS is not known after it (SECURITY C08, S02, S04), over a layer that changes nothing.

use imap_proto_core::command::{Append, Raw, StartTls};
use imap_proto_core::conn::{Config, Event, Unsolicited};
use imap_proto_core::drive::Client;
use imap_proto_core::layer::{Layer, LayerError, LayerKind, Pulled, Wire};
use imap_proto_core::{CloseReason, CommandError, ProtocolError};

/// TLS as far as the connection can tell.
#[derive(Default)]
struct Same {
    inward: Vec<u8>,
    outward: Vec<u8>,
}

impl Layer for Same {
    fn kind(&self) -> LayerKind {
        LayerKind::Tls
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        self.inward.extend_from_slice(wire);
        Ok(wire.len())
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        let n = out.len().min(self.inward.len());
        out[..n].copy_from_slice(&self.inward[..n]);
        self.inward.drain(..n);
        Ok(if n == 0 { Pulled::NeedWire } else { Pulled::Bytes(n) })
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        self.outward.extend_from_slice(plain);
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

fn written(wire: &mut Wire) -> String {
    let mut all = Vec::new();
    while !wire.output().is_empty() {
        let octets = wire.output().to_vec();
        wire.output_written(octets.len());
        all.extend_from_slice(&octets);
    }
    String::from_utf8(all).unwrap()
}

fn feed(wire: &mut Wire, octets: &str) {
    wire.handle_input(octets.as_bytes());
}

/// A connection whose STARTTLS is written; and the tag of it.
fn upgrading(capabilities: &str) -> (Wire, String) {
    let mut wire = Wire::new(Config::default().demand_tls());
    feed(&mut wire, &format!("* OK [CAPABILITY {capabilities}] hi\r\n"));
    let _ = wire.submit(StartTls::new());
    let line = written(&mut wire);
    let (tag, rest) = line.split_once(' ').unwrap();
    assert_eq!(rest, "STARTTLS\r\n");
    (wire, tag.to_owned())
}

fn upgraded(capabilities: &str) -> Wire {
    let (mut wire, tag) = upgrading(capabilities);
    feed(&mut wire, &format!("* CAPABILITY {capabilities} X-TAMPERED\r\n{tag} OK begin\r\n"));
    assert!(std::iter::from_fn(|| wire.poll_event()).any(|e| matches!(e, Event::SwitchLayer { .. })));
    wire.push_layer(Box::<Same>::default());
    wire.layer_ready();
    wire
}

#[test]
fn capabilities_are_forgotten() {
    let mut wire = upgraded("IMAP4rev1 STARTTLS LITERAL+");
    assert!(wire.is_secure() && wire.connection().capabilities().is_none());
    // What needs no capability goes out at once, without what LITERAL+ would allow.
    let _ = wire.submit(Raw::new("XFOO").unwrap().astring("a\r\nb"));
    let line = written(&mut wire);
    assert!(line.ends_with(" XFOO {4}\r\n"), "{line}");
}

#[test]
fn nothing_is_sent_before_the_switch() {
    let (mut wire, tag) = upgrading("IMAP4rev1 STARTTLS LITERAL+");
    let ticket = wire.submit(Raw::new("XFOO").unwrap().secret("pass"));
    assert!(written(&mut wire).is_empty());
    feed(&mut wire, &format!("{tag} OK begin\r\n"));
    assert!(written(&mut wire).is_empty() && !wire.wants_input());
    wire.push_layer(Box::<Same>::default());
    assert!(written(&mut wire).is_empty());
    wire.layer_ready();
    assert!(written(&mut wire).contains("pass"));
    assert!(wire.take(&ticket).is_none());
}

#[test]
fn octets_behind_the_ok_are_fatal() {
    for behind in ["* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "* CAP", "\r", "A3 OK\r\nA4 OK\r\n", "\n"] {
        // In the same read, and in the next.
        for together in [true, false] {
            let (mut wire, tag) = upgrading("IMAP4rev1 STARTTLS");
            let secret = wire.submit(Raw::new("XFOO").unwrap().secret("pass"));
            let ok = format!("{tag} OK begin\r\n");
            if together {
                feed(&mut wire, &(ok + behind));
            } else {
                feed(&mut wire, &ok);
                feed(&mut wire, behind);
            }
            let events: Vec<_> = std::iter::from_fn(|| wire.poll_event()).collect();
            let dead = CloseReason::Protocol(ProtocolError::InjectedPlaintext);
            assert_eq!(events.last(), Some(&Event::Closed(dead)), "{behind:?} {together}");
            assert!(
                !events.iter().any(|e| matches!(e, Event::SwitchLayer { .. })),
                "no switch is left to be made"
            );
            assert!(written(&mut wire).is_empty());
            assert!(matches!(wire.take(&secret), Some(Err(CommandError::Closed(_)))));
        }
    }
}

#[test]
fn a_refusal_leaves_nothing_to_send_in_clear() {
    for answer in ["NO not now", "BAD what"] {
        let (mut wire, tag) = upgrading("IMAP4rev1 STARTTLS AUTH=PLAIN");
        let secret = wire.submit(Raw::new("XFOO").unwrap().secret("pass"));
        feed(&mut wire, &format!("{tag} {answer}\r\n"));
        assert!(!written(&mut wire).contains("pass"));
        assert!(matches!(wire.take(&secret), Some(Err(CommandError::Cleartext))));
        let append = wire.submit(Append::new("x", "m"));
        assert!(matches!(wire.take(&append), Some(Err(CommandError::State(_)))));
    }
}

#[test]
fn a_client_forgets_news_of_clear_text() {
    let mut client = Client::new(Config::default().demand_tls());
    feed(client.wire(), "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n* OK notice\r\n* OK [ALERT] look\r\n");
    client.settle();
    client.expect_layer(Some(Box::<Same>::default()));
    let ticket = client.submit(StartTls::new());
    let line = written(client.wire());
    let tag = line.split(' ').next().unwrap().to_owned();
    feed(client.wire(), &format!("{tag} OK begin\r\n"));
    assert!(client.take(&ticket).unwrap().is_ok());
    assert!(client.is_secure());
    let events: Vec<Event> = client.events().collect();
    assert!(
        matches!(
            events[..],
            [Event::Unsolicited(Unsolicited::Alert { secure: false, .. }), Event::Lost { count: 1 }]
        ),
        "{events:?}"
    );
}
