//! NOTIFY.

use imap_blocking::core::command::FetchItem;
use imap_blocking::core::ext::Notify;
use imap_blocking::core::ext::notify::{Happening, Watched};
use imap_blocking::core::types::Atom;
use imap_blocking::core::{Event, Unsolicited};
use imap_blocking::prelude::*;

use crate::live::{S, bad, done, filled, message};
use crate::server;

/// Whether an event is there, waiting for it with NOOP for as long as Dovecot gathers news (half a second).
fn eventually(s: &mut S, wanted: impl Fn(&Event) -> bool) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        s.noop().unwrap();
        s.events().any(|event| wanted(&event))
    })
}

#[test]
pub(crate) fn notify() {
    let Some(mut s) = filled("Noticed") else { return };
    s.create("Noticed/Elsewhere").unwrap();
    let new = Happening::MessageNew(vec![FetchItem::Uid, FetchItem::Envelope]);
    let notify = Notify::set().status().watch(Watched::Selected, [new, Happening::MessageExpunge]).watch(
        Watched::Mailboxes(vec!["Noticed/Elsewhere".into()]),
        [Happening::message_new(), Happening::MessageExpunge],
    );
    s.run(notify).unwrap();
    let mut other = server::login().unwrap();
    other.append("Noticed", message(4)).unwrap();
    other.append("Noticed/Elsewhere", message(4)).unwrap();
    let mut fetched = false;
    let elsewhere = eventually(&mut s, |event| match event {
        Event::Unsolicited(Unsolicited::MailboxStatus(status)) => {
            status.name() == &"Noticed/Elsewhere".into() && status.messages() == Some(1)
        }
        _ => false,
    });
    assert!(elsewhere);
    other.append("Noticed", message(2)).unwrap();
    fetched |= eventually(&mut s, |event| match event {
        Event::Unsolicited(Unsolicited::Fetch(row)) => {
            row.uid() == Some(6) && row.envelope().unwrap().subject().unwrap() == "Re: one"
        }
        _ => false,
    });
    assert!(fetched);
    done(other);
    s.run(Notify::none()).unwrap();
    let unknown = Happening::Other(Atom::from_static("Nonsense"));
    // RFC 5465 section 5 wants NO and BADEVENT.
    bad(&mut s, Notify::set().watch(Watched::Personal, [unknown]));
    done(s);
}
