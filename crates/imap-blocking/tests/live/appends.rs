//! What is stored: APPEND, MULTIAPPEND, CATENATE, BINARY, APPENDUID.

use imap_blocking::core::command::{
    Append, AppendMessage, AppendStream, Fetch, FetchItem, SearchKey, UidFetch,
};
use imap_blocking::core::ext::catenate::CatPart;
use imap_blocking::core::ext::{MultiAppend, UidExpunge, binary};
use imap_blocking::core::response::Code;
use imap_blocking::core::types::{SectionPath, SeqSet, parse_internal_date};
use imap_blocking::core::{Flag, ext::ExtCode};
use imap_blocking::prelude::*;

use super::{done, filled, is, message, no, numbers, uids};
use crate::server;

const ENCODED: &str = "From: a@x\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n\
    --b\r\nContent-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC/w==\r\n\
    --b--\r\n";

#[test]
pub(crate) fn one_by_one() {
    let Some(mut s) = filled("Appended") else { return };
    let validity = s.selected().unwrap().uid_validity.unwrap();
    let date = parse_internal_date(b"17-Jul-1996 02:44:25 -0700").unwrap();
    let append = Append::new("Appended", message(1)).flags([Flag::Seen, Flag::Draft]).date(date);
    let stored = s.run(append).unwrap().unwrap();
    assert_eq!((stored.uid_validity, stored.uids), (validity, uids("5")));
    let row = &s.run(UidFetch::new(uids("5")).flags().internal_date()).unwrap()[0];
    assert_eq!(row.internal_date().map(|date| date.unix_timestamp()), Some(date.unix_timestamp()));
    assert!(row.flags().unwrap().is_seen() && row.flags().unwrap().is_draft());
    let long = format!("Subject: long\r\n\r\n{}", "0123456789abcdef\r\n".repeat(9000));
    let stored =
        s.upload(AppendStream::new("Appended", long.len() as u64), long.as_bytes()).unwrap().unwrap();
    assert_eq!(stored.uids, uids("6"));
    s.noop().unwrap();
    let rows = s.run(Fetch::new(numbers("6")).body_peek(SectionPath::all())).unwrap();
    assert_eq!(rows[0].body().unwrap(), &long);
    let refused = no(&mut s, Append::new("Nowhere", message(2)));
    assert!(refused.is_try_create(), "{refused}");
    done(s);
}

#[test]
pub(crate) fn several() {
    let Some(mut s) = filled("Several") else { return };
    let one = AppendMessage::new(message(1)).flags([Flag::Flagged]);
    let stored = s.run(MultiAppend::new("Several").message(one).message(message(2))).unwrap().unwrap();
    assert_eq!(stored.uids, uids("5:6"));
    s.noop().unwrap();
    assert_eq!(s.search(SearchKey::flagged()).unwrap().numbers, [5]);
    assert!(no(&mut s, MultiAppend::new("Nowhere").message(message(1)).message(message(2))).is_try_create());
    done(s);
}

#[test]
pub(crate) fn catenate() {
    let Some(mut s) = filled("Catenated") else { return };
    let validity = s.selected().unwrap().uid_validity.unwrap();
    let url = |uid: u32, section: &str| {
        CatPart::url(format!("/Catenated;UIDVALIDITY={validity}/;UID={uid}/;SECTION={section}"))
    };
    let parts = [url(4, "HEADER"), CatPart::text("added\r\n"), url(1, "TEXT")];
    let stored = s.run(Append::message("Catenated", AppendMessage::catenate(parts))).unwrap().unwrap();
    assert_eq!(stored.uids, uids("5"));
    s.noop().unwrap();
    let rows = s.run(Fetch::new(numbers("5")).envelope().body_peek(SectionPath::text())).unwrap();
    assert_eq!(rows[0].envelope().unwrap().subject().unwrap(), "two");
    let text = rows[0].section(&SectionPath::text()).unwrap().bytes().unwrap();
    assert_eq!(text, "added\r\nlonger than the others\r\n");
    let message = AppendMessage::catenate([url(77, "TEXT")]);
    let refused = no(&mut s, Append::message("Catenated", message));
    let Some(Code::Ext(ExtCode::BadUrl(bad))) = &refused.code else { panic!("{refused}") };
    assert!(bad.url().ends_with(b";UID=77/;SECTION=TEXT"));
    done(s);
}

#[test]
pub(crate) fn binary_parts() {
    let Some(mut s) = server::login() else { return };
    s.create("Binary").unwrap();
    s.append("Binary", ENCODED).unwrap();
    let plain = AppendMessage::new("Subject: plain\r\n\r\nas it is\r\n").binary();
    s.run(Append::message("Binary", plain)).unwrap();
    s.select("Binary").unwrap();
    let part = |number: u32| SectionPath::part(&[number]).unwrap();
    let fetch = UidFetch::new(uids("1")).item(FetchItem::binary(part(2))).item(binary::size(part(2)));
    let rows = s.run(fetch).unwrap();
    assert_eq!(rows[0].section(&part(2)).unwrap().bytes().unwrap().as_ref(), b"\0\x01\x02\xff");
    assert!(rows[0].sections()[0].is_binary());
    assert_eq!(rows[0].binary_size(&part(2)), Some(4));
    let rows = s.run(Fetch::new(numbers("1")).body_structure()).unwrap();
    let structure = rows[0].body_structure().unwrap();
    assert_eq!(structure.part(&[2]).unwrap().file_name().unwrap(), "x.bin");
    assert_eq!(structure.root().unwrap().children().count(), 2);
    let rows = s.run(Fetch::new(numbers("2")).body_peek(SectionPath::text())).unwrap();
    assert_eq!(rows[0].section(&SectionPath::text()).unwrap().bytes().unwrap(), "as it is\r\n");
    let unknown = "Subject: odd\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: x-nonsense\r\n\r\n???\r\n";
    s.append("Binary", unknown).unwrap();
    s.noop().unwrap();
    let refused = no(&mut s, Fetch::new(numbers("3")).item(FetchItem::binary(part(1))));
    assert!(is(refused.code.as_ref(), "UNKNOWN-CTE") || server::CYRUS, "{refused}");
    done(s);
}

#[test]
pub(crate) fn uidplus() {
    let Some(mut s) = filled("Uids") else { return };
    let copied = s.uid_copy(uids("2,4"), "Drafts").unwrap().unwrap();
    assert_eq!((copied.source.clone(), copied.target.len_numbers()), (uids("2,4"), Some(2)));
    let copied = s.copy(SeqSet::one(1).unwrap(), "Drafts").unwrap().unwrap();
    assert_eq!(copied.source, uids("1"));
    s.add_flags(numbers("2:3"), [Flag::Deleted]).unwrap();
    assert_eq!(s.run(UidExpunge::new(uids("3:4"))).unwrap(), [3]);
    assert_eq!(s.uid_search(SearchKey::all()).unwrap().numbers, [1, 2, 4]);
    s.uid_expunge(uids("99")).unwrap();
    done(s);
}
