//! SELECT, EXAMINE, CLOSE, UNSELECT and STATUS (RFC 3501 6.3.1, 6.3.10, 6.4.2; RFC 3691).

use std::collections::BTreeSet;

use super::super::args::Args;
use super::super::mailbox::Mailbox;
use super::super::quote;
use super::Session;
use super::mailboxes::mailbox_name;
use super::news::View;
use super::reply::{Answer, Refusal, Reply};

const SYSTEM_FLAGS: &str = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

impl Session {
    pub(super) fn select(&mut self, args: &mut Args<'_>, read_only: bool) -> Answer {
        let name = mailbox_name(args)?;
        args.end()?;
        // A failed SELECT leaves nothing selected (RFC 3501 6.3.1).
        self.view = None;
        let out = &mut self.out;
        let view = self.shared.with(|store| {
            let mailbox = store.mailbox(self.account, &name)?;
            let view = View::open(mailbox, read_only);
            write_selected(out, mailbox, &view);
            Some(view)
        });
        self.view = Some(view.ok_or_else(|| Refusal::no("[NONEXISTENT] No such mailbox"))?);
        Reply::ok(if read_only { "[READ-ONLY] EXAMINE completed" } else { "[READ-WRITE] SELECT completed" })
    }

    /// CLOSE expunges without a word, UNSELECT does not.
    pub(super) fn close(&mut self, expunge: bool) -> Answer {
        let view = self.view.take().ok_or("No mailbox selected")?;
        if expunge && !view.read_only {
            self.shared.with(|store| {
                let now = store.tick();
                let mailbox = store.by_id(self.account, view.uid_validity)?;
                let deleted = mailbox.messages.iter().filter(|m| m.flags.has("\\Deleted"));
                let deleted: BTreeSet<u32> = deleted.map(|m| m.uid).collect();
                mailbox.remove(&deleted, now);
                Some(())
            });
        }
        Reply::ok(if expunge { "CLOSE completed" } else { "UNSELECT completed" })
    }

    pub(super) fn status(&mut self, args: &mut Args<'_>) -> Answer {
        let name = mailbox_name(args)?;
        args.sp()?;
        args.expect(b'(', "List of items expected")?;
        let mut items = vec![args.word()?];
        while !args.eat(b')') {
            args.sp()?;
            items.push(args.word()?);
        }
        args.end()?;
        let values = self.shared.with(|store| {
            let mailbox = store.mailbox(self.account, &name);
            mailbox.map(|m| items.iter().map(|i| status_item(m, i)).collect())
        });
        let values: Option<Vec<String>> =
            values.ok_or_else(|| Refusal::no("[NONEXISTENT] No such mailbox"))?;
        let values = values.ok_or("Unknown STATUS item")?;
        self.out.extend_from_slice(b"* STATUS ");
        quote::astring(&mut self.out, &name);
        self.line(&format!(" ({})", values.join(" ")));
        Reply::ok("STATUS completed")
    }
}

fn write_selected(out: &mut Vec<u8>, mailbox: &Mailbox, view: &View) {
    let mut flags = SYSTEM_FLAGS.to_owned();
    for keyword in mailbox.keywords() {
        flags.push(' ');
        flags.push_str(keyword);
    }
    let permanent = if view.read_only { String::new() } else { format!("{flags} \\*") };
    let mut lines = vec![
        format!("* FLAGS ({flags})"),
        format!("* OK [PERMANENTFLAGS ({permanent})] Flags permitted"),
        format!("* {} EXISTS", view.uids.len()),
        format!("* {} RECENT", view.recent.len()),
    ];
    if let Some(at) = mailbox.messages.iter().position(|m| !m.flags.has("\\Seen")) {
        lines.push(format!("* OK [UNSEEN {}] First unseen", at + 1));
    }
    lines.push(format!("* OK [UIDVALIDITY {}] UIDs valid", mailbox.uid_validity));
    lines.push(format!("* OK [UIDNEXT {}] Next UID", mailbox.uid_next));
    for line in lines {
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

fn status_item(mailbox: &Mailbox, item: &str) -> Option<String> {
    let deleted = || mailbox.messages.iter().filter(|m| m.flags.has("\\Deleted")).count();
    let value = match item {
        "MESSAGES" => mailbox.messages.len(),
        "RECENT" => mailbox.recent(),
        "UNSEEN" => mailbox.unseen(),
        "DELETED" => deleted(),
        "SIZE" => mailbox.messages.iter().map(|m| m.octets.len()).sum(),
        "UIDNEXT" => return Some(format!("UIDNEXT {}", mailbox.uid_next)),
        "UIDVALIDITY" => return Some(format!("UIDVALIDITY {}", mailbox.uid_validity)),
        _ => return None,
    };
    Some(format!("{item} {value}"))
}
