use super::literal_head;
use crate::types::SectionPath;

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
