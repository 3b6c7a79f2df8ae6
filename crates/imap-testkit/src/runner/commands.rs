//! The commands that a transcript can submit, with their results as text.

use std::fmt::Debug;

use imap_proto_core::command::{
    Append, AppendStream, Authenticate, Capability, Close, Command, Copy, Create, Delete, Enable, Examine,
    Expunge, Fetch, FetchItem, FetchStream, Idle, List, Login, Logout, Lsub, Noop, Raw, Rename, Search,
    SearchKey, Select, StartTls, Status, Store, Subscribe, UidCopy, UidFetch, UidFetchStream, UidSearch,
    UidStore, Unselect, Upload,
};
use imap_proto_core::conn::{CommandId, Connection, Ticket};
use imap_proto_core::response::{ListEntry, StatusItem};
use imap_proto_core::sasl::{FromFn, Plain};
use imap_proto_core::types::{Atom, Flag, SectionPath, SeqSet, UidSet};

use super::stream::Streamed;

/// A submitted command with its type erased.
pub trait Running {
    /// Its name on the connection.
    fn id(&self) -> CommandId;
    /// The result, as text; `None` while there is none.
    fn take(&mut self, conn: &mut Connection) -> Option<String>;
    /// The next row, as text.
    fn row(&mut self, conn: &mut Connection) -> Option<String>;
    /// The rows of a LIST.
    fn listed(&mut self, _: &mut Connection) -> Option<Vec<ListEntry>> {
        None
    }
}

struct Typed<C: Command> {
    ticket: Ticket<C>,
    result: Option<String>,
}

impl<C> Running for Typed<C>
where
    C: Command,
    C::Item: Debug,
    C::Output: Debug,
{
    fn id(&self) -> CommandId {
        self.ticket.id()
    }

    fn take(&mut self, conn: &mut Connection) -> Option<String> {
        if self.result.is_none() {
            let result = conn.take(&self.ticket)?;
            self.result = Some(match result {
                Ok(output) => format!("Ok({output:?})"),
                Err(error) => format!("{error:?}"),
            });
        }
        self.result.clone()
    }

    fn row(&mut self, conn: &mut Connection) -> Option<String> {
        conn.next_item(&self.ticket).map(|row| format!("{row:?}"))
    }
}

struct Listed {
    ticket: Ticket<List>,
    rows: Option<Result<Vec<ListEntry>, String>>,
}

impl Running for Listed {
    fn id(&self) -> CommandId {
        self.ticket.id()
    }

    fn take(&mut self, conn: &mut Connection) -> Option<String> {
        self.listed(conn);
        self.rows.as_ref().map(|rows| match rows {
            Ok(rows) => format!("Ok({rows:?})"),
            Err(error) => error.clone(),
        })
    }

    fn row(&mut self, conn: &mut Connection) -> Option<String> {
        conn.next_item(&self.ticket).map(|row| format!("{row:?}"))
    }

    fn listed(&mut self, conn: &mut Connection) -> Option<Vec<ListEntry>> {
        if self.rows.is_none() {
            self.rows = Some(conn.take(&self.ticket)?.map_err(|error| format!("{error:?}")));
        }
        self.rows.clone()?.ok()
    }
}

/// Submits a command.
pub fn running<C>(conn: &mut Connection, command: C) -> Box<dyn Running>
where
    C: Command,
    C::Item: Debug,
    C::Output: Debug,
{
    Box::new(Typed { ticket: conn.submit(command), result: None })
}

/// Submits an upload; `supply` lines bring its octets.
pub fn uploading<C>(conn: &mut Connection, command: C) -> Box<dyn Running>
where
    C: Upload,
    C::Item: Debug,
    C::Output: Debug,
{
    Box::new(Typed { ticket: conn.submit_upload(command), result: None })
}

/// SELECT of a name as LIST brought it.
pub(super) fn reselect(
    conn: &mut Connection,
    from: Option<&mut Box<dyn Running>>,
    index: usize,
) -> Result<Box<dyn Running>, String> {
    let rows = from.and_then(|list| list.listed(conn)).ok_or("no rows of a LIST")?;
    let row = rows.get(index).ok_or("LIST has no such row")?;
    Ok(running(conn, Select::new(row.name().clone())))
}

/// Submits what the words say.
pub(super) fn submit(conn: &mut Connection, words: &[String]) -> Result<Box<dyn Running>, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    session(conn, &words)
        .or_else(|| mailbox(conn, &words))
        .or_else(|| message(conn, &words))
        .ok_or_else(|| format!("unknown command {words:?}"))
}

fn session(conn: &mut Connection, words: &[&str]) -> Option<Box<dyn Running>> {
    Some(match *words {
        ["noop"] => running(conn, Noop::new()),
        ["capability"] => running(conn, Capability::new()),
        ["logout"] => running(conn, Logout::new()),
        ["starttls"] => running(conn, StartTls::new()),
        ["login", user, password] => running(conn, Login::new(user, password)),
        ["plain", user, password] => running(conn, Authenticate::new(Plain::new(user, password))),
        ["callback"] => running(conn, Authenticate::new(FromFn::new("XTEST", |_| Some(b"x".to_vec())))),
        ["huge-answers"] => {
            running(conn, Authenticate::new(FromFn::new("XTEST", |_| Some(vec![b'x'; 1 << 20]))))
        }
        ["empty-first"] => {
            running(conn, Authenticate::new(FromFn::new("XTEST", |_| Some(Vec::new())).initial()))
        }
        ["idle"] => running(conn, Idle::new()),
        ["close"] => running(conn, Close::new()),
        ["unselect"] => running(conn, Unselect::new()),
        ["enable", ..] => {
            let asked = words.iter().skip(1).filter_map(|w| imap_proto_core::types::Capability::ext(w).ok());
            running(conn, Enable::new(asked))
        }
        ["raw", name, ref args @ ..] => {
            let raw = Raw::new(name).ok()?.answer("XROW").answer("ESEARCH");
            running(conn, args.iter().fold(raw, |raw, arg| raw.arg(arg.as_bytes().to_vec())))
        }
        _ => return None,
    })
}

fn mailbox(conn: &mut Connection, words: &[&str]) -> Option<Box<dyn Running>> {
    Some(match *words {
        ["select", name] => running(conn, Select::new(name)),
        ["examine", name] => running(conn, Examine::new(name)),
        ["create", name] => running(conn, Create::new(name)),
        ["delete", name] => running(conn, Delete::new(name)),
        ["rename", from, to] => running(conn, Rename::new(from, to)),
        ["subscribe", name] => running(conn, Subscribe::new(name)),
        ["lsub", reference, pattern] => running(conn, Lsub::new(reference.trim_matches('"'), pattern)),
        ["list", reference, pattern] => {
            let command = List::new(reference.trim_matches('"'), pattern);
            Box::new(Listed { ticket: conn.submit(command), rows: None })
        }
        ["status", name] => running(conn, Status::new(name, [StatusItem::Messages])),
        ["append", name, text] => running(conn, Append::new(name, text.as_bytes().to_vec())),
        ["append-x", name, count] => running(conn, Append::new(name, vec![b'x'; count.parse().ok()?])),
        ["upload", name, len] => {
            let upload = AppendStream::new(name, len.parse().ok()?);
            uploading(conn, upload)
        }
        ["expunge"] => running(conn, Expunge::new()),
        _ => return None,
    })
}

fn message(conn: &mut Connection, words: &[&str]) -> Option<Box<dyn Running>> {
    let numbers = |text: &str| text.parse::<SeqSet>().ok();
    let uids = |text: &str| text.parse::<UidSet>().ok();
    Some(match *words {
        ["fetch", set, ref names @ ..] => running(conn, Fetch::new(numbers(set)?).items(items(names)?)),
        ["uidfetch", set, ref names @ ..] => running(conn, UidFetch::new(uids(set)?).items(items(names)?)),
        ["stream", set, ref names @ ..] => {
            let fetch = FetchStream::new(numbers(set)?).items(items(names)?);
            Box::new(Streamed::new(conn.submit(fetch)))
        }
        ["uidstream", set, ref names @ ..] => {
            let fetch = UidFetchStream::new(uids(set)?).items(items(names)?);
            Box::new(Streamed::new(conn.submit(fetch)))
        }
        ["store", set, "+deleted"] => running(conn, Store::add(numbers(set)?, [Flag::Deleted]).silent()),
        ["store", set, "seen"] => running(conn, Store::replace(numbers(set)?, [Flag::Seen])),
        ["uidstore", set, "+deleted"] => running(conn, UidStore::add(uids(set)?, [Flag::Deleted]).silent()),
        ["copy", set, name] => running(conn, Copy::new(numbers(set)?, name)),
        ["uidcopy", set, name] => running(conn, UidCopy::new(uids(set)?, name)),
        ["search", "all"] => running(conn, Search::new(SearchKey::all())),
        ["search", "seq", set] => running(conn, Search::new(SearchKey::seq(numbers(set)?))),
        ["search", "subject", text] => running(conn, Search::new(SearchKey::subject(text))),
        ["uidsearch", "all"] => running(conn, UidSearch::new(SearchKey::all())),
        ["uidsearch", "seq", set] => running(conn, UidSearch::new(SearchKey::seq(numbers(set)?))),
        _ => return None,
    })
}

/// The items of a FETCH; a name that is none of these is an extension's.
fn items(names: &[&str]) -> Option<Vec<FetchItem>> {
    let item = |name: &&str| {
        Some(match *name {
            "flags" => FetchItem::Flags,
            "uid" => FetchItem::Uid,
            "size" => FetchItem::Size,
            "date" => FetchItem::InternalDate,
            "envelope" => FetchItem::Envelope,
            "structure" => FetchItem::BodyStructure,
            "body" => FetchItem::peek(SectionPath::all()),
            "header" => FetchItem::peek(SectionPath::header()),
            "text" => FetchItem::peek(SectionPath::text()),
            "binary1" => FetchItem::binary(SectionPath::part(&[1]).ok()?),
            "rfc822" => FetchItem::Rfc822,
            other => FetchItem::from(Atom::new(other).ok()?),
        })
    };
    names.iter().map(item).collect()
}
