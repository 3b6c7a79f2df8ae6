//! The rest of the registry of extensions: data, items of FETCH, response codes.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use proptest::prelude::*;

use super::super::{data, status};
use super::{Form, ext, form, name, rights, text, wire_name};
use crate::ext::inprogress::InProgress;
use crate::ext::{ExtCode, ExtData};
use crate::response::{Code, Data, FetchRow, ListEntry, MailboxStatus};

fn joined(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().collect::<Vec<_>>().join(" ")
}

fn strings(f: &mut Form, texts: &[String]) -> String {
    joined(texts.iter().map(|text| f.string(text)))
}

fn texts<T: AsRef<[u8]>>(octets: impl IntoIterator<Item = T>) -> Vec<String> {
    octets.into_iter().map(|one| String::from_utf8(one.as_ref().to_vec()).unwrap()).collect()
}

fn row(item: &str) -> FetchRow {
    match data(format!("* 5 FETCH (UID 9 {item})\r\n").as_bytes()) {
        Ok(Data::Fetch(row)) if row.damaged().is_empty() && row.other().is_empty() => row,
        other => panic!("{item:?}: {other:?}"),
    }
}

fn code(wire: &str) -> ExtCode {
    let (read, violations) = status(format!("* OK [{wire}] done").as_bytes());
    assert_eq!((read.text.as_str(), violations), (Some("done"), 0), "{wire}");
    match read.code {
        Some(Code::Ext(code)) => code,
        other => panic!("{wire}: {other:?}"),
    }
}

/// An attribute: name, value.
type Pair = (String, Option<String>);

fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    prop::collection::vec(("value\\.(priv|shared)", proptest::option::of(text())), 1..4)
}

fn annotations(f: &mut Form, entries: &[(String, Vec<Pair>)]) -> String {
    let one = |(entry, pairs): &(String, Vec<Pair>)| {
        let entry = f.astring(entry);
        let pairs = joined(
            pairs.iter().map(|(name, value)| format!("{} {}", f.astring(name), f.nstring(value.as_deref()))),
        );
        format!("{entry} ({pairs})")
    };
    joined(entries.iter().map(one))
}

fn read_back(entries: &[crate::ext::annotatemore::AnnotationEntry]) -> Vec<(String, Vec<Pair>)> {
    let pair = |(name, value): &(crate::ext::annotatemore::Attribute, Option<bytes::Bytes>)| {
        let value = value.as_ref().map(|value| String::from_utf8(value.to_vec()).unwrap());
        (String::from_utf8(name.as_bytes().to_vec()).unwrap(), value)
    };
    let entry = |entry: &crate::ext::annotatemore::AnnotationEntry| {
        (
            String::from_utf8(entry.name.as_bytes().to_vec()).unwrap(),
            entry.attributes.iter().map(pair).collect(),
        )
    };
    entries.iter().map(entry).collect()
}

fn entries() -> impl Strategy<Value = Vec<(String, Vec<Pair>)>> {
    prop::collection::vec(("/[a-z]{1,9}", pairs()), 1..4)
}

proptest! {
    #[test]
    fn rights_of_one(mut f in form(), mailbox in name(), who in text(), required in rights(), optional in prop::collection::vec(rights(), 0..4)) {
        let more: String = optional.iter().map(|set| format!(" {}", f.astring(set))).collect();
        let wire = format!("* {} {} {} {}{more}", f.word("LISTRIGHTS"), f.astring(&mailbox), f.astring(&who), f.astring(&required));
        let ExtData::ListRights(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((wire_name(&found.mailbox), found.identifier.as_bytes()), (mailbox.clone().into_bytes(), who.as_bytes()));
        prop_assert_eq!((found.required.to_string(), found.optional.iter().map(ToString::to_string).collect::<Vec<_>>()), (required.clone(), optional));
        let wire = format!("* {} {} {}", f.word("MYRIGHTS"), f.astring(&mailbox), f.astring(&required));
        let ExtData::MyRights(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((wire_name(&found.mailbox), found.rights.to_string()), (mailbox.into_bytes(), required));
    }

    #[test]
    fn languages(mut f in form(), tags in prop::collection::vec("[A-Za-z]{2}(-[A-Za-z0-9]{2,4})?", 1..4), active in "i;[a-z]{1,9}", several: bool) {
        let list = joined(tags.iter().map(|tag| f.astring(tag)));
        let ExtData::Language(found) = ext(&format!("* {} ({list})", f.word("LANGUAGE"))) else { panic!() };
        prop_assert_eq!(texts(found.tags.iter().map(|tag| tag.as_bytes())), &tags[..]);
        let more = if several { format!(" ({list})") } else { String::new() };
        let ExtData::Comparator(found) = ext(&format!("* {} {}{more}", f.word("COMPARATOR"), f.astring(&active))) else { panic!() };
        prop_assert_eq!((found.active(), texts(found.matching())), (Some(active.as_str()), if several { tags } else { vec![] }));
    }

    #[test]
    fn urls(mut f in form(), urls in prop::collection::vec((text(), proptest::option::of(text())), 1..4), url in text()) {
        let list = joined(urls.iter().map(|(url, _)| f.astring(url)));
        let ExtData::GenUrlAuth(found) = ext(&format!("* {} {list}", f.word("GENURLAUTH"))) else { panic!() };
        prop_assert_eq!(texts(found.urls.iter().map(|url| url.as_bytes())), urls.iter().map(|(url, _)| url.clone()).collect::<Vec<_>>());
        let list = joined(urls.iter().map(|(url, body)| format!("{} {}", f.astring(url), f.nstring(body.as_deref()))));
        let ExtData::UrlFetch(found) = ext(&format!("* {} {list}", f.word("URLFETCH"))) else { panic!() };
        for (row, (url, body)) in found.urls.iter().zip(&urls) {
            let read = row.body.as_ref().unwrap().bytes().map(|bytes| bytes.to_vec());
            prop_assert_eq!((row.url.as_bytes(), read), (url.as_bytes(), body.clone().map(String::into_bytes)));
        }
        prop_assert_eq!(found.urls.len(), urls.len());
        let ExtData::JmapAccess(found) = ext(&format!("* {} {}", f.word("JMAPACCESS"), f.string(&url))) else { panic!() };
        prop_assert_eq!(found.url(), Some(url.as_str()));
    }

    #[test]
    fn conversions(mut f in form(), types in ["[a-z]{1,5}/[a-z]{1,5}", "[a-z]{1,5}/[a-z]{1,5}"], params in prop::collection::vec("[a-z-]{1,9}", 0..4)) {
        let list = joined(params.iter().map(|param| f.astring(param)));
        let list = if list.is_empty() { list } else { format!(" ({list})") };
        let wire = format!("* {} {}{list}", f.word("CONVERSION"), strings(&mut f, &types));
        let ExtData::Conversion(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((texts([&found.from, &found.to]), texts(&found.params)), (types.to_vec(), params));
    }

    #[test]
    fn batches(mut f in form(), tag in "[A-Z][0-9]{1,4}", steps in prop::collection::vec((1..50_u32, 0..50_u32), 0..6)) {
        let (mut low, mut words) = (100_000, Vec::new());
        for (gap, length) in steps {
            let high = low - gap;
            low = high - length;
            words.push((low, high));
        }
        let list = words.iter().map(|(low, high)| format!("{high}:{low}")).collect::<Vec<_>>().join(",");
        let list = if list.is_empty() { list } else { format!(" {list}") };
        let wire = format!("* {} ({} {}){list}", f.word("UIDBATCHES"), f.word("TAG"), f.string(&tag));
        let ExtData::UidBatches(found) = ext(&wire) else { panic!("{wire}") };
        let read: Vec<_> = found.batches.iter().flat_map(|set| set.ranges()).collect();
        let built: Vec<_> = words.into_iter().map(|(low, high)| (low, Some(high))).collect();
        prop_assert_eq!((found.tag.as_deref(), read), (Some(tag.as_bytes()), built));
    }

    #[test]
    fn annotations_of_mailbox_and_message(mut f in form(), mailbox in name(), built in entries()) {
        let wire = format!("* {} {} {}", f.word("ANNOTATION"), f.astring(&mailbox), annotations(&mut f, &built));
        let ExtData::Annotation(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((wire_name(&found.mailbox), read_back(&found.entries)), (mailbox.into_bytes(), built.clone()));
        let row = row(&format!("{} ({})", f.word("ANNOTATION"), annotations(&mut f, &built)));
        prop_assert_eq!(read_back(row.annotations().unwrap()), built);
    }

    #[test]
    fn items_of_fetch(mut f in form(), ids in ["[A-Za-z0-9_-]{1,20}", "[A-Za-z0-9_-]{1,20}"], preview in proptest::option::of(text()), numbers: [u64; 2], labels in prop::collection::vec(name(), 0..4), thread: bool) {
        let thread_id = if thread { format!("({})", ids[1]) } else { f.word("NIL") };
        let list = joined(labels.iter().map(|label| f.astring(label)));
        let row = row(&joined([
            format!("{} ({})", f.word("EMAILID"), ids[0]),
            format!("{} {thread_id}", f.word("THREADID")),
            format!("{} {}", f.word("PREVIEW"), f.nstring(preview.as_deref())),
            format!("{} {}", f.word("X-GM-MSGID"), numbers[0]),
            format!("{} {}", f.word("X-GM-THRID"), numbers[1]),
            format!("{} ({list})", f.word("X-GM-LABELS")),
            format!("{} \"13-Nov-2025 11:20:00 +0130\"", f.word("SAVEDATE")),
        ]));
        prop_assert_eq!((row.email_id().unwrap().as_str(), row.thread_id().map(|id| id.as_str())), (ids[0].as_str(), thread.then_some(ids[1].as_str())));
        prop_assert_eq!(row.preview().map(|text| text.to_vec()), preview.map(String::into_bytes));
        prop_assert_eq!((row.gmail_message_id(), row.gmail_thread_id()), (Some(numbers[0]), Some(numbers[1])));
        prop_assert_eq!(row.gmail_labels().unwrap().iter().map(wire_name).collect::<Vec<_>>(), labels.into_iter().map(String::into_bytes).collect::<Vec<_>>());
        prop_assert_eq!(row.save_date().unwrap().unix_timestamp(), 1_763_027_400);
    }

    #[test]
    fn items_of_list_and_status(mut f in form(), mailbox in name(), old in name(), id in "[A-Za-z0-9_-]{1,20}", limit in proptest::option::of(0..u64::MAX / 2)) {
        let child = format!("{} ({})", f.astring("CHILDINFO"), f.string("SUBSCRIBED"));
        let oldname = format!("{} ({})", f.astring("OLDNAME"), f.astring(&old));
        let wire = format!("* {} () \"/\" {} ({child} {oldname})\r\n", f.word("LIST"), f.astring(&mailbox));
        let entry = ListEntry::from_wire(wire.as_bytes()).unwrap();
        prop_assert_eq!((wire_name(entry.name()), entry.old_name().map(wire_name)), (mailbox.clone().into_bytes(), Some(old.into_bytes())));
        prop_assert!(entry.child_info().unwrap().has("subscribed"));
        let word = limit.map_or_else(|| f.word("NIL"), |limit| limit.to_string());
        let wire = format!("* {} {} ({} ({id}) {} {word})", f.word("STATUS"), f.astring(&mailbox), f.word("MAILBOXID"), f.word("APPENDLIMIT"));
        let read = MailboxStatus::from_wire(wire.as_bytes()).unwrap();
        prop_assert_eq!((read.mailbox_id().unwrap().as_str(), read.append_limit()), (id.as_str(), limit));
        let wire = format!("* {} (\\Inbox) \"/\" {}\r\n", f.word("XLIST"), f.astring(&mailbox));
        let Ok(Data::Ext(ExtData::XList(found))) = data(wire.as_bytes()) else { panic!("{wire}") };
        prop_assert_eq!(wire_name(found.entry.name()), mailbox.into_bytes());
    }

    #[test]
    fn more_codes(mut f in form(), tag in "[A-Z][0-9]{1,4}", counts in proptest::option::of((0..u64::MAX / 2, 1..u64::MAX / 2)), url in "[a-z]{1,9}://[a-z./?=&-]{1,20}", number in 1..=u32::MAX) {
        let nil = f.word("NIL");
        let (progress, goal) = counts.map_or_else(|| (nil.clone(), nil.clone()), |(a, b)| (a.to_string(), b.to_string()));
        let ExtCode::InProgress(InProgress { tag: read, progress, goal }) = code(&format!("{} ({} {progress} {goal})", f.word("INPROGRESS"), f.string(&tag))) else { panic!() };
        prop_assert_eq!((read.as_deref(), progress.zip(goal)), (Some(tag.as_bytes()), counts));
        let ExtCode::WebAlert(alert) = code(&format!("{} {url}", f.word("WEBALERT"))) else { panic!() };
        prop_assert_eq!(alert.url.as_bytes(), url.as_bytes());
        let ExtCode::Referral(referral) = code(&format!("{} {url} {url}", f.word("REFERRAL"))) else { panic!() };
        prop_assert_eq!(texts(referral.urls.iter().map(|url| url.as_bytes())), [url.as_str(), url.as_str()]);
        let read = code(&format!("{} {number} 7", f.word("MESSAGELIMIT")));
        prop_assert!(matches!(&read, ExtCode::MessageLimit(_)) && format!("{read:?}").contains(&number.to_string()), "{read:?}");
        for word in ["BADCOMPARATOR", "COMPRESSIONACTIVE", "NOTIFICATIONOVERFLOW", "TEMPFAIL", "TOOBIG", "TOOFEW", "TOOMANY", "UIDREQUIRED", "USEATTR"] {
            prop_assert_eq!(code(&f.word(word)).keyword(), word);
        }
    }
}
