//! One write a command, counted: 40 ms stalls come from more (Nagle's algorithm and delayed acknowledgements).

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use imap_blocking::Transport;
use imap_blocking::core::command::{AppendMessage, Noop};
use imap_blocking::core::conn::Config;
use imap_blocking::core::ext::MultiAppend;
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_testkit::Server;
use imap_testkit::tls::{CertKind, TestCa};

use crate::support::Probe;

fn commands<T: Transport>(s: &mut Session<T>, mut writes: impl FnMut() -> usize) {
    s.capability().unwrap();
    writes();
    s.noop().unwrap();
    assert_eq!(writes(), 1, "a line");
    s.select("INBOX").unwrap();
    assert_eq!(writes(), 1, "SELECT");
    for len in [100, 16_384, 20_000, 60_000] {
        s.append("Archive", vec![b'x'; len]).unwrap();
        assert_eq!(writes(), 1, "{len} octets from memory");
        s.append_from("Archive", len as u64, io::repeat(b'x')).unwrap();
        assert_eq!(writes(), 1, "{len} octets from a reader");
    }
    let streams = (0..10).map(|_| AppendMessage::stream(5000));
    let readers = (0..10).map(|_| io::repeat(b'x'));
    s.upload_parts(MultiAppend::new("Archive").messages(streams), readers, |_| ()).unwrap();
    assert_eq!(writes(), 1, "small parts gather");
    let tickets: Vec<_> = (0..1000).map(|_| s.submit(Noop::new())).collect();
    assert_eq!(writes(), 0, "nothing is written before a wait or a flush");
    for ticket in tickets {
        s.wait(ticket).unwrap();
    }
    assert_eq!(writes(), 1, "what was submitted together");
}

#[test]
fn a_command_with_its_literals_is_one_write() {
    let probe = Probe::new(Server::demo().connect_preauth().unwrap());
    let count = Arc::clone(&probe.writes);
    let mut s = Session::open(probe, Config::default()).unwrap();
    commands(&mut s, || count.swap(0, Ordering::Relaxed));
    s.run(MultiAppend::new("Archive").messages(vec![vec![b'x'; 20_000]; 10])).unwrap();
    assert_eq!(count.swap(0, Ordering::Relaxed), 1, "10 messages of 20 KB");
}

#[test]
fn inside_tls_too() {
    let ca = TestCa::new().unwrap();
    let server = Server::demo_builder().tls(ca.server_config(CertKind::Good).unwrap()).build();
    let listening = server.listen_tls().unwrap();
    let tls = TlsConfig::with_ca_pem(ca.pem().as_bytes()).unwrap();
    let probe = Probe::new(TcpStream::connect(("127.0.0.1", listening.port())).unwrap());
    let count = Arc::clone(&probe.writes);
    let mut s = Session::new(probe, Config::default().demand_tls()).unwrap();
    s.wire().push_layer(tls.layer("localhost").unwrap());
    s.greeting().unwrap();
    s.login("demo", "demo").unwrap();
    commands(&mut s, || count.swap(0, Ordering::Relaxed));
    s.close().unwrap();
}
