//! Round trips over a link with 50 ms of latency, in simulated time.

use std::time::Duration;

use imap_proto_core::command::{
    Append, AppendMessage, Command, Fetch, Login, Noop, SearchKey, Select, Status, UidFetch, UidSearch,
};
use imap_proto_core::conn::{Config, Connection, Path, Ticket};
use imap_proto_core::ext::MultiAppend;
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::{SeqSet, UidSet};
use imap_testkit::{Builder, Link, Server, Session};

const ROUND_TRIP: Duration = Duration::from_millis(50);

fn login(builder: Builder) -> Link {
    let client = Connection::new(Config::default().path(Path::Pipe));
    let mut link = Link::new(client, Session::new(&builder.build()), ROUND_TRIP);
    let ticket = link.connection().submit(Login::new("demo", "demo"));
    link.wait(&ticket).unwrap();
    link
}

fn trips<T>(link: &mut Link, work: impl FnOnce(&mut Link) -> T) -> (T, u128) {
    let before = link.now();
    let value = work(link);
    let (passed, one) = ((link.now() - before).as_micros(), ROUND_TRIP.as_micros());
    assert_eq!(passed % one, 0, "answers come in whole round trips");
    (value, passed / one)
}

fn all<C: Command>(link: &mut Link, commands: impl Iterator<Item = C>) -> Vec<C::Output> {
    let tickets: Vec<Ticket<C>> = commands.map(|command| link.connection().submit(command)).collect();
    tickets.iter().map(|ticket| link.wait(ticket).unwrap()).collect()
}

fn mailboxes(prefix: &str) -> Builder {
    (0..1000).fold(Server::builder().user("demo", "demo"), |b, n| b.mailbox(&format!("{prefix}{n}")))
}

#[test]
fn a_thousand_status_commands() {
    use StatusItem::{Messages, Recent, UidNext, UidValidity, Unseen};
    let mut link = login(mailboxes("box"));
    let asks = (0..1000).map(|n| Status::new(format!("box{n}"), [Messages]));
    let (rows, count) = trips(&mut link, |link| all(link, asks));
    assert_eq!((rows.len(), count), (1000, 1));
    // Lines of 110 octets are more than the window holds at once.
    let prefix = "a folder with quite a long name/";
    let mut link = login(mailboxes(prefix));
    let items = [Messages, Recent, UidNext, UidValidity, Unseen];
    let asks = (0..1000).map(|n| Status::new(format!("{prefix}{n}"), items.clone()));
    let (rows, count) = trips(&mut link, |link| all(link, asks));
    assert_eq!(rows.len(), 1000);
    assert!(count <= 3, "{count} round trips");
}

#[test]
fn messages_into_a_mailbox() {
    let message = vec![b'x'; 20_000];
    let one = || MultiAppend::new("INBOX").messages(vec![message.clone(); 200]);
    let mut link = login(Server::demo_builder());
    let (stored, count) = trips(&mut link, |link| all(link, std::iter::once(one())));
    assert_eq!(stored[0].as_ref().and_then(|at| at.uids.len_numbers()), Some(200));
    assert_eq!(count, 1, "MULTIAPPEND with LITERAL+");
    let appends = || (0..200).map(|_| Append::new("INBOX", message.clone()));
    let (_, count) = trips(&mut link, |link| all(link, appends()));
    assert!(count <= 200_u128.div_ceil(3), "APPEND as far as the window goes: {count}");

    let mut link = login(Server::demo_builder().without("LITERAL+"));
    let (_, count) = trips(&mut link, |link| all(link, std::iter::once(one())));
    assert_eq!(count, 201, "one for each literal, and the answer");
    let (_, count) = trips(&mut link, |link| all(link, appends()));
    assert_eq!(count, 201, "the next line follows on the heels of a literal");
}

#[test]
fn streams_into_a_mailbox() {
    let mut link = login(Server::demo_builder());
    let parts = (0..20).map(|_| AppendMessage::stream(5000));
    let ticket = link.connection().submit_upload(MultiAppend::new("INBOX").messages(parts));
    let (stored, count) = trips(&mut link, |link| {
        while let Some(owed) = link.connection().owed(ticket.id()) {
            assert_eq!(link.connection().supply(ticket.id(), vec![b'y'; 6000].into()), 0);
            assert_eq!(owed.left, 5000);
        }
        link.wait(&ticket).unwrap().unwrap()
    });
    assert_eq!((stored.uids.len_numbers(), count), (Some(20), 1));
}

#[test]
fn a_mailbox_opened_and_read_in_one_round_trip() {
    let mut link = login(Server::demo_builder());
    let (_, count) = trips(&mut link, |link| {
        let select = link.connection().submit(Select::new("INBOX"));
        let fetch = link.connection().submit(UidFetch::new(UidSet::all()).flags());
        let search = link.connection().submit(UidSearch::new(SearchKey::flagged()));
        let noop = link.connection().submit(Noop::new());
        assert_eq!(link.wait(&select).unwrap().exists, 6);
        assert_eq!(link.wait(&fetch).unwrap().len(), 6);
        assert_eq!(link.wait(&search).unwrap().numbers.len(), 1);
        link.wait(&noop).unwrap();
    });
    assert_eq!(count, 1);
    let singles = (1..=6).map(|n| Fetch::new(SeqSet::one(n).unwrap()).envelope());
    let (rows, count) = trips(&mut link, |link| all(link, singles));
    assert_eq!((rows.len(), count), (6, 1));
}
