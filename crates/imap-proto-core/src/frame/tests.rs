//! The framer at every chunk size: what a frame is, what is tolerated, what is fatal.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::*;
use crate::error::ProtocolError;

mod limits;
mod linear;
mod pin;
mod stream;

/// Zero stands for "all at once".
const CHUNKS: [usize; 7] = [0, 1, 2, 3, 7, 64, 1460];

/// All that can be seen of a run.
#[derive(Debug, PartialEq, Eq, Default)]
struct Run {
    frames: Vec<Seen>,
    error: Option<ProtocolError>,
    tolerated: u64,
    blank_lines: u64,
    buffered: usize,
    plans: Vec<(String, u64)>,
}

#[derive(Debug, PartialEq, Eq)]
struct Seen {
    text: String,
    large: Vec<Large>,
    bare_lf: bool,
    octets: u64,
}

struct Setup {
    limits: Limits,
    leniency: Leniency,
    phase: Phase,
    plan: LiteralPlan,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            leniency: Leniency::default(),
            phase: Phase::Authenticated,
            plan: LiteralPlan::Buffer,
        }
    }
}

impl Setup {
    fn limits(change: impl FnOnce(&mut Limits)) -> Self {
        Self { limits: Limits::default().with(change), ..Self::default() }
    }

    /// Runs `wire` in one chunking.
    fn run_in(&self, wire: &[u8], chunk: usize) -> (Run, u64) {
        let mut framer = Framer::new(&self.limits, &self.leniency);
        framer.set_phase(self.phase);
        let mut run = Run::default();
        let chunk = if chunk == 0 { wire.len().max(1) } else { chunk };
        for (n, piece) in wire.chunks(chunk).enumerate() {
            if n % 2 == 0 {
                framer.feed(piece);
            } else {
                lend(&mut framer, piece);
            }
            while run.error.is_none() {
                let mut plan = |prefix: &[u8], len| {
                    run.plans.push((prefix.escape_ascii().to_string(), len));
                    self.plan
                };
                match framer.next_frame(&mut plan) {
                    Ok(Some(frame)) => run.frames.push(Seen {
                        text: frame.text().escape_ascii().to_string(),
                        large: frame.large().to_vec(),
                        bare_lf: frame.bare_lf(),
                        octets: frame.octets(),
                    }),
                    Ok(None) => break,
                    Err(error) => run.error = Some(error),
                }
            }
        }
        assert_eq!(framer.received(), wire.len() as u64);
        assert!(framer.searched() <= framer.received());
        run.tolerated = framer.tolerated();
        run.blank_lines = framer.blank_lines();
        run.buffered = framer.buffered();
        if run.error.is_none() {
            let framed: u64 = run.frames.iter().map(|frame| frame.octets).sum();
            assert!(framed <= framer.received());
            assert_eq!(framer.at_boundary(), run.buffered == 0);
        }
        (run, framer.searched())
    }

    /// Runs `wire` in every chunking, and demands the same result.
    fn run(&self, wire: impl AsRef<[u8]>) -> Run {
        let wire = wire.as_ref();
        let (whole, _) = self.run_in(wire, 0);
        for chunk in CHUNKS {
            assert_eq!(self.run_in(wire, chunk).0, whole, "chunks of {chunk}");
        }
        whole
    }
}

/// As a driver does: into slots.
fn lend(framer: &mut Framer, mut octets: &[u8]) {
    while !octets.is_empty() {
        let slot = framer.slot();
        let n = slot.len().min(octets.len());
        slot[..n].copy_from_slice(&octets[..n]);
        framer.filled(n);
        octets = &octets[n..];
    }
}

fn run(wire: impl AsRef<[u8]>) -> Run {
    Setup::default().run(wire)
}

fn texts(wire: impl AsRef<[u8]>) -> Vec<String> {
    let run = run(wire);
    assert_eq!(run.error, None);
    run.frames.into_iter().map(|frame| frame.text).collect()
}

fn error(wire: impl AsRef<[u8]>) -> ProtocolError {
    run(wire).error.unwrap()
}

#[test]
fn lines() {
    assert_eq!(
        texts("* OK hi\r\n* 5 EXISTS\r\nA1 OK done\r\n+ \r\n+\r\n"),
        ["* OK hi", "* 5 EXISTS", "A1 OK done", "+ ", "+"]
    );
    let run = run("* OK hi\r\n* 5 EX");
    assert_eq!((run.frames.len(), run.buffered), (1, 6));
    assert_eq!(run.frames[0].octets, 9);
}

#[test]
fn literals_stay_in_place() {
    let wire = "* LIST () \"/\" {5}\r\nIN\nOX\r\n* 1 FETCH (BODY[] {3}\r\n\r\n\r X ~{2}\r\n\r\n)\r\n";
    assert_eq!(
        texts(wire),
        [r#"* LIST () \"/\" {5}\r\nIN\nOX"#, r"* 1 FETCH (BODY[] {3}\r\n\r\n\r X ~{2}\r\n\r\n)"]
    );
    assert_eq!(texts("* X {0}\r\n{0}\r\n\r\n* 1 EXISTS\r\n"), [r"* X {0}\r\n{0}\r\n", "* 1 EXISTS"]);
    // The payload looks like an announcement, and like responses (SECURITY P06).
    assert_eq!(texts("* X {3}\r\n{5}\r\nA1 OK x\r\n"), [r"* X {3}\r\n{5}", "A1 OK x"]);
    let mail = "A1 OK x\r\n* BYE\r\n+ go\r\n";
    assert_eq!(texts(format!("* 1 FETCH (BODY[] {{{}}}\r\n{mail})\r\n", mail.len())).len(), 1);
    // A CR that ends a literal is no half of a line end.
    assert_eq!(texts("* X {1}\r\n\r\nb\r\n"), [r"* X {1}\r\n\r\nb"]);
}

#[test]
fn status_lines_announce_nothing() {
    for line in
        ["* OK x {5}", "A1 OK {5}", "A1 NO x {9}", "* BAD {0}", "* BYE {5}  ", "+ {5}", "* PREAUTH {77}"]
    {
        let wire = format!("{line}\r\n* 5 EXISTS\r\n");
        assert_eq!(texts(wire), [line, "* 5 EXISTS"]);
    }
    assert_eq!(texts("A1 OK {99999999999999999999}\r\n").len(), 1);
}

#[test]
fn quotes_do_not_count() {
    let wire = "* 1 FETCH (X \"fake {50}\" BODY[TEXT]) {3}\r\nabc)\r\n* 1 EXISTS\r\n";
    assert_eq!(texts(wire), [r#"* 1 FETCH (X \"fake {50}\" BODY[TEXT]) {3}\r\nabc)"#, "* 1 EXISTS"]);
    assert_eq!(texts("* X \"a\"b {3}\r\n\r\n\r\r\n"), [r#"* X \"a\"b {3}\r\n\r\n\r"#]);
}

#[test]
fn odd_announcements_are_counted() {
    let run = run("* X {3}  \r\nabc\r\n* X {0003}\r\nabc\r\n* X {3}\r\nabc\r\n");
    assert_eq!((run.frames.len(), run.tolerated), (3, 2));
}

#[test]
fn wrong_forms_announce_nothing() {
    for form in ["{-1}", "{+5}", "{5+}", "{}", "{ 5}", "{0x10}", "{5}x", "{5"] {
        let wire = format!("* X {form}\r\n* 5 EXISTS\r\n");
        assert_eq!(texts(wire), [format!("* X {form}"), "* 5 EXISTS".to_string()]);
    }
    assert_eq!(error("* X {9223372036854775808}\r\n"), ProtocolError::LiteralOverflow);
}

#[test]
fn a_bare_lf_ends_status_lines_only() {
    let run = run("A1 OK done\n* OK x\n+ \n* 5 EXISTS\r\n");
    assert_eq!((run.frames.len(), run.tolerated), (4, 3));
    assert!(run.frames[0].bare_lf && !run.frames[3].bare_lf);
    assert_eq!(run.frames[0].text, "A1 OK done");

    let forged = "* 1 FETCH (ENVELOPE (NIL \"x\n* BYE y\" NIL))\r\n* LIST () \"/\" a\n* BYE z\r\n";
    assert_eq!(texts(forged).len(), 2);
    assert_eq!(texts("\n* OK x\r\n"), [r"\n* OK x"]);

    let strict = Setup { leniency: Leniency::default().with(|l| l.bare_lf = false), ..Setup::default() };
    let run = strict.run("A1 OK done\n* OK x\r\n");
    assert_eq!((run.frames.len(), run.tolerated), (1, 0));
    assert_eq!(run.frames[0].text, r"A1 OK done\n* OK x");
}

#[test]
fn a_bare_lf_behind_an_announcement() {
    assert_eq!(error("* X {3}\nabc\r\n"), ProtocolError::LiteralLineEnd);
    assert_eq!(error("* X {3} \nabc\r\n"), ProtocolError::LiteralLineEnd);
    let lenient =
        Setup { leniency: Leniency::default().with(|l| l.bare_lf_literal = true), ..Setup::default() };
    let run = lenient.run("* X {3}\na\nc\r\n* X {3}\r\na\nc\r\n");
    assert_eq!((run.frames.len(), run.tolerated, run.error), (2, 1, None));
    assert_eq!(run.frames[0].text, r"* X {3}\na\nc");
}

#[test]
fn blank_lines() {
    let run = run("\r\n\r\n* 5 EXISTS\r\n\r\n* LIST () \"/\" {5}\r\nINBOX\r\n\r\n");
    assert_eq!((run.frames.len(), run.blank_lines, run.tolerated, run.buffered), (2, 4, 0, 0));

    let row = |n: usize| format!("{}* 1 EXISTS\r\n", "\r\n".repeat(n));
    assert_eq!(texts(row(16) + &row(16)).len(), 2);
    assert_eq!(error(row(17)), ProtocolError::Noise("blank lines in a row"));
    for phase in [Phase::Greeting, Phase::BeforeAuth, Phase::Sasl] {
        let run = Setup { phase, ..Setup::default() }.run("* OK hi\r\n\r\n");
        assert_eq!(run.frames.len(), 1);
        assert_eq!(run.error, Some(ProtocolError::Noise("blank line before authentication")));
    }
}

#[test]
fn a_blank_line_behind_a_literal_of_an_open_list() {
    let run =
        run("* 1 FETCH (BODY[] {3}\r\nabc\r\n UID 5)\r\n* 2 FETCH (BODY[] {3}\r\nabc\r\n)\r\n* 1 EXISTS\r\n");
    assert_eq!((run.frames.len(), run.tolerated, run.error), (3, 2, None));
    assert_eq!(run.frames[0].text, r"* 1 FETCH (BODY[] {3}\r\nabc   UID 5)");
    // Cut short: the tagged line is not swallowed.
    assert_eq!(
        texts("* 1 FETCH (BODY[] {3}\r\nabc\r\nA1 OK x\r\n"),
        [r"* 1 FETCH (BODY[] {3}\r\nabc", "A1 OK x"]
    );
}

#[test]
fn nuls_do_not_hide_literals() {
    assert_eq!(texts("\0\0* 1 FETCH (BODY[] {9}\r\nA1 OK x\r\n)\r\n").len(), 1);
    assert_eq!(texts("\0\0\0\r\n* 1 EXISTS\r\n").len(), 2);
}

#[test]
fn large_literals_lie_beside() {
    let setup = Setup::limits(|l| l.inline_literal = 4);
    let run = setup.run("* 1 FETCH (BODY[1] {5}\r\na\nc\nd UID 7 BODY[2] {4}\r\n1234 BODY[3] {6}\r\n123456)\r\n* 1 EXISTS\r\n");
    assert_eq!(run.error, None);
    let frame = &run.frames[0];
    assert_eq!(frame.text, r"* 1 FETCH (BODY[1] {5}\r\n UID 7 BODY[2] {4}\r\n1234 BODY[3] {6}\r\n)");
    assert_eq!(
        frame.large,
        [Large::Data(Bytes::from_static(b"a\nc\nd")), Large::Data(Bytes::from_static(b"123456"))]
    );
    assert_eq!(frame.octets, 76);
    assert_eq!(
        run.plans,
        [
            (r"* 1 FETCH (BODY[1] {5}\r\n".to_string(), 5),
            (r"* 1 FETCH (BODY[1] {5}\r\n UID 7 BODY[2] {4}\r\n1234 BODY[3] {6}\r\n".to_string(), 6)
        ]
    );
    assert_eq!(run.frames[1].text, "* 1 EXISTS");
}

#[test]
fn a_plan_discards() {
    let setup = Setup { plan: LiteralPlan::Discard, ..Setup::limits(|l| l.inline_literal = 4) };
    let run = setup.run("* 1 FETCH (BODY[1] {5}\r\n12345 X {5}\r\n12345 BODY[2] {4}\r\n1234)\r\n");
    assert_eq!(run.frames[0].large, [Large::Omitted { len: 5 }, Large::Data(Bytes::from_static(b"12345"))]);
    assert_eq!(run.frames[0].octets, 63);
    assert_eq!(run.plans.len(), 1, "only literals of the body class are planned for");
}

#[test]
fn the_plan_sees_the_whole_line() {
    let setup = Setup::limits(|l| l.inline_literal = 4);
    for pad in [100, 4096, 4097, 100_000] {
        let front = "* 1 FETCH (X ";
        let back = " BODY[] {5}\r\n";
        let pad = "x".repeat(pad - front.len() - back.len());
        let run = setup.run(format!("{front}{pad}{back}12345)\r\n"));
        assert_eq!((run.plans.len(), run.error), (1, None));
        assert_eq!(run.plans[0].0.len(), pad.len() + front.len() + back.len() + 2, "CR and LF are escaped");
        assert_eq!(run.frames[0].large.len(), 1);
    }
}

#[test]
fn whole_responses_from_wire() {
    for wire in ["* X {3}\r\nabc", "* X {3}\r\nabc\r\n"] {
        assert_eq!(Frame::from_wire(wire.as_bytes()).text(), b"* X {3}\r\nabc");
    }
    let long = format!("* 1 FETCH (BODY[] {{20000}}\r\n{})", "x".repeat(20_000));
    let frame = Frame::from_wire(long.as_bytes());
    assert_eq!((frame.text(), frame.large().len()), (b"* 1 FETCH (BODY[] {20000}\r\n)".as_slice(), 1));
    // No single response: nothing is lost.
    for wire in ["* 1 EXISTS\r\n* 2 EXISTS", "* X {5}\r\nab", "", "\r\n\r\n"] {
        let text = wire.strip_suffix("\r\n").unwrap_or(wire);
        assert_eq!(Frame::from_wire(wire.as_bytes()).text(), text.as_bytes());
    }
}

#[test]
fn taking_out_and_resting() {
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    let mut plan = |_: &[u8], _| LiteralPlan::Buffer;
    framer.feed(b"A1 OK go\r\n\x17\x03\x03");
    assert!(framer.next_frame(&mut plan).unwrap().is_some());
    assert_eq!(framer.buffered(), 3);
    framer.rest();
    assert_eq!(framer.take_buffered(), b"\x17\x03\x03".as_slice());
    assert!(framer.at_boundary());
    framer.feed(&[b'x'; 5000]);
    assert!(!framer.at_boundary());
    framer.feed(b"\r\n");
    assert!(framer.next_frame(&mut plan).unwrap().is_some());
    framer.rest();
    assert_eq!(framer.slot().len(), 256);
}

#[test]
fn errors_stay() {
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    let mut plan = |_: &[u8], _| LiteralPlan::Buffer;
    framer.feed(b"* X {1}\n");
    for _ in 0..3 {
        assert_eq!(framer.next_frame(&mut plan).unwrap_err(), ProtocolError::LiteralLineEnd);
        framer.feed(&[0; 100_000]);
        assert_eq!(framer.buffered(), 0, "nothing is kept after an error");
        assert!(!framer.slot().is_empty());
    }
}
