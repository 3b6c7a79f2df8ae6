use super::*;

fn command(text: &[u8]) -> Option<Got> {
    Some(Got::Command(text.to_vec()))
}

#[test]
fn lines_in_every_chunking() {
    let wire = b"a1 NOOP\r\na2 LOGIN x y\n";
    for size in 1..=wire.len() {
        let mut reader = Reader::new(100);
        let mut got = Vec::new();
        for chunk in wire.chunks(size) {
            reader.feed(chunk);
            got.extend(std::iter::from_fn(|| reader.next_command()));
        }
        assert_eq!(got, [command(b"a1 NOOP").unwrap(), command(b"a2 LOGIN x y").unwrap()], "{size}");
    }
}

#[test]
fn literals_stay_in_place() {
    let mut reader = Reader::new(100);
    reader.feed(b"a LOGIN {3}\r\n");
    assert_eq!(reader.next_command(), Some(Got::Literal { octets: 3, waits: true }));
    assert_eq!(reader.said_so_far(), b"a LOGIN {3}\r\n");
    reader.accept();
    assert_eq!(reader.next_command(), None);
    reader.feed(b"a\nb");
    assert_eq!(reader.next_command(), None);
    reader.feed(b" {1+}\r\nz\r\nb NOOP\r\n");
    assert_eq!(reader.next_command(), Some(Got::Literal { octets: 1, waits: false }));
    reader.accept();
    assert_eq!(reader.next_command(), command(b"a LOGIN {3}\r\na\nb {1+}\r\nz"));
    assert_eq!(reader.next_command(), command(b"b NOOP"));
}

#[test]
fn a_refused_literal_ends_the_command() {
    let mut reader = Reader::new(100);
    reader.feed(b"a APPEND x {9999}\r\nb NOOP\r\n");
    assert_eq!(reader.next_command(), Some(Got::Literal { octets: 9999, waits: true }));
    assert_eq!(reader.next_command(), None);
    reader.refuse();
    assert_eq!(reader.next_command(), command(b"b NOOP"));
}

#[test]
fn line_limit() {
    for (length, fits) in [(9, true), (10, true), (11, false)] {
        let mut reader = Reader::new(10);
        reader.feed(&vec![b'x'; length]);
        reader.feed(b"\n");
        assert_eq!(reader.next_command() != Some(Got::TooLong), fits, "{length}");
    }
    let mut reader = Reader::new(10);
    reader.feed(&[b'x'; 11]);
    assert_eq!(reader.next_command(), Some(Got::TooLong));
}

#[test]
fn many_commands_with_compaction() {
    let mut reader = Reader::new(100);
    let mut seen = 0;
    for _ in 0..1000 {
        reader.feed(b"a NOOP\r\nb LOGIN {2+}\r\nxy z\r\nc N");
        reader.feed(b"OOP\r\n");
        while let Some(got) = reader.next_command() {
            match got {
                Got::Literal { .. } => reader.accept(),
                Got::Command(_) => seen += 1,
                Got::TooLong => unreachable!("short lines"),
            }
        }
    }
    assert_eq!(seen, 3000);
    assert!(reader.buffer.len() < 200);
}
