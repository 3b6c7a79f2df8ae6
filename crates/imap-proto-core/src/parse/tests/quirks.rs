//! QUIRKS.md, sections 3.1 to 3.4: what servers send, and what becomes of it.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{data, malformed, parse, row, status, tolerated};
use crate::ext::ExtData;
use crate::parse::Parsed;
use crate::response::{Code, Data, MailboxStatus, Payload, Response, StatusKind};
use crate::types::{Capability, Flag};

fn mailbox_status(wire: &[u8]) -> MailboxStatus {
    match data(wire) {
        Ok(Data::MailboxStatus(status)) => status,
        other => panic!("{other:?}"),
    }
}

fn list_name(wire: &[u8]) -> Vec<u8> {
    match data(wire) {
        Ok(Data::List(entry)) => entry.name().as_wire().unwrap().to_vec(),
        other => panic!("{other:?}"),
    }
}

/// Each line means the same as its strict form, and the difference is counted.
#[test]
fn forgiven_forms_equal_the_strict_ones() {
    for (odd, strict) in [
        // 10: trailing spaces
        (&b"* 5 EXISTS "[..], &b"* 5 EXISTS"[..]),
        (b"* SEARCH 1 2 ", b"* SEARCH 1 2"),
        (b"* FLAGS (\\Seen) ", b"* FLAGS (\\Seen)"),
        (b"* STATUS a (MESSAGES 1 )", b"* STATUS a (MESSAGES 1)"),
        (b"* STATUS a (MESSAGES 1) ", b"* STATUS a (MESSAGES 1)"),
        // 13: case
        (b"* list (\\noselect) nil \"a\" ", b"* LIST (\\Noselect) NIL \"a\""),
        // 27: double spaces, spaces inside parentheses
        (b"*  5  EXISTS", b"* 5 EXISTS"),
        (b"* LIST ( \\Noselect  \\Marked ) \"/\"  a", b"* LIST (\\Noselect \\Marked) \"/\" a"),
        (b"* FLAGS ( \\Seen)", b"* FLAGS (\\Seen)"),
        (b"* SEARCH 1  2", b"* SEARCH 1 2"),
        (b"* 1 FETCH  ( UID  5  FLAGS (\\Seen ) )", b"* 1 FETCH (UID 5 FLAGS (\\Seen))"),
        (b"* 1 FETCH (UID 5 )", b"* 1 FETCH (UID 5)"),
        (b"* 1 FETCH (UID 5))", b"* 1 FETCH (UID 5)"),
        (b"* 1 FETCH(UID 5) ", b"* 1 FETCH (UID 5)"),
        // 21, 73: flags
        (b"* FLAGS (\"\\\\Seen\" \"\\Draft\" foo)", b"* FLAGS (\\Seen \\Draft foo)"),
        (b"* FLAGS (NIL \\Seen a)", b"* FLAGS (\\Seen a)"),
        (b"* FLAGS (\\Seen *)", b"* FLAGS (\\Seen \\*)"),
        (b"* FLAGS NIL", b"* FLAGS ()"),
        // 6: spaces behind the brace
        (b"* LIST () \"/\" {3}  \r\nabc", b"* LIST () \"/\" {3}\r\nabc"),
        // 14: codes without a status
        (b"* [COPYUID 124 10 233]", b"* OK [COPYUID 124 10 233]"),
        (b"[COPYUID 124 10 233]", b"* OK [COPYUID 124 10 233]"),
        // 31: Netscape
        (b"* CAPABILITY IMAP4rev1  IDLE ", b"* CAPABILITY IMAP4rev1 IDLE"),
        // 68: MODSEQ without parentheses
        (b"* 1 FETCH (MODSEQ 5)", b"* 1 FETCH (MODSEQ (5))"),
    ] {
        let (Parsed::Response(left), ..) = parse(odd) else { panic!("{}", odd.escape_ascii()) };
        let (Parsed::Response(right), ..) = parse(strict) else { panic!("{}", strict.escape_ascii()) };
        assert_eq!(left, right, "{}", odd.escape_ascii());
        assert_eq!(tolerated(strict), 0, "{}", strict.escape_ascii());
        // Capabilities are split by their own reader, which counts nothing; the framer counts odd announcements.
        let counted_elsewhere = odd == b"* CAPABILITY IMAP4rev1  IDLE " || odd.contains(&b'{');
        assert_eq!(tolerated(odd) == 0, counted_elsewhere, "{}", odd.escape_ascii());
    }
}

#[test]
fn q01_q02_lines_without_a_star() {
    for (line, tag) in [
        (&b"BAD Must issue a STARTTLS command first"[..], Some("BAD")),
        (b"NO \"not now\"", Some("NO")),
        (b"BAD NO x", Some("BAD")),
        (b"Server Unavailable. 15", Some("Server")),
        (b"a1 BYE x", Some("a1")),
        (b"a1 PREAUTH x", Some("a1")),
        (b"a1", Some("a1")),
        (b"a1 OKAY x", Some("a1")),
        (b"* OKAY", None),
        (b"(x) y", None),
        (b"", None),
        (b"*", None),
        (b"* ", None),
        (b"* (", None),
    ] {
        match parse(line).0 {
            Parsed::Malformed(m) => {
                assert_eq!(m.tag.as_deref(), tag.map(str::as_bytes));
                assert_eq!(&m.raw[..], line);
            }
            Parsed::Response(Response::Data(Data::Unknown { .. })) => assert_eq!(line, b"* OKAY"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn q11_q12_missing_text() {
    for (line, text) in [(&b"+"[..], ""), (b"+ ", ""), (b"+ x", "x"), (b"+x", "x"), (b"+  x", " x")] {
        let (Parsed::Response(Response::Continue(found)), ..) = parse(line) else { panic!() };
        assert_eq!(found, text);
    }
    for line in [&b"* OK"[..], b"* NO ", b"* BYE", b"* PREAUTH", b"* BAD", b"a1 OK", b"a1 NO ", b"a1 OK []"] {
        let (found, violations) = status(line);
        assert!(found.text.is_empty() || found.text == "[]");
        assert_eq!((found.code, violations), (None, 0));
    }
    let (found, _) = status(b"a1 ok[READ-WRITE]done");
    assert_eq!(
        (found.kind, found.code, found.text.as_str()),
        (StatusKind::Ok, Some(Code::ReadWrite), Some("done"))
    );
    let (found, _) = status(b"a1  OK  [READ-WRITE]  done");
    assert_eq!((found.code, found.text.as_str()), (Some(Code::ReadWrite), Some("done")));
}

#[test]
fn q19_noop_lines_are_data() {
    assert!(matches!(data(b"* NOOP"), Ok(Data::Unknown { number: None, .. })));
    assert!(matches!(data(b"* 99 NOOP"), Ok(Data::Unknown { number: Some(99), .. })));
}

#[test]
fn q22_q23_codes() {
    let (found, _) = status(b"a NO [Error=\"x y\" Proxy=host:1993:SSL Service=Imap4] AUTHENTICATE failed.");
    assert_eq!(found.code, None);
    assert!(found.text.as_str().unwrap().starts_with("[Error="));
}

#[test]
fn q24_q29_octets_and_digits_in_names() {
    assert_eq!(list_name(b"* LIST () \"/\" caf\xe9"), b"caf\xe9");
    assert_eq!(list_name(b"* LIST () \"/\" \"caf\xe9\""), b"caf\xe9");
    assert_eq!(list_name(b"* LIST () \"/\" 2024:Q1"), b"2024:Q1");
    assert_eq!(list_name(b"* LIST () \"/\" 2024"), b"2024");
    // 45: NIL is a name there, brackets and percent signs are allowed.
    assert_eq!(list_name(b"* LIST () \"/\" NIL"), b"NIL");
    assert_eq!(list_name(b"* LIST () \"/\" [Gmail]/x%*y"), b"[Gmail]/x%*y");
    assert_eq!(list_name(b"* LIST () \"/\" {3}\r\nNIL"), b"NIL");
    // 44: spaces, tabs and control characters without quotes.
    assert_eq!(list_name(b"* LIST (\\HasNoChildren) \"/\" Sent Items"), b"Sent Items");
    assert_eq!(list_name(b"* LIST () \"/\" a\tb \x01c"), b"a\tb \x01c");
    assert_eq!(list_name(b"* LIST () \"/\" a (b) c"), b"a (b) c");
    assert_eq!(list_name(b"* LIST () \"/\" Mail (old)"), b"Mail (old)");
    assert!(malformed(b"* LIST () \"/\" a (\"CHILDINFO\" ("));
}

#[test]
fn q25_unescaped_quotes() {
    assert_eq!(list_name(b"* LIST () \"/\" \"a\"b\""), b"a\"b");
    let row = row(b"* 1 FETCH (ENVELOPE (NIL \"say \"hi\" there\" NIL NIL NIL NIL NIL NIL NIL NIL) UID 5)");
    // A quote before a space ends the string: the envelope does not fit, the row does.
    assert_eq!((row.uid(), row.damaged().len()), (Some(5), 1));
    let row =
        super::row(b"* 1 FETCH (ENVELOPE (NIL \"say \"hi\"; there\" NIL NIL NIL NIL NIL NIL NIL NIL) UID 5)");
    assert_eq!(row.envelope().unwrap().subject().unwrap(), "say \"hi\"; there");
    // Invalid escapes stay.
    assert_eq!(list_name(br#"* LIST () "/" "a\b\\c\"d""#), br#"a\b\c"d"#);
}

#[test]
fn q28_attributes_without_spaces() {
    let Ok(Data::List(entry)) = data(b"* LIST (\\Sent\\HasNoChildren) \"/\" a") else { panic!() };
    assert!(entry.has("\\Sent") && entry.has("\\HasNoChildren"));
    assert!(row(b"* 1 FETCH (FLAGS (\\Seen\\Draft))").flags().unwrap().contains(&Flag::Draft));
}

#[test]
fn q30_q31_capabilities() {
    let Ok(Data::Capability(set)) = data(b"* CAPABILITY IMAP4rev1 LITERAL + IDLE") else { panic!() };
    assert!(set.has(&Capability::LiteralPlus) && set.has(&Capability::Idle));
    let Ok(Data::Capability(set)) = data(b"* CAPABILITY * CAPABILITY IMAP4 UIDPLUS") else { panic!() };
    assert!(set.has(&Capability::UidPlus));
}

#[test]
fn q38_id() {
    assert!(matches!(data(b"* ID NIL"), Ok(Data::Ext(ExtData::Id(id))) if id.is_empty()));
    assert!(matches!(data(b"* ID (\"name\" NIL)"), Ok(Data::Ext(ExtData::Id(id))) if id.iter().count() == 1));
}

#[test]
fn q45_q51_q52_status() {
    assert_eq!(mailbox_status(b"* STATUS Sent Items (MESSAGES 3)").name().to_string(), "Sent Items");
    assert_eq!(mailbox_status(b"* STATUS a (b) c (MESSAGES 3)").name().to_string(), "a (b) c");
    assert_eq!(mailbox_status(b"* STATUS a (b) c (MESSAGES 3)").messages(), Some(3));
    assert_eq!(mailbox_status(b"* STATUS {5}\r\na (b) (UNSEEN 3)").unseen(), Some(3));
    assert_eq!(mailbox_status(b"* STATUS \"a\" ()").messages(), None);
    assert_eq!(mailbox_status(b"* STATUS a").messages(), None);
    assert_eq!(mailbox_status(b"* STATUS \"a\"").messages(), None);
    assert_eq!(mailbox_status(b"* STATUS NIL (MESSAGES 1)").name().to_string(), "NIL");
    assert_eq!(mailbox_status(b"* STATUS [x] (UIDNEXT 0 UIDVALIDITY 9)").uid_next(), None);
    // 53: MAILBOXID bare.
    let bare = mailbox_status(b"* STATUS a (MAILBOXID F5 MESSAGES 1)");
    assert_eq!((bare.mailbox_id().unwrap().as_str(), bare.messages()), ("F5", Some(1)));
    assert!(malformed(b"* STATUS \"a\" x"));
    let status = mailbox_status(b"* STATUS a (MESSAGES x UIDNEXT (5) UNSEEN 2)");
    assert_eq!((status.damaged().len(), status.unseen()), (2, Some(2)));
    assert_eq!(&status.damaged()[1].raw[..], b"(5)");
}

#[test]
fn q63_odd_message_numbers() {
    assert!(malformed(b"* 0 FETCH (UID 1)"));
    assert!(malformed(b"* -1 FETCH (UID 1)"));
    let row = row(b"* 4 FETCH ()");
    assert_eq!((row.seq(), row.uid()), (4, None));
}

#[test]
fn q65_sections() {
    // Yandex leaves the value out.
    for line in [
        &b"* 1 FETCH (UID 5 BODY[HEADER])"[..],
        b"* 1 FETCH (BODY[HEADER] UID 5)",
        b"* 1 FETCH (BODY[HEADER]  )",
    ] {
        let row = row(line);
        assert_eq!(row.sections()[0].data(), &Payload::Nil);
        assert!(row.damaged().is_empty());
    }
    assert_eq!(row(b"* 1 FETCH (BODY[TEXT] \"small\")").body().unwrap(), b"small".as_slice());
    assert_eq!(row(b"* 1 FETCH (BODY[TEXT]{2}\r\nhi UID 7)").uid(), Some(7));
    assert_eq!(row(b"* 1 FETCH (RFC822[] {2}\r\nhi)").body().unwrap(), b"hi".as_slice());
    assert_eq!(row(b"* 1 FETCH (BODY[]<0> NIL)").sections()[0].origin(), Some(0));
    assert_eq!(row(b"* 1 FETCH (BODY[]<0.2048> \"x\")").sections()[0].origin(), Some(0));
}

#[test]
fn q66_unknown_items() {
    let row = row(b"* 1 FETCH (XAOL-MSGID 00d4 XAOL.SPAM.REASON (a (b {1}\r\n) \"\\\"\")) UID 5 X[a b] 7)");
    let names: Vec<_> = row.other().iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(names, ["XAOL-MSGID", "XAOL.SPAM.REASON", "X[a b]"]);
    assert_eq!(row.uid(), Some(5));
    assert_eq!(row.other()[2].1.as_number(), Some(7));
}

#[test]
fn q67_q68_odd_values() {
    let row = row(b"* 1 FETCH (INTERNALDATE \"00-Jan-0000 00:00:00 +0000\" UID 5)");
    assert_eq!((row.internal_date(), row.uid(), row.damaged().len()), (None, Some(5), 1));
    for size in ["9.3736e+06", "-1", "NIL"] {
        let row = super::row(alloc::format!("* 1 FETCH (RFC822.SIZE {size} UID 5)").as_bytes());
        assert_eq!((row.size(), row.uid()), (Some(0), Some(5)), "{size}");
    }
    for modseq in ["(0)", "(-1)", "0", "-1"] {
        let row = super::row(alloc::format!("* 1 FETCH (MODSEQ {modseq} UID 5)").as_bytes());
        assert_eq!((row.modseq(), row.uid(), row.damaged().len()), (None, Some(5), 0), "{modseq}");
    }
    let row = super::row(b"* 1 FETCH (THREADID NIL EMAILID (M1))");
    assert_eq!((row.thread_id(), row.email_id().unwrap().as_str()), (None, "M1"));
}

#[test]
fn q73_q74_gmail() {
    let row = row(b"* 1 FETCH (FLAGS (OIB-Seen-[Google Mail]/Alle Nachrichten \\Seen) X-GM-LABELS (\"\\\\Inbox\" \"a b\" +x NIL {1}\r\nz) UID 5)");
    assert!(row.flags().unwrap().is_seen());
    assert_eq!((row.uid(), row.flags().unwrap().len()), (Some(5), 4));
    let labels: Vec<_> = row.gmail_labels().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(labels, ["\\Inbox", "a b", "+x", "NIL", "z"]);
}
