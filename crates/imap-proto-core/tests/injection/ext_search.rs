//! Search keys of extensions, ESEARCH and its relatives, SORT and THREAD.

use imap_proto_core::command::{Search, SearchKey, UidSearch};
use imap_proto_core::ext::filters::filter;
use imap_proto_core::ext::fuzzy::fuzzy;
use imap_proto_core::ext::modseq_key::{FlagOwner, modseq_of_flag};
use imap_proto_core::ext::{
    CancelUpdate, MultiSearch, ReturnOptions, Scope, SearchReturn, Sort, SortKey, SortReturn, Thread,
    ThreadAlgorithm, UidSearchReturn, UidSort, UidSortReturn, UidThread, gmail_key, objectid_key,
};
use imap_proto_core::types::{Atom, Flag};

use super::fits;
use super::row::{Row, x};

pub(crate) fn rows() -> Vec<Row> {
    [keys(), returns(), multisearch(), sorts(), sort_returns(), threads()].into_iter().flatten().collect()
}

fn all() -> ReturnOptions {
    ReturnOptions::new().all()
}

fn keys() -> Vec<Row> {
    Vec::from([
        Row::text("SEARCH FILTER $W", fits::filter, |p, t| p.encode(Search::new(filter(t)))),
        Row::text("SEARCH $C FUZZY SUBJECT $S", fits::text, |p, t| {
            p.encode(Search::new(fuzzy(SearchKey::subject(t))))
        }),
        Row::text("UID SEARCH $C NOT FUZZY OR SEEN FROM $S", fits::text, |p, t| {
            p.encode(UidSearch::new(fuzzy(SearchKey::seen().or(SearchKey::from(t))).not()))
        }),
        Row::text("SEARCH $C X-GM-RAW $S", fits::text, |p, t| p.encode(Search::new(gmail_key::raw(t)))),
        Row::name("SEARCH X-GM-LABELS $M", |p, t| p.encode(Search::new(gmail_key::label(t)))),
        Row::text("SEARCH EMAILID $W", fits::objectid, |p, t| {
            p.encode(Search::new(objectid_key::email_id(t)))
        }),
        Row::text("SEARCH THREADID $W", fits::objectid, |p, t| {
            p.encode(Search::new(objectid_key::thread_id(t)))
        }),
        Row::text("SEARCH MODSEQ $S all 5", fits::flag, |p, t| {
            p.encode(Search::new(modseq_of_flag(&Flag::try_from(t)?, FlagOwner::All, 5)))
        })
        .coded(|t| [b"/flags/", t].concat()),
        Row::text("SEARCH $C OR MODSEQ \"/flags/x\" all 5 TEXT $S", fits::text, |p, t| {
            let key = modseq_of_flag(&Flag::keyword("x")?, FlagOwner::All, 5);
            p.encode(Search::new(key.or(SearchKey::text(t))))
        }),
    ])
}

fn returns() -> Vec<Row> {
    Vec::from([
        Row::text("SEARCH RETURN (ALL) $C TEXT $S", fits::text, |p, t| {
            p.encode(SearchReturn::new(SearchKey::text(t), all()))
        }),
        Row::text("SEARCH RETURN ($W) ALL", fits::atom, |p, t| {
            let options = ReturnOptions::new().option(Atom::new(t)?.into());
            p.encode(SearchReturn::new(SearchKey::all(), options))
        }),
        Row::text("SEARCH RETURN (X $S) ALL", fits::text, |p, t| {
            let options = ReturnOptions::new().option_with_data(x().text(t), "X");
            p.encode(SearchReturn::new(SearchKey::all(), options))
        }),
        Row::text("UID SEARCH RETURN (ALL) $C TEXT $S", fits::text, |p, t| {
            p.encode(UidSearchReturn::new(SearchKey::text(t), all()))
        }),
        Row::text("UID SEARCH RETURN (ALL UPDATE X $S) ALL", fits::text, |p, t| {
            p.encode(UidSearchReturn::new(SearchKey::all(), all().update().option(x().text(t))))
        }),
        Row::octets("CANCELUPDATE $S", fits::tag, |p, t| p.encode(CancelUpdate::new([t.to_vec()]))),
        Row::octets("CANCELUPDATE \"A1\" $S", fits::tag, |p, t| {
            p.encode(CancelUpdate::new([b"A1".to_vec(), t.to_vec()]))
        }),
    ])
}

fn multisearch() -> Vec<Row> {
    Vec::from([
        Row::name("ESEARCH IN (mailboxes $M) RETURN (ALL) SEEN", |p, t| {
            p.encode(MultiSearch::new(SearchKey::seen()).within(Scope::Mailboxes([t].into())))
        }),
        Row::name("ESEARCH IN (personal subtree (a $M)) RETURN (ALL) SEEN", |p, t| {
            let names = Scope::Subtree(["a".into(), t].into());
            p.encode(MultiSearch::new(SearchKey::seen()).within(Scope::Personal).within(names))
        }),
        Row::name("ESEARCH IN (subtree-one $M) RETURN (ALL) SEEN", |p, t| {
            p.encode(MultiSearch::new(SearchKey::seen()).within(Scope::SubtreeOne([t].into())))
        }),
        Row::text("ESEARCH IN (inboxes) RETURN (ALL) $C TEXT $S", fits::text, |p, t| {
            p.encode(MultiSearch::new(SearchKey::text(t)).within(Scope::Inboxes))
        }),
        Row::text("ESEARCH RETURN (X $S) SEEN", fits::text, |p, t| {
            let options = ReturnOptions::new().option(x().text(t));
            p.encode(MultiSearch::new(SearchKey::seen()).returning(options))
        }),
    ])
}

fn sorts() -> Vec<Row> {
    Vec::from([
        Row::text("SORT (DATE) $U TEXT $S", fits::text, |p, t| {
            p.encode(Sort::new([SortKey::date()], SearchKey::text(t)))
        }),
        Row::text("SORT (DATE REVERSE $W) US-ASCII ALL", fits::atom, |p, t| {
            p.encode(Sort::new([SortKey::date(), SortKey::ext(Atom::new(t)?).reversed()], SearchKey::all()))
        }),
        Row::text("UID SORT (DATE) $U TEXT $S", fits::text, |p, t| {
            p.encode(UidSort::new([SortKey::date()], SearchKey::text(t)))
        }),
        Row::text("UID SORT ($W) US-ASCII ALL", fits::atom, |p, t| {
            p.encode(UidSort::new([SortKey::ext(Atom::new(t)?)], SearchKey::all()))
        }),
    ])
}

fn sort_returns() -> Vec<Row> {
    Vec::from([
        Row::text("SORT RETURN (ALL) (DATE) $U TEXT $S", fits::text, |p, t| {
            p.encode(SortReturn::new([SortKey::date()], SearchKey::text(t), all()))
        }),
        Row::text("SORT RETURN (ALL) ($W) US-ASCII ALL", fits::atom, |p, t| {
            p.encode(SortReturn::new([SortKey::ext(Atom::new(t)?)], SearchKey::all(), all()))
        }),
        Row::text("SORT RETURN (X $S) (DATE) US-ASCII ALL", fits::text, |p, t| {
            let options = ReturnOptions::new().option(x().text(t));
            p.encode(SortReturn::new([SortKey::date()], SearchKey::all(), options))
        }),
        Row::text("UID SORT RETURN (ALL) (DATE) $U TEXT $S", fits::text, |p, t| {
            p.encode(UidSortReturn::new([SortKey::date()], SearchKey::text(t), all()))
        }),
        Row::text("UID SORT RETURN (ALL) ($W) US-ASCII ALL", fits::atom, |p, t| {
            p.encode(UidSortReturn::new([SortKey::ext(Atom::new(t)?)], SearchKey::all(), all()))
        }),
        Row::text("UID SORT RETURN (X $S) (DATE) US-ASCII ALL", fits::text, |p, t| {
            let options = ReturnOptions::new().option(x().text(t));
            p.encode(UidSortReturn::new([SortKey::date()], SearchKey::all(), options))
        }),
    ])
}

fn threads() -> Vec<Row> {
    Vec::from([
        Row::text("THREAD REFS $U TEXT $S", fits::text, |p, t| {
            p.encode(Thread::new(ThreadAlgorithm::Refs, SearchKey::text(t)))
        }),
        Row::text("THREAD $W US-ASCII ALL", fits::atom, |p, t| {
            p.encode(Thread::new(ThreadAlgorithm::Ext(Atom::new(t)?), SearchKey::all()).unchecked())
        }),
        Row::text("UID THREAD REFS $U TEXT $S", fits::text, |p, t| {
            p.encode(UidThread::new(ThreadAlgorithm::Refs, SearchKey::text(t)))
        }),
        Row::text("UID THREAD $W US-ASCII ALL", fits::atom, |p, t| {
            p.encode(UidThread::new(ThreadAlgorithm::Ext(Atom::new(t)?), SearchKey::all()).unchecked())
        }),
    ])
}
