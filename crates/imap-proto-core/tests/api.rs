//! What a program may rely on: thread safety, generic drivers, commands of its own, and values made in tests.

mod peer;

use std::collections::VecDeque;
use std::error::Error;
use std::fmt::{Debug, Display};

use imap_proto_core::command::{
    Answers, Claim, Command, CommandWriter, Fetch, FetchItem, FetchPiece, Idle, Items, LiteralPiece, Noop,
    Outcome, Raw, Search, SearchKey, States, StreamDone, Traits,
};
use imap_proto_core::conn::{
    CommandId, Config, Connection, Event, Mailbox, State, Tick, Ticket, Unsolicited,
};
use imap_proto_core::frame::Frame;
use imap_proto_core::layer::{LayerError, Wire};
use imap_proto_core::response::{
    BodyStructure, Code, Data, Envelope, FetchRow, ListEntry, MailboxStatus, Malformed, OwnedAddress,
    Payload, Response, SearchResult, SectionData, Status, StatusItem, Tagged, Value, Violation,
};
use imap_proto_core::types::{
    Atom, Capability, CapabilitySet, Flag, FlagSet, MailboxName, SectionPath, SeqSet, Text, UidSet,
};
use imap_proto_core::{
    CloseReason, CommandError, EncodeError, Execute, LimitExceeded, Limits, ParseError, ProtocolError,
    Refused, SaslError,
};
use peer::{PLAIN, Peer, Stage};
use time::OffsetDateTime;

fn is_send<T: Send + 'static>() {}

fn is_value<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}

fn is_error<T: Error + Debug + Display + Send + Sync + 'static>() {}

#[test]
fn threads() {
    is_send::<Connection>();
    is_send::<Wire>();
    is_send::<Config>();
    is_send::<Ticket<Idle>>();
    is_send::<Raw>();
    is_value::<Config>();
    is_value::<CommandId>();
    is_value::<Tick>();
    is_value::<State>();
    is_value::<Mailbox>();
    is_value::<Limits>();
    is_value::<Event>();
    is_value::<Unsolicited>();
    is_value::<Response>();
    is_value::<Data>();
    is_value::<Tagged>();
    is_value::<Status>();
    is_value::<Code>();
    is_value::<FetchRow>();
    is_value::<Envelope>();
    is_value::<OwnedAddress>();
    is_value::<BodyStructure>();
    is_value::<SectionData>();
    is_value::<Payload>();
    is_value::<FetchPiece>();
    is_value::<StreamDone>();
    is_value::<LiteralPiece>();
    is_value::<ListEntry>();
    is_value::<MailboxStatus>();
    is_value::<SearchResult>();
    is_value::<Malformed>();
    is_value::<Violation>();
    is_value::<Value>();
}

#[test]
fn threads_and_arguments() {
    is_value::<MailboxName>();
    is_value::<FlagSet>();
    is_value::<CapabilitySet>();
    is_value::<SeqSet>();
    is_value::<UidSet>();
    is_value::<SectionPath>();
    is_value::<Atom>();
    is_value::<Text>();
    is_send::<Frame>();
    is_value::<SearchKey>();
    is_value::<FetchItem>();
}

#[test]
fn errors() {
    is_error::<CommandError>();
    is_error::<EncodeError>();
    is_error::<ParseError>();
    is_error::<ProtocolError>();
    is_error::<SaslError>();
    is_error::<CloseReason>();
    is_error::<LimitExceeded>();
    is_error::<LayerError>();
    is_send::<Refused>();
    let boxed: Box<dyn Error + Send + Sync> = EncodeError::NeedsUpload.into();
    assert!(boxed.downcast_ref::<EncodeError>().is_some());
}

#[test]
fn a_connection_moves_to_another_thread() {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    let row = std::thread::spawn(move || {
        let ticket = peer.conn.submit(Fetch::new(SeqSet::one(1).unwrap()).envelope());
        let tag = peer.one(0).tag;
        peer.feed(format!(
            "* 1 FETCH (ENVELOPE (NIL \"hi\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n{tag} OK done\r\n"
        ));
        let rows = peer.conn.take(&ticket).unwrap().unwrap();
        rows.into_iter().next().unwrap()
    });
    let mut row = row.join().unwrap();
    let envelope = row.take_envelope().unwrap();
    drop(row);
    assert_eq!(envelope.subject().unwrap(), "hi");
}

/// A command of an application: no part of the library knows it.
struct Ping {
    payload: String,
    pongs: Vec<(u64, String)>,
}

impl Command for Ping {
    type Item = u64;
    type Output = (Vec<(u64, String)>, Vec<u64>);
    const NAME: &'static str = "XPING";

    fn traits(&self) -> Traits {
        let needs = Capability::ext("XPING").ok().into_iter().map(Into::into).collect();
        Traits::pipelined(States::Authenticated)
            .with(|t| (t.answers, t.needs) = (Answers::Sole("XPONG"), needs))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("XPING").sp().astring(self.payload.as_bytes(), "payload").finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, u64>) -> Claim {
        match data {
            Data::Unknown { number, keyword, values } if keyword.eq_ignore_ascii_case("XPONG") => {
                let number = number.unwrap_or(0);
                let text = values.iter().find_map(Value::as_str).unwrap_or_default().to_owned();
                items.push(number);
                self.pongs.push((number, text));
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, u64>) -> Outcome<Self::Output> {
        let pongs = std::mem::take(&mut self.pongs);
        Outcome::ok_or_refused(tagged, || (pongs, Vec::new()))
    }

    fn collect(output: &mut Self::Output, rows: VecDeque<u64>) {
        output.1.extend(rows);
    }
}

fn ping(payload: &str) -> Ping {
    Ping { payload: payload.to_owned(), pongs: Vec::new() }
}

#[test]
fn an_extension_of_an_application() {
    let mut peer = Peer::new("IMAP4rev1 XPING", Stage::Authenticated);
    let ticket = peer.conn.submit(ping("a \"b\"\r\n"));
    let cmd = peer.one(0);
    assert_eq!((cmd.name().as_str(), cmd.args[1].octets()), ("XPING", &b"a \"b\"\r\n"[..]));
    peer.feed("* 7 XPONG (x) {3}\r\none\r\n* XOTHER 1\r\n* 8 xpong \"two\"\r\n");
    assert_eq!(peer.conn.next_item(&ticket), Some(7));
    peer.feed(format!("{} OK done\r\n", cmd.tag));
    let (pongs, left) = peer.conn.take(&ticket).unwrap().unwrap();
    assert_eq!(pongs, [(7, "one".to_owned()), (8, "two".to_owned())]);
    assert_eq!(left, [8], "rows that nobody pulled");
    let other = |event: &Event| {
        let Event::Unsolicited(Unsolicited::Other(Data::Unknown { keyword, .. })) = event else {
            return false;
        };
        *keyword == "XOTHER"
    };
    assert!(peer.events().iter().any(other), "what it does not take is an event");
}

#[test]
fn an_extension_keeps_the_rules() {
    let mut peer = Peer::new("IMAP4rev1", Stage::Authenticated);
    let missing = peer.send(ping("x"));
    assert!(matches!(missing, Err(CommandError::Unsupported(Capability::Ext(name))) if name == "XPING"));
    let mut peer = Peer::new("IMAP4rev1 XPING", Stage::Authenticated);
    assert!(matches!(peer.send(ping("a\0")), Err(CommandError::Encode(EncodeError::BadOctet { .. }))));
    let ticket = peer.conn.submit(ping("x"));
    let tag = peer.one(0).tag;
    peer.feed(format!("* 7 XPONG\r\n{tag} NO [XFULL] no\r\n"));
    assert!(
        matches!(peer.conn.take(&ticket), Some(Err(CommandError::No(refused))) if refused.status.text == "no")
    );
}

/// An encoder that overlooks what the writer says.
struct Careless;

impl Command for Careless {
    type Item = imap_proto_core::command::Never;
    type Output = ();
    const NAME: &'static str = "XCARELESS";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Any)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("XCARELESS").sp().string(b"a\0b", "argument").sp().display(&"x\r\nEVIL").sp();
        Ok(())
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Self::Item>) -> Outcome<()> {
        Outcome::ok_or_refused(tagged, || ())
    }
}

#[test]
fn an_encoder_that_overlooks_an_error_sends_nothing() {
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    assert!(matches!(peer.send(Careless), Err(CommandError::Encode(EncodeError::BadOctet { .. }))));
}

/// The smallest driver: answers every command with OK.
struct Echo(Peer);

impl Execute for Echo {
    type Run<'a, C: Command> = Result<C::Output, CommandError>;

    fn run<C: Command>(&mut self, command: C) -> Self::Run<'_, C> {
        let ticket = self.0.conn.submit(command);
        if let Some(done) = self.0.conn.take(&ticket) {
            return done;
        }
        let tag = self.0.one(0).tag;
        self.0.feed(format!("* 4 EXISTS\r\n* SEARCH 2 4\r\n{tag} OK done\r\n"));
        self.0.conn.take(&ticket).unwrap()
    }
}

/// Written once, for any driver whatever it gives back.
fn touch<E: Execute>(session: &mut E) {
    drop(session.create("x"));
    drop(session.run(ping("x")));
}

/// Written once, for any driver that gives the result of a SEARCH itself.
fn unseen<E>(session: &mut E) -> Result<usize, CommandError>
where
    E: for<'a> Execute<Run<'a, Search> = Result<SearchResult, CommandError>> + 'static,
{
    Ok(session.search(SearchKey::unseen())?.numbers.len())
}

#[test]
fn a_driver_has_every_convenience() {
    let mut session = Echo(Peer::new(PLAIN, Stage::Authenticated));
    assert!(session.noop().is_ok() && session.create("x").is_ok());
    let selected = session.select("INBOX").unwrap();
    assert_eq!((selected.exists, selected.mailbox()), (4, &MailboxName::inbox()));
    assert_eq!(session.search(SearchKey::unseen()).unwrap().numbers, [2, 4]);
    assert_eq!(unseen(&mut session).unwrap(), 2);
    touch(&mut session);
    assert!(session.run(Raw::new("XFOO").unwrap().number(1)).is_ok());
    assert!(matches!(session.create("a\0b"), Err(CommandError::Encode(_))));
}

#[test]
fn fetch_rows_from_wire_and_by_hand() {
    let read = FetchRow::from_wire(
        b"* 3 FETCH (UID 7 FLAGS (\\Seen Work) RFC822.SIZE 99 MODSEQ (5) INTERNALDATE \" 1-Jan-1970 00:00:09 +0000\" \
          ENVELOPE (\"d\" \"s \\\"q\\\"\" ((\"Ann\" NIL \"ann\" \"example.org\")) NIL NIL NIL NIL NIL NIL \"<1>\") \
          BODY[TEXT] {2}\r\nhi X-N (1 NIL))\r\n",
    );
    let envelope =
        Envelope::builder().date("d").subject("s \"q\"").from("Ann", "ann", "example.org").message_id("<1>");
    let made = FetchRow::builder(3)
        .uid(7)
        .flags([Flag::Seen, Flag::keyword("Work").unwrap()])
        .size(99)
        .modseq(5)
        .internal_date(OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(9))
        .envelope(envelope.build())
        .section(SectionPath::text(), "hi")
        .other(Atom::new("X-N").unwrap(), Value::List(vec![Value::Number(1), Value::Nil]))
        .build();
    let read = read.unwrap();
    assert_eq!(read, made);
    assert_eq!(read.clone().compact(), made);
    assert_ne!(read, FetchRow::builder(3).uid(7).build());
}

#[test]
fn other_values_from_wire_and_by_hand() {
    let read = ListEntry::from_wire(b"* LIST (\\HasChildren \\XOdd) \".\" \"a b\"\r\n").unwrap();
    let made =
        ListEntry::builder("a b").attribute("\\HasChildren").attribute("\\XOdd").delimiter('.').build();
    assert_eq!(read, made);
    assert!(read.has("\\haschildren") && read.has("\\xodd") && !read.is_noselect());
    let read = MailboxStatus::from_wire(b"* STATUS \"a b\" (MESSAGES 3 UIDNEXT 9)\r\n").unwrap();
    let made =
        MailboxStatus::builder("a b").item(StatusItem::Messages, 3).item(StatusItem::UidNext, 9).build();
    assert_eq!(read, made);
    assert_eq!(SearchResult::from_wire(b"* SEARCH 3 1 2\r\n").unwrap().numbers, [3, 1, 2]);
    let body = b"(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 3 1)";
    let body = BodyStructure::from_wire(body).unwrap();
    assert_eq!(body.root().and_then(|part| part.param("charset")).unwrap(), "utf-8");
    assert_eq!(body.clone().compact(), body);
    assert!(ListEntry::from_wire(b"* 3 EXISTS\r\n").is_err() && FetchRow::from_wire(b"* 3 FETCH (").is_err());
}

#[test]
fn a_ticket_of_another_connection_is_unknown() {
    let mut one = Connection::new(Config::default().seed([1; 32]));
    let mut other = Connection::new(Config::default().seed([2; 32]));
    let (ticket, _) = (one.submit(Noop::new()), other.submit(Noop::new()));
    assert!(matches!(other.take(&ticket), Some(Err(CommandError::UnknownTicket))));
    assert!(one.take(&ticket).is_none() && one.tag_of(ticket.id()).is_none());
}
