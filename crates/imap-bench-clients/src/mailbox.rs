//! The server, and what lies in its mailboxes: made once, and kept below `target/`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use imap_blocking::core::StatusItem;
use imap_blocking::core::ext::MultiAppend;
use imap_blocking::prelude::{Execute as _, Session};
use imap_blocking::{Connector, Error, core::Limits, core::conn::Config};
use imap_harness::{Dovecot, seed};

use crate::work::{BULK, LARGE, MESSAGES, WHOLE};

const SEED: u64 = 1;
/// Messages that go in with one command.
const BATCH: u32 = 250;
/// A line, and octets of such lines.
const TEXT: &[u8] = b"It was a bright cold day in April, and the clocks were striking thirteen o'clock.\r\n";
const MORE: usize = 64 << 10;
/// Octets of the large message.
pub(crate) const LARGE_OCTETS: usize = 64_000_000;

/// The mail lies outside of the server's own directory, which goes with the server. A process of the server may have
/// many connections, or a thousand idle ones would be a thousand processes.
const SETTINGS: &str = "\
mail_location = maildir:@DIR@/%u
default_client_limit = 4000
service imap-login {
  client_limit = 4000
}
service imap {
  process_limit = 400
  client_limit = @CLIENTS@
}
protocol imap {
  mail_max_userip_connections = 4000
}
";

/// Starts the server over what was made before.
pub(crate) fn server(many: bool) -> Result<Dovecot, String> {
    let dir = directory()?;
    let settings = SETTINGS
        .replace("@DIR@", &dir.display().to_string())
        .replace("@CLIENTS@", if many { "100" } else { "1" });
    Dovecot::start_with(&settings).ok_or_else(|| "no Dovecot".to_owned())
}

/// Where the mail is kept: in `target/bench/mail`. The account of the server owns what it makes there.
fn directory() -> Result<PathBuf, String> {
    let target = target()?;
    let dir = target.join("bench/mail");
    fs::create_dir_all(&dir)
        .and_then(|()| fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)))
        .map_err(|e| format!("{}: {e}", dir.display()))?;
    Ok(dir)
}

/// `target/`, which this program lies in.
pub(crate) fn target() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    own.ancestors().nth(2).map(Path::to_owned).ok_or_else(|| "no target directory".to_owned())
}

/// Fills what is not full.
pub(crate) fn fill(port: u16) -> Result<(), String> {
    let text = |error: Error| error.to_string();
    let mut limits = Limits::default();
    limits.held = usize::MAX;
    let config = Config::default().limits(limits);
    let mut session = Connector::new(Dovecot::HOST, port).config(config).tcp().map_err(text)?;
    session.login(Dovecot::USER, Dovecot::PASSWORD).map_err(text)?;
    if messages(&mut session, BULK) != Some(MESSAGES) {
        eprintln!("filling {BULK}: {MESSAGES} messages, once");
        let _ = session.delete(BULK);
        session.create(BULK).map_err(text)?;
        for first in (1..=MESSAGES).step_by(BATCH as usize) {
            let batch = (first..first + BATCH).map(message);
            session.run(MultiAppend::new(BULK).messages(batch)).map_err(text)?;
        }
    }
    if messages(&mut session, LARGE) != Some(1) {
        let _ = session.delete(LARGE);
        session.create(LARGE).map_err(text)?;
        session.append(LARGE, large()).map_err(text)?;
    }
    session.close().map_err(text)
}

fn messages(session: &mut Session<std::net::TcpStream>, mailbox: &str) -> Option<u32> {
    session.status(mailbox, [StatusItem::Messages]).ok()?.messages()
}

/// The message of that number, of about 28 KB in the mean: every tenth has a long text more.
fn message(number: u32) -> Vec<u8> {
    let mut text = seed::message(number as usize, SEED);
    if number.is_multiple_of(10) {
        text.extend_from_slice(&TEXT.repeat(MORE / TEXT.len()));
    }
    text
}

/// Octets of the messages that are read whole.
pub(crate) fn whole_octets() -> u64 {
    (1..=WHOLE).map(|number| message(number).len() as u64).sum()
}

/// Octets of all messages.
pub(crate) fn all_octets() -> u64 {
    (1..=MESSAGES).map(|number| message(number).len() as u64).sum()
}

/// Lines of 76 octets, as an attachment has.
fn large() -> Vec<u8> {
    let mut text = b"From: a@example.test\r\nSubject: large\r\n\r\n".to_vec();
    text.reserve(LARGE_OCTETS);
    let mut line = *b"VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZyBhbmQgaXMgaG9tZSE=\r\n";
    let mut number = 0_u32;
    while text.len() + line.len() <= LARGE_OCTETS {
        let digits = format!("{number:08}");
        line[..8].copy_from_slice(digits.as_bytes());
        text.extend_from_slice(&line);
        number += 1;
    }
    let rest = LARGE_OCTETS - text.len();
    text.extend(std::iter::repeat_n(b'=', rest.saturating_sub(2)));
    text.extend_from_slice(b"\r\n");
    text
}
