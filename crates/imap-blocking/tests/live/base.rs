//! The base protocol.

use imap_blocking::core::command::FetchItem;
use imap_blocking::core::command::{
    Append, Check, Close, Copy, Create, Delete, Expunge, Fetch, Lsub, Noop, Rename, Search, SearchKey,
    Select, Status, Store, Subscribe, UidCopy, UidFetch, UidSearch, UidStore, Unselect, Unsubscribe,
};
use imap_blocking::core::conn::State;
use imap_blocking::core::sasl::{CramMd5, FromFn, Mechanism, Plain};
use imap_blocking::core::types::{Partial, SectionPath, SeqSet, UidSet};
use imap_blocking::core::{Flag, StatusItem};
use imap_blocking::prelude::*;
use imap_blocking::{ErrorKind, Wake};

use super::{S, bogus, done, filled, is, message, no, numbers, out_of_range, uids};
use crate::server;

#[test]
pub(crate) fn mailboxes() {
    let Some(mut s) = server::login() else { return };
    let name = "Base/Entw\u{fc}rfe & Co";
    s.create(name).unwrap();
    let rows = s.list("", "Base/%").unwrap();
    assert_eq!((rows.len(), rows[0].name().to_string().as_str()), (1, name));
    assert_eq!(rows[0].delimiter(), Some('/'));
    assert!(is(no(&mut s, Create::new(name)).code.as_ref(), "ALREADYEXISTS") || server::CYRUS);
    s.run(Rename::new(name, "Base/New")).unwrap();
    no(&mut s, Rename::new(name, "Base/Newer"));
    s.run(Subscribe::new("Base/New")).unwrap();
    let rows = s.run(Lsub::new("", "Base/*")).unwrap();
    assert_eq!((rows.len(), rows[0].name().to_string().as_str()), (1, "Base/New"));
    s.run(Unsubscribe::new("Base/New")).unwrap();
    assert!(s.lsub("", "Base/*").unwrap().is_empty());
    let items = [StatusItem::Messages, StatusItem::Recent, StatusItem::UidNext, StatusItem::UidValidity];
    let status = s.status("Base/New", items).unwrap();
    assert_eq!((status.messages(), status.recent(), status.uid_next()), (Some(0), Some(0), Some(1)));
    assert!(status.uid_validity() > Some(0) && status.unseen().is_none());
    no(&mut s, Status::new("Base/Nowhere", [StatusItem::Unseen]));
    s.delete("Base/New").unwrap();
    no(&mut s, Delete::new("Base/New"));
    no(&mut s, Select::new("Base/New"));
    no(&mut s, Append::new("Base/New", message(1)));
    bogus(&mut s);
    assert_eq!(s.state(), State::Authenticated);
    done(s);
}

#[test]
pub(crate) fn selecting() {
    let Some(mut s) = filled("Opened") else { return };
    s.run(Check::new()).unwrap();
    s.run(Noop::new()).unwrap();
    s.run(Close::new()).unwrap();
    assert!(s.selected().is_none());
    let opened = s.examine("Opened").unwrap();
    assert!(opened.read_only && opened.exists == 4 && opened.uid_next == Some(5));
    assert!(opened.flags.is_seen() && opened.uid_validity > Some(0));
    // What was opened for reading is not written to: Dovecot says OK and does nothing.
    if server::CYRUS {
        no(&mut s, Store::add(SeqSet::all(), [Flag::Seen]));
    } else {
        assert!(s.run(Store::add(SeqSet::all(), [Flag::Seen])).unwrap().is_empty());
    }
    assert!(s.search(SearchKey::seen()).unwrap().numbers.is_empty());
    let opened = s.select("Opened").unwrap();
    assert!(!opened.read_only && opened.permanent_flags.is_some_and(|flags| flags.allows_new_keywords()));
    no(&mut s, Select::new("Not there"));
    // A SELECT that failed has closed what was open (RFC 9051 6.3.2).
    assert_eq!(s.state(), State::Authenticated);
    done(s);
}

#[test]
pub(crate) fn unselect() {
    let Some(mut s) = filled("Unselected") else { return };
    s.add_flags(numbers("1"), [Flag::Deleted]).unwrap();
    s.run(Unselect::new()).unwrap();
    // Unlike CLOSE it has expunged nothing.
    assert_eq!(s.select("Unselected").unwrap().exists, 4);
    s.run(Unselect::new()).unwrap();
    assert_eq!(s.run(Unselect::new()).unwrap_err().kind(), ErrorKind::Usage);
    s.select("Unselected").unwrap();
    s.close_mailbox().unwrap();
    assert_eq!(s.select("Unselected").unwrap().exists, 3);
    done(s);
}

#[test]
pub(crate) fn fetching() {
    let Some(mut s) = filled("Fetched") else { return };
    let fetch = Fetch::new(numbers("1:2")).uid().flags().internal_date().size().envelope().body_structure();
    let rows = s.run(fetch).unwrap();
    assert_eq!(rows.len(), 2);
    let row = &rows[0];
    assert_eq!((row.seq(), row.uid(), row.size()), (1, Some(1), Some(message(1).len() as u64)));
    assert!(!row.flags().unwrap().is_seen() && row.internal_date().is_some());
    let envelope = row.envelope().unwrap();
    assert_eq!(envelope.subject().unwrap(), "one");
    assert_eq!(envelope.message_id().unwrap(), "<1@x>");
    assert_eq!(envelope.from().next().unwrap().name().unwrap(), "Zoe");
    let structure = row.body_structure().unwrap();
    assert!(structure.root().unwrap().is("text", "plain"));
    assert_eq!(structure.root().unwrap().lines(), Some(1));
    let fields = SectionPath::header_fields(&["Subject", "X-None"]).unwrap();
    let others = SectionPath::header_fields_not(&["From", "Date", "Message-ID"]).unwrap();
    let part = FetchItem::peek(SectionPath::part(&[1]).unwrap()).partial(Partial::new(2, 4).unwrap());
    let fetch = UidFetch::new(uids("1")).body_peek(fields.clone()).body_peek(others.clone()).item(part);
    let rows = s.run(fetch.body_peek(SectionPath::text()).item(FetchItem::Body)).unwrap();
    let text = |path: &SectionPath| rows[0].section(path).unwrap().bytes().unwrap().clone();
    assert_eq!(text(&fields), "Subject: one\r\n\r\n");
    assert_eq!(text(&others), "Subject: one\r\n\r\n");
    assert_eq!(text(&SectionPath::text()), "longer than the others\r\n");
    let part = rows[0].sections().iter().find(|section| section.origin().is_some()).unwrap();
    assert_eq!((part.origin(), part.data().bytes().unwrap().as_ref()), (Some(2), b"nger".as_slice()));
    assert!(rows[0].body_structure().is_some());
    // BODY[] without PEEK sets \Seen.
    let rows = s.run(Fetch::new(numbers("2")).flags().body_section(SectionPath::all())).unwrap();
    assert_eq!(rows[0].body().unwrap(), &message(2));
    assert!(s.run(Fetch::new(numbers("2")).flags()).unwrap()[0].flags().unwrap().is_seen());
    assert!(s.run(UidFetch::new(uids("99")).flags()).unwrap().is_empty());
    out_of_range(&mut s, Fetch::new(numbers("9")).flags());
    done(s);
}

#[test]
pub(crate) fn storing() {
    let Some(mut s) = filled("Stored") else { return };
    let keyword = Flag::keyword("$Work").unwrap();
    let rows = s.run(Store::add(numbers("1:2"), [Flag::Flagged, keyword.clone()])).unwrap();
    assert!(rows.len() == 2 && rows[1].flags().unwrap().contains(&keyword));
    let rows = s.run(UidStore::remove(uids("2"), [Flag::Flagged])).unwrap();
    assert!(rows.len() == 1 && rows[0].uid() == Some(2) && !rows[0].flags().unwrap().is_flagged());
    let rows = s.run(Store::replace(numbers("3"), [Flag::Answered, Flag::Draft])).unwrap();
    let flags = rows[0].flags().unwrap();
    assert!(flags.is_answered() && flags.is_draft() && !flags.is_seen());
    assert!(s.run(UidStore::add(UidSet::all(), [Flag::Seen]).silent()).unwrap().is_empty());
    assert_eq!(s.run(Search::new(SearchKey::keyword(keyword.clone()))).unwrap().numbers, [1, 2]);
    assert_eq!(
        s.run(UidSearch::new(SearchKey::unkeyword(keyword).and(SearchKey::seen()))).unwrap().numbers,
        [3, 4]
    );
    let beyond = Store::add(numbers("9"), [Flag::Seen]);
    if server::CYRUS {
        assert!(s.run(beyond).unwrap().is_empty());
    } else {
        out_of_range(&mut s, beyond);
    }
    done(s);
}

#[test]
pub(crate) fn copying_and_expunging() {
    let Some(mut s) = filled("Copied") else { return };
    s.create("Copies").unwrap();
    s.run(Copy::new(numbers("1,3"), "Copies")).unwrap();
    s.run(UidCopy::new(uids("4"), "Copies")).unwrap();
    assert_eq!(s.status("Copies", [StatusItem::Messages]).unwrap().messages(), Some(3));
    assert!(no(&mut s, Copy::new(numbers("1"), "No copies")).is_try_create());
    s.add_flags(numbers("2,4"), [Flag::Deleted]).unwrap();
    let gone = s.run(Expunge::new()).unwrap();
    assert_eq!(gone.len(), 2);
    assert_eq!(s.selected().unwrap().exists, 2);
    assert_eq!(s.uid_search(SearchKey::all()).unwrap().numbers, [1, 3]);
    done(s);
}

#[test]
pub(crate) fn idling() {
    let Some(mut s) = filled("Watched") else { return };
    let other = std::thread::spawn(|| {
        let mut s = server::login_beside().unwrap();
        s.append("Watched", message(1)).unwrap();
        done(s);
    });
    assert_eq!(s.idle(None).unwrap(), Wake::Woken);
    other.join().unwrap();
    s.noop().unwrap();
    assert_eq!(s.selected().unwrap().exists, 5);
    done(s);
}

/// In one round trip where the server takes an initial response.
#[test]
pub(crate) fn authenticating() {
    let Some(mut s) = server::connect() else { return };
    let (user, password) = server::USER;
    wrong(&mut s, Plain::new(user, "wrong"));
    s.authenticate(Plain::new(user, password)).unwrap();
    assert_eq!(s.state(), State::Authenticated);
    done(s);
    // The same behind the server's challenge, which is empty.
    let mut s = server::connect().unwrap();
    let answers = FromFn::new("PLAIN", move |challenge: &[u8]| {
        assert!(challenge.is_empty());
        Some(format!("\0{user}\0{password}").into_bytes())
    });
    s.authenticate(answers).unwrap();
    done(s);
}

#[test]
pub(crate) fn authenticating_by_digest() {
    let Some(mut s) = server::connect() else { return };
    let (user, password) = server::USER;
    wrong(&mut s, CramMd5::new(user, "wrong"));
    s.authenticate(CramMd5::new(user, password)).unwrap();
    done(s);
}

/// LOGIN asks twice, whatever the words are.
#[test]
pub(crate) fn authenticating_by_a_mechanism_of_ones_own() {
    let Some(mut s) = server::connect() else { return };
    let (user, password) = server::USER;
    let mut answers = [user, password].into_iter();
    let mechanism =
        FromFn::new("LOGIN", move |_: &[u8]| answers.next().map(|answer| answer.as_bytes().to_vec()));
    s.authenticate(mechanism).unwrap();
    done(s);
}

/// Cyrus has no response code for it.
fn wrong(s: &mut S, mechanism: impl Mechanism + 'static) {
    let error = s.authenticate(mechanism).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::No, "{error}");
    assert!(error.refused().unwrap().status.is_auth_failed() || server::CYRUS, "{error}");
    assert_eq!(s.state(), State::NotAuthenticated);
}
