use alloc::format;

use crate::command::LiteralHead;
use crate::limits::Limits;
use crate::types::SectionPath;

fn literal_head(prefix: &[u8], len: u64) -> LiteralHead {
    super::literal_head(prefix, len, &Limits::default())
}

#[test]
fn number_uid_and_section_are_found() {
    let head = literal_head(b"* 12 FETCH (FLAGS (\\Seen {) UID 7 BODY[1.2]<0> {2000000}", 2_000_000);
    assert_eq!((head.message, head.len), (12, 2_000_000));
    let head = literal_head(b"* 12 FETCH (FLAGS (\\Seen) UID 7 BODY[1.2]<0> {2000000}\r\n", 2_000_000);
    assert_eq!((head.message, head.uid), (12, Some(7)));
    assert_eq!(head.section, SectionPath::part(&[1, 2]).ok());
    let head = literal_head(b"* 3 FETCH (RFC822.HEADER {99999}", 99999);
    assert_eq!((head.uid, head.section), (None, Some(SectionPath::header())));
    let head = literal_head(b"* 3 FETCH (BINARY[1] ~{99999}", 99999);
    assert_eq!(head.section, SectionPath::part(&[1]).ok());
}

#[test]
fn uidfetch_has_its_uid_in_front() {
    let head = literal_head(b"* 12 UIDFETCH (BODY[1] {70000}", 70000);
    assert_eq!((head.message, head.uid, head.section), (0, Some(12), SectionPath::part(&[1]).ok()));
    let head = literal_head(b"* 12 uidfetch (UID 13 BODY[1] {70000}", 70000);
    assert_eq!((head.message, head.uid), (0, Some(12)));
    assert_eq!(literal_head(b"* 0 UIDFETCH (BODY[1] {70000}", 70000).uid, None);
}

#[test]
fn literals_before_it_are_passed() {
    // One in place, one taken out.
    let head = literal_head(
        b"* 1 FETCH (BODY[HEADER] {5}\r\nhello UID 9 BODY[1] {70000}\r\n BODY[TEXT] {80000}\r\n",
        80000,
    );
    assert_eq!((head.uid, head.section), (Some(9), Some(SectionPath::text())));
}

#[test]
fn what_cannot_be_read_leaves_the_head_empty() {
    for prefix in [&b"* LIST () NIL {20000}"[..], b"", b"* OK x", b"* 5 EXISTS", b"garbage", b"* 1 FETCH UID"]
    {
        let head = literal_head(prefix, 20000);
        assert_eq!((head.uid, head.section), (None, None));
    }
    // A prefix cut short at 4 KiB.
    let head = literal_head(b"* 1 FETCH (ENVELOPE (\"aaaa", 20000);
    assert_eq!((head.message, head.uid, head.section), (1, None, None));
    let head = literal_head(b"* 1 FETCH (X-UNKNOWN {20000}", 20000);
    assert_eq!(head.section, None);
    let head = literal_head(b"* 1 FETCH (ENVELOPE (NIL {20000}", 20000);
    assert_eq!(head.section, None);
}

#[test]
fn of_a_long_line_both_ends_are_read() {
    let sections = [
        ("BODY[]<5>", Some(SectionPath::all())),
        ("body[HEADER]<5>", Some(SectionPath::header())),
        ("BODY[1.2.MIME]<5>", SectionPath::mime(&[1, 2]).ok()),
        (
            "BODY[HEADER.FIELDS (From \"BODY[1]\" To)]<5>",
            SectionPath::header_fields(&["From", "BODY[1]", "To"]).ok(),
        ),
        ("BINARY[1]<5>", SectionPath::part(&[1]).ok()),
        ("RFC822", Some(SectionPath::all())),
        ("RFC822.TEXT", Some(SectionPath::text())),
        ("RFC822.HEADER", Some(SectionPath::header())),
    ];
    for (section, path) in sections {
        for pad in [0, 3000, 4050, 4060, 4070, 4080, 4096, 5000, 20_000] {
            for (open, close) in [("BODY[2] \"", "\""), ("X (BODY[3] NIL ", ")")] {
                let pad = "x".repeat(pad);
                let line = format!("* 12 FETCH (UID 7 {open}{pad}{close} {section} {{70000}}\r\n");
                let head = literal_head(line.as_bytes(), 70_000);
                assert_eq!((head.message, head.uid, head.len), (12, Some(7), 70_000), "{line}");
                assert_eq!(
                    (head.section, head.origin),
                    (path.clone(), section.ends_with("<5>").then_some(5))
                );
                assert_eq!(head.binary, section.starts_with("BINARY"));
            }
        }
    }
}

#[test]
fn a_name_that_cannot_be_read_is_none() {
    let pad = "x".repeat(5000);
    for back in ["X {70000}", "X-BODY[1] {70000}", "BODY[1] NIL {70000}", "BODY[ {70000}"] {
        let head = literal_head(format!("* 12 FETCH (Y {pad} {back}\r\n").as_bytes(), 70_000);
        assert_eq!((head.message, head.section), (12, None), "{back}");
    }
}

#[test]
fn what_is_large_is_said_by_the_limits() {
    let limits = Limits::default().with(|l| l.inline_literal = 1);
    let head = super::literal_head(b"* 1 FETCH (X (\"a\" {2}\r\n) BODY[2] {9}\r\n", 9, &limits);
    assert_eq!(head.section, SectionPath::part(&[2]).ok());
}

#[test]
fn the_usual_form_is_read_as_any_other() {
    let lower = |prefix: &str| prefix.replace("BODY", "body");
    for prefix in [
        "* 12 FETCH (BODY[] {70000}\r\n",
        "* 4294967295 FETCH (UID 7 BODY[] {70000}\r\n",
        "* 4294967296 FETCH (BODY[] {70000}\r\n",
        "* 0 FETCH (BODY[] {70000}\r\n",
        "* 1 FETCH (UID 0 BODY[] {70000}\r\n",
        "* 1 FETCH (BODY[] {99999999999}\r\n",
        "* 1 FETCH (BODY[] {5}\r\nhello UID 2 BODY[] {70000}\r\n",
    ] {
        let head = literal_head(prefix.as_bytes(), 70000);
        assert_eq!(head, literal_head(lower(prefix).as_bytes(), 70000), "{prefix}");
        assert_eq!(head.section, Some(SectionPath::all()), "{prefix}");
    }
    let head = literal_head(b"* 12 FETCH (UID 7 BODY[] {70000}\r\n", 70000);
    assert_eq!((head.message, head.uid, head.origin, head.binary), (12, Some(7), None, false));
}
