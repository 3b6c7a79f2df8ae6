use super::{Happening, Notify, Watched};
use crate::command::testing::{Running, refused, wire};
use crate::command::{Command as _, Effect, FetchItem};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::parse::status;
use crate::response::Code;

fn messages() -> [Happening; 2] {
    [Happening::message_new(), Happening::MessageExpunge]
}

#[test]
fn the_examples_of_rfc_5465() {
    assert_eq!(wire(Notify::none()), "NOTIFY NONE");
    let new = Happening::MessageNew([FetchItem::Uid, FetchItem::Size].to_vec());
    let set = Notify::set()
        .status()
        .watch(Watched::Selected, [new, Happening::MessageExpunge])
        .watch(Watched::Subtree(["Lists".into()].to_vec()), messages());
    let written = "NOTIFY SET STATUS (SELECTED (MessageNew (UID RFC822.SIZE) MessageExpunge)) \
                   (SUBTREE (Lists) (MessageNew MessageExpunge))";
    assert_eq!(wire(set), written);
    let none = Notify::set()
        .watch(Watched::Mailboxes(["INBOX".into(), "a b".into()].to_vec()), [])
        .watch(Watched::Personal, [Happening::MailboxName, Happening::SubscriptionChange]);
    assert_eq!(
        wire(none),
        r#"NOTIFY SET (MAILBOXES (INBOX "a b") NONE) (PERSONAL (MailboxName SubscriptionChange))"#
    );
}

#[test]
fn what_section_8_rules_out() {
    let bad =
        |notify: Notify| assert!(matches!(refused(notify), EncodeError::Invalid { what: "NOTIFY", .. }));
    bad(Notify::set());
    bad(Notify::set().watch(Watched::Inboxes, [Happening::message_new()]));
    bad(Notify::set().watch(Watched::Inboxes, [Happening::FlagChange]));
    bad(Notify::set().watch(Watched::Selected, [Happening::MailboxName]));
    bad(Notify::set().watch(Watched::Selected, messages()).watch(Watched::SelectedDelayed, messages()));
    bad(Notify::set().watch(Watched::Mailboxes([].to_vec()), messages()));
    let fetches = [Happening::MessageNew([FetchItem::Uid].to_vec()), Happening::MessageExpunge];
    bad(Notify::set().watch(Watched::Personal, fetches));
}

#[test]
fn only_news_at_any_time_move_the_numbers() {
    let effect = |watched| Notify::set().watch(watched, messages()).traits().effect;
    assert_eq!(effect(Watched::Selected), Effect::Notifies { any_time: true });
    assert_eq!(effect(Watched::SelectedDelayed), Effect::Notifies { any_time: false });
    assert_eq!(Notify::none().traits().effect, Effect::Notifies { any_time: false });
}

#[test]
fn codes_and_refusals() {
    let code = status(b"a NO [BADEVENT (MessageNew FlagChange)] x").0.code;
    let Some(Code::Ext(ExtCode::BadEvent(bad))) = code else { panic!("{code:?}") };
    assert_eq!(bad.known().len(), 2);
    let code = status(b"* OK [NOTIFICATIONOVERFLOW] x").0.code;
    assert!(matches!(code, Some(Code::Ext(ExtCode::NotificationOverflow(_)))));
    Running::new(Notify::none()).cannot_be_refused_into_success();
}
