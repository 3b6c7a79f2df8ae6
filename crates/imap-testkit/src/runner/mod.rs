//! Runs transcripts against the core, at any chunk size.
//!
//! A transcript is text: what the server says (`S:`), what the client must write (`C:`), what the application
//! asks (`>`), and what must be true (`!`). The same transcript has to give the same events however the
//! server's octets are cut.
//!
//! ```text
//! # a comment
//! ? text text [] NAME $T <- ..   how an argument goes out, for the table of the core's `tests/injection`; no step
//! config preauth                 settings: preauth, demand-tls, path=network|loopback|pipe, cleartext, ambiguous, deflate,
//!                                assume=CAPABILITY, mirror=NUMBER, limit-NAME=NUMBER, lenient-NAME
//! S: * PREAUTH hi                server octets, CRLF added; \r \n \t \0 \\ \xHH are escapes
//! S~ * OK without a line end     the same without CRLF
//! > n noop                       submit a command under the name `n`; words know the same escapes
//! > n GetQuota::new("root")      the same, as a Rust expression that the caller of `run_with` knows
//! > n upload Append::new(..)     the same for an upload
//! supply u octets                octets for the upload `u`
//! C: AAAA1 NOOP                  the next line that the client wrote
//! ! out n Ok                     the result of `n` holds this text
//! ! pending n                    it has none yet
//! ! row f Seen / ! norow f       the next row of `f` holds this text / there is none
//! ! event Exists(3)              an event behind the last one matched holds this text
//! ! noevent Exists               no event at all holds this text
//! ! owed u 5 of part 0           the upload `u` owes so many octets of a literal
//! ! input / ! noinput            the connection wants octets, or not
//! ! silent                       nothing is left to write
//! ! state Selected               the state
//! ! mirror 3 messages: 2=30 (\Seen)   what the mirror knows
//! ! tolerated 3                  so many faults of the server were forgiven
//! ! tap text / ! notap text      the wire tap saw this text, or never did
//! clog N / unclog                the transport takes N octets more and then none; and all again
//! eof / at SECONDS / interrupt n / abandon n / layer
//! ```

mod commands;
mod config;
mod step;
mod stream;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use imap_proto_core::conn::{Connection, Tick};

pub use commands::{Running, running, uploading};
pub use step::{Step, parse};

/// The chunk sizes at which every transcript runs; 0 stands for whole.
pub const CHUNKS: [usize; 6] = [1, 2, 3, 7, 64, 0];

/// Runs a transcript at every chunk size and compares what happened.
///
/// # Errors
/// The first expectation that does not hold, with its line; or the chunk size whose events differ.
pub fn run(text: &str) -> Result<(), String> {
    run_with(text, no_expressions)
}

/// Submits the command that an expression spells; None when it does not know it.
pub type Submit = fn(&mut Connection, &str) -> Option<Result<Box<dyn Running>, String>>;

fn no_expressions(_: &mut Connection, _: &str) -> Option<Result<Box<dyn Running>, String>> {
    None
}

/// As [`run`], for transcripts that spell commands as Rust expressions.
///
/// # Errors
/// As [`run`].
pub fn run_with(text: &str, submit: Submit) -> Result<(), String> {
    let steps = parse(text)?;
    let mut first: Option<Vec<String>> = None;
    for chunk in CHUNKS {
        let log =
            Run::new(&steps, chunk, submit)?.play(&steps).map_err(|e| format!("chunk size {chunk}: {e}"))?;
        match &first {
            Some(first) if *first != log => {
                return Err(format!("events differ at chunk size {chunk}:\n{first:#?}\n{log:#?}"));
            }
            Some(_) => {}
            None => first = Some(log),
        }
    }
    Ok(())
}

/// Ends the transport behind every octet of the transcript: each command must then have an outcome, and none
/// may be a success that the octets did not bring.
///
/// # Errors
/// The first offset at which a command hangs.
pub fn cut_everywhere(text: &str, submit: Submit) -> Result<(), String> {
    let steps = parse(text)?;
    let octets: usize =
        steps.iter().map(|(_, step)| if let Step::Server(s) = step { s.len() } else { 0 }).sum();
    // Behind the first octets of a long line one cut is as good as another.
    let ends = (0..=octets).filter(|at| *at < 2000 || at % 97 == 0 || octets - at < 200);
    ends.into_iter().try_for_each(|at| {
        Run::new(&steps, 0, submit)?.play_until(&steps, at).map_err(|e| format!("cut at {at}: {e}"))
    })
}

struct Run {
    conn: Connection,
    chunk: usize,
    running: BTreeMap<String, Box<dyn Running>>,
    input: Vec<u8>,
    /// All that the server sent.
    received: Vec<u8>,
    output: Vec<u8>,
    events: Vec<String>,
    /// Events up to here were matched.
    matched: usize,
    /// Octets that the transport still takes; `None` for all.
    takes: Option<usize>,
    tap: Arc<Mutex<String>>,
    submit: Submit,
}

impl Run {
    fn new(steps: &[(usize, Step)], chunk: usize, submit: Submit) -> Result<Self, String> {
        let mut conn = Connection::new(config::configure(steps)?);
        let tap = Arc::<Mutex<String>>::default();
        let log = Arc::clone(&tap);
        conn.set_tap(Some(Box::new(move |line| {
            if let Ok(mut log) = log.lock() {
                log.push_str(&format!("{line}\n"));
            }
        })));
        Ok(Self {
            conn,
            chunk,
            running: BTreeMap::new(),
            input: Vec::new(),
            received: Vec::new(),
            output: Vec::new(),
            events: Vec::new(),
            matched: 0,
            takes: None,
            tap,
            submit,
        })
    }

    fn play(mut self, steps: &[(usize, Step)]) -> Result<Vec<String>, String> {
        for (line, step) in steps {
            if let Step::Server(octets) = step {
                self.input.extend_from_slice(octets);
                continue;
            }
            self.feed();
            self.step(step).map_err(|e| format!("line {line}: {e}"))?;
        }
        self.feed();
        Ok(self.events)
    }

    /// Plays without looking, until `at` octets of the server have come; then the transport ends.
    fn play_until(mut self, steps: &[(usize, Step)], mut at: usize) -> Result<(), String> {
        for (_, step) in steps {
            match step {
                Step::Server(octets) if octets.len() >= at => {
                    self.input.extend_from_slice(octets.get(..at).unwrap_or(octets));
                    break;
                }
                Step::Server(octets) => {
                    at -= octets.len();
                    self.input.extend_from_slice(octets);
                }
                Step::Client(_) | Step::Expect { .. } => self.feed(),
                other => {
                    self.feed();
                    // A name that LIST has not brought yet cannot be selected.
                    let _ = self.step(other);
                }
            }
        }
        self.feed();
        self.conn.handle_eof();
        let names: Vec<String> = self.running.keys().cloned().collect();
        names.iter().try_for_each(|name| self.ended_rightly(name))?;
        self.conn.closed().map(|_| ()).ok_or_else(|| "the connection is not closed".to_owned())
    }

    /// A command has an outcome, and a success only if the server said so.
    fn ended_rightly(&mut self, name: &str) -> Result<(), String> {
        let Some(mut running) = self.running.remove(name) else { return Ok(()) };
        let result = running.take(&mut self.conn).ok_or_else(|| format!("`{name}` has no outcome"))?;
        let tag = self.conn.tag_of(running.id()).map(|tag| tag.to_string()).unwrap_or_default();
        let said = String::from_utf8_lossy(&self.received).to_ascii_uppercase();
        let (ok, bye) = (format!("{} OK", tag.to_ascii_uppercase()), "* BYE");
        let whole =
            |text: &str| said.find(text).is_some_and(|at| said.get(at..).is_some_and(|s| s.contains('\n')));
        if result.starts_with("Ok(") && !whole(&ok) && !(result == "Ok(())" && whole(bye)) {
            return Err(format!("`{name}` is a success that nobody announced: {result}"));
        }
        Ok(())
    }

    /// Brings the gathered octets in, cut as this run cuts them.
    fn feed(&mut self) {
        let input = std::mem::take(&mut self.input);
        self.received.extend_from_slice(&input);
        let size = if self.chunk == 0 { input.len().max(1) } else { self.chunk };
        for chunk in input.chunks(size) {
            self.drain_output();
            self.conn.handle_input(chunk);
        }
        self.drain_output();
        while let Some(event) = self.conn.poll_event() {
            self.events.push(format!("{event:?}"));
        }
    }

    fn drain_output(&mut self) {
        while !self.conn.output().is_empty() && self.takes != Some(0) {
            let mut octets = self.conn.output().to_vec();
            if let Some(takes) = &mut self.takes {
                octets.truncate(*takes);
                *takes -= octets.len();
            }
            self.conn.output_written(octets.len());
            self.output.extend_from_slice(&octets);
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Config(_) | Step::Server(_) => {}
            Step::Client(line) => return self.expect_line(line),
            Step::Submit { name, words } => {
                let running = commands::submit(&mut self.conn, words)?;
                self.running.insert(name.clone(), running);
            }
            Step::Typed { name, source } => self.submit_typed(name, source)?,
            Step::Reselect { from, index } => {
                let running = commands::reselect(&mut self.conn, self.running.get_mut(from), *index)?;
                self.running.insert(format!("{from}.{index}"), running);
            }
            Step::Expect { what, rest } => return self.expect(what, rest),
            Step::Eof => self.conn.handle_eof(),
            Step::At(seconds) => {
                let now = Tick::new(Duration::from_secs(*seconds));
                self.conn.poll_timeout(now);
                self.conn.handle_timeout(now);
            }
            Step::Interrupt(name) => {
                let id = self.named(name)?.id();
                self.conn.interrupt(id);
            }
            Step::Abandon(name) => {
                let id = self.named(name)?.id();
                self.conn.abandon(id);
            }
            Step::LayerReady => self.conn.layer_ready(),
            Step::Supply { name, octets } => {
                let id = self.named(name)?.id();
                self.conn.supply(id, octets.clone().into());
            }
            Step::Clog(takes) => self.takes = *takes,
        }
        self.feed();
        Ok(())
    }

    fn submit_typed(&mut self, name: &str, source: &str) -> Result<(), String> {
        let submitted = (self.submit)(&mut self.conn, source);
        let running = submitted.ok_or_else(|| format!("unknown expression `{source}`"))??;
        self.running.insert(name.to_owned(), running);
        Ok(())
    }

    fn named(&mut self, name: &str) -> Result<&mut Box<dyn Running>, String> {
        self.running.get_mut(name).ok_or_else(|| format!("no command `{name}`"))
    }

    fn expect_line(&mut self, line: &[u8]) -> Result<(), String> {
        let found = self.output.strip_prefix(line).and_then(|rest| rest.strip_prefix(b"\r\n"));
        match found {
            Some(rest) => {
                self.output = rest.to_vec();
                Ok(())
            }
            None => Err(format!(
                "client should write \"{}\", it has \"{}\"",
                line.escape_ascii(),
                self.output.escape_ascii()
            )),
        }
    }

    fn expect(&mut self, what: &str, rest: &str) -> Result<(), String> {
        match what {
            "silent" if self.output.is_empty() => Ok(()),
            "silent" => Err(format!("unexpected output \"{}\"", self.output.escape_ascii())),
            "state" => same(&format!("{:?}", self.conn.state()), rest),
            "input" | "noinput" => {
                let wants = self.conn.wants_input();
                if wants == (what == "input") { Ok(()) } else { Err(format!("wants_input() is {wants}")) }
            }
            "event" => self.expect_event(rest),
            "noevent" if self.events.iter().any(|event| event.contains(rest)) => {
                Err(format!("an event holds `{rest}`: {:#?}", self.events))
            }
            "noevent" => Ok(()),
            "tolerated" => same(&self.conn.tolerated().to_string(), rest),
            "mirror" => same(&self.mirror(), rest),
            "tap" | "notap" => {
                let seen = self.tap.lock().map_err(|_| "the tap is broken".to_owned())?;
                let wanted = what == "tap";
                if seen.contains(rest) == wanted { Ok(()) } else { Err(format!("the tap saw:\n{seen}")) }
            }
            _ => {
                let (name, text) = rest.split_once(' ').unwrap_or((rest, ""));
                self.expect_of(what, name, text)
            }
        }
    }

    /// The messages of the mirror that are known: `3 messages: 2=30 (\Flagged)`.
    fn mirror(&self) -> String {
        let Some(mirror) = self.conn.mirror() else { return "none is kept".to_owned() };
        let known = mirror.messages().map(|(number, message)| {
            let flags = message.flags.as_ref().map(ToString::to_string).unwrap_or_default();
            format!(" {number}={} {flags}", message.uid)
        });
        known.fold(format!("{} messages:", mirror.len()), |all, one| all + &one)
    }

    /// What must hold of one command.
    fn expect_of(&mut self, what: &str, name: &str, text: &str) -> Result<(), String> {
        let id = self.named(name)?.id();
        if what == "owed" {
            let owed = self.conn.owed(id).map(|owed| format!("{} of part {}", owed.left, owed.part));
            return same(owed.as_deref().unwrap_or("nothing"), text);
        }
        let Some(mut running) = self.running.remove(name) else { return Ok(()) };
        let result = match what {
            "out" => same(&running.take(&mut self.conn).unwrap_or_else(|| "pending".to_owned()), text),
            "pending" => match running.take(&mut self.conn) {
                None => Ok(()),
                other => Err(format!("`{name}` is not pending: {other:?}")),
            },
            "row" | "norow" => match (what, running.row(&mut self.conn)) {
                ("row", Some(row)) => same(&row, text),
                ("norow", None) => Ok(()),
                (_, row) => Err(format!("rows of `{name}`: {row:?}")),
            },
            _ => Err(format!("unknown expectation `{what}`")),
        };
        self.running.insert(name.to_owned(), running);
        result
    }

    fn expect_event(&mut self, text: &str) -> Result<(), String> {
        let rest = self.events.get(self.matched..).unwrap_or_default();
        match rest.iter().position(|event| event.contains(text)) {
            Some(at) => {
                self.matched += at + 1;
                Ok(())
            }
            None => Err(format!("no event holds `{text}`; there are {rest:#?}")),
        }
    }
}

fn same(found: &str, wanted: &str) -> Result<(), String> {
    if found.contains(wanted) { Ok(()) } else { Err(format!("`{found}` does not hold `{wanted}`")) }
}
