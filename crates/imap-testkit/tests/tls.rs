//! STARTTLS, TLS from the first octet, and the certificates that must be refused.

#![cfg(feature = "tls")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use imap_testkit::Server;
use imap_testkit::tls::{CertKind, TestCa};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn client(ca: &TestCa, name: &str) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    roots.add(ca.der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(roots).with_no_client_auth();
    ClientConnection::new(Arc::new(config), ServerName::try_from(name.to_owned()).unwrap()).unwrap()
}

fn conversation(stream: &mut (impl Read + Write)) -> String {
    stream.write_all(b"a LOGIN demo demo\r\nb LOGOUT\r\n").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn implicit_tls() {
    let ca = TestCa::new().unwrap();
    let server =
        Server::demo_builder().tls(ca.server_config(CertKind::Good).unwrap()).login_needs_tls().build();
    let listening = server.listen_tls().unwrap();
    for name in ["localhost", "127.0.0.1"] {
        let tcp = TcpStream::connect(listening.addr()).unwrap();
        let said = conversation(&mut StreamOwned::new(client(&ca, name), tcp));
        assert!(
            said.starts_with("* OK [CAPABILITY") && said.ends_with("b OK LOGOUT completed\r\n"),
            "{said}"
        );
        assert!(!said.contains("STARTTLS") && said.contains("a OK"), "{said}");
    }
}

#[test]
fn starttls() {
    let ca = TestCa::new().unwrap();
    let server =
        Server::demo_builder().tls(ca.server_config(CertKind::Good).unwrap()).login_needs_tls().build();
    let listening = server.listen_tcp().unwrap();
    let mut tcp = TcpStream::connect(listening.addr()).unwrap();
    tcp.write_all(b"a LOGIN demo demo\r\nb STARTTLS\r\n").unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"negotiation now\r\n") {
        let mut octet = [0];
        tcp.read_exact(&mut octet).unwrap();
        said.extend(octet);
    }
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("STARTTLS LOGINDISABLED]") && said.contains("a NO [PRIVACYREQUIRED]"), "{said}");
    let said = conversation(&mut StreamOwned::new(client(&ca, "localhost"), tcp));
    assert!(said.starts_with("a OK [CAPABILITY") && said.ends_with("b OK LOGOUT completed\r\n"), "{said}");
}

#[test]
fn commands_behind_starttls_are_not_carried_out() {
    let ca = TestCa::new().unwrap();
    let server = Server::demo_builder().tls(ca.server_config(CertKind::Good).unwrap()).build();
    let listening = server.listen_tcp().unwrap();
    let mut tcp = TcpStream::connect(listening.addr()).unwrap();
    tcp.write_all(b"a STARTTLS\r\nb LOGIN demo demo\r\nc CREATE injected\r\n").unwrap();
    let mut said = Vec::new();
    tcp.read_to_end(&mut said).unwrap();
    assert!(!String::from_utf8_lossy(&said).contains("b OK"));
    assert!(!listening.handle().mailboxes().contains(&"injected".to_owned()));
}

#[test]
fn bad_certificates_are_refused_by_a_client_that_checks() {
    let ca = TestCa::new().unwrap();
    for (kind, word) in [
        (CertKind::WrongName, "NotValidForName"),
        (CertKind::Expired, "Expired"),
        (CertKind::Untrusted, "UnknownIssuer"),
    ] {
        let listening =
            Server::demo_builder().tls(ca.server_config(kind).unwrap()).build().listen_tls().unwrap();
        let tcp = TcpStream::connect(listening.addr()).unwrap();
        let error = StreamOwned::new(client(&ca, "localhost"), tcp).write_all(b"a NOOP\r\n").unwrap_err();
        let said = format!("{error:?}");
        assert!(said.contains(word), "{kind:?}: {said}");
    }
}

#[test]
fn client_certificates() {
    let ca = TestCa::new().unwrap();
    let server =
        Server::demo_builder().tls(ca.server_config_with_client_auth(CertKind::Good).unwrap()).build();
    let listening = server.listen_tls().unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(ca.der()).unwrap();
    let (certificate, key) = ca.client_identity().unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(roots).with_client_auth_cert(vec![certificate], key).unwrap();
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let said = conversation(&mut StreamOwned::new(tls, TcpStream::connect(listening.addr()).unwrap()));
    assert!(said.contains("a OK"), "{said}");
    let mut without =
        StreamOwned::new(client(&ca, "localhost"), TcpStream::connect(listening.addr()).unwrap());
    let refused = without.write_all(b"a NOOP\r\n").and_then(|()| without.read_to_end(&mut Vec::new()));
    assert!(refused.is_err());
}

#[test]
fn tls_has_to_be_set_up() {
    assert_eq!(Server::demo().listen_tls().unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
}
