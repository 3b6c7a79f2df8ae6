use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{AclData, DeleteAcl, GetAcl, Identifier, ListRights, ListRightsData, MyRights, MyRightsData};
use super::{Rights, SetAcl};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::ext::shared::testing::{is_incomplete_without, is_one_argument, needs, takes_no_nul};
use crate::parse::data;
use crate::response::Data;
use crate::types::{Capability, CapabilitySet};

fn acl(wire: &str) -> AclData {
    AclData::from_wire(wire.as_bytes()).unwrap()
}

fn listed(wire: &str) -> ListRightsData {
    ListRightsData::from_wire(wire.as_bytes()).unwrap()
}

fn mine(wire: &str) -> MyRightsData {
    MyRightsData::from_wire(wire.as_bytes()).unwrap()
}

fn rights(letters: &str) -> Rights {
    Rights::new(letters).unwrap()
}

#[test]
fn the_lists_of_rfc_4314() {
    let found = acl("* ACL INBOX/Drafts Fred rwipslxetad Chris lrswi");
    assert_eq!(found.mailbox.to_string(), "INBOX/Drafts");
    assert_eq!(found.entries[0], (Identifier::from("Fred"), rights("rwipslxetad")));
    assert_eq!(found.rights_of("Chris"), Some(rights("lrswi")));
    let found = acl("* ACL INBOX -Fred wetd $team w");
    assert!(found.entries[0].0.is_negative() && !found.entries[1].0.is_negative());
    assert!(acl("* ACL INBOX").entries.is_empty());
}

#[test]
fn what_can_be_granted() {
    let found = listed("* LISTRIGHTS archive/imap anyone \"\" l r s w i p k x t e c d a 0 1 2 3 4 5 6 7 8 9");
    assert!(found.required.is_empty());
    assert_eq!(found.identifier, Identifier::anyone());
    assert_eq!(found.optional.len(), 23);
    let found = listed("* LISTRIGHTS archive/imap anyone \"\" lr swted i p k x c");
    let sets: Vec<String> = found.optional.iter().map(Rights::to_string).collect();
    assert_eq!(sets, ["lr", "swted", "i", "p", "k", "x", "c"]);
    assert_eq!(listed("* LISTRIGHTS ~/Mail/saved smith la r swicdkxte").required, rights("al"));
}

#[test]
fn strings_brackets_and_literals() {
    // Courier quotes everything; MailKit 2002 has brackets in names (QUIRKS 58).
    let found = acl("* acl \"INBOX\" \"owner\" \"aceilrstwx\" \"administrators\" \"aceilrstwx\" ");
    assert_eq!(found.rights_of("owner"), found.rights_of("administrators"));
    assert_eq!(mine("* MYRIGHTS [Gmail]/Trash lrs").mailbox.to_string(), "[Gmail]/Trash");
    let found = acl("* ACL {5}\r\na [b] \"two words\" lr NIL s");
    assert_eq!(found.mailbox.to_string(), "a [b]");
    assert_eq!(found.rights_of("two words"), Some(rights("lr")));
    assert_eq!(found.rights_of("NIL"), Some(rights("s")));
    // Rights that no RFC has are kept, and cannot be sent.
    let odd = mine("* MYRIGHTS x lrQ9").rights;
    assert_eq!(odd.to_string(), "lr9Q");
    assert!(matches!(refused(SetAcl::add("x", "y", odd)), EncodeError::Invalid { what: "rights", .. }));
}

#[test]
fn what_is_no_list_is_malformed() {
    for wire in [
        "* ACL",
        "* ACL INBOX fred",
        "* ACL INBOX fred lr anyone",
        "* ACL INBOX (fred lr)",
        "* ACL INBOX fred l\u{e9}",
        "* LISTRIGHTS INBOX fred",
        "* MYRIGHTS INBOX",
        "* MYRIGHTS INBOX lr s",
        "* MYRIGHTS INBOX l-r",
        "* MYRIGHTS INBOX \"lr",
    ] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn the_letters_of_rfc_2086() {
    // The union is certain only where both are there (RFC 4314 2.1.1).
    for (old, new) in
        [("lrc", "lrk"), ("lrd", "lrte"), ("cd", "kxte"), ("lrskxtecda", "lrskxtea"), ("lrtd", "lrt")]
    {
        assert_eq!(rights(old).modern(), rights(new), "{old}");
    }
    let announced = |text: &str| {
        let capabilities: CapabilitySet =
            text.split(' ').map(|name| Capability::ext(name).unwrap()).collect();
        Rights::announced(&capabilities)
    };
    assert_eq!(announced("ACL rights=kxten"), Some(rights("kxten")));
    assert_eq!(announced("ACL ACL2=UNION"), None);
}

#[test]
fn only_letters_and_digits_are_rights() {
    assert_eq!(rights("adcetxkpiwsrl0").to_string(), "lrswipkxtecda0");
    for wrong in ["L", "l r", "é", "+l", "l\r\n"] {
        assert!(matches!(Rights::new(wrong), Err(EncodeError::Invalid { .. })), "{wrong}");
    }
    assert_eq!(std::format!("{:?} {:?}", rights("rl"), Rights::NONE), "Rights(lr) Rights()");
}

#[test]
fn wire_forms() {
    let chris = rights("cda");
    assert_eq!(wire(SetAcl::add("INBOX/Drafts", "Chris", chris)), "SETACL INBOX/Drafts Chris +cda");
    assert_eq!(wire(SetAcl::remove("x", "Chris", chris)), "SETACL x Chris -cda");
    assert_eq!(wire(SetAcl::replace("x", "a b", Rights::NONE)), "SETACL x \"a b\" \"\"");
    assert_eq!(wire(DeleteAcl::new("INBOX", "-Fred")), "DELETEACL INBOX -Fred");
    assert_eq!(wire(GetAcl::new("Entwürfe")), "GETACL Entw&APw-rfe");
    assert_eq!(wire(ListRights::new("~/Mail/saved", "smith")), "LISTRIGHTS ~/Mail/saved smith");
    assert_eq!(wire(MyRights::new("")), "MYRIGHTS \"\"");
    let none = |error| matches!(error, EncodeError::Invalid { what: "identifier", .. });
    assert!(none(refused(SetAcl::add("x", "", Rights::READ))));
    assert!(none(refused(DeleteAcl::new("x", ""))) && none(refused(ListRights::new("x", ""))));
}

#[test]
fn no_argument_ends_its_line() {
    is_one_argument(|t| SetAcl::add(t, "y", Rights::READ));
    is_one_argument(|t| SetAcl::add("x", t, Rights::READ));
    is_one_argument(|t| DeleteAcl::new("x", t));
    is_one_argument(|t| GetAcl::new(t));
    is_one_argument(|t| ListRights::new("x", t));
    is_one_argument(|t| MyRights::new(t));
    takes_no_nul(|t| SetAcl::add("x", t, Rights::READ));
    takes_no_nul(|t| MyRights::new(t));
}

#[test]
fn the_row_that_was_asked_for() {
    let row = |mailbox: &str| Data::Ext(ExtData::Acl(acl(&std::format!("* ACL {mailbox} fred l"))));
    let mut running = Running::new(GetAcl::new("x"));
    assert_eq!(running.data(row("other")), Fate::Observed);
    assert_eq!(running.data(row("x")), Fate::Taken);
    assert_eq!(running.data(row("x")), Fate::Passed);
    assert_eq!(running.output().mailbox.to_string(), "x");
    // RFC 4314 3.4: a server may have a name of its own for it.
    let mut running = Running::new(GetAcl::new("archive/imap"));
    assert_eq!(running.data(row("archive.imap")), Fate::Observed);
    assert_eq!(running.output().mailbox.to_string(), "archive.imap");
    let mut running = Running::new(GetAcl::new("x"));
    running.data(row("y"));
    running.data(row("z"));
    assert!(running.answer(crate::command::testing::ok()).unwrap().is_err());
}

#[test]
fn rows_are_told_apart_by_all_that_was_asked() {
    let row = |who: &str| {
        let found = listed(&std::format!("* LISTRIGHTS x {who} l r"));
        Data::Ext(ExtData::ListRights(found))
    };
    let mut running = Running::new(ListRights::new("x", "smith"));
    assert_eq!(running.data(row("jones")), Fate::Observed);
    assert_eq!(running.data(row("smith")), Fate::Taken);
    assert_eq!(running.output().identifier, "smith");
    let mut running = Running::new(MyRights::new("inbox"));
    assert_eq!(running.data(Data::Ext(ExtData::MyRights(mine("* MYRIGHTS INBOX lr")))), Fate::Taken);
    assert_eq!(running.data(Data::Exists(3)), Fate::Passed);
    assert_eq!(running.output().rights, rights("lr"));
}

#[test]
fn no_answer_is_no_success() {
    is_incomplete_without(GetAcl::new("x"), "ACL");
    is_incomplete_without(ListRights::new("x", "y"), "LISTRIGHTS");
    is_incomplete_without(MyRights::new("x"), "MYRIGHTS");
    Running::new(GetAcl::new("x")).cannot_be_refused_into_success();
    Running::new(ListRights::new("x", "y")).cannot_be_refused_into_success();
    Running::new(MyRights::new("x")).cannot_be_refused_into_success();
    Running::new(SetAcl::add("x", "y", Rights::READ)).cannot_be_refused_into_success();
    Running::new(DeleteAcl::new("x", "y")).cannot_be_refused_into_success();
    Running::new(DeleteAcl::new("x", "y")).output();
}

#[test]
fn the_capability() {
    needs(&GetAcl::new("x"), &GetAcl::new("x").unchecked(), &["ACL"]);
    needs(&MyRights::new("x"), &MyRights::new("x").unchecked(), &["ACL"]);
    needs(&ListRights::new("x", "y"), &ListRights::new("x", "y").unchecked(), &["ACL"]);
    needs(&DeleteAcl::new("x", "y"), &DeleteAcl::new("x", "y").unchecked(), &["ACL"]);
    let set = || SetAcl::add("x", "y", Rights::READ);
    needs(&set(), &set().unchecked(), &["ACL"]);
}
