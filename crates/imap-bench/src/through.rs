//! Ours through a whole connection: commands are in flight and get the rows; what nobody asked for is an event.

use imap_proto_core::command::{Command, FetchItem, List, SearchKey, Select, UidFetch, UidSearch};
use imap_proto_core::conn::{Config, Connection, Event, Path, Ticket, Unsolicited};
use imap_proto_core::response::Data;
use imap_proto_core::types::{Atom, SectionPath, UidSet};

use crate::load::{Asked, Load};
use crate::ours::limits;
use crate::subject::{Subject, Tally, copy_in};

/// A connection with a mailbox selected.
#[derive(Debug)]
pub(crate) struct Through {
    conn: Connection,
}

impl Through {
    pub(crate) fn new() -> Self {
        let config = Config::default().path(Path::Loopback).allow_preauth().limits(limits());
        let mut conn = Connection::new(config);
        conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE] ready\r\n");
        let select = conn.submit(Select::new("INBOX"));
        conn.output_written(conn.output().len());
        conn.handle_input(b"* 200000 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 900000] x\r\n");
        let mut this = Self { conn };
        this.tagged(&select);
        this.events(&mut Tally::default());
        this
    }

    /// Runs a command whose answer is `octets`; true when it succeeded.
    fn step<C: Command>(&mut self, command: C, octets: &[u8], chunk: usize, tally: &mut Tally) -> bool {
        let ticket = self.conn.submit(command);
        self.written();
        self.feed(Some(&ticket), octets, chunk, tally);
        let done = self.tagged(&ticket);
        self.events(tally);
        done
    }

    /// Reads as a driver does, and pulls what came after each read.
    fn feed<C: Command>(
        &mut self,
        ticket: Option<&Ticket<C>>,
        octets: &[u8],
        chunk: usize,
        tally: &mut Tally,
    ) {
        for mut octets in octets.chunks(chunk) {
            while !octets.is_empty() && self.conn.wants_input() {
                let slot = self.conn.input_slot();
                let (now, later) = octets.split_at(slot.len().min(octets.len()));
                copy_in(&mut slot[..now.len()], now);
                self.conn.input_filled(now.len());
                octets = later;
                self.events(tally);
                while ticket.is_some_and(|ticket| self.conn.next_item(ticket).is_some()) {
                    tally.read += 1;
                }
            }
        }
    }

    fn written(&mut self) {
        while !self.conn.output().is_empty() {
            self.conn.output_written(self.conn.output().len());
        }
    }

    fn events(&mut self, tally: &mut Tally) {
        while let Some(event) = self.conn.poll_event() {
            match event {
                Event::Unsolicited(Unsolicited::Other(Data::Unknown { .. })) => tally.refused += 1,
                Event::Unsolicited(_) => tally.read += 1,
                Event::Completed(_) | Event::Greeting(_) => {}
                _ => tally.refused += 1,
            }
        }
    }

    /// Says OK to a command and takes its result; true when it succeeded.
    fn tagged<C: Command>(&mut self, ticket: &Ticket<C>) -> bool {
        let tag = self.conn.tag_of(ticket.id()).map_or_else(String::new, |tag| tag.to_string());
        self.conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
        self.conn.take(ticket).is_some_and(|done| done.is_ok())
    }
}

/// Everything that the loads hold.
fn fetch() -> UidFetch {
    let fetch = UidFetch::new(UidSet::all()).uid().flags().envelope().body_structure();
    let fetch = fetch.body_peek(SectionPath::all());
    match Atom::new("MODSEQ") {
        Ok(modseq) => fetch.item(FetchItem::from(modseq)),
        Err(_) => fetch,
    }
}

impl Subject for Through {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let (mut tally, mut from) = (Tally::default(), 0);
        for (asked, to) in &load.steps {
            let octets = &load.octets[from..*to];
            let done = match asked {
                Asked::Fetch => self.step(fetch(), octets, chunk, &mut tally),
                Asked::List => self.step(List::new("", "*"), octets, chunk, &mut tally),
                Asked::Search => {
                    tally.read += 1;
                    self.step(UidSearch::new(SearchKey::all()), octets, chunk, &mut tally)
                }
                Asked::Nothing => {
                    self.feed::<List>(None, octets, chunk, &mut tally);
                    true
                }
            };
            tally.refused += usize::from(!done);
            from = *to;
        }
        tally
    }

    /// Its rows are those of [`Ours`](crate::ours::Ours), so they are kept there.
    fn keep(&mut self, _: usize) {}

    fn searched(&self) -> Option<u64> {
        Some(self.conn.searched())
    }
}
