//! What a network, a slow program or a reader that panics may do at any moment.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use imap_blocking::core::CloseReason;
use imap_blocking::core::command::{Append, Fetch, Noop};
use imap_blocking::core::conn::{Config, Deadline, Path};
use imap_blocking::core::types::SeqSet;
use imap_blocking::prelude::*;
use imap_blocking::{Connector, ErrorKind, Transport};

use crate::support::script;

/// A peer on loopback, and a connector to it.
fn peer(act: impl FnOnce(TcpStream) + Send + 'static) -> (Connector, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let running = thread::spawn(move || act(listener.accept().unwrap().0));
    (Connector::new("127.0.0.1", port), running)
}

const GREETING: &[u8] = b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n";

/// Reads one line.
fn line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    line
}

/// The tag of a line.
fn tag(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

const ROW: usize = 1 << 20;
/// No socket holds this much.
const MUCH: usize = 16 << 20;

/// Is ready for an APPEND of `MUCH` octets, yet does not listen before it has answered the FETCH ahead of it.
fn talks_first(rows: usize) -> (Connector, thread::JoinHandle<()>) {
    peer(move |mut io| {
        let mut from = BufReader::new(io.try_clone().unwrap());
        io.write_all(GREETING).unwrap();
        write!(io, "* 99 EXISTS\r\n{} OK done\r\n", tag(&line(&mut from))).unwrap();
        let (fetch, append) = (line(&mut from), line(&mut from));
        io.write_all(b"+ go on\r\n").unwrap();
        for row in 1..=rows {
            write!(io, "* {row} FETCH (BODY[] {{{ROW}}}\r\n").unwrap();
            io.write_all(&vec![b'y'; ROW]).unwrap();
            io.write_all(b")\r\n").unwrap();
        }
        write!(io, "{} OK done\r\n", tag(&fetch)).unwrap();
        from.read_exact(&mut vec![0; MUCH + 2]).unwrap();
        write!(io, "{} OK done\r\n", tag(&append)).unwrap();
        let _ = from.read(&mut [0; 100]);
    })
}

#[test]
fn both_sides_write_much_and_nobody_waits_for_ever() {
    // SECURITY F10.
    let (connector, peer) = talks_first(16);
    let mut s = connector.config(Config::default().allow_preauth()).tcp().unwrap();
    s.select("INBOX").unwrap();
    let begun = Instant::now();
    let fetch = s.submit(Fetch::new(SeqSet::all()).body());
    let append = s.submit(Append::new("INBOX", vec![b'x'; MUCH]));
    let mut rows = 0;
    while let Some(row) = s.next_row(&fetch).unwrap() {
        assert_eq!(row.body().unwrap().len(), ROW);
        rows += 1;
    }
    assert_eq!(rows, 16);
    s.wait(append).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    drop(s);
    peer.join().unwrap();
}

#[test]
fn an_upload_hears_while_the_peer_takes_nothing() {
    let (connector, peer) = talks_first(12);
    let mut s = connector.config(Config::default().allow_preauth()).tcp().unwrap();
    s.select("INBOX").unwrap();
    let fetch = s.submit(Fetch::new(SeqSet::all()).body());
    s.append_from("INBOX", MUCH as u64, io::repeat(b'x')).unwrap();
    assert_eq!(s.wait(fetch).unwrap().len(), 12);
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_slow_caller_is_no_silent_server() {
    // Half a row is here, the rest arrives while the caller is busy with the row before.
    let (connector, peer) = peer(|mut io| {
        let mut from = BufReader::new(io.try_clone().unwrap());
        io.write_all(GREETING).unwrap();
        let select = line(&mut from);
        io.write_all(
            format!("* 99 EXISTS\r\n{} OK done\r\n", &select[..select.find(' ').unwrap()]).as_bytes(),
        )
        .unwrap();
        let fetch = line(&mut from);
        let pause = || thread::sleep(Duration::from_millis(30));
        io.write_all(b"* 1 FETCH (BODY[] {3}\r\na").unwrap();
        pause();
        io.write_all(b"bc)\r\n* 2 FETCH (BODY[] {6}\r\nabc").unwrap();
        pause();
        write!(io, "def)\r\n{} OK done\r\n", &fetch[..fetch.find(' ').unwrap()]).unwrap();
        let _ = from.read(&mut [0; 100]);
    });
    let short = Some(Duration::from_millis(600));
    let config = Config::default().deadline(Deadline::Silence, short).deadline(Deadline::Stall, short);
    let mut s = connector.config(config.allow_preauth()).tcp().unwrap();
    s.select("INBOX").unwrap();
    let fetch = s.submit(Fetch::new(SeqSet::all()).body());
    assert!(s.next_row(&fetch).unwrap().is_some());
    thread::sleep(Duration::from_millis(800));
    assert_eq!(s.next_row(&fetch).unwrap().unwrap().body().unwrap().as_ref(), b"abcdef");
    assert!(s.next_row(&fetch).unwrap().is_none());
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_large_command_on_a_slow_line_is_no_silence() {
    const LEN: usize = 24 << 20;
    let (connector, peer) = peer(|mut io| {
        io.write_all(GREETING).unwrap();
        let mut from = BufReader::new(io.try_clone().unwrap());
        let append = line(&mut from);
        io.write_all(b"+ go on\r\n").unwrap();
        let mut chunk = vec![0; LEN / 40];
        for _ in 0..40 {
            thread::sleep(Duration::from_millis(60));
            from.read_exact(&mut chunk).unwrap();
        }
        from.read_exact(&mut [0; LEN % 40 + 2]).unwrap();
        write!(io, "{} OK done\r\n", tag(&append)).unwrap();
        let _ = from.read(&mut [0; 100]);
    });
    let config = Config::default().deadline(Deadline::Silence, Some(Duration::from_millis(1200)));
    let mut s = connector.config(config.allow_preauth()).tcp().unwrap();
    s.append("INBOX", vec![b'x'; LEN]).unwrap();
    drop(s);
    peer.join().unwrap();
}

/// Panics in the middle of the message.
struct Bomb(usize);

impl Read for Bomb {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        assert!(self.0 > 0, "the reader's own bug");
        let n = self.0.min(out.len());
        out[..n].fill(b'x');
        self.0 -= n;
        Ok(n)
    }
}

#[test]
fn a_reader_that_panics_closes_the_connection() {
    // SECURITY F07: what comes next must neither hang nor go inside the literal.
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 APPEND Archive {100000}
        S: + go on
        !skip 65536
        !eof
    ",
    );
    let bomb = catch_unwind(AssertUnwindSafe(|| s.append_from("Archive", 100_000, Bomb(65_536)).map(drop)));
    assert!(bomb.is_err());
    let error = s.noop().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::UploadAbandoned)), "{error}");
    drop(s);
    peer.join().unwrap();
}

/// A server in a few lines, whose octets end somewhere, and which takes octets up to somewhere.
#[derive(Debug)]
struct Cut {
    says: Vec<u8>,
    heard: Vec<u8>,
    at: usize,
    /// The end comes behind so many octets.
    ends: usize,
    takes: usize,
    /// Every other call finds nothing, and no call moves more than three octets.
    stutters: bool,
    /// Reads and writes so far.
    calls: [usize; 2],
}

impl Cut {
    fn new(ends: usize, takes: usize) -> Self {
        let says = b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n".to_vec();
        Self { says, heard: Vec::new(), at: 0, ends, takes, stutters: false, calls: [0; 2] }
    }

    fn call(&mut self, which: usize, len: usize) -> io::Result<usize> {
        self.calls[which] += 1;
        match self.stutters {
            true if self.calls[which] % 2 == 1 => Err(io::ErrorKind::WouldBlock.into()),
            true => Ok(len.min(3)),
            false => Ok(len),
        }
    }

    fn answer(&mut self) {
        while let Some(end) = self.heard.iter().position(|octet| *octet == b'\n') {
            let line = String::from_utf8(self.heard.drain(..=end).collect()).unwrap();
            let (tag, command) = line.split_once(' ').unwrap();
            let data = match command.get(..4).unwrap() {
                "SELE" => "* 1 EXISTS\r\n",
                "FETC" => "* 1 FETCH (BODY[] {5}\r\nabc\r\n FLAGS (\\Seen))\r\n",
                "LOGO" => "* BYE see you\r\n",
                _ => "",
            };
            self.says.extend_from_slice(format!("{data}{tag} OK done\r\n").as_bytes());
        }
    }
}

impl Read for Cut {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.call(0, out.len())?;
        let end = self.ends.min(self.says.len());
        if self.at == end && self.at < self.ends {
            // It waits for the client, who must not wait for it. After a write that found no room he may look.
            let kind = if self.stutters { io::ErrorKind::WouldBlock } else { io::ErrorKind::ConnectionReset };
            return Err(kind.into());
        }
        let n = (&self.says[self.at..end]).read(&mut out[..most])?;
        self.at += n;
        Ok(n)
    }
}

impl Write for Cut {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let n = self.call(1, octets.len())?.min(self.takes);
        if n == 0 {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        self.takes -= n;
        self.heard.extend_from_slice(&octets[..n]);
        self.answer();
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Transport for Cut {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        assert!(!after.is_some_and(|after| after.is_zero()));
        Ok(())
    }

    fn path(&self) -> Path {
        Path::Pipe
    }
}

/// SELECT, FETCH with a NOOP behind it, LOGOUT. How many of them succeeded, and the first error.
fn converse(io: Cut) -> (usize, Option<Error>) {
    let mut done = 0;
    let all = || {
        let mut s = Session::open(io, Config::default())?;
        s.select("INBOX")?;
        done += 1;
        let fetch = s.submit(Fetch::new(SeqSet::all()).body());
        let noop = s.submit(Noop::new());
        let row = s.next_row(&fetch)?.expect("an end without its row");
        assert_eq!(row.body().unwrap().as_ref(), b"abc\r\n");
        let end = s.next_row(&fetch).map(|row| assert!(row.is_none()));
        if let Err(error) = end {
            // SECURITY F08: the same answer for ever, and nothing is read or written.
            let again = [s.wait(noop).unwrap_err(), s.noop().unwrap_err(), s.flush().unwrap_err()];
            assert!(again.iter().all(|more| more.to_string() == error.to_string()), "{error} {again:?}");
            assert_eq!(s.append_from("INBOX", 1, &b"x"[..]).unwrap_err().kind(), error.kind());
            return Err(error);
        }
        done += 1;
        s.wait(noop)?;
        done += 1;
        s.close()?;
        done += 1;
        Ok(())
    };
    let error = all().err();
    (done, error)
}

#[test]
fn an_end_at_any_octet_is_no_success() {
    // SECURITY F01, F02.
    for stutters in [false, true] {
        let whole = |ends| Cut { stutters, ..Cut::new(ends, usize::MAX) };
        assert!(matches!(converse(whole(usize::MAX)), (4, None)));
        let mut best = 0;
        for ends in 0..400 {
            let (done, error) = converse(whole(ends));
            // Behind the BYE the tagged OK is not missed; half of it is.
            assert!(done >= best.min(3), "{ends}");
            best = best.max(done);
            match error {
                None => assert_eq!(done, 4),
                Some(error) => {
                    assert!(done < 4);
                    assert!(matches!(error.kind(), ErrorKind::Closed), "{ends}: {error}");
                }
            }
        }
        assert_eq!(best, 4);
    }
}

#[test]
fn a_reset_at_any_octet_written_is_an_error_with_its_cause() {
    // SECURITY F05.
    let mut best = 0;
    for takes in 0..200 {
        let (done, error) = converse(Cut::new(usize::MAX, takes));
        assert!(done >= best, "{takes}");
        best = done;
        match error {
            None => assert_eq!(done, 4),
            Some(Error::Io(error)) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{takes}"),
            Some(error) => panic!("{takes}: {error}"),
        }
    }
    assert_eq!(best, 4);
}
