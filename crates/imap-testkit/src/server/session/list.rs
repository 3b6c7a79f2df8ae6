//! LIST and LSUB (RFC 3501 6.3.8, 6.3.9), with CHILDREN (RFC 3348) and SPECIAL-USE (RFC 6154) attributes.

use super::super::args::Args;
use super::super::names::{self, DELIMITER};
use super::super::quote;
use super::super::store::Account;
use super::Session;
use super::reply::{Answer, Reply};

impl Session {
    pub(super) fn list(&mut self, args: &mut Args<'_>, subscribed: bool) -> Answer {
        let reference = args.astring()?;
        args.sp()?;
        let pattern = args.pattern()?;
        args.end()?;
        let keyword = if subscribed { "LSUB" } else { "LIST" };
        if pattern.is_empty() {
            // Asks for the delimiter only.
            self.line(&format!("* {keyword} (\\Noselect) \"{DELIMITER}\" \"\""));
            return Reply::ok(format!("{keyword} completed"));
        }
        let pattern = folded([&*reference, &*pattern].concat());
        if pattern.len() > 1000 {
            return Err("Pattern too long".into());
        }
        let lines = self.with_account(|account| {
            Ok(if subscribed { lsub_lines(account, &pattern) } else { list_lines(account, &pattern) })
        })?;
        for (attributes, name) in lines {
            self.out.extend_from_slice(format!("* {keyword} ({attributes}) \"{DELIMITER}\" ").as_bytes());
            quote::astring(&mut self.out, &name);
            self.out.extend_from_slice(b"\r\n");
        }
        Reply::ok(format!("{keyword} completed"))
    }
}

/// INBOX is matched in any case.
fn folded(pattern: Vec<u8>) -> Vec<u8> {
    match pattern.split_at_checked(names::INBOX.len()) {
        Some((head, tail))
            if head.eq_ignore_ascii_case(b"INBOX") && matches!(tail.first(), None | Some(b'/')) =>
        {
            [names::INBOX.as_bytes(), tail].concat()
        }
        _ => pattern,
    }
}

fn list_lines(account: &Account, pattern: &[u8]) -> Vec<(String, String)> {
    let found = account.mailboxes.iter().filter(|(name, _)| names::matches(pattern, name.as_bytes()));
    let line = |name: &String| {
        let mut attributes = Vec::new();
        let mailbox = account.mailboxes.get(name);
        if mailbox.is_some_and(|m| !m.selectable) {
            attributes.push("\\Noselect");
        }
        attributes.push(if account.has_children(name) { "\\HasChildren" } else { "\\HasNoChildren" });
        attributes.extend(mailbox.and_then(|m| m.role.as_deref()));
        (attributes.join(" "), name.clone())
    };
    found.map(|(name, _)| line(name)).collect()
}

/// A subscribed name stays when its mailbox is gone. With `%`, a level that is not subscribed itself but
/// has subscribed names below it is shown as `\Noselect`.
fn lsub_lines(account: &Account, pattern: &[u8]) -> Vec<(String, String)> {
    let mut lines = std::collections::BTreeMap::new();
    for name in &account.subscribed {
        if names::matches(pattern, name.as_bytes()) {
            lines.insert(name.clone(), String::new());
        } else if pattern.last() == Some(&b'%') {
            let above =
                names::superiors(name).into_iter().rev().find(|n| names::matches(pattern, n.as_bytes()));
            if let Some(above) = above.filter(|n| !account.subscribed.contains(*n)) {
                lines.insert(above.to_owned(), "\\Noselect".to_owned());
            }
        }
    }
    lines.into_iter().map(|(name, attributes)| (attributes, name)).collect()
}
