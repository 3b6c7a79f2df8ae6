//! Ours through a whole connection: a command is in flight that gets the rows; what nobody asked for is an event.

use std::collections::VecDeque;

use imap_proto_core::StatusItem;
use imap_proto_core::command::{
    Command, FetchItem, FetchStream, List, SearchKey, Select, Status, UidFetch, UidSearch,
};
use imap_proto_core::conn::{Config, Connection, Event, Path, Ticket, Unsolicited};
use imap_proto_core::ext::{ReturnOptions, UidSearchReturn};
use imap_proto_core::response::Data;
use imap_proto_core::types::{Atom, MailboxName, SectionPath, SeqSet, UidSet};

use crate::load::{Asked, Load};
use crate::ours::limits;
use crate::script::{Batch, Script};
use crate::subject::{Subject, Tally, copy_in};
use crate::taker::{Bodies, Results, Rows, Taker};

/// A connection with a mailbox selected.
#[derive(Debug)]
pub(crate) struct Through {
    conn: Connection,
    script: Script,
    /// Bodies are streamed.
    streams: bool,
    /// The server sends rows. Without them it only says OK, and what is left is what commands cost.
    rows: bool,
    /// Commands that no tagged line came for.
    unanswered: usize,
}

impl Through {
    pub(crate) fn buffered() -> Self {
        Self::new(false, true)
    }

    pub(crate) fn streamed() -> Self {
        Self::new(true, true)
    }

    pub(crate) fn without_rows() -> Self {
        Self::new(false, false)
    }

    fn new(streams: bool, rows: bool) -> Self {
        let config = Config::default().path(Path::Loopback).allow_preauth().limits(limits());
        let mut conn = Connection::new(config);
        conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE ESEARCH] ready\r\n");
        let select = conn.submit(Select::new("INBOX"));
        let mut this = Self { conn, script: Script::default(), streams, rows, unanswered: 0 };
        this.written();
        this.conn.handle_input(b"* 1000000 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 4000000] x\r\n");
        let tag = this.conn.tag_of(select.id()).map_or_else(String::new, |tag| tag.to_string());
        this.conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
        this.conn.take(&select);
        this.events(false, &mut Tally::default());
        this
    }

    /// What is asked when `batch` is the answer.
    fn ask(&mut self, batch: &Batch, octets: &[u8], chunk: usize, tally: &mut Tally) {
        match batch.asked {
            Asked::Fetch if self.streams => {
                self.run([fetch_stream()], Bodies::default(), octets, chunk, tally)
            }
            Asked::Fetch => self.run([fetch()], Rows, octets, chunk, tally),
            Asked::List => self.run([List::new("", "*")], Rows, octets, chunk, tally),
            Asked::Search => self.run([UidSearch::new(SearchKey::all())], Results, octets, chunk, tally),
            Asked::Esearch => self.run([esearch()], Results, octets, chunk, tally),
            Asked::Status => {
                let commands = batch.mailboxes.iter().cloned().map(status);
                self.run(commands, Results, octets, chunk, tally);
            }
            Asked::Nothing => self.run::<List>([], Rows, octets, chunk, tally),
        }
    }

    /// Runs commands whose answers are `octets`, reading as a driver does: what came with a read is pulled behind it. A
    /// result that is an error is refused.
    fn run<C: Command>(
        &mut self,
        commands: impl IntoIterator<Item = C>,
        mut taker: impl Taker<C>,
        octets: &[u8],
        chunk: usize,
        tally: &mut Tally,
    ) {
        let mut tickets: VecDeque<Ticket<C>> =
            commands.into_iter().map(|command| self.conn.submit(command)).collect();
        self.written();
        let news = tickets.is_empty();
        for mut octets in octets.chunks(chunk) {
            while !octets.is_empty() && self.conn.wants_input() {
                let slot = self.conn.input_slot();
                let (now, later) = octets.split_at(slot.len().min(octets.len()));
                copy_in(&mut slot[..now.len()], now);
                self.conn.input_filled(now.len());
                octets = later;
                // A row that was pulled may let input go on that it held up.
                let mut more = true;
                while more {
                    let completed = self.events(news, tally);
                    more = self.pull(&mut tickets, completed, &mut taker, tally);
                }
            }
        }
        self.unanswered += tickets.len();
    }

    /// Takes the rows and results of the oldest command, and on to the next one while they are complete. True if there
    /// were any.
    fn pull<C: Command, T: Taker<C>>(
        &mut self,
        tickets: &mut VecDeque<Ticket<C>>,
        mut completed: usize,
        taker: &mut T,
        tally: &mut Tally,
    ) -> bool {
        let mut any = false;
        while let Some(ticket) = tickets.front() {
            while T::ROWS
                && let Some(row) = self.conn.next_item(ticket)
            {
                taker.row(row, tally);
                any = true;
            }
            if completed == 0 {
                break;
            }
            completed -= 1;
            any = true;
            match self.conn.take(ticket) {
                Some(Ok(result)) => taker.result(result, tally),
                Some(Err(_)) | None => tally.refused += 1,
            }
            tickets.pop_front();
        }
        any
    }

    fn written(&mut self) {
        while !self.conn.output().is_empty() {
            self.conn.output_written(self.conn.output().len());
        }
    }

    /// How many commands were completed. Data that comes as an event although somebody asked for it is refused: the tables
    /// say that it reaches the command.
    fn events(&mut self, news: bool, tally: &mut Tally) -> usize {
        let mut completed = 0;
        while let Some(event) = self.conn.poll_event() {
            match event {
                Event::Completed(_) => completed += 1,
                Event::Unsolicited(Unsolicited::Other(Data::Unknown { .. })) => tally.refused += 1,
                Event::Unsolicited(_) => tally.count(news),
                Event::Greeting(_) => {}
                _ => tally.refused += 1,
            }
        }
        completed
    }
}

/// What the lines of the load hold.
fn esearch() -> UidSearchReturn {
    UidSearchReturn::new(SearchKey::all(), ReturnOptions::new().min().max().count().all())
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

fn fetch_stream() -> FetchStream {
    FetchStream::new(SeqSet::all()).uid().body_peek(SectionPath::all())
}

/// The counters that a row of the load has.
fn status(mailbox: MailboxName) -> Status {
    Status::new(
        mailbox,
        [
            StatusItem::Messages,
            StatusItem::Recent,
            StatusItem::UidNext,
            StatusItem::UidValidity,
            StatusItem::Unseen,
            StatusItem::HighestModSeq,
        ],
    )
}

impl Subject for Through {
    fn prepare(&mut self, load: &Load) {
        self.script = Script::new(load, self.rows);
    }

    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let mut tally = Tally::default();
        let script = std::mem::take(&mut self.script);
        for batch in &script.batches {
            self.ask(batch, &script.octets[batch.answer.clone()], chunk, &mut tally);
        }
        self.script = script;
        if !self.rows {
            tally = Tally { read: load.responses, refused: 0 };
        }
        tally.refused += self.unanswered;
        tally
    }

    /// Its rows are those of [`Ours`](crate::ours::Ours), so they are kept there.
    fn keep(&mut self, _: usize) {}

    fn searched(&self) -> Option<u64> {
        Some(self.conn.searched())
    }
}
