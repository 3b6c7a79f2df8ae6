//! APPEND (RFC 3501 6.3.11) of one or several messages (RFC 3502), with APPENDUID (RFC 4315).

use std::sync::Arc;

use super::super::args::{Args, Parse};
use super::super::date::DateTime;
use super::super::flags::Flags;
use super::super::mailbox::Draft;
use super::super::names;
use super::Session;
use super::mailboxes::mailbox_name;
use super::reply::{Answer, Refusal, Reply};

impl Session {
    pub(super) fn append(&mut self, args: &mut Args<'_>) -> Answer {
        let name = mailbox_name(args)?;
        args.sp()?;
        // All are read before one is stored: there is nothing to undo.
        let mut drafts = vec![self.draft(args)?];
        while self.shared.config.has("MULTIAPPEND") && args.eat(b' ') {
            drafts.push(self.draft(args)?);
        }
        args.end()?;
        let (validity, first, last) = self.shared.with(|store| {
            let now = store.tick();
            let mailbox = store.mailbox(self.account, &name).ok_or_else(no_mailbox)?;
            let first = mailbox.uid_next;
            let last = drafts.into_iter().map(|draft| mailbox.add(draft, now)).last();
            Ok::<_, Refusal>((mailbox.uid_validity, first, last.unwrap_or(first)))
        })?;
        let uids = if first == last { first.to_string() } else { format!("{first}:{last}") };
        Reply::ok(if self.shared.config.has("UIDPLUS") {
            format!("[APPENDUID {validity} {uids}] APPEND completed")
        } else {
            "APPEND completed".to_owned()
        })
    }

    /// One message with its options.
    fn draft(&self, args: &mut Args<'_>) -> Result<Draft, Refusal> {
        let (flags, date) = options(args)?;
        let octets = args.literal()?;
        let flags = Flags::from_client(&flags).ok_or("Flag cannot be set")?;
        if octets.is_empty() && self.shared.config.has("MULTIAPPEND") {
            return Err(Refusal::no("APPEND cancelled"));
        }
        if octets.contains(&0) {
            return Err("NUL in a message".into());
        }
        Ok(Draft { flags, date, octets: Arc::from(octets) })
    }

    /// APPEND to a mailbox that is not there is refused before the message is sent.
    pub(super) fn refuses_literal(&self, said: &[u8]) -> Option<Refusal> {
        let mut args = Args::new(said);
        args.tag().and_then(|_| args.sp()).ok()?;
        let append = self.account.is_some() && args.word().ok()? == "APPEND";
        args.sp().ok()?;
        // Where the name itself is the literal, there is nothing to know yet.
        let name = args.astring().ok().filter(|_| append)?;
        let there = names::from_client(&name)
            .is_some_and(|name| self.shared.with(|store| store.mailbox(self.account, &name).is_some()));
        if there { None } else { Some(no_mailbox()) }
    }
}

fn no_mailbox() -> Refusal {
    Refusal::no("[TRYCREATE] No such mailbox")
}

fn options(args: &mut Args<'_>) -> Parse<(Vec<String>, DateTime)> {
    let mut flags = Vec::new();
    if args.peek() == Some(b'(') {
        flags = args.flag_list()?;
        args.sp()?;
    }
    let mut date = DateTime::now();
    if args.peek() == Some(b'"') {
        date = DateTime::parse(&args.string()?).ok_or("Invalid date")?;
        args.sp()?;
    }
    Ok((flags, date))
}
