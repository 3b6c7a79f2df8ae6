//! What another implementation of IMAP makes of the octets of the core: imap-codec, which shares no code with it.

mod choices;
mod key;
mod meaning;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder as _;
use imap_proto_core::command::{Command, Select};
use imap_proto_core::conn::{Config, Connection, Path};

/// Every capability that a command here asks for; literals go out at once.
const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ STARTTLS ENABLE UTF8=ACCEPT ID IDLE NAMESPACE UNSELECT MOVE UIDPLUS QUOTA QUOTASET \
    METADATA SORT THREAD=REFERENCES THREAD=ORDEREDSUBJECT CONDSTORE WITHIN STATUS=SIZE BINARY QUOTA=RES-STORAGE \
    COMPRESS=DEFLATE SASL-IR AUTH=PLAIN";

/// How far the session is when the command goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Before a login.
    Greeted,
    /// After a login.
    Authenticated,
    /// With a mailbox of 100 messages.
    Selected,
}

/// The octets of a command, without its tag.
///
/// # Errors
/// What the core says where it sends nothing.
pub fn octets<C: Command>(stage: Stage, command: C) -> Result<Vec<u8>, String> {
    let config = Config::default().path(Path::Loopback).allow_preauth();
    let mut conn = Connection::new(config);
    let word = if stage == Stage::Greeted { "OK" } else { "PREAUTH" };
    conn.handle_input(format!("* {word} [CAPABILITY {CAPABILITIES}] hi\r\n").as_bytes());
    if stage == Stage::Selected {
        let ticket = conn.submit(Select::new("INBOX"));
        let (tag, _) = split(&written(&mut conn));
        conn.handle_input(
            format!("* 100 EXISTS\r\n* OK [HIGHESTMODSEQ 9] x\r\n{tag} OK done\r\n").as_bytes(),
        );
        let _ = conn.take(&ticket);
    }
    let ticket = conn.submit(command);
    let octets = written(&mut conn);
    if octets.is_empty() {
        let error = conn.take(&ticket).and_then(Result::err);
        return Err(error.map_or_else(|| "nothing was sent".to_owned(), |error| error.to_string()));
    }
    Ok(octets)
}

/// Any octets choose a command and its arguments. It must be sent, imap-codec must accept it, and mean the same.
///
/// # Errors
/// It was not so.
pub fn check(data: &[u8]) -> Result<(), String> {
    let (sent, meant) = choices::command(&mut choices::Choices::new(data));
    let sent = sent.map_err(|error| format!("{error}: {meant:?}"))?;
    let read = meaning(&sent)?;
    if read == meant { Ok(()) } else { Err(format!("{read:?} is not {meant:?}: {}", sent.escape_ascii())) }
}

/// What imap-codec reads in the octets of one command: its name and arguments as text.
///
/// # Errors
/// It does not accept them, or something is left over.
pub fn meaning(octets: &[u8]) -> Result<Vec<String>, String> {
    let shown = || octets.escape_ascii();
    let (rest, command) =
        CommandCodec::default().decode(octets).map_err(|error| format!("{error:?} for {}", shown()))?;
    if !rest.is_empty() {
        return Err(format!("{} is left over of {}", rest.escape_ascii(), shown()));
    }
    meaning::of(command.body).ok_or_else(|| format!("no meaning is known for {}", shown()))
}

fn written(conn: &mut Connection) -> Vec<u8> {
    let mut octets = Vec::new();
    while !conn.output().is_empty() {
        octets.extend_from_slice(conn.output());
        conn.output_written(conn.output().len());
    }
    octets
}

fn split(line: &[u8]) -> (String, Vec<u8>) {
    let at = line.iter().position(|octet| *octet == b' ').unwrap_or(line.len());
    let (tag, rest) = line.split_at(at);
    (String::from_utf8_lossy(tag).into_owned(), rest.to_vec())
}
