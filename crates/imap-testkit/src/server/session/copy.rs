//! COPY, MOVE and EXPUNGE (RFC 3501 6.4.3, 6.4.7; RFC 6851; RFC 4315).

use std::collections::BTreeSet;

use super::super::args::Args;
use super::super::sequence::{self, SequenceSet};
use super::Session;
use super::mailboxes::mailbox_name;
use super::messages::GONE;
use super::news::View;
use super::reply::{Answer, Refusal, Reply};

/// Where copies went.
struct Copied {
    uid_validity: u32,
    targets: Vec<u32>,
}

impl Session {
    pub(super) fn copy(&mut self, view: &View, args: &mut Args<'_>, uid: bool, moves: bool) -> Answer {
        let set = args.sequence_set()?;
        args.sp()?;
        let target = mailbox_name(args)?;
        args.end()?;
        if moves && view.read_only {
            return Err(Refusal::no("[CANNOT] The mailbox is read-only"));
        }
        let sources: Vec<u32> = view.choose(&set, uid)?.into_iter().map(|(_, uid)| uid).collect();
        let copied = self.copy_messages(view, &sources, &target, moves)?;
        let code = if sources.is_empty() || !self.shared.config.has("UIDPLUS") {
            String::new()
        } else {
            let (from, to) = (sequence::compact(&sources), sequence::compact(&copied.targets));
            format!("[COPYUID {} {from} {to}] ", copied.uid_validity)
        };
        if !moves {
            return Reply::ok(format!("{code}COPY completed"));
        }
        if !code.is_empty() {
            // Before the EXPUNGEs, which are shown with the news (RFC 6851 4.3).
            self.line(&format!("* OK {code}Moved"));
        }
        Reply::ok("MOVE completed")
    }

    /// All or nothing (RFC 3501 6.4.7).
    fn copy_messages(
        &self,
        view: &View,
        sources: &[u32],
        target: &str,
        moves: bool,
    ) -> Result<Copied, Refusal> {
        self.shared.with(|store| {
            let now = store.tick();
            let gone = || Refusal::no("[NONEXISTENT] The mailbox is gone");
            let from = store.by_id(self.account, view.uid_validity).ok_or_else(gone)?;
            let copies: Option<Vec<_>> = sources.iter().map(|&uid| from.find(uid).cloned()).collect();
            let copies = copies.ok_or_else(|| Refusal::no(GONE))?;
            let to = store.mailbox(self.account, target);
            let to = to.ok_or_else(|| Refusal::no("[TRYCREATE] No such mailbox"))?;
            let targets = copies.into_iter().map(|message| to.add(message.into_draft(), now)).collect();
            let uid_validity = to.uid_validity;
            if moves {
                let from = store.by_id(self.account, view.uid_validity).ok_or_else(gone)?;
                from.remove(&sources.iter().copied().collect(), now);
            }
            Ok(Copied { uid_validity, targets })
        })
    }

    /// What is removed is shown with the news, before the tagged OK.
    pub(super) fn expunge(&self, view: &View, only: Option<&SequenceSet>) -> Answer {
        if view.read_only {
            return Err(Refusal::no("[CANNOT] The mailbox is read-only"));
        }
        let only = only.map(|set| set.resolve(view.last_uid()));
        self.with_mailbox(view, |mailbox, now| {
            let deleted = mailbox.messages.iter().filter(|m| m.flags.has("\\Deleted")).map(|m| m.uid);
            let known = deleted.filter(|uid| view.uids.binary_search(uid).is_ok());
            let doomed: BTreeSet<u32> =
                known.filter(|&uid| only.as_ref().is_none_or(|set| set.contains(uid))).collect();
            mailbox.remove(&doomed, now);
        })?;
        Reply::ok("EXPUNGE completed")
    }
}
