use alloc::vec::Vec;

use proptest::prelude::*;
use time::{Date, Month, OffsetDateTime, UtcOffset};

use super::{format_date, format_internal_date, parse_date, parse_internal_date};

/// Measured with CPython 3.11, `calendar.timegm(imaplib.Internaldate2tuple(..))` and `TZ=UTC`.
const IMAPLIB: &[(&str, i64)] = &[
    ("01-Jan-2000 00:00:00 +0000", 946_684_800),
    ("17-Jul-1996 02:44:25 -0700", 837_596_665),
    (" 7-Feb-1994 21:52:25 -0800", 760_686_745),
    ("01-Jan-2000 11:30:00 +1130", 946_684_800),
    ("31-Dec-1999 12:30:00 -1130", 946_684_800),
    ("01-Jan-2000 23:59:60 +0000", 946_771_200),
    ("29-Feb-2024 23:59:59 +1400", 1_709_200_799),
];

#[test]
fn reads_what_imaplib_reads() {
    for (text, seconds) in IMAPLIB {
        let read = parse_internal_date(text.as_bytes()).unwrap();
        assert_eq!(read.unix_timestamp(), *seconds, "{text}");
    }
}

#[test]
fn reads_what_servers_send_besides() {
    // No padding; month in another case (imaplib raises KeyError).
    for text in ["7-Feb-1994 21:52:25 -0800", " 7-FEB-1994 21:52:25 -0800", "07-feb-1994 21:52:25 -0800"] {
        let read = parse_internal_date(text.as_bytes()).unwrap();
        assert_eq!(read.unix_timestamp(), 760_686_745, "{text}");
        assert_eq!(read.offset(), UtcOffset::from_hms(-8, 0, 0).unwrap());
    }
}

#[test]
fn anything_else_is_none() {
    for text in [
        "",
        "00-Jan-0000 00:00:00 +0000",
        "30-Feb-2024 00:00:00 +0000",
        "01-Foo-2000 00:00:00 +0000",
        "01-Jan-00 00:00:00 +0000",
        "01-Jan-20000 00:00:00 +0000",
        "01-Jan-2000 24:00:00 +0000",
        "01-Jan-2000 00:60:00 +0000",
        "01-Jan-2000 00:00:61 +0000",
        "01-Jan-2000 00:00:00 0000",
        "01-Jan-2000 00:00:00 +0060",
        "01-Jan-2000 00:00:00 +9999",
        "01-Jan-2000 00:00:00 +000",
        "01-Jan-2000 00:00:00 +0000 ",
        "01-Jan-2000 00:00:00",
        "\"01-Jan-2000 00:00:00 +0000\"",
        "31-Dec-9999 23:59:60 +0000",
        "  1-Jan-2000 00:00:00 +0000",
        "001-Jan-2000 00:00:00 +0000",
    ] {
        assert_eq!(parse_internal_date(text.as_bytes()), None, "{text}");
    }
    for text in ["", "1-Feb-1994 ", " 1-Feb-1994", "0-Feb-1994", "1-Feb-94", "29-Feb-2023", "Feb-1-1994"] {
        assert_eq!(parse_date(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn day_is_padded_in_a_date_time_and_never_in_a_search() {
    let when = OffsetDateTime::from_unix_timestamp(760_686_745).unwrap();
    let when = when.to_offset(UtcOffset::from_hms(-8, 0, 0).unwrap());
    assert_eq!(format_internal_date(when).unwrap(), " 7-Feb-1994 21:52:25 -0800");
    assert_eq!(format_date(when.date()).unwrap(), "7-Feb-1994");
    let when = OffsetDateTime::from_unix_timestamp(2_000_000_000).unwrap();
    let when = when.to_offset(UtcOffset::from_hms(1, 30, 0).unwrap());
    assert_eq!(format_internal_date(when).unwrap(), "18-May-2033 05:03:20 +0130");
    assert_eq!(format_date(when.date()).unwrap(), "18-May-2033");
    assert_eq!(parse_date(b"07-fEB-1994"), parse_date(b"7-Feb-1994"));
}

#[test]
fn what_the_grammar_cannot_say() {
    let early = Date::from_calendar_date(-1, Month::January, 1).unwrap();
    assert!(format_date(early).is_err());
    assert!(format_internal_date(early.midnight().assume_utc()).is_err());
    // Paris before 1911: seconds in the offset.
    let paris = UtcOffset::from_hms(0, 9, 21).unwrap();
    let when = OffsetDateTime::from_unix_timestamp(-2_000_000_000).unwrap().to_offset(paris);
    let text = format_internal_date(when).unwrap();
    assert!(text.ends_with("+0009"), "{text}");
    assert_eq!(parse_internal_date(text.as_bytes()), Some(when));
    // Cutting the offset may leave the years that can be written.
    let last = Date::MAX.with_hms(23, 59, 59).unwrap();
    let offset = UtcOffset::from_hms(0, 0, -59).unwrap();
    assert!(format_internal_date(last.assume_offset(offset)).is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read(seconds in -62_000_000_000_i64..253_000_000_000, minutes in -1439..1440_i32) {
        let offset = UtcOffset::from_whole_seconds(minutes * 60).unwrap();
        let when = OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(offset);
        let text = format_internal_date(when).unwrap();
        prop_assert_eq!(text.len(), 26);
        let read = parse_internal_date(text.as_bytes()).unwrap();
        prop_assert_eq!(read, when);
        prop_assert_eq!(read.offset(), offset);
        let date = format_date(when.date()).unwrap();
        prop_assert_eq!(parse_date(date.as_bytes()), Some(when.date()));
    }

    #[test]
    fn no_octets_panic(octets in proptest::collection::vec(any::<u8>(), 0..40), at in 0_usize..26, octet in any::<u8>()) {
        let _ = parse_internal_date(&octets);
        let _ = parse_date(&octets);
        let mut nearly: Vec<u8> = b"17-Jul-1996 02:44:25 -0700".to_vec();
        nearly[at] = octet;
        let _ = parse_internal_date(&nearly);
    }
}
