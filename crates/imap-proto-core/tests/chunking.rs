//! A long mixed session tells the same, however the server's octets are cut (SECURITY P52).

mod peer;

use imap_proto_core::Limits;
use imap_proto_core::command::{
    Append, Capability, Command, Fetch, Idle, List, Login, Logout, Noop, Raw, Search, SearchKey, Select,
    Status, UidFetch,
};
use imap_proto_core::conn::{CommandId, Config, Connection, Path, Ticket};
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::{SeqSet, UidSet};
use peer::written;
use proptest::prelude::*;

const CAPABILITIES: &str = "IMAP4rev1 IDLE ID UIDPLUS LITERAL+";

/// A session, the way its octets are cut, and what it told.
struct Session {
    conn: Connection,
    sizes: Vec<usize>,
    turn: usize,
    slot: bool,
    log: Vec<String>,
}

impl Session {
    fn new(sizes: &[usize], slot: bool) -> Self {
        let limits = Limits::default().with(|l| l.literal = 50_000);
        let conn = Connection::new(Config::default().path(Path::Loopback).limits(limits));
        Self { conn, sizes: sizes.to_vec(), turn: 0, slot, log: Vec::new() }
    }

    fn next_size(&mut self) -> usize {
        self.turn += 1;
        self.sizes.get(self.turn % self.sizes.len().max(1)).copied().unwrap_or(usize::MAX)
    }

    /// Brings octets in, in pieces, and notes all that became known.
    fn feed(&mut self, wire: impl AsRef<[u8]>) {
        let mut rest = wire.as_ref();
        while !rest.is_empty() && self.conn.wants_input() {
            let mut n = self.next_size().clamp(1, rest.len());
            if self.slot {
                let slot = self.conn.input_slot();
                n = n.min(slot.len());
                slot[..n].copy_from_slice(&rest[..n]);
                self.conn.input_filled(n);
            } else {
                self.conn.handle_input(&rest[..n]);
            }
            rest = &rest[n..];
        }
        self.note();
    }

    fn note(&mut self) {
        while let Some(event) = self.conn.poll_event() {
            self.log.push(format!("{event:?}"));
        }
        let (state, selected) = (self.conn.state(), self.conn.selected());
        self.log.push(format!("{state:?} {selected:?} {:?}", self.conn.capabilities()));
    }

    fn submit<C: Command>(&mut self, command: C) -> Ticket<C> {
        self.conn.submit(command)
    }

    fn write(&mut self) {
        let sent = written(&mut self.conn);
        self.log.push(format!("C: {}", sent.escape_ascii()));
    }

    fn tag(&self, id: CommandId) -> String {
        self.conn.tag_of(id).expect("it was sent").to_string()
    }

    fn take<C: Command>(&mut self, ticket: &Ticket<C>)
    where
        C::Output: std::fmt::Debug,
    {
        let result = self.conn.take(ticket).expect("it was answered");
        self.log.push(format!("{result:?}"));
    }
}

fn login(s: &mut Session) {
    s.feed("* OK hello {3}\r\n");
    let capability = s.submit(Capability::new());
    s.write();
    let tag = s.tag(capability.id());
    s.feed(format!("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* XNOISE before\r\n{tag} OK\n"));
    s.take(&capability);
    let login = s.submit(Login::new("anna", "pass word"));
    s.write();
    let tag = s.tag(login.id());
    s.feed(format!("* OK [ALERT] backup\r\n{tag} OK [CAPABILITY {CAPABILITIES}] in\r\n"));
    s.take(&login);
}

fn open(s: &mut Session) {
    let select = s.submit(Select::new("Entwürfe"));
    let list = s.submit(List::new("", "*"));
    let status = s.submit(Status::new("a b", [StatusItem::Messages, StatusItem::UidNext]));
    s.write();
    let (t1, t2, t3) = (s.tag(select.id()), s.tag(list.id()), s.tag(status.id()));
    s.feed(format!(
        "* 12 EXISTS\r\n* FLAGS (\\Seen $a]b)\r\n* LIST (\\HasChildren) \"/\" {{7}}\r\nx\r\n\"\\y{{\r\n\
         * LIST (\\Noselect) NIL \"a \\\"q\\\" \\\\ b\"\r\n* STATUS \"a b\" (MESSAGES 3 UIDNEXT 9 X (1 2))\r\n\
         * LIST () \"/\" &AGE-\r\n\r\n* OK [UIDVALIDITY 0] zero\r\n* OK [UIDVALIDITY 77] x]\r\n\
         {t3} OK done {{5}}\r\n* OK [PERMANENTFLAGS (\\* a])] x\r\n{t2} OK [XODD (a [b])] done\n\
         * 0 EXPUNGE\r\n* LIST (\\Broken\r\n{t1} OK [READ-ONLY] open\r\n"
    ));
    s.take(&select);
    s.take(&list);
    s.take(&status);
}

fn rows(s: &mut Session) {
    let fetch = s.submit(Fetch::new(SeqSet::all()).envelope().body_structure().body());
    let search = s.submit(Search::new(SearchKey::subject("Grüße")));
    s.write();
    let (t1, t2) = (s.tag(fetch.id()), s.tag(search.id()));
    let (large, huge) = ("\r\n* BYE no\r\n+ x\r\n".repeat(1_500), "A1 OK\n".repeat(9_000));
    let mut wire = format!(
        "* 1 FETCH (ENVELOPE (\"d\" {{5}}\r\nGr\u{fc}e NIL ((NIL NIL \"a\\\\\" \"b\")) NIL NIL NIL NIL NIL \"<m>\") \
         BODY[] {{{}}}\r\n{large} UID 4 FLAGS (\\Seen))\r\n",
        large.len()
    );
    wire += &format!("* 2 FETCH (BODY[] {{{}}}\r\n{huge} FLAGS ())\r\n* SEARCH 1 2 3\r\n", huge.len());
    wire += "* 3 FETCH (UID 9 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" {5}\r\nutf-8) NIL NIL \"7BIT\" 3 1)\
             (\"IMAGE\" \"PNG\" NIL \"<i>\" NIL \"BASE64\" 99) \"MIXED\") BODY[] \"short\" X-N ((1 (2)) NIL))\r\n";
    wire += &format!(
        "* 4 FETCH (BODY[] {{0}}\r\n)\r\n* 5 FETCH (FLAGS (\\Deleted\r\n* 13 EXISTS\r\n{t2} OK found\r\n"
    );
    wire += &format!("* 6 FETCH (UID 1 UID 2 FLAGS (a b))\r\n{t1} NO [XLIMIT] enough\r\n");
    s.feed(wire);
    s.take(&search);
    while let Some(row) = s.conn.next_item(&fetch) {
        s.log.push(format!("{row:?}"));
    }
    s.take(&fetch);
}

fn idle_and_append(s: &mut Session) {
    let idle = s.submit(Idle::new());
    s.write();
    s.feed("* 14 EXISTS\r\n+ idling\r\n* 2 EXPUNGE\r\n* VANISHED (EARLIER) 3:9\r\n");
    let append = s.submit(Append::new("a", "mail ".repeat(30_000)));
    s.write();
    let tag = s.tag(idle.id());
    s.feed(format!("* 1 EXPUNGE\r\n{tag} OK done\r\n"));
    s.take(&idle);
    s.write();
    let tag = s.tag(append.id());
    s.feed(format!("* 13 EXISTS\r\n{tag} NO [TRYCREATE] none\r\n"));
    s.take(&append);
    let raw = s.submit(Raw::new("GETQUOTA").unwrap().astring("").answer("QUOTA"));
    let fetch = s.submit(UidFetch::new(UidSet::one(4).unwrap()).flags());
    s.write();
    let tag = s.tag(raw.id());
    s.feed(format!("* QUOTA {{0}}\r\n (STORAGE 1 {{2}}\r\n22)\r\n{tag} OK\r\n"));
    s.take(&raw);
    s.write();
    let tag = s.tag(fetch.id());
    s.feed(format!("* 3 FETCH (FLAGS (\\Seen) UID 4)\r\n{tag} BAD what\r\n"));
    s.take(&fetch);
}

fn leave(s: &mut Session) {
    let noop = s.submit(Noop::new());
    let logout = s.submit(Logout::new());
    s.write();
    let tag = s.tag(noop.id());
    s.feed(format!("{tag} OK\r\n"));
    s.write();
    let tag = s.tag(logout.id());
    s.feed(format!("* BYE bye\r\n{tag} OK out\r\n* 5 EXISTS\r\n"));
    s.take(&noop);
    s.take(&logout);
    s.conn.handle_eof();
    s.note();
    s.log.push(format!("{:?} {}", s.conn.closed(), s.conn.searched()));
}

fn told(sizes: &[usize], slot: bool) -> Vec<String> {
    let mut session = Session::new(sizes, slot);
    login(&mut session);
    open(&mut session);
    rows(&mut session);
    idle_and_append(&mut session);
    leave(&mut session);
    session.log
}

#[test]
fn the_session_tells_what_it_should() {
    let told = told(&[], false).join("\n");
    for expected in [
        "Alert { text: \"backup\"",
        "NotAuthenticated",
        "Authenticated",
        "raw \\\"&AGE-\\\"",
        "Malformed(",
        "Violation(",
        "Omitted",
        "XLIMIT",
        "Vanished { earlier: true",
        "Interrupted",
        "TryCreate",
        "Err(Bad(",
        "Closed(LoggedOut)",
    ] {
        let expected = expected.replace("\\\"", "\"");
        assert!(told.contains(&expected), "{expected} is missing in\n{told}");
    }
}

#[test]
fn fixed_sizes() {
    let whole = told(&[], false);
    for size in [1, 2, 3, 5, 7, 64, 1460] {
        for slot in [false, true] {
            let pieces = told(&[size], slot);
            let differs = pieces.iter().zip(&whole).find(|(a, b)| a != b);
            assert!(pieces.len() == whole.len() && differs.is_none(), "{size} {slot}: {differs:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sizes(
        sizes in proptest::collection::vec(prop_oneof![4 => 1..40_usize, 1 => 1..20_000_usize], 1..60),
        slot: bool,
    ) {
        let (whole, pieces) = (told(&[], false), told(&sizes, slot));
        let differs = pieces.iter().zip(&whole).find(|(a, b)| a != b);
        prop_assert!(differs.is_none(), "{:?}", differs);
        prop_assert_eq!(pieces.len(), whole.len());
    }
}
