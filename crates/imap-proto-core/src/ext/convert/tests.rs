use alloc::format;
use alloc::vec::Vec;

use super::{ConversionData, Conversions, Convert, ConvertItem, Converted, ConvertedRow, UidConvert};
use crate::command::testing::{Fate, Running, refused, segments, tag, wire};
use crate::command::{Command as _, Numbering};
use crate::error::EncodeError;
use crate::ext::shared::testing::{is_one_argument, needs, takes_no_nul};
use crate::ext::{Bare, ExtCode, ExtData};
use crate::parse::{data, status};
use crate::response::{Code, Data, Value};
use crate::types::{NameForm, Partial, SectionPath, SeqSet, UidSet};

fn part() -> SectionPath {
    SectionPath::part(&[3]).unwrap()
}

fn seq() -> SeqSet {
    SeqSet::one(2).unwrap()
}

fn text() -> Convert {
    Convert::new(seq(), "text/plain").item(ConvertItem::binary(part()))
}

/// The row, if it answers the tag of the tests.
fn row(wire: &str) -> Option<ConvertedRow> {
    let wire = wire.replace("$TAG", tag().as_str());
    ConvertedRow::from_wire(wire.as_bytes()).ok().filter(|row| row.is_of(&tag()) && row.odd.is_empty())
}

#[test]
fn rows_of_rfc_5259() {
    let found =
        row("* 2 CONVERTED (TAG \"$TAG\") (UID 100 BINARY[3] ~{5}\r\na)\nbc BINARY.SIZE[4] 3135)").unwrap();
    assert_eq!((found.seq, found.uid), (2, Some(100)));
    assert_eq!(found.data(&part()), Some(b"a)\nbc".as_slice()));
    assert!(matches!(found.items[1].1, Converted::Value(Value::Number(3135))));
    let found = row("* 2 converted (tag \"$TAG\") (binary[3]<2001> \"piece\")").unwrap();
    assert_eq!(found.data(&part()), Some(b"piece".as_slice()));
    let found = row("* 2 CONVERTED (TAG \"$TAG\") (BODY[HEADER] {2}\r\nx\n)").unwrap();
    assert_eq!(found.data(&SectionPath::header()), Some(b"x\n".as_slice()));
    assert_eq!(found.data(&part()), None);
    let types =
        row("* 2 CONVERTED (TAG \"$TAG\") (AVAILABLECONVERSIONS[2] ((\"IMAGE/PNG\" \"image/tiff\")))")
            .unwrap();
    let Converted::Value(list) = &types.items[0].1 else { panic!("{types:?}") };
    assert_eq!(list.as_list().unwrap()[0].as_list().unwrap().len(), 2);
}

#[test]
fn conversions_that_fail() {
    let wire = "* 2 CONVERTED (TAG \"$TAG\") (BINARY[3] (ERROR \"Source text has non us-ascii\" BADPARAMETERS \
                \"text/html\" \"text/plain\" (\"charset\" \"us-ascii\")))";
    let found = row(wire).unwrap();
    assert_eq!(found.data(&part()), None);
    let Converted::Error { text, code, details } = &found.items[0].1 else { panic!("{found:?}") };
    assert_eq!((&text[..], details.len()), (b"Source text has non us-ascii".as_slice(), 3));
    assert!(code.eq_ignore_ascii_case("badparameters"));
}

#[test]
fn rows_of_others_are_theirs() {
    for wire in [
        "* 2 CONVERTED (TAG \"other\") (BINARY[3] \"x\")",
        "* 2 CONVERTED (BINARY[3] \"x\")",
        "* 0 CONVERTED (TAG \"$TAG\") (BINARY[3] \"x\")",
        "* 2 CONVERTED (TAG \"$TAG\") (BINARY[3])",
        "* 2 CONVERTED (TAG \"$TAG\") (\"BINARY[3]\" \"x\")",
        "* 2 CONVERTED (TAG \"$TAG\")",
        "* CONVERTED (TAG \"$TAG\") (BINARY[3] \"x\")",
        "* 2 REVERTED (TAG \"$TAG\") (BINARY[3] \"x\")",
    ] {
        assert_eq!(row(wire), None, "{wire}");
    }
    assert!(row("* 2 CONVERTED (TAG \"$TAG\") (UID 0)").unwrap().uid.is_none());
    let odd = ConvertedRow::from_wire(b"* 2 CONVERTED (TAG x) (A 1 \"B\" 2 C)").unwrap();
    assert_eq!((odd.items.len(), odd.odd.len()), (1, 3));
    // No other row has a number.
    assert!(matches!(data(b"* 2 QUOTA x ()"), Ok(Data::Unknown { number: Some(2), .. })));
}

#[test]
fn wire_forms() {
    assert_eq!(wire(text()), "CONVERT 2 (\"text/plain\") (BINARY[3])");
    let more = text().param("charset", "us-ascii").param("a", "b").item(ConvertItem::BinarySize(part()));
    assert_eq!(
        wire(more),
        "CONVERT 2 (\"text/plain\" (\"charset\" \"us-ascii\" \"a\" \"b\")) (BINARY[3] BINARY.SIZE[3])"
    );
    let all = UidConvert::to_default(UidSet::all())
        .item(ConvertItem::Uid)
        .item(ConvertItem::Binary(part(), Some(Partial::new(0, 9).unwrap())))
        .item(ConvertItem::BodyPartStructure(part()))
        .item(ConvertItem::Body(SectionPath::header()))
        .item(ConvertItem::AvailableConversions(part()))
        .item(ConvertItem::Uid);
    assert_eq!(
        wire(all),
        "UID CONVERT 1:* (NIL) (UID BINARY[3]<0.9> BODYPARTSTRUCTURE[3] BODY[HEADER] AVAILABLECONVERSIONS[3])"
    );
    assert_eq!(wire(Conversions::new("image/gif", "image/*")), "CONVERSIONS image/gif \"image/*\"");
}

#[test]
fn what_cannot_be_asked() {
    for kind in ["", "text", "text/", "/plain", "text/pl ain", "text/plain\"", "a/b\r\nc", "text/é"] {
        let convert = Convert::new(seq(), kind).item(ConvertItem::binary(part()));
        assert!(matches!(refused(convert), EncodeError::Invalid { what: "media type", .. }), "{kind}");
    }
    assert!(matches!(refused(Convert::to_default(seq())), EncodeError::Invalid { .. }));
    is_one_argument(|t| text().param(t, "x"));
    is_one_argument(|t| text().param("x", t));
    is_one_argument(|t| Conversions::new(t, "x"));
    is_one_argument(|t| Conversions::new("x", t));
    takes_no_nul(|t| text().param("x", t));
    takes_no_nul(|t| Conversions::new("x", t));
}

#[test]
fn conversions_and_codes() {
    let found = ConversionData::from_wire(b"* CONVERSION \"text/html\" \"text/plain\"").unwrap();
    assert!(found.params.is_empty());
    for wire in ["* CONVERSION", "* CONVERSION \"a/b\"", "* CONVERSION \"a/b\" \"c/d\" e"] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
    let code = |wire: &str| status(format!("a NO [{wire}] x").as_bytes());
    let limit = super::MaxConvert { limit: 5 };
    for (wire, expected) in [
        ("TEMPFAIL", ExtCode::TempFail(Bare)),
        ("MAXCONVERTMESSAGES 5", ExtCode::MaxConvertMessages(limit)),
        ("maxconvertparts 5", ExtCode::MaxConvertParts(limit)),
    ] {
        assert_eq!(code(wire).0.code, Some(Code::Ext(expected)), "{wire}");
    }
    let (status, violations) = code("MAXCONVERTPARTS 0");
    assert_eq!((status.code, violations), (None, 1));
}

#[test]
fn the_rows_of_this_command() {
    let mut command = text();
    segments(&mut command, &crate::command::testing::dialect(&[], NameForm::Utf8)).unwrap();
    let mut running = Running::new(command);
    let of = |tag: &str| data(format!("* 2 CONVERTED (TAG \"{tag}\") (BINARY[3] \"x\")").as_bytes()).unwrap();
    assert_eq!(running.data(of("other")), Fate::Passed);
    assert_eq!(running.data(Data::Exists(3)), Fate::Passed);
    assert_eq!(running.data(of(tag().as_str())), Fate::Taken);
    assert_eq!(running.output().len(), 1);
    let mut running = Running::new(Conversions::new("*", "*"));
    let one = ConversionData::from_wire(b"* CONVERSION \"a/b\" \"c/d\"").unwrap();
    assert_eq!(running.data(Data::Ext(ExtData::Conversion(one.clone()))), Fate::Taken);
    assert_eq!(running.output(), Vec::from([one]));
    Running::new(text()).cannot_be_refused_into_success();
    Running::new(Conversions::new("*", "*")).cannot_be_refused_into_success();
}

#[test]
fn what_the_connection_has_to_know() {
    needs(&text(), &text().unchecked(), &["CONVERT"]);
    let uid = || UidConvert::to_default(UidSet::all());
    needs(&uid(), &uid().unchecked(), &["CONVERT"]);
    needs(&Conversions::new("*", "*"), &Conversions::new("*", "*").unchecked(), &["CONVERT"]);
    assert_eq!(text().traits().numbering, Numbering::Frozen { carries: true });
    assert_eq!(uid().traits().numbering, Numbering::Free { carries: false });
}
