//! Methods about messages.

use imap_blocking::core::command::{Append, Fetch, FetchItem, Raw, SearchKey, Store};
use imap_blocking::core::response::Data;
use imap_blocking::core::types::{Partial, crlf, parse_internal_date};
use imap_blocking::core::{Flag, SectionPath, SeqSet, UidSet};
use imap_blocking::prelude::*;

use crate::{Result, demo, ended, selected};

#[test]
fn append() -> Result {
    let (server, mut s) = demo()?;
    let message = "Subject: hi\r\n\r\nhello\r\n";
    let date = parse_internal_date(b"12-Jan-2026 09:30:00 +0100").ok_or("a date")?;
    assert_eq!(s.append("Archive", message)?.ok_or("UIDPLUS")?.uids.to_string(), "1");
    s.run(Append::new("Archive", message).flags([Flag::Seen]).date(date))?;
    let octets: &[u8] = b"Subject: long\n\n...\n";
    s.append_from("Archive", octets.len() as u64, octets)?;
    // Octets go as they are, unless asked for.
    s.append("Archive", crlf(octets).into_owned())?;
    let stored = |uid| server.handle().octets("Archive", uid).map(|octets| octets.to_vec());
    assert_eq!(stored(3).as_deref(), Some(octets));
    assert_eq!(stored(4).as_deref(), Some(&b"Subject: long\r\n\r\n...\r\n"[..]));
    Ok(())
}

#[test]
fn search_and_fetch() -> Result {
    let (_server, mut s) = demo()?;
    s.select("INBOX")?;
    assert_eq!(s.search(SearchKey::subject("welcome").and(SearchKey::seen()))?.numbers, [1]);
    assert!(s.search(SearchKey::subject("Grüße").and(SearchKey::unseen()))?.numbers.is_empty());
    let set = SeqSet::range(1..=3)?;
    let rows = s.fetch(set.clone(), [FetchItem::Flags, FetchItem::Envelope])?;
    assert!(rows.len() == 3 && rows.iter().all(|row| row.flags().is_some() && row.envelope().is_some()));
    for row in s.rows(Fetch::new(set).flags()) {
        assert!(row?.flags().is_some());
    }
    let part = FetchItem::peek(SectionPath::text()).partial(Partial::new(0, 10)?);
    assert_eq!(s.fetch(SeqSet::one(1)?, [part])?[0].body().map(|body| body.len()), Some(10));
    Ok(())
}

#[test]
fn store_copy_expunge() -> Result {
    let (server, mut s) = demo()?;
    s.select("INBOX")?;
    let set = SeqSet::one(2)?;
    assert!(s.add_flags(set.clone(), [Flag::Flagged])?[0].flags().is_some_and(|flags| flags.is_flagged()));
    s.remove_flags(set.clone(), [Flag::Flagged])?;
    assert!(s.run(Store::replace(set.clone(), [Flag::Seen]).silent())?.is_empty());
    assert_eq!(server.handle().flags("INBOX", 2).ok_or("there")?, ["\\Seen"]);
    let copied = s.copy(set.clone(), "Archive")?.ok_or("UIDPLUS")?;
    assert_eq!((copied.source.to_string(), copied.target.to_string()), ("2".into(), "1".into()));
    s.add_flags(set, [Flag::Deleted])?;
    assert_eq!(s.expunge()?, [2]);
    Ok(())
}

#[test]
fn uid() -> Result {
    let (server, mut s) = demo()?;
    server.handle().expunge("INBOX", 1);
    s.select("INBOX")?;
    let uids = UidSet::from_numbers(s.uid_search(SearchKey::flagged())?.numbers)?;
    assert_eq!(uids.to_string(), "3");
    let rows = s.uid_fetch(uids.clone(), [FetchItem::Flags])?;
    assert_eq!((rows[0].seq(), rows[0].uid()), (2, Some(3)));
    assert!(s.uid_copy(uids.clone(), "Archive")?.is_some());
    s.uid_add_flags(uids.clone(), [Flag::Deleted])?;
    s.uid_remove_flags(uids.clone(), [Flag::Flagged])?;
    assert_eq!(s.uid_expunge(uids)?, [2]);
    Ok(())
}

#[test]
fn xatom() -> Result {
    let script = "C: $1 XFOO \"a b\" (ONE 2)\nS: * XFOO 7 \"x\"\nS: $1 OK done\n!eof";
    let (peer, mut s) = selected("", script)?;
    let list = |list: Raw| list.atom("ONE").number(2);
    let done = s.run(Raw::new("XFOO")?.astring("a b").list(list).answer("XFOO"))?;
    assert!(matches!(&done.responses[..], [Data::Unknown { keyword, values, .. }]
        if *keyword == "XFOO" && values.len() == 2));
    ended(peer, s)
}
