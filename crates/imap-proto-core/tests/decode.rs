//! The decode tool, run in this process.

#[allow(dead_code, reason = "its main is not used here")]
#[path = "../examples/decode.rs"]
mod decode;

use std::io::{self, Write};

struct Ran {
    status: u8,
    output: String,
    complaints: String,
}

fn run(arguments: &[&str], stdin: &[u8]) -> Ran {
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    let arguments = arguments.iter().map(Into::into);
    let status = decode::run(arguments, &mut &*stdin, &mut output, &mut complaints);
    Ran {
        status,
        output: String::from_utf8(output).unwrap(),
        complaints: String::from_utf8(complaints).unwrap(),
    }
}

const WIRE: &[u8] =
    b"* 5 EXISTS\r\n* XEVIL a\r\n* LIST () NIL \"x\r\n\r\nA1 OK done\n* LIST () \"/\" {5}\r\nINBOX\r\n";

#[test]
fn one_response_a_line_and_a_summary() {
    let whole = run(&["--summary"], WIRE);
    assert_eq!((whole.status, whole.complaints.as_str()), (0, ""));
    assert_eq!(whole.output.lines().count(), 6);
    let expected = "responses=5 malformed=1 unknown=1 tolerated=2 octets=80";
    assert_eq!(whole.output.lines().last(), Some(expected));
    for chunk in ["1", "2", "7", "4096"] {
        assert_eq!(run(&["--chunk", chunk, "--summary", "-"], WIRE).output, whole.output);
    }
    assert_eq!(run(&["--quiet", "--summary"], WIRE).output.trim_end(), expected);
    assert_eq!(run(&[], WIRE).output.lines().count(), 5);
}

#[test]
fn framing_lost() {
    let ran = run(&["--summary"], b"* 1 EXISTS\r\n* X {5}\nabc\r\n* 2 EXISTS\r\n");
    assert_eq!(ran.status, 3);
    assert!(ran.complaints.contains("bare LF"), "{}", ran.complaints);
    assert!(ran.output.lines().last().unwrap().starts_with("responses=1 malformed=0 "), "{}", ran.output);
}

#[test]
fn cut_short() {
    for wire in ["* 1 EXI", "* 1 FETCH (BODY[] {5}\r\nab", "* 1 FETCH (BODY[] {500000}\r\nab", "\r"] {
        let ran = run(&["--summary"], wire.as_bytes());
        assert_eq!(ran.status, 0);
        assert!(ran.complaints.contains("in the middle"), "{wire}");
        assert!(ran.output.starts_with("responses=0 "));
    }
    let ran = run(&["--summary"], b"");
    assert_eq!((ran.status, ran.complaints.as_str()), (0, ""));
}

#[test]
fn arguments() {
    assert!(run(&["--help"], b"").output.contains("usage"));
    for wrong in [
        &["--chunk"] as &[_],
        &["--chunk", "0"],
        &["--chunk", "x"],
        &["--nonsense"],
        &["no/such/file"],
        &["."],
        &["a", "b"],
        &["--", "--help"],
    ] {
        let ran = run(wrong, b"");
        assert_eq!((ran.status, ran.output.as_str()), (2, ""), "{wrong:?}");
        assert!(ran.complaints.starts_with("decode: "), "{wrong:?}");
    }
}

/// A writer that refuses.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn output_that_fails() {
    for (kind, status) in [(io::ErrorKind::BrokenPipe, 0), (io::ErrorKind::StorageFull, 1)] {
        for arguments in [&[] as &[&str], &["--quiet", "--summary"], &["--help"]] {
            let arguments = arguments.iter().map(Into::into);
            assert_eq!(decode::run(arguments, &mut &*WIRE, &mut Broken(kind), &mut Broken(kind)), status);
        }
    }
}
