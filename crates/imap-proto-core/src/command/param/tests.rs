use super::Param;
use crate::command::testing::{refused, wire};
use crate::command::{Command, Examine};
use crate::command::{Create, Fetch, FetchItem, Need, SearchKey, Select, Store, UidFetch};
use crate::error::EncodeError;
use crate::types::{Atom, Capability, Flag, SeqSet, UidSet};

fn named(name: &str) -> Param {
    Param::new(Atom::new(name).unwrap())
}

#[test]
fn what_may_follow_a_name() {
    let all = named("X")
        .number(5)
        .text("a\"b")
        .astring("plain")
        .astring("two words")
        .numbers(SeqSet::range(1..=3).unwrap())
        .uids(UidSet::all())
        .mailbox("Entwürfe")
        .pattern("a/*")
        .attribute(Atom::from_static("Drafts"))
        .key(SearchKey::seen());
    let written = r#"X 5 "a\"b" plain "two words" 1:3 1:* Entw&APw-rfe a/* \Drafts SEEN"#;
    assert_eq!(wire(Select::new("INBOX").param(all)), alloc::format!("SELECT INBOX ({written})"));
}

#[test]
fn lists_nest_and_may_be_empty() {
    let list =
        named("A").list(|l| l.number(1).list(|l| l.number(2).atom(Atom::from_static("b"))).list(|l| l));
    assert_eq!(wire(Create::new("x").param(list)), "CREATE x (A (1 (2 b) ()))");
}

#[test]
fn the_commands_that_take_them() {
    assert_eq!(wire(Examine::new("a").param(named("CONDSTORE"))), "EXAMINE a (CONDSTORE)");
    let set = || SeqSet::one(1).unwrap();
    let fetch = Fetch::new(set()).flags().modifier(named("CHANGEDSINCE").number(9));
    assert_eq!(wire(fetch), "FETCH 1 (FLAGS) (CHANGEDSINCE 9)");
    let two = UidFetch::new(UidSet::all())
        .flags()
        .modifier(named("CHANGEDSINCE").number(9))
        .modifier(named("VANISHED"));
    assert_eq!(wire(two), "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 9 VANISHED)");
    let item = FetchItem::from(named("ANNOTATION").list(|l| l.text("/comment").text("value.priv")));
    assert_eq!(wire(Fetch::new(set()).item(item)), r#"FETCH 1 (ANNOTATION ("/comment" "value.priv"))"#);
    let store = Store::add(set(), [Flag::Seen]).silent().modifier(named("UNCHANGEDSINCE").number(0));
    assert_eq!(wire(store), "STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\\Seen)");
}

#[test]
fn needs_add_up_and_can_be_waived() {
    let need = Need::any([Capability::Idle, Capability::Move]);
    let param = || named("X").needs(need.clone());
    let select = Select::new("a").param(param()).param(param()).param(named("Y").needs(Capability::Id));
    let traits = select.traits();
    assert_eq!(traits.needs, [need.clone(), Capability::Id.into()]);
    assert!(traits.asks_capabilities);
    assert!(Select::new("a").param(param().unchecked()).traits().needs.is_empty());
    let extended: SearchKey = param().into();
    let key = SearchKey::seen().or(extended.not());
    assert_eq!(crate::command::Search::new(key).traits().needs, [need]);
}

#[test]
fn what_it_cannot_hold_is_the_commands_error() {
    let error = EncodeError::Invalid { what: "x", why: "y" };
    let param = named("X").list(|list| list.number(1).fail(error.clone()).number(2));
    assert_eq!(refused(Select::new("a").param(param)), error);
}

#[test]
fn nothing_in_them_ends_the_line() {
    let odd = Atom::from_wire(bytes::Bytes::from_static(b"a b"));
    assert!(matches!(refused(Select::new("a").param(odd.clone().into())), EncodeError::Invalid { .. }));
    assert!(matches!(
        refused(Select::new("a").param(named("X").atom(odd.clone()))),
        EncodeError::Invalid { .. }
    ));
    assert!(matches!(
        refused(Select::new("a").param(named("X").attribute(odd))),
        EncodeError::Invalid { .. }
    ));
    assert!(matches!(refused(Select::new("a").param(named("X").text("a\0b"))), EncodeError::BadOctet { .. }));
}
