use super::*;
use crate::command::Select;
use crate::command::testing::{Fate, Running, no, tagged, wire};
use crate::ext::ExtCode;
use crate::parse::{data, status};
use crate::response::{Code, StatusKind};
use crate::types::Capability;

fn urls(line: &[u8]) -> Option<Vec<Text>> {
    match status(line).0.code {
        Some(Code::Ext(ExtCode::Referral(found))) => Some(found.urls),
        _ => None,
    }
}

#[test]
fn referrals_of_the_rfcs() {
    let found = urls(b"A001 NO [REFERRAL IMAP://user;AUTH=*@SERVER2/] Remote Server").unwrap();
    assert_eq!(found, ["IMAP://user;AUTH=*@SERVER2/"]);
    let found =
        urls(b"* BYE [REFERRAL IMAP://user;AUTH=*@SERVER2/] Server not accepting connections").unwrap();
    assert_eq!(found.len(), 1);
    let wire = b"A001 NO [REFERRAL IMAP://user;AUTH=*@SERVER2/REMOTE IMAP://user;AUTH=*@SERVER3/REMOTE] Remote mailbox.";
    assert_eq!(urls(wire).unwrap()[1], "IMAP://user;AUTH=*@SERVER3/REMOTE");
}

#[test]
fn odd_referrals() {
    // QUIRKS 23: brackets of an address; parentheses are no lists here.
    assert_eq!(
        urls(b"a NO [REFERRAL imap://[::1]/INBOX;x  imap://[::2]/a(b)] no").unwrap(),
        ["imap://[::1]/INBOX;x", "imap://[::2]/a(b)"]
    );
    assert_eq!(urls(b"a NO [referral x ] no").unwrap(), ["x"]);
    assert_eq!(urls(b"a NO [REFERRAL imap://\xfc/] no").unwrap().len(), 1);
    assert_eq!(urls(b"a NO [REFERRAL] no"), None);
    assert_eq!(urls(b"a NO [REFERRAL ] no"), None);
}

#[test]
fn the_commands() {
    let needed = Capability::ext("MAILBOX-REFERRALS").unwrap();
    assert_eq!(wire(RList::new("", "#SHARED/%")), "RLIST \"\" #SHARED/%");
    assert_eq!(wire(RLsub::new("", "*")), "RLSUB \"\" *");
    assert_eq!(RList::new("", "*").traits().answers, Answers::Sole("LIST"));
    assert_eq!(RLsub::new("", "*").traits().answers, Answers::Sole("LSUB"));
    assert_eq!(RList::new("", "*").traits().needs, [needed.clone().into()]);
    assert_eq!(RLsub::new("", "*").traits().needs, [needed.into()]);
    assert!(RList::new("", "*").unchecked().traits().needs.is_empty());
    assert!(RLsub::new("", "*").unchecked().traits().needs.is_empty());
}

#[test]
fn rows() {
    let (list, lsub) = (data(b"* LIST () \"/\" a").unwrap(), data(b"* LSUB () \"/\" a").unwrap());
    let mut running = Running::new(RList::new("", "*"));
    assert_eq!(running.data(lsub.clone()), Fate::Passed);
    assert_eq!(running.data(list.clone()), Fate::Taken);
    assert_eq!(running.output().len(), 1);
    let mut running = Running::new(RLsub::new("", "*"));
    assert_eq!(running.data(list), Fate::Passed);
    assert_eq!(running.data(lsub), Fate::Taken);
    assert_eq!(running.output().len(), 1);
    Running::new(RList::new("", "*")).cannot_be_refused_into_success();
    assert!(Running::new(RLsub::new("", "*")).answer(no()).unwrap().is_err());
}

#[test]
fn a_refused_select_says_where_the_mailbox_is() {
    let code = status(b"a NO [REFERRAL imap://server2/REMOTE] no").0.code;
    let error =
        Running::new(Select::new("REMOTE")).answer(tagged(StatusKind::No, code)).unwrap().unwrap_err();
    let code = error.refused().unwrap().status.code.as_ref();
    assert!(
        matches!(code, Some(Code::Ext(ExtCode::Referral(found))) if found.urls[0] == "imap://server2/REMOTE")
    );
}
