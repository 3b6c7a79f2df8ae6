//! Every form of the demo prints every message.

use std::process::Command;

use imap_testkit::Server;

fn demo(options: &[&str]) -> (bool, Vec<u8>) {
    let output = Command::new(env!("CARGO_BIN_EXE_imap-demo")).args(options).output().unwrap();
    (output.status.success(), output.stdout)
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[test]
fn every_form_prints_every_message() {
    let handle = Server::demo().handle();
    let uids = handle.uids("INBOX").unwrap();
    for (options, over) in [
        (&[][..], "TCP"),
        (&["--pipe"], "a pipe"),
        (&["--tls"], "TLS"),
        (&["--starttls"], "STARTTLS"),
        (&["--async"], "TCP on async-std"),
    ] {
        let (success, out) = demo(options);
        assert!(success, "{options:?}");
        for (number, uid) in (1..).zip(&uids) {
            let mut printed = format!("Message {number}\n").into_bytes();
            printed.extend_from_slice(&handle.octets("INBOX", *uid).unwrap());
            assert!(holds(&out, &printed), "{options:?}: message {number}");
        }
        let last = format!("demo: {} messages fetched over {over}\n", uids.len());
        assert!(out.ends_with(last.as_bytes()), "{options:?}");
    }
}

#[test]
fn one_form_at_a_time() {
    assert!(!demo(&["--tls", "--pipe"]).0);
    let (success, help) = demo(&["--help"]);
    assert!(success && holds(&help, b"--starttls") && !holds(&help, b"serve-stdio"));
}
