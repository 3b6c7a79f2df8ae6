//! The cases of SECURITY.md, section P, that concern the parser.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bytes::BytesMut;

use super::{data, malformed, parse, row, status};
use crate::frame::{Frame, Large};
use crate::limits::{Leniency, Limits};
use crate::parse::{Parsed, Parser};
use crate::response::{Data, FetchRow, Payload, Response, Value};

#[test]
fn p04_wrong_literal_forms_are_malformed() {
    for form in ["{-1}", "{+5}", "{0x10}", "{ 5}", "{}", "{5+}", "{99999999999999999999}"] {
        let wire = format!("* LIST () \"/\" {form}\r\nhello");
        assert!(malformed(wire.as_bytes()), "{form}");
        let row = row(format!("* 1 FETCH (X {form} UID 5)").as_bytes());
        assert_eq!(row.damaged().len(), 1, "{form}");
    }
    let Ok(Data::List(entry)) = data(b"* LIST () \"/\" {0000000000000000000000005}\r\nhello") else {
        panic!()
    };
    assert_eq!(entry.name().to_string(), "hello");
}

#[test]
fn p06_look_alikes_in_a_literal_are_data() {
    let row = row(b"* 1 FETCH (BODY[] {31}\r\nA0003 OK x\r\n+ go\r\n* BYE now\r\n) UID 9)");
    assert_eq!(row.uid(), Some(9));
    assert_eq!(row.body().unwrap().len(), 31);
}

#[test]
fn p08_p09_nesting_is_bounded() {
    for (open, close) in [(200_000, 0), (100_000, 100_000)] {
        let body = "(".repeat(open) + &")".repeat(close);
        let row = row(format!("* 1 FETCH (UID 7 BODYSTRUCTURE {body} FLAGS (\\Seen))").as_bytes());
        assert_eq!((row.uid(), row.damaged().len()), (Some(7), 1));
        assert_eq!(row.flags().is_some(), close > 0, "what follows is read where the end is known");
        assert!(malformed(format!("* X {body}").as_bytes()));
    }
}

#[test]
fn nesting_counts_to_its_limit() {
    let nested = |n: usize| {
        format!("{}\"a\" \"b\" NIL NIL NIL NIL 1{}", "(".repeat(n), " \"mixed\")".repeat(n - 1) + ")")
    };
    // The list of items is one level itself.
    let fine = row(format!("* 1 FETCH (BODY {})", nested(63)).as_bytes());
    assert_eq!(fine.body_structure().unwrap().parts().count(), 63);
    for n in [64, 65, 100] {
        let row = row(format!("* 1 FETCH (BODY {} UID 1)", nested(n)).as_bytes());
        assert_eq!((row.damaged().len(), row.uid()), (1, Some(1)));
    }
    // A limit that is set too high does not reach the stack.
    let limits = Limits::default().with(|l| l.nesting = usize::MAX);
    let mut parser = Parser::new(&limits, &Leniency::default());
    let wire = format!("* 1 FETCH (BODY {})", nested(50_000));
    let Parsed::Response(Response::Data(Data::Fetch(row))) = parser.parse(Frame::from_wire(wire.as_bytes()))
    else {
        panic!()
    };
    assert_eq!(row.damaged().len(), 1);
}

#[test]
fn p12_p13_ranges_are_kept() {
    let Ok(Data::Vanished { uids, .. }) = data(b"* VANISHED (EARLIER) 1:4294967295") else { panic!() };
    assert_eq!(uids.len_numbers(), Some(4_294_967_295));
}

#[test]
fn p14_numbers_above_their_type() {
    for line in [
        "* 4294967296 EXISTS",
        "* 99999999999999999999 EXISTS",
        "* 4294967296 RECENT",
        "* 4294967296 EXPUNGE",
        "* 4294967296 FETCH (UID 1)",
        "* SEARCH 4294967296",
        "* SEARCH 5x",
    ] {
        assert!(malformed(line.as_bytes()), "{line}");
    }
    let row = row(b"* 1 FETCH (UID 4294967296 RFC822.SIZE 9223372036854775807 MODSEQ (5))");
    assert_eq!((row.uid(), row.size(), row.modseq()), (None, Some(i64::MAX.unsigned_abs()), Some(5)));
    assert_eq!(
        (row.damaged()[0].name.to_string().as_str(), &row.damaged()[0].raw[..]),
        ("UID", b"4294967296".as_slice())
    );
    let Ok(Data::MailboxStatus(status)) = data(b"* STATUS a (MESSAGES 4294967296 UIDNEXT 5)") else {
        panic!()
    };
    assert_eq!((status.messages(), status.uid_next(), status.damaged().len()), (None, Some(5), 1));
}

#[test]
fn p15_p47_impossible_numbers() {
    for line in ["* 0 EXPUNGE", "* 0 FETCH (UID 5)"] {
        let (parsed, violations, _) = parse(line.as_bytes());
        assert!(matches!(parsed, Parsed::Malformed(_)), "{line}");
        assert_eq!(violations.len(), 1, "{line}");
    }
    let (_, violations, _) = parse(b"* 1 FETCH (UID 0 FLAGS ())");
    assert_eq!((violations[0].what, violations[0].number), ("UID 0", Some(0)));
    assert_eq!(row(b"* 1 FETCH (UID 0 FLAGS ())").uid(), None);
    let (_, violations, _) = parse(b"* 1 FETCH (MODSEQ (9223372036854775808))");
    assert_eq!(violations.len(), 1);
    assert_eq!(row(b"* 1 FETCH (MODSEQ (9223372036854775807))").modseq(), Some(i64::MAX.unsigned_abs()));
    let (parsed, violations, _) = parse(b"* STATUS a (UIDVALIDITY 0 UIDNEXT 0 MESSAGES 0)");
    let Parsed::Response(Response::Data(Data::MailboxStatus(status))) = parsed else { panic!() };
    assert_eq!((status.uid_validity(), status.uid_next(), status.messages()), (None, None, Some(0)));
    assert_eq!(violations.len(), 2);
}

#[test]
fn p17_nul_in_a_line() {
    let (parsed, ..) = parse(b"* LIST () \"/\" \"a\0b\"");
    let Parsed::Malformed(malformed) = parsed else { panic!() };
    assert_eq!(&malformed.raw[..], b"* LIST () \"/\" \"a\0b\"");
    // In a literal it is data.
    assert_eq!(row(b"* 1 FETCH (BODY[] {3}\r\na\0b)").body().unwrap(), b"a\0b".as_slice());
    assert!(super::malformed(b"* 1 FETCH (BODY[] {3}\r\na\0b X \0)"));
    let mut parser = Parser::new(&Limits::default(), &Leniency::default().with(|l| l.nul = true));
    let Parsed::Response(Response::Data(Data::Fetch(row))) =
        parser.parse(Frame::from_wire(b"* 1 FETCH (BODY[] {3}\r\na\0b U\0ID 5\0)"))
    else {
        panic!()
    };
    assert_eq!((row.uid(), &row.body().unwrap()[..]), (Some(5), b"a\0b".as_slice()));
}

#[test]
fn p18_a_bare_lf_ends_no_quoted_string() {
    let row = row(b"* 1 FETCH (ENVELOPE (NIL \"x\n* BYE y\" NIL NIL NIL NIL NIL NIL NIL NIL) UID 4)");
    assert_eq!(row.envelope().unwrap().subject().unwrap(), "x\n* BYE y");
    assert_eq!(row.uid(), Some(4));
}

#[test]
fn p20_octets_are_kept() {
    let (status, _) = status(b"a OK \xff\xfe\xc0\x80");
    assert_eq!(status.text.as_bytes(), b"\xff\xfe\xc0\x80");
    let row = row(b"* 1 FETCH (ENVELOPE (NIL \"caf\xe9\" NIL NIL NIL NIL NIL NIL NIL NIL) X-\xff \xfe)");
    assert_eq!(row.envelope().unwrap().subject().unwrap().as_bytes(), b"caf\xe9");
    assert_eq!(row.other().len(), 1);
}

#[test]
fn p23_unknown_responses_are_values() {
    let Ok(Data::Unknown { number, keyword, values }) =
        data(b"* XEVIL (a {3}\r\nabc \"q\\\"\" 5 () NIL) [z]")
    else {
        panic!()
    };
    assert_eq!((number, keyword.to_string().as_str(), values.len()), (None, "XEVIL", 2));
    let list = values[0].as_list().unwrap();
    assert_eq!(list[1], Value::String(b"abc".as_slice().into()));
    assert_eq!(list[2], Value::String(b"q\"".as_slice().into()));
    assert_eq!((list[3].as_number(), &list[4], &list[5]), (Some(5), &Value::List(Vec::new()), &Value::Nil));
    assert_eq!(values[1].as_str(), Some("[z]"));
    let Ok(Data::Unknown { number: Some(99), .. }) = data(b"* 99 NOOP") else { panic!() };
    assert!(malformed(b"* XEVIL (a"));
    assert!(malformed(b"* XEVIL a)"));
}

#[test]
fn p38_conflicting_items() {
    let (parsed, violations, _) = parse(b"* 1 FETCH (UID 1 UID 2 FLAGS ())");
    let Parsed::Response(Response::Data(Data::Fetch(row))) = parsed else { panic!() };
    assert_eq!((row.uid(), violations.len()), (None, 1));
    let (parsed, violations, tolerated) = parse(b"* 1 FETCH (UID 1 UID 1)");
    let Parsed::Response(Response::Data(Data::Fetch(row))) = parsed else { panic!() };
    assert_eq!((row.uid(), violations.len(), tolerated), (Some(1), 0, 1));
}

#[test]
fn p39_wrong_types_cost_the_item() {
    for item in [
        "ENVELOPE \"x\"",
        "BODY \"x\"",
        "BODYSTRUCTURE 5",
        "FLAGS x",
        "UID (1)",
        "RFC822.SIZE x",
        "BODY[] (x)",
        "INTERNALDATE x",
        "INTERNALDATE \"x\"",
        "MODSEQ (x)",
        "MODSEQ (1 2)",
        "BODY[1..2] NIL",
        "ENVELOPE ((\"x\"",
        "ENVELOPE (NIL NIL 5 6)",
        "BODY (\"a\" \"b\" NIL NIL NIL NIL x)",
        "BODY ((\"a\" (\"b\" \"c\") (5)))",
    ] {
        let wire = format!("* 1 FETCH (UID 7 {item} FLAGS (\\Seen))");
        let row = row(wire.as_bytes());
        if item.matches('(').count() == item.matches(')').count() {
            assert!(row.flags().is_some() || item.starts_with("FLAGS"), "{item}");
        }
        if !item.starts_with("UID") {
            assert_eq!(row.uid(), Some(7), "{item}");
        }
        assert_eq!(row.damaged().len(), 1, "{item}: {row:?}");
    }
    let row = row(b"* 1 FETCH (BODY NIL ENVELOPE NIL UID 7)");
    assert!(row.body_structure().is_none() && row.envelope().is_none() && row.damaged().is_empty());
}

#[test]
fn p40_p41_unterminated_strings() {
    for line in ["* LIST () \"/\" \"abc", "* LIST () \"/\" \"abc\\", "* X \"abc", "* ID (\"a\" \"b"] {
        assert!(malformed(line.as_bytes()), "{line}");
    }
    let row = row(b"* 1 FETCH (UID 7 ENVELOPE (NIL \"abc\\) FLAGS ())");
    assert_eq!((row.uid(), row.damaged().len()), (Some(7), 1));
    assert_eq!(&row.damaged()[0].raw[..], b"(NIL \"abc\\) FLAGS ())");
    // A line end inside quotes is one: the framer saw a literal there.
    assert!(malformed(b"* LIST () \"/\" \"abc {3}\r\nxyz\""));
}

#[test]
fn p42_codes() {
    let (status, _) = status(b"* OK [X [y]] z");
    assert_eq!((status.code.unwrap().to_string().as_str(), status.text.as_str()), ("X [y]", Some("z")));
}

#[test]
fn p43_a_quoted_announcement_is_text() {
    let row = row(b"* 1 FETCH (X (\"fake {50}\") BODY[TEXT] {2}\r\nhi)");
    assert_eq!(row.body().unwrap(), b"hi".as_slice());
}

#[test]
fn p44_p45_lists_and_nodes_are_bounded() {
    let limits = Limits::default().with(|l| (l.list, l.body_nodes) = (10, 10));
    let parse = |wire: &str| {
        let mut parser = Parser::new(&limits, &Leniency::default());
        match parser.parse(Frame::from_wire(wire.as_bytes())) {
            Parsed::Response(Response::Data(Data::Fetch(row))) => row,
            other => panic!("{other:?}"),
        }
    };
    let part = "(\"a\" \"b\" NIL NIL NIL NIL 1)";
    let address = "(NIL NIL \"a\" \"b\")";
    for (n, damaged) in [(9, 0), (10, 0), (11, 1)] {
        assert_eq!(parse(&format!("* 1 FETCH (FLAGS ({}))", "\\X ".repeat(n))).damaged().len(), damaged);
        assert_eq!(parse(&format!("* 1 FETCH (X ({}))", "1 ".repeat(n - 1))).damaged().len(), damaged, "{n}");
        let envelope = format!("(NIL NIL ({}) NIL NIL NIL NIL NIL NIL NIL)", address.repeat(n));
        assert_eq!(parse(&format!("* 1 FETCH (ENVELOPE {envelope})")).damaged().len(), damaged);
        // The multipart is a node itself.
        let row = parse(&format!("* 1 FETCH (BODY ({} \"mixed\"))", part.repeat(n - 1)));
        assert_eq!(row.damaged().len(), damaged);
    }
}

#[test]
fn p48_delimiters() {
    for (text, delimiter, raw, violations) in [
        ("NIL", None, None, 0),
        ("\"\\\"\"", Some('"'), None, 0),
        ("\"ab\"", None, Some(b"ab".as_slice()), 1),
        ("\"\u{b7}\"", None, Some("\u{b7}".as_bytes()), 1),
        ("\"\"", None, None, 0),
        ("/", Some('/'), None, 0),
    ] {
        let (parsed, seen, _) = parse(format!("* LIST () {text} name").as_bytes());
        let Parsed::Response(Response::Data(Data::List(entry))) = parsed else { panic!("{text}") };
        assert_eq!((entry.delimiter(), entry.raw_delimiter()), (delimiter, raw), "{text}");
        assert_eq!((seen.len(), entry.name().to_string().as_str()), (violations, "name"));
    }
}

fn with_large(text: &[u8], large: Vec<Large>) -> Parsed {
    let frame = Frame::of_parts(BytesMut::from(text), large);
    Parser::new(&Limits::default(), &Leniency::default()).parse(frame)
}

fn fetched(parsed: Parsed) -> FetchRow {
    match parsed {
        Parsed::Response(Response::Data(Data::Fetch(row))) => row,
        other => panic!("{other:?}"),
    }
}

#[test]
fn large_bodies_are_moved_not_copied() {
    let octets = bytes::Bytes::from("x".repeat(20_000));
    let at = octets.as_ptr();
    let large = [Large::Data(octets), Large::Omitted { len: 5_000_000 }].into();
    let text = b"* 1 FETCH (BODY[1] {20000}\r\n UID 5 BODY[2] {5000000}\r\n BODY[3] {2}\r\nhi)";
    let mut row = fetched(with_large(text, large));
    assert_eq!(row.uid(), Some(5));
    assert_eq!(row.sections()[1].data(), &Payload::Omitted { len: 5_000_000 });
    assert_eq!(row.sections()[2].data().bytes().unwrap(), b"hi".as_slice());
    let body = row.take_body().unwrap();
    assert_eq!((body.as_ptr(), body.len()), (at, 20_000));
    assert!(body.is_unique(), "nothing else holds it");
}

#[test]
fn a_large_subject_is_put_into_the_text() {
    let subject = "s".repeat(20_000);
    let large = || -> Vec<Large> {
        [
            Large::Data("b".repeat(100_000).into()),
            Large::Data(subject.clone().into()),
            Large::Omitted { len: 99_999 },
        ]
        .into()
    };
    let text = b"* 1 FETCH (BODY[1] {100000}\r\n ENVELOPE (NIL {20000}\r\n NIL NIL NIL NIL NIL NIL NIL \"m\\\"\") X (\"y\") BODY[2] {99999}\r\n)";
    let row = fetched(with_large(text, large()));
    let envelope = row.envelope().unwrap();
    assert_eq!(envelope.subject().unwrap().as_bytes(), subject.as_bytes());
    assert_eq!(envelope.message_id().unwrap(), "m\"");
    assert_eq!(row.body().unwrap().len(), 100_000);
    assert_eq!(row.sections()[1].data(), &Payload::Omitted { len: 99_999 });
    assert_eq!((row.other().len(), row.damaged().len()), (1, 0));
    // Where the octets were left out, the item is damaged and the row is not.
    let text = b"* 1 FETCH (ENVELOPE (NIL {99999}\r\n NIL NIL NIL NIL NIL NIL NIL NIL) UID 5)";
    let row = fetched(with_large(text, [Large::Omitted { len: 99_999 }].into()));
    assert_eq!((row.uid(), row.damaged().len()), (Some(5), 1));
    // Names take the large literal as it is.
    let parsed = with_large(b"* LIST () \"/\" {20000}\r\n", [Large::Data(subject.clone().into())].into());
    let Parsed::Response(Response::Data(Data::List(entry))) = parsed else { panic!() };
    assert_eq!(entry.name().as_wire().unwrap().len(), 20_000);
    // Unknown items find theirs again.
    let text = b"* 1 FETCH (X {20000}\r\n Y (a {20001}\r\n) UID 3)";
    let large = [Large::Data("1".repeat(20_000).into()), Large::Data("2".repeat(20_001).into())].into();
    let row = fetched(with_large(text, large));
    assert_eq!(row.other()[0].1.as_bytes().unwrap().first(), Some(&b'1'));
    assert_eq!(row.other()[1].1.as_list().unwrap()[1].as_bytes().unwrap().len(), 20_001);
}

#[test]
fn a_row_that_is_cut_off_is_malformed() {
    for line in ["* 1 FETCH (UID 5", "* 1 FETCH (UID 5 X 5", "* 1 FETCH (UID x", "* 1 FETCH (", "* 1 FETCH"] {
        assert!(malformed(line.as_bytes()), "{line}");
    }
}

#[test]
fn literals_that_are_not_there_are_malformed() {
    assert!(matches!(with_large(b"* LIST () NIL {20000}\r\n", Vec::new()), Parsed::Malformed(_)));
    let row = fetched(with_large(b"* 1 FETCH (UID 5 BODY[] {20000}\r\n)", Vec::new()));
    assert_eq!((row.uid(), row.damaged().len()), (Some(5), 1));
    let row = fetched(with_large(b"* 1 FETCH (UID 5 BODY[] {200}\r\nshort)", Vec::new()));
    assert_eq!((row.uid(), row.damaged().len()), (Some(5), 1));
}

#[test]
fn many_damaged_items_stay_linear() {
    // An unterminated quote takes the rest, so it cannot be searched for again by each item.
    let wire = String::from("* 1 FETCH (") + &"UID \"x ".repeat(50_000) + ")";
    assert_eq!(row(wire.as_bytes()).damaged().len(), 1);
    let wire = String::from("* 1 FETCH (") + &"UID x ".repeat(9_999) + ")";
    assert_eq!(row(wire.as_bytes()).damaged().len(), 9_999);
    assert!(malformed((String::from("* 1 FETCH (") + &"UID x ".repeat(10_001) + ")").as_bytes()));
}
