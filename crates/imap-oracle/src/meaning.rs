//! Commands of imap-codec as flat text: what was meant, not how it was written.

use std::fmt::Debug;

use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::{Charset, IString, NString, NString8};
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::extensions::metadata::EntryValue;
use imap_codec::imap_types::fetch::MacroOrMessageDataItemNames;
use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox};

use super::key;

/// Text of octets that may be no UTF-8.
pub(crate) fn text(octets: impl AsRef<[u8]>) -> String {
    octets.as_ref().escape_ascii().to_string()
}

fn mailbox(mailbox: &Mailbox<'_>) -> String {
    match mailbox {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => text(other),
    }
}

fn nil(value: Option<String>) -> String {
    value.unwrap_or_else(|| "NIL".to_owned())
}

fn nstring(value: &NString<'_>) -> String {
    nil(value.0.as_ref().map(text))
}

fn nstring8(value: &NString8<'_>) -> String {
    match value {
        NString8::NString(value) => nstring(value),
        NString8::Literal8(literal) => text(&literal.data),
    }
}

fn debug(value: impl Debug) -> String {
    format!("{value:?}")
}

fn with_uid(uid: bool, name: &str) -> String {
    if uid { format!("UID {name}") } else { name.to_owned() }
}

fn words<T: ToString>(name: &str, values: impl IntoIterator<Item = T>) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(values.into_iter().map(|value| value.to_string())).collect()
}

fn charset(charset: &Charset<'_>) -> String {
    charset.as_ref().to_owned()
}

/// `None` for commands that no test here sends.
pub(crate) fn of(body: CommandBody<'_>) -> Option<Vec<String>> {
    simple(&body)
        .or_else(|| append(&body))
        .or_else(|| messages(&body))
        .or_else(|| searches(&body))
        .or_else(|| extension(&body))
}

fn simple(body: &CommandBody<'_>) -> Option<Vec<String>> {
    use CommandBody as C;
    Some(match body {
        C::Capability => words("CAPABILITY", [""; 0]),
        C::Noop => words("NOOP", [""; 0]),
        C::Logout => words("LOGOUT", [""; 0]),
        C::StartTLS => words("STARTTLS", [""; 0]),
        C::Check => words("CHECK", [""; 0]),
        C::Close => words("CLOSE", [""; 0]),
        C::Unselect => words("UNSELECT", [""; 0]),
        C::Expunge => words("EXPUNGE", [""; 0]),
        C::Idle => words("IDLE", [""; 0]),
        C::Namespace => words("NAMESPACE", [""; 0]),
        C::Login { username, password } => words("LOGIN", [text(username), text(password.declassify())]),
        C::Select { mailbox: name, parameters } => {
            words("SELECT", std::iter::once(mailbox(name)).chain(parameters.iter().map(debug)))
        }
        C::Examine { mailbox: name, parameters } => {
            words("EXAMINE", std::iter::once(mailbox(name)).chain(parameters.iter().map(debug)))
        }
        C::Create { mailbox: name } => words("CREATE", [mailbox(name)]),
        C::Delete { mailbox: name } => words("DELETE", [mailbox(name)]),
        C::Subscribe { mailbox: name } => words("SUBSCRIBE", [mailbox(name)]),
        C::Unsubscribe { mailbox: name } => words("UNSUBSCRIBE", [mailbox(name)]),
        C::Rename { from, to } => words("RENAME", [mailbox(from), mailbox(to)]),
        C::List { reference, mailbox_wildcard } => {
            words("LIST", [mailbox(reference), pattern(mailbox_wildcard)])
        }
        C::Lsub { reference, mailbox_wildcard } => {
            words("LSUB", [mailbox(reference), pattern(mailbox_wildcard)])
        }
        C::Status { mailbox: name, item_names } => {
            words("STATUS", std::iter::once(mailbox(name)).chain(item_names.iter().map(debug)))
        }
        _ => return None,
    })
}

fn pattern(pattern: &ListMailbox<'_>) -> String {
    match pattern {
        ListMailbox::Token(token) => text(token),
        ListMailbox::String(string) => text(string),
    }
}

fn messages(body: &CommandBody<'_>) -> Option<Vec<String>> {
    use CommandBody as C;
    Some(match body {
        C::ExpungeUid { sequence_set } => words("UID EXPUNGE", [key::set(sequence_set)]),
        C::Fetch { sequence_set, macro_or_item_names, uid, modifiers } => {
            let mut all = words(&with_uid(*uid, "FETCH"), [key::set(sequence_set)]);
            match macro_or_item_names {
                MacroOrMessageDataItemNames::Macro(name) => all.push(name.to_string()),
                MacroOrMessageDataItemNames::MessageDataItemNames(names) => {
                    all.extend(names.iter().map(debug))
                }
            }
            all.extend(modifiers.iter().map(debug));
            all
        }
        C::Store { sequence_set, kind, response, flags, uid, modifiers } => {
            let mut all =
                words(&with_uid(*uid, "STORE"), [key::set(sequence_set), debug(kind), debug(response)]);
            all.extend(flags.iter().map(ToString::to_string));
            all.extend(modifiers.iter().map(debug));
            all
        }
        C::Copy { sequence_set, mailbox: name, uid } => {
            words(&with_uid(*uid, "COPY"), [key::set(sequence_set), mailbox(name)])
        }
        C::Move { sequence_set, mailbox: name, uid } => {
            words(&with_uid(*uid, "MOVE"), [key::set(sequence_set), mailbox(name)])
        }
        _ => return None,
    })
}

fn extension(body: &CommandBody<'_>) -> Option<Vec<String>> {
    use CommandBody as C;
    Some(match body {
        C::Enable { capabilities } => words("ENABLE", capabilities.as_ref()),
        C::Compress { algorithm } => words("COMPRESS", [algorithm]),
        C::GetQuota { root } => words("GETQUOTA", [text(root)]),
        C::GetQuotaRoot { mailbox: name } => words("GETQUOTAROOT", [mailbox(name)]),
        C::SetQuota { root, quotas } => {
            let quotas = quotas.iter().map(|quota| format!("{} {}", quota.resource, quota.limit));
            words("SETQUOTA", std::iter::once(text(root)).chain(quotas))
        }
        C::Id { parameters } => {
            let pair = |(name, value): &(IString<'_>, NString<'_>)| [text(name), nstring(value)];
            words("ID", parameters.iter().flatten().flat_map(pair))
        }
        C::SetMetadata { mailbox: name, entry_values } => {
            let pair = |one: &EntryValue<'_>| [text(&one.entry), nstring8(&one.value)];
            let values = entry_values.as_ref().iter().flat_map(pair);
            words("SETMETADATA", std::iter::once(mailbox(name)).chain(values))
        }
        C::GetMetadata { options, mailbox: name, entries } => {
            let rest = options.iter().map(debug).chain(entries.as_ref().iter().map(text));
            words("GETMETADATA", std::iter::once(mailbox(name)).chain(rest))
        }
        _ => return None,
    })
}

fn append(body: &CommandBody<'_>) -> Option<Vec<String>> {
    use CommandBody as C;
    Some(match body {
        C::Append { mailbox: name, flags, date, message } => {
            let mut all = words("APPEND", [mailbox(name)]);
            all.extend(flags.iter().map(ToString::to_string));
            all.extend(date.as_ref().map(|date| date.as_ref().to_rfc3339()));
            all.push(match message {
                LiteralOrLiteral8::Literal(literal) => text(literal),
                LiteralOrLiteral8::Literal8(literal) => text(&literal.data),
            });
            all
        }
        _ => return None,
    })
}

fn searches(body: &CommandBody<'_>) -> Option<Vec<String>> {
    use CommandBody as C;
    Some(match body {
        C::Search { charset: named, criteria, uid } => {
            let mut all = words(&with_uid(*uid, "SEARCH"), named.as_ref().map(charset));
            criteria.as_ref().iter().for_each(|one| key::render(one, &mut all));
            all
        }
        C::Sort { sort_criteria, charset: named, search_criteria, uid } => {
            let order = sort_criteria.as_ref().iter();
            let order =
                order.map(|one| format!("{}{}", if one.reverse { "-" } else { "" }, one.key.as_ref()));
            let mut all = words(&with_uid(*uid, "SORT"), order);
            all.push(charset(named));
            search_criteria.as_ref().iter().for_each(|one| key::render(one, &mut all));
            all
        }
        C::Thread { algorithm, charset: named, search_criteria, uid } => {
            let mut all = words(&with_uid(*uid, "THREAD"), [algorithm.to_string(), charset(named)]);
            search_criteria.as_ref().iter().for_each(|one| key::render(one, &mut all));
            all
        }
        _ => return None,
    })
}
