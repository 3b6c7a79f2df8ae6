//! The examples of RFC 3501 and RFC 9051, section 7 and around.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{data, parse, row};
use crate::parse::Parsed;
use crate::response::{BodyKind, Code, Data, Payload, Response, StatusKind};
use crate::types::{Capability, Flag, SectionPath};

#[test]
fn simple_responses() {
    assert_eq!(data(b"* 23 EXISTS"), Ok(Data::Exists(23)));
    assert_eq!(data(b"* 5 RECENT"), Ok(Data::Recent(5)));
    assert_eq!(data(b"* 44 EXPUNGE"), Ok(Data::Expunge(44)));
    let Ok(Data::Search(found)) = data(b"* SEARCH 2 3 6") else { panic!() };
    assert_eq!((found.numbers.as_slice(), found.modseq), ([2, 3, 6].as_slice(), None));
    let Ok(Data::Search(found)) = data(b"* SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)") else {
        panic!()
    };
    assert_eq!((found.numbers.len(), found.modseq), (10, Some(917_162_500)));
    let Ok(Data::Search(found)) = data(b"* SEARCH") else { panic!() };
    assert!(found.numbers.is_empty());
    let Ok(Data::Flags(flags)) = data(b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)") else {
        panic!()
    };
    assert_eq!(flags.len(), 5);
    let Ok(Data::Vanished { earlier, uids }) = data(b"* VANISHED (EARLIER) 41,43:116,118") else { panic!() };
    assert_eq!((earlier, uids.to_string().as_str()), (true, "41,43:116,118"));
    let Ok(Data::Vanished { earlier: false, .. }) = data(b"* VANISHED 405,407,410,425") else { panic!() };
}

#[test]
fn capabilities() {
    let Ok(Data::Capability(set)) = data(b"* CAPABILITY IMAP4rev2 STARTTLS AUTH=GSSAPI XPIG-LATIN") else {
        panic!()
    };
    assert!(set.has(&Capability::Imap4Rev2) && set.has(&Capability::StartTls) && set.auth("GSSAPI"));
    assert_eq!(set.len(), 4);
    let Ok(Data::Enabled(set)) = data(b"* ENABLED CONDSTORE X-GOOD-IDEA") else { panic!() };
    assert_eq!(set.len(), 2);
    assert!(matches!(data(b"* ENABLED"), Ok(Data::Enabled(set)) if set.is_empty()));
}

#[test]
fn statuses() {
    for (line, kind, code, text) in [
        (&b"* OK IMAP4rev1 server ready"[..], StatusKind::Ok, None, "IMAP4rev1 server ready"),
        (
            b"* OK [ALERT] System shutdown in 10 minutes",
            StatusKind::Ok,
            Some(Code::Alert),
            "System shutdown in 10 minutes",
        ),
        (b"* NO Disk is 98% full", StatusKind::No, None, "Disk is 98% full"),
        (b"* BAD Empty command line", StatusKind::Bad, None, "Empty command line"),
        (
            b"* PREAUTH IMAP4rev1 server logged in as Smith",
            StatusKind::PreAuth,
            None,
            "IMAP4rev1 server logged in as Smith",
        ),
        (b"* BYE Autologout; idle for too long", StatusKind::Bye, None, "Autologout; idle for too long"),
    ] {
        let Ok(Data::Status(status)) = data(line) else { panic!("{}", line.escape_ascii()) };
        assert_eq!((status.kind, &status.code, status.text.as_str()), (kind, &code, Some(text)));
    }
    let (Parsed::Response(Response::Tagged(tagged)), ..) = parse(b"A222 NO [TRYCREATE] COPY failed") else {
        panic!()
    };
    assert_eq!(tagged.tag, "A222");
    assert!(tagged.status.is_try_create());
    let (Parsed::Response(Response::Continue(text)), ..) = parse(b"+ Ready for literal data") else {
        panic!()
    };
    assert_eq!(text, "Ready for literal data");
}

#[test]
fn mailboxes() {
    let Ok(Data::List(entry)) = data(b"* LIST (\\Noselect) \"/\" ~/Mail/foo") else { panic!() };
    assert!(entry.is_noselect() && entry.ext().is_empty());
    assert_eq!((entry.delimiter(), entry.name().to_string().as_str()), (Some('/'), "~/Mail/foo"));
    let Ok(Data::Lsub(entry)) = data(b"* LSUB () \".\" #news.comp.mail.misc") else { panic!() };
    assert_eq!(entry.attributes().count(), 0);
    let Ok(Data::List(entry)) = data(b"* LIST () NIL inbox") else { panic!() };
    assert!(entry.name().is_inbox() && entry.delimiter().is_none());
    let wire = br#"* LIST (\NonExistent) "/" "Foo" ("CHILDINFO" ("SUBSCRIBED" "x y"))"#;
    let Ok(Data::List(entry)) = data(wire) else { panic!() };
    assert!(entry.is_noselect());
    let info = entry.child_info().unwrap();
    assert!(info.has("SUBSCRIBED") && info.has("x y"));
    let Ok(Data::List(entry)) = data(b"* LIST (\\Remote \\X-Mine) {1}\r\n. {5}\r\na\"b\\c") else { panic!() };
    assert_eq!(entry.attributes().collect::<Vec<_>>(), ["\\Remote", "\\X-Mine"]);
    assert!(entry.has("\\x-mine") && entry.has("\\remote"));
    assert_eq!((entry.delimiter(), entry.name().as_wire()), (Some('.'), Some(b"a\"b\\c".as_slice())));
    let Ok(Data::List(entry)) = data(br#"* LIST () "\\" "a\"b\\c""#) else { panic!() };
    assert_eq!((entry.delimiter(), entry.name().as_wire()), (Some('\\'), Some(b"a\"b\\c".as_slice())));

    let Ok(Data::MailboxStatus(status)) = data(b"* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)") else {
        panic!()
    };
    assert_eq!((status.messages(), status.uid_next(), status.unseen()), (Some(231), Some(44292), None));
    let wire = b"* STATUS \"a b\" (SIZE 9000000000 DELETED 4 RECENT 1 UIDVALIDITY 7 UNSEEN 2 HIGHESTMODSEQ 0 MAILBOXID (F1) X \"y\")";
    let Ok(Data::MailboxStatus(status)) = data(wire) else { panic!() };
    assert_eq!((status.size(), status.deleted(), status.recent()), (Some(9_000_000_000), Some(4), Some(1)));
    assert_eq!(
        (status.uid_validity(), status.unseen(), status.highest_modseq()),
        (Some(7), Some(2), Some(0))
    );
    assert_eq!(status.other().len(), 1);
    assert_eq!(status.mailbox_id().unwrap().as_str(), "F1");
}

#[test]
fn scalars_of_a_row_hold_no_buffer() {
    let row = row(b"* 23 FETCH (FLAGS (\\Seen) UID 4827313 RFC822.SIZE 44827 MODSEQ (624140003) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")");
    assert_eq!(
        (row.seq(), row.uid(), row.size(), row.modseq()),
        (23, Some(4_827_313), Some(44827), Some(624_140_003))
    );
    assert_eq!(row.flags().unwrap().to_string(), "(\\Seen)");
    let date = row.internal_date().unwrap();
    assert_eq!((date.unix_timestamp(), date.offset().whole_minutes()), (837_596_665, -420));
    assert!(row.rich.is_none() && !row.is_flags_only());
    assert!(self::row(b"* 1 FETCH (FLAGS () UID 3)").is_flags_only());
}

#[test]
fn the_envelope_of_rfc_3501() {
    let wire = br#"* 12 FETCH (FLAGS (\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ((NIL NIL "minutes" "CNRI.Reston.VA.US") ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL "<B27397-0100000@cac.washington.edu>") BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92))"#;
    let mut row = row(wire);
    let envelope = row.envelope().unwrap();
    assert_eq!(envelope.subject().unwrap(), "IMAP4rev1 WG mtg summary and minutes");
    assert_eq!(envelope.from().next().unwrap().name().unwrap(), "Terry Gray");
    assert_eq!((envelope.to().len(), envelope.cc().len(), envelope.bcc().len()), (1, 2, 0));
    assert_eq!(envelope.cc().nth(1).unwrap().host().unwrap(), "MIT.EDU");
    assert!(envelope.in_reply_to().is_none());
    assert_eq!(envelope.message_id().unwrap(), "<B27397-0100000@cac.washington.edu>");
    let compact = row.clone().compact();
    assert_eq!(compact, row);
    assert!(compact.approx_octets() < row.approx_octets());
    let taken = row.take_envelope().unwrap();
    drop(row);
    assert_eq!(taken.date().unwrap(), "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)");
}

#[test]
fn body_structures() {
    let wire = br#"* 1 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 1152 23)("TEXT" "PLAIN" ("CHARSET" "US-ASCII" "NAME" "cc.diff") "<960723163407.20117h@cac.washington.edu>" "Compiler diff" "BASE64" 4554 73 NIL ("attachment" ("filename" "a.diff")) ("en" "de") "loc") ("MESSAGE" "RFC822" NIL NIL NIL "8BIT" 900 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) (("TEXT" "HTML" NIL NIL NIL "8BIT" 5 1)("TEXT" "PLAIN" NIL NIL NIL "8BIT" 5 1) "ALTERNATIVE") 60) "MIXED" ("BOUNDARY" "x") ("inline" NIL) "en" NIL 5 (6 7)))"#;
    let row = row(wire);
    let body = row.body_structure().unwrap();
    let paths: Vec<String> =
        body.parts().map(|p| p.path().iter().map(u32::to_string).collect::<Vec<_>>().join(".")).collect();
    assert_eq!(paths, ["", "1", "2", "3", "3", "3.1", "3.2"]);
    let root = body.root().unwrap();
    assert_eq!((root.kind(), root.subtype().unwrap().as_str()), (BodyKind::Multipart, Some("MIXED")));
    assert_eq!(root.param("boundary").unwrap(), "x");
    assert_eq!((root.disposition().unwrap().as_str(), root.languages().count()), (Some("inline"), 1));
    let part = body.part(&[2]).unwrap();
    assert_eq!(
        (part.octets(), part.lines(), part.file_name().unwrap().as_str()),
        (4554, Some(73), Some("a.diff"))
    );
    assert_eq!(part.languages().map(|l| l.to_string()).collect::<Vec<_>>(), ["en", "de"]);
    assert_eq!(
        (part.location().unwrap().as_str(), part.description().unwrap().as_str()),
        (Some("loc"), Some("Compiler diff"))
    );
    let message = body.part(&[3]).unwrap();
    assert_eq!((message.kind(), message.lines()), (BodyKind::Message, Some(60)));
    assert_eq!(message.envelope().unwrap().subject().unwrap(), "inner");
    assert!(body.part(&[3, 2]).unwrap().is("text", "plain"));
    assert!(body.part(&[3, 3]).is_none() && body.part(&[4]).is_none() && body.part(&[0]).is_none());
    assert_eq!(root.children().count(), 3);
    assert_eq!(row.clone().compact(), row);
}

#[test]
fn sections_share_the_frame() {
    let wire = b"* 1 FETCH (BODY[HEADER.FIELDS (From \"To\" {4}\r\nDate)] {5}\r\nabc\r\n BODY[]<10> {3}\r\nx\0y BINARY[1] ~{2}\r\n\0\xff RFC822.HEADER \"q\\\"\" RFC822.TEXT NIL BINARY.SIZE[1] 900)";
    let row = row(wire);
    let fields = SectionPath::header_fields(&["from", "to", "date"]).unwrap();
    assert_eq!(row.section(&fields), Some(&Payload::Data(b"abc\r\n".as_slice().into())));
    assert_eq!(row.body().unwrap(), b"abc\r\n".as_slice());
    assert_eq!(row.sections()[1].origin(), Some(10));
    assert_eq!(row.sections()[1].data().bytes().unwrap(), b"x\0y".as_slice());
    assert!(row.sections()[2].is_binary());
    assert_eq!(row.sections()[2].data().bytes().unwrap(), b"\0\xff".as_slice());
    assert_eq!(row.section(&SectionPath::header()).unwrap().bytes().unwrap(), b"q\"".as_slice());
    assert_eq!(row.section(&SectionPath::text()), Some(&Payload::Nil));
    assert_eq!(
        (row.other()[0].0.to_string().as_str(), row.other()[0].1.as_number()),
        ("BINARY.SIZE[1]", Some(900))
    );
    assert!(row.damaged().is_empty());
}

#[test]
fn keywords_take_a_handle_and_keep_their_spelling() {
    let row = row(b"* 1 FETCH (FLAGS (\\Seen NonJunk [odd]) UID 5)");
    assert!(row.flags().unwrap().contains(&Flag::keyword("nonjunk").unwrap()));
    assert_eq!(row.flags().unwrap().to_string(), "(\\Seen NonJunk [odd])");
}

#[test]
#[cfg(target_pointer_width = "64")]
fn values_are_as_small_as_designed() {
    use crate::response::{Envelope, FetchRow, Node};
    use crate::types::FlagSet;
    assert_eq!((size_of::<FlagSet>(), size_of::<FetchRow>()), (40, 88));
    assert_eq!((size_of::<Envelope>(), size_of::<Node>()), (96, 96));
    assert!(size_of::<Response>() <= 144, "{}", size_of::<Response>());
}
