//! Values in every legal form on the wire read back as the same: any case, strings as atom, quoted or literal, NIL.

use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use proptest::prelude::*;

use super::{data, parse, status};
use crate::ext::metadata::MetadataChange;
use crate::ext::{ExtCode, ExtData};
use crate::parse::Parsed;
use crate::response::{Code, Data, Response};
use crate::types::NameForm;

mod more;
mod structure;

/// Choices of the form, one after the other.
#[derive(Debug)]
struct Form(Vec<u8>, usize);

impl Form {
    fn pick(&mut self, of: u8) -> u8 {
        self.1 += 1;
        self.0[self.1 % self.0.len()] % of
    }

    /// A keyword in any case.
    fn word(&mut self, word: &str) -> String {
        match self.pick(3) {
            0 => word.to_owned(),
            1 => word.to_ascii_lowercase(),
            _ => {
                let flip = |(at, c): (usize, char)| if at % 2 == 0 { c.to_ascii_lowercase() } else { c };
                word.chars().enumerate().map(flip).collect()
            }
        }
    }

    /// A string: quoted where it can be, or a literal.
    fn string(&mut self, text: &str) -> String {
        let quotable = !text.contains(['\r', '\n']);
        if quotable && self.pick(2) == 0 {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            format!("{{{}}}\r\n{text}", text.len())
        }
    }

    /// An astring: also an atom where it can be.
    fn astring(&mut self, text: &str) -> String {
        let atom = |c: char| c.is_ascii_alphanumeric() || "._/-$[]#&,".contains(c);
        let fine = !text.is_empty() && text.chars().all(atom) && !text.eq_ignore_ascii_case("NIL");
        if fine && self.pick(2) == 0 { text.to_owned() } else { self.string(text) }
    }

    fn nstring(&mut self, text: Option<&str>) -> String {
        match text {
            Some(text) => self.string(text),
            None => self.word("NIL"),
        }
    }
}

fn form() -> impl Strategy<Value = Form> {
    prop::collection::vec(any::<u8>(), 1..30).prop_map(|choices| Form(choices, 0))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-zA-Z0-9._/-]{1,12}", 2 => "[ -~]{0,16}", 1 => "[\"\\\\a \r\n{}()]{0,10}", 1 => Just("NIL".to_owned())]
}

/// A name that modified UTF-7 leaves alone.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z0-9._/\\[\\]-]{1,12}", 1 => "[ -%'-~]{1,16}"]
}

/// The value of an untagged response that is read without a complaint.
fn ext(wire: &str) -> ExtData {
    // The line end of its own, lest that of a last empty literal is taken for it.
    let (parsed, violations, tolerated) = parse(format!("{wire}\r\n").as_bytes());
    assert_eq!((violations.len(), tolerated), (0, 0), "{wire:?}: {violations:?}");
    match parsed {
        Parsed::Response(Response::Data(Data::Ext(value))) => value,
        other => panic!("{other:?} of {wire:?}"),
    }
}

fn wire_name(name: &crate::types::MailboxName) -> Vec<u8> {
    name.to_wire(NameForm::ModifiedUtf7).unwrap().to_vec()
}

/// Ascending ranges with gaps, as wire text and as pairs.
fn ranges() -> impl Strategy<Value = (String, Vec<(u32, Option<u32>)>)> {
    prop::collection::vec((1..50_u32, 0..50_u32), 1..8).prop_map(|steps| {
        let (mut at, mut pairs, mut words) = (0, Vec::new(), Vec::new());
        for (gap, length) in steps {
            let (first, last) = (at + gap + 1, at + gap + 1 + length);
            words.push(if length == 0 { first.to_string() } else { format!("{first}:{last}") });
            pairs.push((first, Some(last)));
            at = last;
        }
        (words.join(","), pairs)
    })
}

proptest! {
    #[test]
    fn esearch(mut f in form(), set in ranges(), uid: bool, order: bool, tag in "[A-Z][0-9]{1,4}", modseq in proptest::option::of(1..u64::MAX / 2)) {
        let (count, min) = (set.1.len() as u32, set.1[0].0);
        let mut pairs = vec![format!("{} {}", f.word("ALL"), set.0), format!("{} {count}", f.word("COUNT")), format!("{} {min}", f.word("MIN"))];
        pairs.extend(modseq.map(|n| format!("{} {n}", f.word("MODSEQ"))));
        if order {
            pairs.reverse();
        }
        let uid_word = if uid { format!("{} ", f.word("UID")) } else { String::new() };
        let wire = format!("* {} ({} {}) {uid_word}{}", f.word("ESEARCH"), f.word("TAG"), f.string(&tag), pairs.join(" "));
        let ExtData::Esearch(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((found.tag(), found.is_uid(), found.count(), found.min()), (Some(tag.as_bytes()), uid, Some(count), Some(min)));
        prop_assert_eq!((found.modseq(), found.max()), (modseq, None));
        let all: Vec<_> = if uid { found.uids().unwrap().ranges().collect() } else { found.numbers().unwrap().ranges().collect() };
        prop_assert_eq!(all, set.1);
    }

    #[test]
    fn sort(mut f in form(), numbers in prop::collection::vec(1..=u32::MAX, 0..20), modseq in proptest::option::of(1..u64::MAX / 2)) {
        let words: String = numbers.iter().map(|n| format!(" {n}")).collect();
        let tail = modseq.map_or_else(String::new, |n| format!(" ({} {n})", f.word("MODSEQ")));
        let ExtData::Sort(found) = ext(&format!("* {}{words}{tail}", f.word("SORT"))) else { panic!() };
        prop_assert_eq!((found.numbers, found.modseq), (numbers, modseq));
    }

    #[test]
    fn thread(mut f in form(), threads in prop::collection::vec(prop::collection::vec(1..=u32::MAX, 1..6), 0..6), nest: bool) {
        let one = |numbers: &Vec<u32>| {
            let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            // The last as a child in parentheses of its own beside another.
            match words.split_last() {
                Some((last, first)) if nest && first.len() > 1 => {
                    let (beside, first) = first.split_last().unwrap();
                    format!("({} ({beside})({last}))", first.join(" "))
                }
                _ => format!("({})", words.join(" ")),
            }
        };
        let wire: String = threads.iter().map(one).collect();
        let space = if wire.is_empty() { "" } else { " " };
        let ExtData::Thread(found) = ext(&format!("* {}{space}{wire}", f.word("THREAD"))) else { panic!() };
        prop_assert_eq!(found.roots().count(), threads.len());
        prop_assert_eq!(found.numbers().collect::<Vec<_>>(), threads.concat());
    }

    #[test]
    fn acl(mut f in form(), mailbox in name(), entries in prop::collection::vec((text(), rights()), 0..5)) {
        let pairs: String = entries.iter().map(|(who, what)| format!(" {} {}", f.astring(who), f.astring(what))).collect();
        let wire = format!("* {} {}{pairs}", f.word("ACL"), f.astring(&mailbox));
        let ExtData::Acl(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!(wire_name(&found.mailbox), mailbox.as_bytes());
        let read: Vec<_> = found.entries.iter().map(|entry| (String::from_utf8_lossy(entry.0.as_bytes()).into_owned(), entry.1.to_string())).collect();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn quota(mut f in form(), root in text(), entries in prop::collection::vec(("[A-Z-]{1,9}", 0..u64::MAX / 2, 0..u64::MAX / 2), 0..4), mailbox in name()) {
        let list: Vec<String> = entries.iter().map(|(name, usage, limit)| format!("{name} {usage} {limit}")).collect();
        let wire = format!("* {} {} ({})", f.word("QUOTA"), f.astring(&root), list.join(" "));
        let ExtData::Quota(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!(found.root.as_bytes(), root.as_bytes());
        let read: Vec<_> = found.resources.iter().map(|q| (q.resource.to_string(), q.usage, q.limit)).collect();
        prop_assert_eq!(read, entries);
        let wire = format!("* {} {} {}", f.word("QUOTAROOT"), f.astring(&mailbox), f.astring(&root));
        let ExtData::QuotaRoot(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!((wire_name(&found.mailbox), found.roots[0].as_bytes()), (mailbox.into_bytes(), root.as_bytes()));
    }

    #[test]
    fn metadata(mut f in form(), mailbox in name(), entries in prop::collection::vec(("/(private|shared)/[a-z]{1,9}", proptest::option::of(text())), 1..4)) {
        let list: Vec<String> = entries.iter().map(|(name, value)| format!("{} {}", f.astring(name), f.nstring(value.as_deref()))).collect();
        let wire = format!("* {} {} ({})", f.word("METADATA"), f.astring(&mailbox), list.join(" "));
        let ExtData::Metadata(found) = ext(&wire) else { panic!("{wire}") };
        prop_assert_eq!(wire_name(&found.mailbox), mailbox.as_bytes());
        let MetadataChange::Values(read) = found.change else { panic!("{wire}") };
        let read: Vec<_> = read.iter().map(|one| (one.name.as_bytes().to_vec(), one.value.as_ref().map(|v| v.to_vec()))).collect();
        let entries: Vec<_> = entries.into_iter().map(|(name, value)| (name.into_bytes(), value.map(String::into_bytes))).collect();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn namespace(mut f in form(), kinds in [spaces(), spaces(), spaces()]) {
        let mut group = |spaces: &Vec<(String, Option<char>)>| {
            if spaces.is_empty() {
                return f.word("NIL");
            }
            let one = |(prefix, delimiter): &(String, Option<char>)| {
                let delimiter = match delimiter {
                    None => f.word("NIL"),
                    Some('\\') => "\"\\\\\"".to_owned(),
                    Some(c) => format!("\"{c}\""),
                };
                format!("({} {delimiter})", f.string(prefix))
            };
            format!("({})", spaces.iter().map(one).collect::<String>())
        };
        let groups: Vec<String> = kinds.iter().map(&mut group).collect();
        let wire = format!("* {} {}", f.word("NAMESPACE"), groups.join(" "));
        let ExtData::Namespace(found) = ext(&wire) else { panic!("{wire}") };
        for (read, built) in [&found.personal, &found.other_users, &found.shared].into_iter().zip(&kinds) {
            let read: Vec<_> = read.iter().map(|space| (wire_name(&space.prefix), space.delimiter)).collect();
            let built: Vec<_> = built.iter().map(|(prefix, c)| (prefix.clone().into_bytes(), *c)).collect();
            prop_assert_eq!(read, built);
        }
    }

    #[test]
    fn id(mut f in form(), fields in prop::collection::btree_map("[a-z-]{1,9}", proptest::option::of(text()), 0..5)) {
        let list: Vec<String> = fields.iter().map(|(name, value)| format!("{} {}", f.string(name), f.nstring(value.as_deref()))).collect();
        let list = if list.is_empty() { f.word("NIL") } else { format!("({})", list.join(" ")) };
        let ExtData::Id(found) = ext(&format!("* {} {list}", f.word("ID"))) else { panic!() };
        let read: Vec<_> = found.iter().map(|(name, value)| (name.to_vec(), value.map(<[u8]>::to_vec))).collect();
        let built: Vec<_> = fields.into_iter().map(|(name, value)| (name.into_bytes(), value.map(String::into_bytes))).collect();
        prop_assert_eq!(read, built);
    }

    #[test]
    fn codes(mut f in form(), number in 1..=u32::MAX, set in ranges(), words in prop::sample::subsequence(vec!["ALERT", "PARSE", "READ-ONLY", "TRYCREATE", "OVERQUOTA", "NOPERM", "CLOSED", "UIDNOTSTICKY", "UNKNOWN-CTE", "HASCHILDREN"], 1..2)) {
        let word = words[0];
        let (read, violations) = status(format!("* {} [{}] done", f.word("OK"), f.word(word)).as_bytes());
        prop_assert_eq!((read.code.map(|code| code.name().to_owned()), violations), (Some(word.to_owned()), 0));
        prop_assert_eq!(&read.text, "done");
        let (read, _) = status(format!("A1 {} [{} {number}] x", f.word("NO"), f.word("UIDVALIDITY")).as_bytes());
        prop_assert_eq!(read.code, Some(Code::UidValidity(number)));
        let (read, _) = status(format!("* OK [{} {number} {}]", f.word("APPENDUID"), set.0).as_bytes());
        let Some(Code::Ext(ExtCode::AppendUid(stored))) = read.code else { panic!() };
        prop_assert_eq!((stored.uid_validity, stored.uids.ranges().collect::<Vec<_>>()), (number, set.1.clone()));
        let (read, _) = status(format!("* OK [{} {number} {} {}] y", f.word("COPYUID"), set.0, set.0).as_bytes());
        let Some(Code::Ext(ExtCode::CopyUid(copied))) = read.code else { panic!() };
        prop_assert_eq!((copied.source.ranges().collect::<Vec<_>>(), copied.target.to_string()), (set.1.clone(), set.0.clone()));
        let (read, _) = status(format!("a OK [{} {}] z", f.word("MODIFIED"), set.0).as_bytes());
        let Some(Code::Ext(ExtCode::Modified(modified))) = read.code else { panic!() };
        prop_assert!(format!("{modified:?}").contains(&set.0), "{modified:?}");
        let uids = data(format!("* {} ({}) {}", f.word("VANISHED"), f.word("EARLIER"), set.0).as_bytes());
        let Ok(Data::Vanished { earlier: true, uids }) = uids else { panic!("{uids:?}") };
        prop_assert_eq!(uids.to_string(), set.0);
    }
}

/// In the order in which they are written.
fn rights() -> impl Strategy<Value = String> {
    prop::sample::subsequence("lrswipkxte".chars().collect::<Vec<_>>(), 1..9).prop_map(String::from_iter)
}

fn spaces() -> impl Strategy<Value = Vec<(String, Option<char>)>> {
    let delimiter = proptest::option::of(prop::sample::select(vec!['/', '.', '\\', '^']));
    prop::collection::vec((prop_oneof![Just(String::new()), name()], delimiter), 0..4)
}
