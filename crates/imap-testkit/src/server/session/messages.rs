//! FETCH and SEARCH (RFC 3501 6.4.4, 6.4.5).

use super::super::args::Args;
use super::super::fetch::{self, Item};
use super::super::flags::Flags;
use super::super::mailbox::{Mailbox, Message};
use super::super::search::{self, Candidate, Highest};
use super::Session;
use super::news::View;
use super::reply::{Answer, Refusal, Reply};

/// The end of a command some of whose messages were expunged by another session (RFC 5530).
pub(super) const GONE: &str = "[EXPUNGEISSUED] Some messages are gone";

impl Session {
    /// Works on the mailbox behind the view.
    pub(super) fn with_mailbox<T>(
        &self,
        view: &View,
        work: impl FnOnce(&mut Mailbox, u64) -> T,
    ) -> Result<T, Refusal> {
        self.shared.with(|store| {
            let now = store.tick();
            let mailbox = store.by_id(self.account, view.uid_validity);
            mailbox.map(|m| work(m, now)).ok_or_else(|| Refusal::no("[NONEXISTENT] The mailbox is gone"))
        })
    }

    /// Copies of the chosen messages that are still there.
    fn messages(&self, view: &View, chosen: &[(usize, u32)]) -> Result<Vec<(usize, Message)>, Refusal> {
        self.shared.with(|store| {
            let mailbox = store.by_id(self.account, view.uid_validity);
            let mailbox = mailbox.ok_or_else(|| Refusal::no("[NONEXISTENT] The mailbox is gone"))?;
            let found = chosen.iter().filter_map(|&(number, uid)| Some((number, mailbox.find(uid)?.clone())));
            Ok(found.collect())
        })
    }

    pub(super) fn fetch(&mut self, view: &View, args: &mut Args<'_>, uid: bool) -> Answer {
        let set = args.sequence_set()?;
        args.sp()?;
        let mut items = Item::parse_all(args)?;
        args.end()?;
        if uid && !items.contains(&Item::Uid) {
            items.insert(0, Item::Uid);
        }
        let chosen = view.choose(&set, uid)?;
        let marks = !view.read_only && items.iter().any(Item::marks_seen);
        let mut with_flags = items.clone();
        if !with_flags.contains(&Item::Flags) {
            with_flags.push(Item::Flags);
        }
        let messages = self.messages(view, &chosen)?;
        let complete = messages.len() == chosen.len();
        for (number, mut message) in messages {
            let newly_seen = marks && !message.flags.has("\\Seen");
            if newly_seen {
                message.flags.insert("\\Seen");
                self.change_flags(view, message.uid, |flags| {
                    flags.insert("\\Seen");
                })?;
            }
            let items = if newly_seen { &with_flags } else { &items };
            fetch::write_row(&mut self.out, number, items, &message, view.recent.contains(&message.uid));
        }
        if complete { Reply::ok("FETCH completed") } else { Err(Refusal::no(GONE)) }
    }

    pub(super) fn change_flags(
        &self,
        view: &View,
        uid: u32,
        change: impl FnOnce(&mut Flags),
    ) -> Result<Option<Flags>, Refusal> {
        self.with_mailbox(view, |mailbox, now| mailbox.set_flags(uid, self.number, now, change))
    }

    pub(super) fn search(&mut self, view: &View, args: &mut Args<'_>, uid: bool) -> Answer {
        if args.eat_word("CHARSET") {
            args.sp()?;
            let charset = args.astring()?;
            if !charset.eq_ignore_ascii_case(b"UTF-8") && !charset.eq_ignore_ascii_case(b"US-ASCII") {
                return Err(Refusal::no("[BADCHARSET (US-ASCII UTF-8)] Unknown charset"));
            }
            args.sp()?;
        }
        let key = search::parse(args, Highest { number: view.count(), uid: view.last_uid() })?;
        let everything: Vec<(usize, u32)> = (1..).zip(view.uids.iter().copied()).collect();
        let mut line = "* SEARCH".to_owned();
        for (number, message) in self.messages(view, &everything)? {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let recent = view.recent.contains(&message.uid);
            if key.matches(Candidate { number, message: &message, recent }) {
                line.push_str(&format!(" {}", if uid { message.uid } else { number }));
            }
        }
        self.line(&line);
        Reply::ok("SEARCH completed")
    }
}
