//! Random calls against random servers: nothing panics, nothing hangs, every ticket ends once.

use std::collections::BTreeSet;
use std::time::Duration;

use imap_proto_core::Limits;
use imap_proto_core::command::{
    Append, AppendMessage, AppendStream, Authenticate, Close, Command, Copy, Enable, Expunge, Fetch,
    FetchStream, Idle, List, Login, Logout, Noop, Search, SearchKey, Select, StartTls, Status, Store,
    UidFetch, UidFetchStream,
};
use imap_proto_core::conn::{CommandId, Config, Connection, Event, Path, Tick, Ticket};
use imap_proto_core::ext::MultiAppend;
use imap_proto_core::response::StatusItem;
use imap_proto_core::sasl::Plain;
use imap_proto_core::types::{Capability, Flag, SeqSet, UidSet};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Op {
    Submit(u8),
    /// A line of the vocabulary, for one of the tags that were sent.
    Line(u8, u8),
    Octets(Vec<u8>),
    Write(u16),
    Wait(u16),
    Abandon(u8),
    Interrupt(u8),
    Pull(u8),
    Take(u8),
    Supply(u8, u8),
    Events,
    LayerReady,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => any::<u8>().prop_map(Op::Submit),
        16 => (any::<u8>(), any::<u8>()).prop_map(|(line, tag)| Op::Line(line, tag)),
        1 => prop::collection::vec(any::<u8>(), 0..20).prop_map(Op::Octets),
        8 => (1..300_u16).prop_map(Op::Write),
        1 => (0..200_u16).prop_map(Op::Wait),
        2 => any::<u8>().prop_map(Op::Abandon),
        1 => any::<u8>().prop_map(Op::Interrupt),
        3 => any::<u8>().prop_map(Op::Pull),
        3 => any::<u8>().prop_map(Op::Take),
        3 => (any::<u8>(), 0..20_u8).prop_map(|(which, n)| Op::Supply(which, n)),
        1 => Just(Op::Events),
        1 => Just(Op::LayerReady),
    ]
}

const LINES: [&str; 36] = [
    "# OK done",
    "# OK done",
    "# OK done",
    "# OK done",
    "# OK [READ-WRITE] done",
    "# NO [TRYCREATE] no",
    "# BAD what",
    "# OK [CAPABILITY IMAP4rev1 IDLE ENABLE LITERAL+] done",
    "+ go",
    "+",
    "* 9 EXISTS",
    "* 5 EXISTS",
    "* 1 EXPUNGE",
    "* 3 EXPUNGE",
    "* VANISHED 5",
    "* VANISHED (EARLIER) 1:4",
    "* 1 FETCH (FLAGS (\\Seen) UID 1)",
    "* 3 FETCH (FLAGS ())",
    "* 4 FETCH (UID 12 BODY[] {5}\r\nhello)",
    "* 2 FETCH (BODY[] {30}\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)",
    "* SEARCH 1 2 3",
    "* LIST () \"/\" &AGE-",
    "* STATUS box (MESSAGES 5)",
    "* ENABLED UTF8=ACCEPT",
    "* CAPABILITY IMAP4rev1 IDLE LITERAL+ ENABLE",
    "* OK [CLOSED] bye",
    "* OK still here {5}",
    "* OK [ALERT] look",
    "* NO hm",
    "BAD tagless",
    "Server Unavailable.",
    "* LIST (\\Broken",
    "* XFOO (1 2 \"x\")",
    "* FLAGS (\\Seen)",
    "",
    "* BYE later",
];

trait Running {
    fn id(&self) -> CommandId;
    fn pull(&self, conn: &mut Connection) -> bool;
    fn take(&self, conn: &mut Connection) -> bool;
}

impl<C: Command> Running for Ticket<C> {
    fn id(&self) -> CommandId {
        Self::id(self)
    }

    fn pull(&self, conn: &mut Connection) -> bool {
        conn.next_item(self).is_some()
    }

    fn take(&self, conn: &mut Connection) -> bool {
        conn.take(self).is_some()
    }
}

fn boxed<C: Command>(conn: &mut Connection, command: C) -> Box<dyn Running> {
    Box::new(conn.submit(command))
}

fn submit(conn: &mut Connection, which: u8) -> Box<dyn Running> {
    let seq = |text: &str| text.parse::<SeqSet>().unwrap();
    match which % 24 {
        0 => boxed(conn, Noop::new()),
        1 => boxed(conn, Fetch::new(seq("1:3")).flags()),
        2 => boxed(conn, Fetch::new(seq("4:*")).body()),
        3 => boxed(conn, UidFetch::new(UidSet::one(12).unwrap()).body()),
        4 => boxed(conn, Store::add(seq("3"), [Flag::Deleted])),
        5 => boxed(conn, Search::new(SearchKey::all())),
        6 => boxed(conn, Copy::new(seq("2"), "box")),
        7 | 8 => boxed(conn, Select::new("INBOX")),
        9 => boxed(conn, Expunge::new()),
        10 | 11 => boxed(conn, Idle::new()),
        12 => boxed(conn, Append::new("box", &b"hello"[..])),
        13 => Box::new(conn.submit_upload(AppendStream::new("box", 20))),
        14 => {
            let parts = [AppendMessage::stream(20), AppendMessage::new("mid"), AppendMessage::stream(7)];
            Box::new(conn.submit_upload(MultiAppend::new("box").messages(parts).unchecked()))
        }
        15 => boxed(conn, Status::new("box", [StatusItem::Messages])),
        16 => boxed(conn, List::new("", "*")),
        17 => boxed(conn, Close::new()),
        18 => boxed(conn, Enable::new([Capability::Utf8Accept])),
        19 | 20 => boxed(conn, Login::new("joe", "sec\r\nret")),
        21 => boxed(conn, Authenticate::new(Plain::new("joe", "secret"))),
        22 => boxed(conn, StartTls::new()),
        23 if which < 100 => boxed(conn, FetchStream::new(seq("2:*")).body()),
        23 if which < 200 => boxed(conn, UidFetchStream::new(UidSet::one(12).unwrap()).body()),
        _ if which == 255 => boxed(conn, Logout::new()),
        _ => boxed(conn, Noop::new()),
    }
}

struct Play {
    conn: Connection,
    running: Vec<Box<dyn Running>>,
    /// What was written.
    wire: Vec<u8>,
    now: u64,
    /// The tags that were answered.
    answered: BTreeSet<String>,
    ended: u32,
    chunk: usize,
}

impl Play {
    fn apply(&mut self, op: &Op) {
        let conn = &mut self.conn;
        let pick = |which: u8| usize::from(which) % self.running.len().max(1);
        match op {
            Op::Submit(which) => self.running.push(submit(conn, *which)),
            Op::Line(line, tag) => {
                let line = LINES[usize::from(*line) % LINES.len()];
                if !line.starts_with('#') {
                    return self.feed((line.to_owned() + "\r\n").as_bytes());
                }
                let mut open = self.tags();
                open.retain(|tag| !self.answered.contains(tag));
                let stranger = (*tag == 255).then(|| "ZZZZ1".to_owned());
                let chosen = stranger.or_else(|| open.get(usize::from(*tag) % open.len().max(1)).cloned());
                let Some(chosen) = chosen else { return };
                self.feed((line.replace('#', &chosen) + "\r\n").as_bytes());
                self.answered.insert(chosen);
            }
            Op::Octets(octets) => self.feed(octets),
            Op::Write(n) => self.write(usize::from(*n)),
            Op::Wait(seconds) => self.wait(u64::from(*seconds)),
            Op::Abandon(which) => {
                let at = pick(*which);
                if at < self.running.len() {
                    let id = self.running.swap_remove(at).id();
                    conn.abandon(id);
                }
            }
            Op::Interrupt(which) => {
                if let Some(id) = self.running.get(pick(*which)).map(|running| running.id()) {
                    conn.interrupt(id);
                }
            }
            Op::Pull(which) => {
                if let Some(running) = self.running.get(pick(*which)) {
                    running.pull(conn);
                }
            }
            Op::Take(which) => {
                let at = pick(*which);
                if self.running.get(at).is_some_and(|running| running.take(conn)) {
                    self.running.swap_remove(at);
                }
            }
            Op::Supply(which, n) => {
                if let Some(id) = self.running.get(pick(*which)).map(|running| running.id()) {
                    let owed = conn.owed(id);
                    let left = conn.supply(id, vec![b'y'; usize::from(*n)].into());
                    assert!(owed.is_none_or(|owed| left == owed.left.saturating_sub(u64::from(*n))));
                }
            }
            Op::Events => self.events(),
            Op::LayerReady => conn.layer_ready(),
        }
    }

    /// The tags of the commands that were written.
    fn tags(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.wire);
        let tag = |line: &str| {
            line.starts_with("AAAA").then(|| line.split(' ').next().unwrap_or_default().to_owned())
        };
        text.lines().filter_map(tag).collect()
    }

    fn feed(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while !rest.is_empty() && self.conn.wants_input() {
            let slot = self.conn.input_slot();
            assert!(!slot.is_empty(), "the slot is never empty while octets are wanted");
            let n = slot.len().min(rest.len()).min(self.chunk);
            slot[..n].copy_from_slice(&rest[..n]);
            self.conn.input_filled(n);
            rest = &rest[n..];
        }
    }

    fn write(&mut self, n: usize) {
        let n = n.min(self.conn.output().len());
        self.wire.extend_from_slice(&self.conn.output()[..n]);
        self.conn.output_written(n);
    }

    fn wait(&mut self, seconds: u64) {
        let at = |seconds| Tick::new(Duration::from_secs(seconds));
        self.conn.poll_timeout(at(self.now));
        self.now += seconds;
        self.conn.handle_timeout(at(self.now));
        let next = self.conn.poll_timeout(at(self.now));
        assert!(next.is_none_or(|next| next > at(self.now)), "the law of timers");
    }

    fn events(&mut self) {
        while let Some(event) = self.conn.poll_event() {
            self.ended += u32::from(matches!(event, Event::Closed(_)));
        }
    }

    fn finish(mut self) {
        let tags = self.tags();
        assert_eq!(
            tags.iter().collect::<BTreeSet<_>>().len(),
            tags.len(),
            "every tag is used once: {tags:?}"
        );
        for running in &self.running {
            while running.pull(&mut self.conn) {}
        }
        self.conn.handle_eof();
        for running in &self.running {
            let done = running.take(&mut self.conn);
            assert!(done, "after the end every ticket answers: {:?}", self.conn);
        }
        self.events();
        assert!(self.conn.closed().is_some());
        assert_eq!(self.ended, 1, "the connection ends once");
        assert!(self.conn.output().is_empty(), "and sends nothing more");
        assert_eq!(self.conn.poll_timeout(Tick::new(Duration::from_secs(self.now))), None);
    }
}

fn play(ops: &[Op], greeting: usize, chunk: usize) {
    let limits = Limits::default().with(|l| {
        l.queued_rows = 2;
        l.queued_events = 3;
        l.in_flight = 5;
        l.unacknowledged = 120;
        l.literal = 20;
        l.inline_literal = 10;
        l.noise = 3;
    });
    let conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth().limits(limits));
    let mut play = Play {
        conn,
        running: Vec::new(),
        wire: Vec::new(),
        now: 0,
        answered: BTreeSet::new(),
        ended: 0,
        chunk,
    };
    let greetings: [&[u8]; 3] = [
        b"* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN STARTTLS SASL-IR] hi\r\n",
        b"* PREAUTH [CAPABILITY IMAP4rev1 IDLE ENABLE LITERAL+] hi\r\n",
        b"* PREAUTH hi\r\n",
    ];
    play.feed(greetings[greeting]);
    ops.iter().for_each(|op| play.apply(op));
    play.finish();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn nothing_hangs_and_everything_ends(
        ops in prop::collection::vec(op(), 0..80),
        greeting in 0..3_usize,
        chunk in 1..50_usize,
    ) {
        play(&ops, greeting, chunk);
    }
}
