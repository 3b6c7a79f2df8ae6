//! The layer against a rustls server in memory, at every cut of the wire. No sockets and no clock.
//!
//! SECURITY T01 to T03, T06, T07, T09 to T12, T14.

mod peer;
mod truncated;

use imap_proto_core::layer::{BindingKind, Layer, LayerError, Pulled};
use peer::{Ca, Link, Server, client};

const CUTS: [usize; 4] = [1, 7, 1460, usize::MAX];

#[test]
fn octets_cross_at_any_cut() {
    let ca = Ca::new();
    let mail: Vec<u8> = (0..65_536_u32).map(|n| (n % 251) as u8).collect();
    for cut in CUTS {
        let mut link =
            Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), cut);
        // Queued before the handshake, as a driver does with its first command.
        assert_eq!(link.layer.push_plain(b"a1 NOOP\r\n").unwrap(), 9);
        assert!(link.layer.handshaking());
        link.server.say(&mail);
        link.run().unwrap();
        assert!(!link.layer.handshaking());
        assert_eq!(link.server.heard, b"a1 NOOP\r\n", "cut {cut}");
        assert_eq!(link.heard, mail, "cut {cut}");
    }
}

#[test]
fn a_large_upload_is_taken_in_bounded_pieces() {
    let ca = Ca::new();
    let mut link =
        Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), usize::MAX);
    link.run().unwrap();
    let mail = vec![b'x'; 1 << 20];
    let mut rest = mail.as_slice();
    while !rest.is_empty() {
        let n = link.layer.push_plain(rest).unwrap();
        rest = &rest[n..];
        // Nothing more is taken while the transport has not taken what is there.
        assert!(link.layer.wire_out().len() <= 80 << 10);
        assert_eq!(link.layer.push_plain(b"more").unwrap(), 0);
        link.run().unwrap();
    }
    assert!(link.server.heard == mail);
}

#[test]
fn records_of_one_octet_are_like_one_record() {
    let ca = Ca::new();
    for cut in CUTS {
        let mut link =
            Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), cut);
        link.run().unwrap();
        for octet in b"* OK one octet at a time\r\n".iter() {
            link.server.say(&[*octet]);
            link.server.flush();
        }
        link.run().unwrap();
        assert_eq!(link.heard, b"* OK one octet at a time\r\n");
    }
}

#[test]
fn octets_behind_a_close_notify_are_ignored() {
    let ca = Ca::new();
    for cut in CUTS {
        let mut link =
            Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), cut);
        link.run().unwrap();
        link.server.say(b"* SEARCH 1 2\r\n");
        link.server.close();
        link.server.wire.extend_from_slice(b"* BYE in clear\r\n");
        link.run().unwrap();
        assert_eq!(link.heard, b"* SEARCH 1 2\r\n");
        assert!(link.peer_closed);
    }
}

#[test]
fn without_a_close_notify_the_end_is_the_transports() {
    let ca = Ca::new();
    let mut link = Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), 7);
    link.server.say(b"* SEARCH 1 2\r\n");
    link.run().unwrap();
    assert!(!link.peer_closed);
    assert_eq!(link.layer.pull_plain(&mut [0; 16]).unwrap(), Pulled::NeedWire);
}

#[test]
fn our_close_notify_reaches_the_peer() {
    let ca = Ca::new();
    let mut link = Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), 7);
    link.run().unwrap();
    link.layer.close();
    link.run().unwrap();
    assert!(link.server.peer_closed);
}

#[test]
fn who_is_not_trusted_is_refused_with_an_alert() {
    let (ca, other) = (Ca::new(), Ca::new());
    let cases = [
        ("unknown authority", other.leaf("mail.example.net"), "UnknownIssuer"),
        ("wrong name", ca.leaf("mail.example.org"), "not valid for name"),
        ("expired", ca.expired_leaf("mail.example.net"), "expired"),
    ];
    for (case, leaf, text) in cases {
        for cut in CUTS {
            let mut link = Link::new(client(&ca, "mail.example.net"), Server::new(&leaf), cut);
            link.layer.push_plain(b"a1 LOGIN x y\r\n").unwrap();
            let error = link.run().unwrap_err();
            assert!(error.message.contains(text), "{case}: {error}");
            assert!(!link.layer.handshaking());
            // The alert still leaves, and no octet of a command ever did.
            while link.up() {}
            assert!(link.server.alerted.is_some(), "{case}");
            assert_eq!(link.server.heard, b"");
        }
    }
}

#[test]
fn an_address_is_checked_as_an_address_and_not_sent() {
    let ca = Ca::new();
    let mut link = Link::new(client(&ca, "127.0.0.1"), Server::new(&ca.leaf("127.0.0.1")), 1460);
    link.run().unwrap();
    assert_eq!(link.server.name(), None);
    let mut link = Link::new(client(&ca, "127.0.0.1"), Server::new(&ca.leaf("127.0.0.2")), 1460);
    assert!(link.run().unwrap_err().message.contains("not valid for name"));
    let mut link =
        Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), 1460);
    link.run().unwrap();
    assert_eq!(link.server.name(), Some("mail.example.net"));
}

#[test]
fn clear_text_instead_of_a_handshake_is_an_error() {
    let ca = Ca::new();
    for cut in CUTS {
        let mut layer = client(&ca, "mail.example.net");
        let error = feed(layer.as_mut(), b"* OK IMAP4rev1 server ready\r\n", cut).unwrap_err();
        assert!(error.message.contains("no TLS"), "{error}");
        // It stays an error.
        layer.take_wire(b"more").unwrap();
        layer.pull_plain(&mut [0; 8]).unwrap_err();
        layer.push_plain(b"a1 NOOP\r\n").unwrap_err();
    }
}

#[test]
fn authentic_octets_before_a_broken_record_are_delivered() {
    let ca = Ca::new();
    for cut in CUTS {
        let mut link =
            Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), cut);
        link.run().unwrap();
        link.server.say(b"* 1 EXISTS\r\n");
        link.server.flush();
        link.server.wire.extend_from_slice(&[23, 3, 3, 0, 20]);
        link.server.wire.extend_from_slice(&[0; 20]);
        let error = link.run().unwrap_err();
        assert_eq!(link.heard, b"* 1 EXISTS\r\n");
        assert!(error.message.contains("decrypt"), "{error}");
    }
}

#[test]
fn a_full_layer_takes_nothing_until_it_was_pulled() {
    let ca = Ca::new();
    let mut link =
        Link::new(client(&ca, "mail.example.net"), Server::new(&ca.leaf("mail.example.net")), usize::MAX);
    link.run().unwrap();
    link.server.say(&[b'x'; 60_000]);
    link.server.flush();
    let wire = std::mem::take(&mut link.server.wire);
    let first = link.layer.take_wire(&wire).unwrap();
    assert!(first > 0 && first < wire.len(), "{first} of {}", wire.len());
    assert_eq!(link.layer.take_wire(&wire[first..]).unwrap(), 0);
    assert!(matches!(link.layer.pull_plain(&mut [0; 1 << 16]).unwrap(), Pulled::Bytes(1..)));
    assert!(link.layer.take_wire(&wire[first..]).unwrap() > 0);
}

#[test]
fn alpn_is_offered_only_where_it_was_asked_for() {
    let ca = Ca::new();
    let leaf = ca.leaf("mail.example.net");
    for (offer, server, agreed) in [
        (false, vec!["imap"], Ok(None)),
        (true, vec!["imap"], Ok(Some("imap"))),
        (true, vec![], Ok(None)),
        (true, vec!["h2"], Err("NoApplicationProtocol")),
    ] {
        let layer = ca.config().alpn(offer).layer("mail.example.net").unwrap();
        let mut link = Link::new(layer, Server::with_alpn(&leaf, &server), 1460);
        match (link.run(), agreed) {
            (Ok(()), Ok(name)) => assert_eq!(link.server.alpn(), name),
            (Err(error), Err(text)) => assert!(error.message.contains(text), "{error}"),
            (ended, _) => panic!("{offer} {server:?}: {ended:?}"),
        }
    }
}

#[test]
fn the_exporter_binds_both_ends_under_1_3_only() {
    let ca = Ca::new();
    let leaf = ca.leaf("mail.example.net");
    let mut link = Link::new(client(&ca, "mail.example.net"), Server::new(&leaf), 1460);
    assert_eq!(link.layer.channel_binding(BindingKind::TlsExporter), None, "not before the handshake");
    link.run().unwrap();
    let ours = link.layer.channel_binding(BindingKind::TlsExporter).unwrap();
    assert_eq!(ours, link.server.exporter());
    assert_eq!(link.layer.channel_binding(BindingKind::TlsServerEndPoint), None);

    let mut link = Link::new(client(&ca, "mail.example.net"), Server::tls_1_2(&leaf), 1460);
    link.run().unwrap();
    assert_eq!(link.layer.channel_binding(BindingKind::TlsExporter), None);
}

#[test]
fn a_ticket_resumes_and_carries_nothing_early() {
    let ca = Ca::new();
    let config = ca.config();
    let mut server = Server::new(&ca.leaf("mail.example.net"));
    let mut sizes = Vec::new();
    for _ in 0..2 {
        let next = server.again();
        let mut link = Link::new(config.layer("mail.example.net").unwrap(), next, 1460);
        link.layer.push_plain(b"a1 LOGIN x y\r\n").unwrap();
        let hello = link.layer.wire_out().to_vec();
        assert!(!contains(&hello, b"LOGIN"));
        link.run().unwrap();
        assert_eq!(link.server.heard, b"a1 LOGIN x y\r\n");
        sizes.push(link.server.resumed());
        server = link.server;
    }
    assert_eq!(sizes, [false, true]);
}

#[test]
fn hosts_and_authorities_that_cannot_be_used_are_named() {
    let ca = Ca::new();
    assert_eq!(ca.config().layer("no host").err(), Some(imap_tls::TlsError::Host("no host".into())));
    assert!(matches!(imap_tls::TlsConfig::with_ca_pem(b""), Err(imap_tls::TlsError::NoAuthority)));
    assert!(matches!(imap_tls::TlsConfig::with_ca_der(b"x"), Err(imap_tls::TlsError::Authority(_))));
    let by_der = imap_tls::TlsConfig::with_ca_der(ca.der()).unwrap().layer("mail.example.net").unwrap();
    let mut link = Link::new(by_der, Server::new(&ca.leaf("mail.example.net")), 1460);
    link.run().unwrap();
}

fn feed(layer: &mut dyn Layer, mut wire: &[u8], cut: usize) -> Result<Pulled, LayerError> {
    while !wire.is_empty() {
        let n = layer.take_wire(&wire[..cut.min(wire.len())])?;
        wire = &wire[n..];
        layer.pull_plain(&mut [0; 64])?;
    }
    layer.pull_plain(&mut [0; 64])
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}
