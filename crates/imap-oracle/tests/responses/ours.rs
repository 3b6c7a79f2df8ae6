//! Facts of a response of the core, in the words of `theirs`.

use imap_proto_core::ext::metadata::MetadataChange;
use imap_proto_core::ext::namespace::NamespaceDescr;
use imap_proto_core::ext::{ExtCode, ExtData};
use imap_proto_core::response::{Code, Data, FetchRow, ListEntry, MailboxStatus, Payload, Response, Status};
use imap_proto_core::types::{CapabilitySet, FlagSet, MailboxName, NameForm, UidSet};

use super::body;
use super::theirs::{merged, text};

fn upper(value: impl ToString) -> String {
    value.to_string().to_ascii_uppercase()
}

fn mailbox(name: &MailboxName) -> String {
    text(name.to_wire(NameForm::ModifiedUtf7).unwrap())
}

fn nil(value: Option<impl AsRef<[u8]>>) -> String {
    value.map_or_else(|| "NIL".to_owned(), |value| format!("'{}'", text(value)))
}

fn head(kind: &str, facts: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(format!("{kind} -")).chain(facts).collect()
}

pub(super) fn facts(response: &Response) -> Vec<String> {
    match response {
        Response::Tagged(tagged) => {
            let mut facts = status(&tagged.status);
            facts[0] = format!("{} {}", facts[0], String::from_utf8_lossy(&tagged.tag)).to_lowercase();
            facts
        }
        Response::Continue(said) => vec![format!("continue {}", text(said.as_bytes()))],
        Response::Data(data) => self::data(data),
        other => vec![format!("{other:?}")],
    }
}

fn status(status: &Status) -> Vec<String> {
    let kind = format!("{:?}", status.kind).to_lowercase();
    let mut facts = vec![
        kind,
        format!("text {}", text(String::from_utf8_lossy(status.text.as_bytes()).trim_matches(' '))),
    ];
    facts.extend(status.code.as_ref().map(code));
    facts
}

fn code(code: &Code) -> String {
    let rest = match code {
        Code::Capability(set) => capabilities(set).join(" "),
        Code::PermanentFlags(set) => flags(set).join(" "),
        Code::UidNext(n) | Code::UidValidity(n) | Code::Unseen(n) => n.to_string(),
        Code::HighestModSeq(n) => n.to_string(),
        Code::Ext(ExtCode::AppendUid(at)) => format!("{} {}", at.uid_validity, at.uids),
        Code::Ext(ExtCode::CopyUid(at)) => {
            format!("{} {} {}", at.uid_validity, uids(&at.source), uids(&at.target))
        }
        _ => return format!("code {}", code.name()),
    };
    format!("code {} {rest}", code.name())
}

fn uids(set: &UidSet) -> String {
    merged(set.ranges().map(|(first, last)| (first, last.unwrap_or(u32::MAX))).collect())
}

fn capabilities(set: &CapabilitySet) -> Vec<String> {
    let mut all: Vec<String> = set.iter().map(upper).collect();
    all.sort();
    all
}

fn flags(set: &FlagSet) -> Vec<String> {
    let mut all: Vec<String> = set.iter().map(upper).collect();
    if set.allows_new_keywords() {
        all.push("\\*".to_owned());
    }
    all.sort();
    all.dedup();
    all
}

fn numbers(kind: &str, numbers: impl Iterator<Item = u32>, modseq: Option<u64>) -> Vec<String> {
    let modseq = modseq.map(|n| format!("modseq {n}"));
    head(kind, numbers.enumerate().map(|(at, n)| format!("{at}: {n}")).chain(modseq))
}

fn data(data: &Data) -> Vec<String> {
    match data {
        Data::Status(status) => self::status(status),
        Data::Capability(set) => head("capability", capabilities(set).into_iter()),
        Data::Enabled(set) => head("enabled", capabilities(set).into_iter()),
        Data::List(entry) => list("list", entry),
        Data::Lsub(entry) => list("lsub", entry),
        Data::MailboxStatus(status) => mailbox_status(status),
        Data::Search(found) => numbers("search", found.numbers.iter().copied(), found.modseq),
        Data::Flags(set) => head("flags", flags(set).into_iter()),
        Data::Exists(n) => vec![format!("exists {n}")],
        Data::Recent(n) => vec![format!("recent {n}")],
        Data::Expunge(n) => vec![format!("expunge {n}")],
        Data::Vanished { earlier, uids } => vec![format!("vanished {earlier} {}", self::uids(uids))],
        Data::Fetch(row) => fetch(row),
        Data::Ext(data) => extension(data),
        other => vec![format!("{other:?}")],
    }
}

fn list(kind: &str, entry: &ListEntry) -> Vec<String> {
    let all = [format!("name {}", mailbox(entry.name())), format!("delimiter {:?}", entry.delimiter())];
    head(kind, all.into_iter().chain(entry.attributes().map(upper)))
}

fn mailbox_status(status: &MailboxStatus) -> Vec<String> {
    let wide = |n: Option<u32>| n.map(u64::from);
    let items = [
        ("messages", wide(status.messages())),
        ("recent", wide(status.recent())),
        ("uidnext", wide(status.uid_next())),
        ("uidvalidity", wide(status.uid_validity())),
        ("unseen", wide(status.unseen())),
        ("deleted", wide(status.deleted())),
        ("size", status.size()),
    ];
    let items = items.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    head("status", std::iter::once(format!("name {}", mailbox(status.name()))).chain(items))
}

fn fetch(row: &FetchRow) -> Vec<String> {
    let mut facts = vec![format!("fetch {}", row.seq())];
    if let Some(set) = row.flags() {
        facts.push("flags".to_owned());
        facts.extend(flags(set));
    }
    facts.extend(row.uid().map(|n| format!("uid {n}")));
    facts.extend(row.size().map(|n| format!("size {n}")));
    facts.extend(row.modseq().map(|n| format!("modseq {n}")));
    facts.extend(row.internal_date().map(|date| format!("date {}", date.unix_timestamp())));
    facts.extend(row.envelope().map(body::our_envelope));
    facts.extend(
        row.body_structure()
            .and_then(|structure| structure.root())
            .map(|part| format!("structure {}", body::our_structure(part))),
    );
    facts.extend(row.sections().iter().map(|section| {
        let data = if section.data() == &Payload::Nil { None } else { section.data().bytes() };
        format!("body {:?} {}", section.origin(), nil(data))
    }));
    facts.extend(row.damaged().iter().map(|damaged| format!("damaged {damaged:?}")));
    facts
}

fn extension(data: &ExtData) -> Vec<String> {
    match data {
        ExtData::Sort(found) => numbers("sort", found.numbers.iter().copied(), found.modseq),
        ExtData::Thread(found) => numbers("thread", found.numbers(), None),
        ExtData::Quota(row) => {
            let root = format!("root {}", text(row.root.as_bytes()));
            let quotas =
                row.resources.iter().map(|q| format!("{} {} {}", upper(&q.resource), q.usage, q.limit));
            head("quota", std::iter::once(root).chain(quotas))
        }
        ExtData::QuotaRoot(row) => {
            let roots = row.roots.iter().map(|root| format!("root {}", text(root.as_bytes())));
            head("quotaroot", std::iter::once(format!("name {}", mailbox(&row.mailbox))).chain(roots))
        }
        ExtData::Id(id) => {
            head("id", id.iter().map(|(name, value)| format!("{} {}", text(name), nil(value))))
        }
        ExtData::Metadata(row) => {
            let facts: Vec<String> = match &row.change {
                MetadataChange::Values(all) => {
                    let all = all.iter();
                    all.map(|one| format!("{} {}", text(one.name.as_bytes()), nil(one.value.as_ref())))
                        .collect()
                }
                MetadataChange::Changed(all) => all.iter().map(|name| text(name.as_bytes())).collect(),
                other => vec![format!("{other:?}")],
            };
            head("metadata", std::iter::once(format!("name {}", mailbox(&row.mailbox))).chain(facts))
        }
        ExtData::Namespace(spaces) => {
            let one = |kind: &str, space: &NamespaceDescr| {
                format!("{kind} {} {:?} {}", mailbox(&space.prefix), space.delimiter, space.ext.len())
            };
            let facts = spaces.personal.iter().map(|space| one("personal", space));
            let facts = facts.chain(spaces.other_users.iter().map(|space| one("other", space)));
            head("namespace", facts.chain(spaces.shared.iter().map(|space| one("shared", space))))
        }
        other => vec![format!("{other:?}")],
    }
}
