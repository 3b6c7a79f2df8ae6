//! CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE and NAMESPACE (RFC 3501 6.3, RFC 2342).

use super::super::args::Args;
use super::super::names::{self, DELIMITER, INBOX};
use super::super::store::{Account, Store};
use super::Session;
use super::reply::{Answer, Refusal, Reply};

/// A user's mailboxes end here.
const MAILBOXES: usize = 10_000;

/// Reads a mailbox name.
pub(super) fn mailbox_name(args: &mut Args<'_>) -> Result<String, Refusal> {
    names::from_client(&args.astring()?).ok_or_else(|| Refusal::no("[CANNOT] Invalid mailbox name"))
}

impl Session {
    /// Works on the user's account.
    pub(super) fn with_account<T>(
        &self,
        work: impl FnOnce(&mut Account) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.shared.with(|store| {
            let account = self.account.and_then(|index| store.account(index));
            account.ok_or_else(|| Refusal::from("Not authenticated")).and_then(work)
        })
    }

    pub(super) fn namespace(&mut self) -> Answer {
        self.line(&format!("* NAMESPACE ((\"\" \"{DELIMITER}\")) NIL NIL"));
        Reply::ok("NAMESPACE completed")
    }

    pub(super) fn create(&mut self, args: &mut Args<'_>) -> Answer {
        let name = mailbox_name(args)?;
        args.end()?;
        let index = self.account.ok_or("Not authenticated")?;
        self.shared.with(|store| {
            room(store, index)?;
            if store.create(index, &name) {
                Ok(())
            } else {
                Err(Refusal::no("[ALREADYEXISTS] Mailbox exists"))
            }
        })?;
        Reply::ok("CREATE completed")
    }

    pub(super) fn delete(&mut self, args: &mut Args<'_>) -> Answer {
        let name = mailbox_name(args)?;
        args.end()?;
        if name == INBOX {
            return Err(Refusal::no("[CANNOT] INBOX stays"));
        }
        self.with_account(|account| {
            let children = account.has_children(&name);
            let mailbox = account
                .mailboxes
                .get_mut(&name)
                .ok_or_else(|| Refusal::no("[NONEXISTENT] No such mailbox"))?;
            if children && !mailbox.selectable {
                return Err(Refusal::no("[HASCHILDREN] There are mailboxes below it"));
            }
            if children {
                mailbox.selectable = false;
                mailbox.messages.clear();
            } else {
                account.mailboxes.remove(&name);
            }
            Ok(())
        })?;
        Reply::ok("DELETE completed")
    }

    pub(super) fn rename(&mut self, args: &mut Args<'_>) -> Answer {
        let from = mailbox_name(args)?;
        args.sp()?;
        let to = mailbox_name(args)?;
        args.end()?;
        let index = self.account.ok_or("Not authenticated")?;
        self.shared.with(|store| {
            room(store, index)?;
            rename(store, index, &from, &to)
        })?;
        Reply::ok("RENAME completed")
    }

    pub(super) fn subscribe(&mut self, args: &mut Args<'_>, on: bool) -> Answer {
        let name = mailbox_name(args)?;
        args.end()?;
        self.with_account(|account| {
            if !on {
                account.subscribed.remove(&name);
            } else if account.mailboxes.contains_key(&name) {
                account.subscribed.insert(name);
            } else {
                return Err(Refusal::no("[NONEXISTENT] No such mailbox"));
            }
            Ok(())
        })?;
        Reply::ok(if on { "SUBSCRIBE completed" } else { "UNSUBSCRIBE completed" })
    }
}

fn room(store: &mut Store, index: usize) -> Result<(), Refusal> {
    let full = store.account(index).is_none_or(|a| a.mailboxes.len() >= MAILBOXES);
    if full { Err(Refusal::no("[LIMIT] Too many mailboxes")) } else { Ok(()) }
}

fn rename(store: &mut Store, index: usize, from: &str, to: &str) -> Result<(), Refusal> {
    let below = format!("{from}{DELIMITER}");
    let account = store.account(index).ok_or("Not authenticated")?;
    if !account.mailboxes.contains_key(from) {
        return Err(Refusal::no("[NONEXISTENT] No such mailbox"));
    }
    if account.mailboxes.contains_key(to) {
        return Err(Refusal::no("[ALREADYEXISTS] Mailbox exists"));
    }
    if to.starts_with(&below) {
        return Err(Refusal::no("[CANNOT] A mailbox cannot move below itself"));
    }
    // Makes what is above the new name, and the mailbox that takes INBOX's messages.
    store.create(index, to);
    let now = store.tick();
    let account = store.account(index).ok_or("Not authenticated")?;
    if from == INBOX {
        move_inbox(account, to, now);
        return Ok(());
    }
    let moved: Vec<String> =
        account.mailboxes.keys().filter(|n| *n == from || n.starts_with(&below)).cloned().collect();
    for old in moved {
        let new = format!("{to}{}", old.strip_prefix(from).unwrap_or_default());
        if let Some(mailbox) = account.mailboxes.remove(&old) {
            account.mailboxes.insert(new, mailbox);
        }
    }
    Ok(())
}

/// RENAME INBOX moves its messages and leaves INBOX empty (RFC 3501 6.3.5).
fn move_inbox(account: &mut Account, to: &str, now: u64) {
    let Some(inbox) = account.mailboxes.get_mut(INBOX) else { return };
    let messages = std::mem::take(&mut inbox.messages);
    inbox.changed = now;
    let Some(target) = account.mailboxes.get_mut(to) else { return };
    for message in messages {
        target.add(message.into_draft(), now);
    }
}
