use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::collections::HashSet;

use proptest::prelude::*;

use super::{FieldName, Partial, SectionPath, SectionText};

#[test]
fn both_ways() {
    let known = [
        (SectionPath::all(), ""),
        (SectionPath::header(), "HEADER"),
        (SectionPath::text(), "TEXT"),
        (SectionPath::part(&[1]).unwrap(), "1"),
        (SectionPath::part(&[4, 2, u32::MAX]).unwrap(), "4.2.4294967295"),
        (SectionPath::mime(&[4, 1]).unwrap(), "4.1.MIME"),
        (SectionPath::header().within(&[3]).unwrap(), "3.HEADER"),
        (SectionPath::text().within(&[2]).unwrap().within(&[3]).unwrap(), "3.2.TEXT"),
        (SectionPath::header_fields(&["From", "X-A"]).unwrap(), "HEADER.FIELDS (From X-A)"),
        (SectionPath::header_fields_not(&["a(b"]).unwrap(), "HEADER.FIELDS.NOT (\"a(b\")"),
        (SectionPath::header_fields(&["a\"\\]"]).unwrap(), "HEADER.FIELDS (\"a\\\"\\\\]\")"),
    ];
    for (section, wire) in known {
        assert_eq!(section.to_string(), wire);
        assert_eq!(SectionPath::parse(wire.as_bytes()), Some(section));
    }
}

#[test]
fn servers_spell_it_their_way() {
    let asked = SectionPath::header_fields(&["From", "To"]).unwrap();
    for echoed in [
        "HEADER.FIELDS (FROM TO)",
        "header.fields (\"From\" \"To\")",
        "HEADER.FIELDS ( from  to )",
        "HEADER.FIELDS (From \"To\") ",
    ] {
        assert_eq!(SectionPath::parse(echoed.as_bytes()).as_ref(), Some(&asked), "{echoed}");
    }
    assert_eq!(SectionPath::parse(b"1.mime"), SectionPath::mime(&[1]).ok());
    assert_ne!(SectionPath::parse(b"HEADER.FIELDS (To From)"), Some(asked));
    let names: HashSet<_> = ["From", "FROM", "fRom"].map(|name| FieldName::new(name).unwrap()).into();
    assert_eq!(names.len(), 1);
}

#[test]
fn what_is_no_section() {
    for wire in [
        "0",
        "1.",
        "1..2",
        ".1",
        "1.0",
        "4294967296",
        "-1",
        "MIME",
        "HEADERS",
        "HEADER.",
        "HEADER x",
        "1x",
        "1 2",
        "HEADER.FIELDS",
        "HEADER.FIELDS ()",
        "HEADER.FIELDS From",
        "HEADER.FIELDS (From",
        "HEADER.FIELDS (\"From)",
        "HEADER.FIELDS (\"From\\",
        "HEADER.FIELDS (a:b)",
        "HEADER.FIELDS (\"\")",
        "HEADER.FIELDS (\"a\"b)",
        "HEADER.FIELDS (a\"b\")",
        "TEXT (a)",
        "\u{fc}",
    ] {
        assert_eq!(SectionPath::parse(wire.as_bytes()), None, "{wire}");
    }
}

#[test]
fn arguments_cannot_break_out() {
    for name in ["", "From:", "a b", "a\r\nb", "a\0", "\u{fc}", "From)] X", "\t", "\u{7f}"] {
        assert!(SectionPath::header_fields(&[name]).is_err(), "{name:?}");
    }
    assert!(SectionPath::header_fields(&[]).is_err());
    assert!(SectionPath::part(&[]).is_err());
    assert!(SectionPath::part(&[1, 0]).is_err());
    assert!(SectionPath::mime(&[]).is_err());
}

#[test]
fn accessors() {
    let section = SectionPath::text().within(&[1, 2]).unwrap();
    assert_eq!(section.numbers().iter().map(|number| number.get()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(section.what(), &SectionText::Text);
    assert!(SectionPath::default().is_all() && !section.is_all());
}

#[test]
fn partial() {
    assert_eq!(Partial::new(0, 1024).unwrap().to_string(), "<0.1024>");
    let largest = Partial::new(i64::MAX as u64, i64::MAX as u64).unwrap();
    assert_eq!((largest.offset(), largest.len().get()), (i64::MAX as u64, i64::MAX as u64));
    for (offset, len) in [(0, 0), (1 << 63, 1), (0, 1 << 63)] {
        assert!(Partial::new(offset, len).is_err());
    }
}

proptest! {
    #[test]
    fn any_section_comes_back(
        numbers in proptest::collection::vec(1_u32.., 0..5),
        names in proptest::collection::vec("[!-9;-~]{1,8}", 1..4),
        not in any::<bool>(),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let make = if not { SectionPath::header_fields_not } else { SectionPath::header_fields };
        let mut section = make(&names).unwrap();
        if !numbers.is_empty() {
            section = section.within(&numbers).unwrap();
        }
        let wire = section.to_string();
        prop_assert!(wire.bytes().all(|octet| matches!(octet, 0x20..=0x7e)));
        prop_assert_eq!(SectionPath::parse(wire.as_bytes()), Some(section));
    }

    #[test]
    fn no_octets_panic(wire in "[0-9.HEADRFILSNOT\"\\\\() ]{0,30}") {
        if let Some(section) = SectionPath::parse(wire.as_bytes()) {
            prop_assert_eq!(SectionPath::parse(section.to_string().as_bytes()), Some(section));
        }
    }
}
