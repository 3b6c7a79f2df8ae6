//! Properties: no octets make the parser panic, and what was built reads back.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use bytes::{Bytes, BytesMut};
use proptest::prelude::*;

use crate::frame::{Frame, Large};
use crate::limits::{Leniency, Limits};
use crate::parse::{Parsed, Parser, literal_head};
use crate::response::{Data, Envelope, FetchRow, ListEntry, MailboxStatus, Response, StatusItem};
use crate::types::{Flag, NameForm, SectionPath};

/// Pieces that lead deep into the parser when they are strung together.
const PIECES: [&str; 60] = [
    "* ",
    "+ ",
    "a1 ",
    "OK ",
    "NO ",
    "[",
    "] ",
    "1 ",
    "0 ",
    "4294967296 ",
    "FETCH ",
    "(",
    ") ",
    "(",
    ")",
    "UID ",
    "FLAGS ",
    "\\Seen ",
    "ENVELOPE ",
    "BODYSTRUCTURE ",
    "BODY",
    "BODY[",
    "BODY[HEADER.FIELDS (",
    "]<0> ",
    "NIL ",
    "\"",
    "\\",
    "\"a b\" ",
    "\"a\\\"b\" ",
    "{0}\r\n",
    "{3}\r\nabc",
    "{20000}\r\n",
    "~{1}\r\nx",
    "\r\n",
    " ",
    "  ",
    "LIST ",
    "STATUS ",
    "SEARCH ",
    "VANISHED ",
    "(EARLIER) ",
    "1:5 ",
    "NAMESPACE ",
    "ID ",
    "CAPABILITY ",
    "EXISTS ",
    "UIDVALIDITY ",
    "COPYUID ",
    "PERMANENTFLAGS ",
    "MODSEQ ",
    "\"text\" \"plain\" NIL NIL NIL NIL 5 ",
    "\"message\" \"rfc822\" NIL NIL NIL NIL 5 ",
    "\"mixed\" ",
    "INTERNALDATE ",
    "RFC822.SIZE ",
    "-1 ",
    "9.5e3 ",
    "BINARY[1] ",
    "\u{e9}",
    "\0",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        9 => prop::sample::select(PIECES.as_slice()).prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..5),
    ];
    let start =
        prop::sample::select(vec!["* 1 FETCH (", "* ", "* LIST (", "* STATUS ", "* OK [", "a OK [", ""]);
    (start, prop::collection::vec(piece, 0..40))
        .prop_map(|(start, pieces)| [start.as_bytes(), &pieces.concat()].concat())
}

fn large() -> impl Strategy<Value = Vec<Large>> {
    prop::collection::vec(
        prop_oneof![
            Just(Large::Data(Bytes::from(vec![b'x'; 20_000]))),
            Just(Large::Omitted { len: 20_000 }),
            any::<u8>().prop_map(|c| Large::Data(Bytes::from(vec![c; 3]))),
        ],
        0..3,
    )
}

/// Touches everything a value holds.
fn touch(parsed: &Parsed) {
    assert_eq!(parsed, &parsed.clone());
    assert!(!format!("{parsed:?}").is_empty());
    if let Parsed::Response(Response::Data(Data::Fetch(row))) = parsed {
        assert_eq!(&row.clone().compact(), row);
        for part in row.body_structure().iter().flat_map(|body| body.parts()) {
            assert!(part.children().count() <= row.approx_octets());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_octets_make_it_panic(text in soup(), large in large()) {
        for leniency in [Leniency::default(), Leniency::default().with(|l| l.nul = true)] {
            let mut parser = Parser::new(&Limits::default(), &leniency);
            let parsed = parser.parse(Frame::of_parts(BytesMut::from(&text[..]), large.clone()));
            if let Parsed::Malformed(malformed) = &parsed {
                prop_assert!(malformed.error.offset <= malformed.raw.len());
                prop_assert!(leniency.nul || malformed.raw == text, "malformed lines are kept verbatim");
            }
            touch(&parsed);
        }
        let head = literal_head(&text, 5, &Limits::default());
        prop_assert_eq!(head.len, 5);
    }

    #[test]
    fn a_parser_forgets(first in soup(), second in soup(), large in large()) {
        let frame = |text: &[u8], large: &[Large]| Frame::of_parts(BytesMut::from(text), large.to_vec());
        let mut parser = Parser::new(&Limits::default(), &Leniency::default());
        drop(parser.parse(frame(&first, &large)));
        let after = parser.parse(frame(&second, &large));
        let mut fresh = Parser::new(&Limits::default(), &Leniency::default());
        prop_assert_eq!(after, fresh.parse(frame(&second, &large)));
    }
}

/// A writer of its own: quoted where it can be, else a literal.
fn string(octets: &[u8]) -> Vec<u8> {
    if octets.iter().any(|c| matches!(c, 0 | b'\r' | b'\n')) || octets.len() % 5 == 4 {
        return [format!("{{{}}}\r\n", octets.len()).as_bytes(), octets].concat();
    }
    let escaped =
        octets.iter().flat_map(|c| if matches!(c, b'"' | b'\\') { vec![b'\\', *c] } else { vec![*c] });
    [vec![b'"'], escaped.collect(), vec![b'"']].concat()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[ -~]{0,20}", 1 => "\\PC{0,8}", 1 => "[\"\\\\a \r\n]{0,12}"]
}

type Person = (String, String, String);

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec((text(), text(), text()), 0..4)
}

fn envelope_wire(strings: &[String; 4], lists: &[Vec<Person>; 6]) -> Vec<u8> {
    let mut out = b"(".to_vec();
    out.extend([string(strings[0].as_bytes()), b" ".to_vec(), string(strings[1].as_bytes())].concat());
    for list in lists {
        out.push(b' ');
        if list.is_empty() {
            out.extend(b"NIL");
            continue;
        }
        out.push(b'(');
        for (name, mailbox, host) in list {
            let name = if name.is_empty() { b"NIL".to_vec() } else { string(name.as_bytes()) };
            out.extend(
                [
                    b"(",
                    &name[..],
                    b" NIL ",
                    &string(mailbox.as_bytes()),
                    b" ",
                    &string(host.as_bytes()),
                    b")",
                ]
                .concat(),
            );
        }
        out.push(b')');
    }
    for one in &strings[2..] {
        out.extend([b" ", &string(one.as_bytes())[..]].concat());
    }
    [out, b")".to_vec()].concat()
}

fn envelope_built(strings: &[String; 4], lists: &[Vec<Person>; 6]) -> Envelope {
    let mut b = Envelope::builder().date(&strings[0]).subject(&strings[1]);
    b = b.in_reply_to(&strings[2]).message_id(&strings[3]);
    for (n, list) in lists.iter().enumerate() {
        for (name, mailbox, host) in list {
            b = match n {
                0 => b.from(name, mailbox, host),
                1 => b.sender(name, mailbox, host),
                2 => b.reply_to(name, mailbox, host),
                3 => b.to(name, mailbox, host),
                4 => b.cc(name, mailbox, host),
                _ => b.bcc(name, mailbox, host),
            };
        }
    }
    b.build()
}

proptest! {
    #[test]
    fn an_envelope_reads_back(
        strings in [text(), text(), text(), text()],
        lists in [people(), people(), people(), people(), people(), people()],
    ) {
        let built = envelope_built(&strings, &lists);
        prop_assert_eq!(built.subject().unwrap().as_bytes(), strings[1].as_bytes());
        let read = Envelope::from_wire(&envelope_wire(&strings, &lists)).unwrap();
        prop_assert_eq!(&read, &built);
        prop_assert_eq!(read.compact(), built);
    }

    #[test]
    fn a_list_entry_reads_back(
        name in "[ -~]{1,20}", delimiter in proptest::option::of("[!-~]"),
        known in prop::sample::subsequence(vec!["\\Noselect", "\\HasChildren", "\\Sent", "\\X-Odd", "\\Y"], 0..5),
    ) {
        let mut built = ListEntry::builder(name.as_str());
        for attribute in &known {
            built = built.attribute(attribute);
        }
        if let Some(delimiter) = &delimiter {
            built = built.delimiter(delimiter.chars().next().unwrap());
        }
        let built = built.build();
        let wire_name = built.name().to_wire(NameForm::ModifiedUtf7).unwrap();
        let delimiter = delimiter.map_or_else(|| b"NIL".to_vec(), |d| string(d.as_bytes()));
        let head = format!("* LIST ({}) ", known.join(" "));
        let wire = [head.as_bytes(), &delimiter, b" ", &string(&wire_name)].concat();
        let read = ListEntry::from_wire(&wire).unwrap();
        prop_assert_eq!(&read, &built);
        prop_assert_eq!(read.compact(), built);
    }

    #[test]
    fn a_status_reads_back(name in "[ -~]{1,20}", values in prop::collection::vec(1..=u32::MAX, 8)) {
        let items = [StatusItem::Messages, StatusItem::Recent, StatusItem::UidNext, StatusItem::UidValidity,
            StatusItem::Unseen, StatusItem::Deleted, StatusItem::Size, StatusItem::HighestModSeq];
        let mut built = MailboxStatus::builder(name.as_str());
        let mut list = Vec::new();
        for (item, value) in items.iter().zip(&values) {
            built = built.item(item.clone(), u64::from(*value));
            list.push(format!("{item} {value}"));
        }
        let built = built.build();
        let wire_name = built.name().to_wire(NameForm::ModifiedUtf7).unwrap();
        let tail = format!(" ({})", list.join(" "));
        let wire = [b"* STATUS ", &string(&wire_name)[..], tail.as_bytes()].concat();
        let read = MailboxStatus::from_wire(&wire).unwrap();
        prop_assert_eq!(&read, &built);
        prop_assert_eq!(read.uid_next(), Some(values[2]));
    }

    #[test]
    fn a_row_reads_back(
        seq in 1..=u32::MAX, uid in 1..=u32::MAX, size in 0..i64::MAX.unsigned_abs(), modseq in 1..i64::MAX.unsigned_abs(),
        words in prop::collection::vec("[A-Za-z$][A-Za-z0-9\\[\\]_-]{0,8}", 0..6), body in prop::collection::vec(any::<u8>(), 0..50),
        seconds in 0_i64..4_000_000_000, zone in -720_i32..=840,
    ) {
        let words: Vec<_> = words.into_iter().filter(|w| !w.eq_ignore_ascii_case("NIL") && !w.contains(']')).collect();
        let flags = words.iter().map(|word| Flag::keyword(word).unwrap()).chain([Flag::Seen]);
        let offset = time::UtcOffset::from_whole_seconds(zone * 60).unwrap();
        let date = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(offset);
        let built = FetchRow::builder(seq).uid(uid).size(size).modseq(modseq).flags(flags).internal_date(date)
            .section(SectionPath::text(), body.clone()).build();
        prop_assert_eq!(built.internal_date(), Some(date));
        let date = crate::types::format_internal_date(date).unwrap();
        let date = date.trim_matches('"').to_string();
        let head = format!("* {seq} FETCH (MODSEQ ({modseq}) UID {uid} FLAGS {} INTERNALDATE \"{date}\" RFC822.SIZE {size} \
            BODY[TEXT] {{{}}}\r\n", built.flags().unwrap(), body.len());
        let wire = [head.as_bytes(), &body, b")\r\n"].concat();
        let read = FetchRow::from_wire(&wire).unwrap();
        prop_assert_eq!(&read, &built);
        prop_assert_eq!(read.compact(), built);
    }
}
