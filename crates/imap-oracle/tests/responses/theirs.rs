//! Facts of a response of imap-codec.

use imap_codec::imap_types::core::{NString, NString8, QuotedChar};
use imap_codec::imap_types::extensions::metadata::MetadataResponse;
use imap_codec::imap_types::extensions::namespace::Namespace;
use imap_codec::imap_types::extensions::uidplus::{UidElement, UidSet};
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::flag::{FlagFetch, FlagNameAttribute, FlagPerm};
use imap_codec::imap_types::mailbox::Mailbox;
use imap_codec::imap_types::response::{
    Code, CommandContinuationRequest, Data, Response, Status, StatusBody,
};
use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use imap_codec::imap_types::status::StatusDataItem;

use super::body;

/// Each has to come about in the test.
pub(super) const KINDS: [&str; 21] = [
    "capability",
    "list",
    "lsub",
    "status",
    "search",
    "sort",
    "thread",
    "flags",
    "exists",
    "recent",
    "expunge",
    "fetch",
    "enabled",
    "quota",
    "quotaroot",
    "id",
    "metadata",
    "vanished",
    "namespace",
    "ok",
    "bye",
];

pub(super) fn text(octets: impl AsRef<[u8]>) -> String {
    octets.as_ref().escape_ascii().to_string()
}

pub(super) fn nstring(value: &NString<'_>) -> String {
    value.0.as_ref().map_or_else(|| "NIL".to_owned(), |value| format!("'{}'", text(value)))
}

fn nstring8(value: &NString8<'_>) -> String {
    match value {
        NString8::NString(value) => nstring(value),
        NString8::Literal8(literal) => format!("'{}'", text(&literal.data)),
    }
}

fn mailbox(name: &Mailbox<'_>) -> String {
    match name {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => text(other),
    }
}

fn upper(value: impl ToString) -> String {
    value.to_string().to_ascii_uppercase()
}

/// `None` where there is nothing to compare with.
pub(super) fn facts(response: &Response<'_>) -> Option<Vec<String>> {
    match response {
        Response::Data(data) => self::data(data),
        Response::Status(status) => self::status(status),
        Response::CommandContinuationRequest(CommandContinuationRequest::Basic(basic)) => {
            basic.code().is_none().then(|| vec![format!("continue {}", text(basic.text().as_ref()))])
        }
        Response::CommandContinuationRequest(_) => None,
    }
}

fn status(status: &Status<'_>) -> Option<Vec<String>> {
    let (head, code, said) = match status {
        Status::Untagged(StatusBody { kind, code, text }) => (format!("{kind:?}").to_lowercase(), code, text),
        // No tag of the core begins so; a line that does is a code without `* OK`.
        Status::Tagged(tagged) if tagged.tag.as_ref().starts_with('[') => return None,
        Status::Tagged(tagged) => {
            let StatusBody { kind, code, text } = &tagged.body;
            (format!("{kind:?} {}", tagged.tag.as_ref()).to_lowercase(), code, text)
        }
        Status::Bye(bye) => ("bye".to_owned(), &bye.code, &bye.text),
    };
    // `* OK [a text that begins so` reads as a code; spaces before and behind the text are forgiven as stray ones.
    if code.is_none() && said.as_ref().trim_start_matches(' ').starts_with('[') {
        return None;
    }
    let mut facts = vec![head, format!("text {}", text(said.as_ref().trim_matches(' ')))];
    if let Some(code) = code {
        facts.push(self::code(code)?);
    }
    Some(facts)
}

fn code(code: &Code<'_>) -> Option<String> {
    Some(match code {
        Code::Capability(all) => {
            let mut all: Vec<_> = all.as_ref().iter().map(upper).collect();
            all.sort();
            all.dedup();
            format!("code CAPABILITY {}", all.join(" "))
        }
        Code::PermanentFlags(flags) => {
            let mut all: Vec<String> = flags
                .iter()
                .map(|flag| match flag {
                    FlagPerm::Flag(flag) => upper(flag),
                    FlagPerm::Asterisk => "\\*".to_owned(),
                })
                .collect();
            all.sort();
            all.dedup();
            format!("code PERMANENTFLAGS {}", all.join(" "))
        }
        Code::UidNext(n) => format!("code UIDNEXT {n}"),
        Code::UidValidity(n) => format!("code UIDVALIDITY {n}"),
        Code::Unseen(n) => format!("code UNSEEN {n}"),
        Code::HighestModSeq(n) if n.get() <= i64::MAX.unsigned_abs() => format!("code HIGHESTMODSEQ {n}"),
        Code::AppendUid { uid_validity, uid } => format!("code APPENDUID {uid_validity} {uid}"),
        // As many UIDs on either side, or the core drops it (RFC 4315 3).
        Code::CopyUid { uid_validity, source, destination } if count(source) == count(destination) => {
            let (source, destination) = (uids(source), uids(destination));
            format!("code COPYUID {uid_validity} {source} {destination}")
        }
        Code::Alert => "code ALERT".to_owned(),
        Code::Parse => "code PARSE".to_owned(),
        Code::ReadOnly => "code READ-ONLY".to_owned(),
        Code::ReadWrite => "code READ-WRITE".to_owned(),
        Code::TryCreate => "code TRYCREATE".to_owned(),
        Code::OverQuota => "code OVERQUOTA".to_owned(),
        Code::TooBig => "code TOOBIG".to_owned(),
        Code::UidNotSticky => "code UIDNOTSTICKY".to_owned(),
        Code::NoModSeq => "code NOMODSEQ".to_owned(),
        Code::Closed => "code CLOSED".to_owned(),
        Code::CompressionActive => "code COMPRESSIONACTIVE".to_owned(),
        Code::UnknownCte => "code UNKNOWN-CTE".to_owned(),
        _ => return None,
    })
}

fn count(set: &UidSet) -> u64 {
    let count = |element: &UidElement| match element {
        UidElement::Single(_) => 1,
        UidElement::Range(a, b) => u64::from(a.get().abs_diff(b.get())) + 1,
    };
    set.0.as_ref().iter().map(count).sum()
}

/// A set may be merged and put in order when it is read: the numbers count, and a range may be written either way.
fn uids(set: &UidSet) -> String {
    let ranges = set.0.as_ref().iter().map(|element| match element {
        UidElement::Single(n) => (n.get(), n.get()),
        UidElement::Range(a, b) => (a.get().min(b.get()), a.get().max(b.get())),
    });
    merged(ranges.collect())
}

/// The same numbers have one text.
pub(super) fn merged(mut ranges: Vec<(u32, u32)>) -> String {
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out.iter().map(|(first, last)| format!("{first}:{last}")).collect::<Vec<_>>().join(",")
}

fn sequence(set: &SequenceSet) -> Option<String> {
    let value = |one: &SeqOrUid| match one {
        SeqOrUid::Value(n) => Some(n.get()),
        SeqOrUid::Asterisk => None,
    };
    let ranges = set.0.as_ref().iter().map(|one| match one {
        Sequence::Single(n) => Some((value(n)?, value(n)?)),
        Sequence::Range(a, b) => Some((value(a)?.min(value(b)?), value(a)?.max(value(b)?))),
    });
    Some(merged(ranges.collect::<Option<Vec<_>>>()?))
}

fn data(data: &Data<'_>) -> Option<Vec<String>> {
    Some(match data {
        Data::Capability(all) => head("capability", all.as_ref().iter().map(upper)),
        Data::Enabled { capabilities } => head("enabled", capabilities.iter().map(upper)),
        Data::List { items, delimiter, mailbox } => list("list", items, *delimiter, mailbox),
        Data::Lsub { items, delimiter, mailbox } => list("lsub", items, *delimiter, mailbox),
        Data::Status { mailbox: name, items } => {
            head("status", std::iter::once(format!("name {}", mailbox(name))).chain(status_items(items)?))
        }
        Data::Search(numbers, modseq) | Data::Sort(numbers, modseq)
            if modseq.is_none_or(|n| n.get() <= i64::MAX.unsigned_abs()) =>
        {
            let kind = if matches!(data, Data::Search(..)) { "search" } else { "sort" };
            let modseq = modseq.iter().map(|n| format!("modseq {n}"));
            head(kind, numbers.iter().enumerate().map(|(at, n)| format!("{at}: {n}")).chain(modseq))
        }
        Data::Thread(threads) => {
            let text: String = threads.iter().map(ToString::to_string).collect();
            let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
            head("thread", numbers.enumerate().map(|(at, n)| format!("{at}: {n}")))
        }
        Data::Flags(flags) => head("flags", flags.iter().map(upper)),
        Data::Exists(n) => vec![format!("exists {n}")],
        Data::Recent(n) => vec![format!("recent {n}")],
        Data::Expunge(n) => vec![format!("expunge {n}")],
        Data::Vanished { earlier, known_uids } => {
            vec![format!("vanished {earlier} {}", sequence(known_uids)?)]
        }
        Data::Fetch { seq, items } => fetch(seq.get(), items.as_ref())?,
        other => return extension(other),
    })
}

fn head(kind: &str, facts: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(format!("{kind} -")).chain(facts).collect()
}

fn list(
    kind: &str,
    items: &[FlagNameAttribute<'_>],
    delimiter: Option<QuotedChar>,
    name: &Mailbox<'_>,
) -> Vec<String> {
    let delimiter = delimiter.map(|c| c.inner());
    let all = [format!("name {}", mailbox(name)), format!("delimiter {delimiter:?}")];
    head(kind, all.into_iter().chain(items.iter().map(upper)))
}

fn status_items(items: &[StatusDataItem]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut facts = Vec::new();
    for item in items {
        let (name, value) = match item {
            StatusDataItem::Messages(n) => ("messages", u64::from(*n)),
            StatusDataItem::Recent(n) => ("recent", u64::from(*n)),
            StatusDataItem::UidNext(n) => ("uidnext", u64::from(n.get())),
            StatusDataItem::UidValidity(n) => ("uidvalidity", u64::from(n.get())),
            StatusDataItem::Unseen(n) => ("unseen", u64::from(*n)),
            StatusDataItem::Deleted(n) => ("deleted", u64::from(*n)),
            StatusDataItem::Size(n) if *n <= i64::MAX.unsigned_abs() => ("size", *n),
            _ => return None,
        };
        // No server says one twice.
        if names.contains(&name) {
            return None;
        }
        names.push(name);
        facts.push(format!("{name} {value}"));
    }
    Some(facts)
}

fn fetch(seq: u32, items: &[MessageDataItem<'_>]) -> Option<Vec<String>> {
    let mut facts = vec![format!("fetch {seq}")];
    let mut names = Vec::new();
    for item in items {
        let name = std::mem::discriminant(item);
        if names.contains(&name) {
            return None;
        }
        names.push(name);
        match item {
            MessageDataItem::Flags(flags) => {
                facts.push("flags".to_owned());
                facts.extend(flags.iter().map(|flag| match flag {
                    FlagFetch::Flag(flag) => upper(flag),
                    FlagFetch::Recent => "\\RECENT".to_owned(),
                }));
            }
            MessageDataItem::Uid(n) => facts.push(format!("uid {n}")),
            MessageDataItem::Rfc822Size(n) => facts.push(format!("size {n}")),
            MessageDataItem::ModSeq(n) if n.get() <= i64::MAX.unsigned_abs() => {
                facts.push(format!("modseq {n}"))
            }
            MessageDataItem::InternalDate(date) => facts.push(format!("date {}", date.as_ref().timestamp())),
            MessageDataItem::Envelope(envelope) => facts.push(body::their_envelope(envelope)),
            MessageDataItem::BodyStructure(structure) => {
                facts.push(format!("structure {}", body::their_structure(structure)));
            }
            MessageDataItem::BodyExt { section: None, origin, data } => {
                facts.push(format!("body {origin:?} {}", nstring(data)));
            }
            _ => return None,
        }
    }
    Some(facts)
}

fn extension(data: &Data<'_>) -> Option<Vec<String>> {
    Some(match data {
        Data::Quota { root, quotas } => {
            let fine = |n: u64| n <= i64::MAX.unsigned_abs();
            if quotas.as_ref().iter().any(|quota| !fine(quota.usage) || !fine(quota.limit)) {
                return None;
            }
            let quotas = quotas.as_ref().iter();
            let quotas =
                quotas.map(|quota| format!("{} {} {}", upper(&quota.resource), quota.usage, quota.limit));
            head("quota", std::iter::once(format!("root {}", text(root))).chain(quotas))
        }
        Data::QuotaRoot { mailbox: name, roots } => {
            let roots = roots.iter().map(|root| format!("root {}", text(root)));
            head("quotaroot", std::iter::once(format!("name {}", mailbox(name))).chain(roots))
        }
        Data::Id { parameters } => {
            let pairs = parameters.iter().flatten();
            head("id", pairs.map(|(name, value)| format!("{} {}", text(name), nstring(value))))
        }
        Data::Metadata { mailbox: name, items } => {
            let facts: Vec<String> = match items {
                MetadataResponse::WithValues(all) => {
                    let all = all.as_ref().iter();
                    all.map(|one| format!("{} {}", text(&one.entry), nstring8(&one.value))).collect()
                }
                MetadataResponse::WithoutValues(all) => all.as_ref().iter().map(text).collect(),
            };
            head("metadata", std::iter::once(format!("name {}", mailbox(name))).chain(facts))
        }
        Data::Namespace { personal, other, shared } => {
            let one = |kind: &str, space: &Namespace<'_>| {
                let delimiter = space.delimiter.map(|c| c.inner());
                format!("{kind} {} {delimiter:?} {}", text(&space.prefix), space.extensions.len())
            };
            let facts = personal.iter().map(|space| one("personal", space));
            let facts = facts.chain(other.iter().map(|space| one("other", space)));
            head("namespace", facts.chain(shared.iter().map(|space| one("shared", space))))
        }
        _ => return None,
    })
}
