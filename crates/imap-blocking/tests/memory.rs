//! Resident memory, as Linux accounts for it: of connections that idle, and of an upload. Each is measured in a process
//! of its own, whose peer is here.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use imap_blocking::core::command::Idle;
use imap_blocking::core::conn::{Config, Path};
use imap_blocking::prelude::*;
use imap_blocking::{Transport, connect_tcp};

const IDLING: usize = 1000;
const MESSAGE: u64 = 1 << 30;

const CAPABILITIES: &str = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES \
    THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS \
    LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE \
    SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE";

/// A kilobyte count of `/proc/self/status`, in octets.
fn status(field: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Runs one of the tests again in a process of its own, with the port of a peer; the number that it prints.
fn measured(test: &str, peer: impl FnOnce(TcpListener) + Send + 'static) -> u64 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = thread::spawn(move || peer(listener));
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("IMAP_MEMORY_PORT", port.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{text}{}", String::from_utf8_lossy(&child.stderr));
    peer.join().unwrap();
    let number = text.lines().find_map(|line| line.split_once("octets: ")).unwrap().1;
    number.parse().unwrap()
}

/// The port of the peer, in the process that is measured.
fn port() -> Option<u16> {
    std::env::var("IMAP_MEMORY_PORT").ok().map(|port| port.parse().unwrap())
}

/// Answers commands up to and with the last, or takes a message and holds none of it.
fn serve(stream: &TcpStream, last: &str) {
    let mut input = BufReader::new(stream);
    let mut output = stream;
    let mut say = |text: String| output.write_all(text.as_bytes()).unwrap();
    say("* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] ready\r\n"
        .to_owned());
    let mut line = String::new();
    while input.read_line(&mut line).unwrap() > 0 {
        let mut words = line.split_ascii_whitespace();
        let (tag, command) = (words.next().unwrap(), words.next().unwrap());
        match command {
            "LOGIN" => say(format!("{tag} OK [CAPABILITY {CAPABILITIES}] in\r\n")),
            "SELECT" => say(format!(
                "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Junk $NotJunk $Forwarded)\r\n\
                 * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] ok\r\n* 5000 EXISTS\r\n\
                 * 0 RECENT\r\n* OK [UIDVALIDITY 1400000000] ok\r\n* OK [UIDNEXT 5001] ok\r\n{tag} OK done\r\n"
            )),
            "IDLE" => say("+ idling\r\n".to_owned()),
            "APPEND" => {
                say("+ go\r\n".to_owned());
                let taken = io::copy(&mut (&mut input).take(MESSAGE), &mut io::sink()).unwrap();
                assert_eq!(taken, MESSAGE);
                let mut end = String::new();
                input.read_line(&mut end).unwrap();
                assert_eq!(end, "\r\n");
                say(format!("{tag} OK [APPENDUID 1 1] done\r\n"));
            }
            _ => say(format!("{tag} OK done\r\n")),
        }
        if command == last {
            return;
        }
        line.clear();
    }
}

/// A socket that the test reads as well.
#[derive(Debug, Clone)]
struct Shared(Rc<TcpStream>);

impl Read for Shared {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(out)
    }
}

impl Write for Shared {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        (&*self.0).write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Transport for Shared {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.0.set_read_timeout(after)
    }

    fn path(&self) -> Path {
        Path::Loopback
    }
}

/// A session in IDLE.
fn idling(port: u16) -> Session<Shared> {
    let io = Shared(Rc::new(TcpStream::connect(("127.0.0.1", port)).unwrap()));
    let mut reader = io.clone();
    let mut s = Session::open(io, Config::default()).unwrap();
    s.login("ann", "wonderland").unwrap();
    s.select("INBOX").unwrap();
    s.events().for_each(drop);
    s.submit(Idle::new());
    s.flush().unwrap();
    // Waiting for news would not come back: the continuation is all that there is.
    let n = reader.read(s.wire().input_slot()).unwrap();
    s.wire().input_filled(n);
    assert!(s.events().next().is_none() && s.connection().closed().is_none());
    // As while a read waits.
    assert!(!s.wire().input_slot().is_empty());
    s
}

/// A session that nobody reads the news of.
fn unread(port: u16) -> Session<TcpStream> {
    let mut s = connect_tcp("127.0.0.1", port).unwrap();
    s.login("ann", "wonderland").unwrap();
    s.select("INBOX").unwrap();
    s
}

#[test]
fn a_connection_that_idles_takes_4_kib() {
    if let Some(each) = takes_4_kib("a_connection_that_idles_takes_4_kib", "IDLE", idling) {
        println!("octets: {each}");
    }
}

#[test]
fn a_connection_with_unread_news_takes_4_kib() {
    if let Some(each) = takes_4_kib("a_connection_with_unread_news_takes_4_kib", "SELECT", unread) {
        println!("octets: {each}");
    }
}

/// Octets that a session takes, in the process that is measured; in the other it is seen to that they are few.
fn takes_4_kib<S>(test: &str, last: &'static str, open: fn(u16) -> S) -> Option<u64> {
    let Some(port) = port() else {
        let per_connection = measured(test, move |listener| {
            let streams: Vec<TcpStream> = (0..=IDLING)
                .map(|_| {
                    let stream = listener.accept().unwrap().0;
                    serve(&stream, last);
                    stream
                })
                .collect();
            for mut stream in streams {
                // Until the other process has ended.
                let _ = stream.read(&mut [0; 64]);
            }
        });
        assert!(per_connection <= 4096, "{per_connection} octets a connection");
        return None;
    };
    // What is needed once is there before the count begins.
    let mut sessions = Vec::with_capacity(IDLING + 1);
    sessions.push(open(port));
    let before = status("VmRSS");
    sessions.extend((0..IDLING).map(|_| open(port)));
    let grown = status("VmRSS").saturating_sub(before);
    Some(grown / IDLING as u64)
}

#[test]
fn an_upload_of_one_gibibyte_takes_4_mib() {
    let Some(port) = port() else {
        let grown = measured("an_upload_of_one_gibibyte_takes_4_mib", |listener| {
            serve(&listener.accept().unwrap().0, "LOGOUT");
        });
        assert!(grown <= 4 << 20, "{grown} octets above idle");
        return;
    };
    let mut s = connect_tcp("127.0.0.1", port).unwrap();
    s.login("ann", "wonderland").unwrap();
    let before = status("VmRSS");
    let stored = s.append_from("Archive", MESSAGE, io::repeat(b'x')).unwrap();
    assert!(stored.is_some());
    println!("octets: {}", status("VmHWM").saturating_sub(before));
    drop(s);
}
