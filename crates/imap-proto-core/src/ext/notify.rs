//! NOTIFY (RFC 5465): which news a server sends unasked, also of mailboxes that are not selected.

use alloc::vec::Vec;

use super::Extension;
use crate::command::common::{Unchecked, done, unchecked};
use crate::command::{Command, CommandWriter, Effect, FetchItem, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::Tagged;
use crate::types::{Atom, Capability, MailboxName};

/// The mailboxes that a group of events is about (RFC 5465 section 6).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Watched {
    /// The selected one, news at once.
    Selected,
    /// The selected one, EXPUNGE only where a command allows it: message numbers stay usable.
    SelectedDelayed,
    /// Mailboxes to which mail is delivered.
    Inboxes,
    /// The personal namespaces.
    Personal,
    /// Subscribed mailboxes.
    Subscribed,
    /// These mailboxes and all below them.
    Subtree(Vec<MailboxName>),
    /// These mailboxes.
    Mailboxes(Vec<MailboxName>),
}

impl Watched {
    fn is_selected(&self) -> bool {
        matches!(self, Self::Selected | Self::SelectedDelayed)
    }

    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let (word, names) = match self {
            Self::Selected => ("SELECTED", None),
            Self::SelectedDelayed => ("SELECTED-DELAYED", None),
            Self::Inboxes => ("INBOXES", None),
            Self::Personal => ("PERSONAL", None),
            Self::Subscribed => ("SUBSCRIBED", None),
            Self::Subtree(names) => ("SUBTREE", Some(names)),
            Self::Mailboxes(names) => ("MAILBOXES", Some(names)),
        };
        w.word(word);
        match names.map(Vec::as_slice) {
            None => {}
            Some([]) => return invalid("a list of mailboxes has at least one"),
            Some(names) => {
                w.sp().list(names, |w, name| {
                    w.mailbox(name);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }
}

/// What may happen (RFC 5465 section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// A message came. For the selected mailbox its row holds these items; without any, EXISTS alone is told.
    MessageNew(Vec<FetchItem>),
    /// A message is gone.
    MessageExpunge,
    /// The flags of a message changed.
    FlagChange,
    /// An annotation of a message changed (RFC 5257).
    AnnotationChange,
    /// A mailbox was made, removed or renamed: told by LIST.
    MailboxName,
    /// A mailbox was subscribed or unsubscribed: told by LIST.
    SubscriptionChange,
    /// An annotation of a mailbox changed (RFC 5464).
    MailboxMetadataChange,
    /// An annotation of the server changed (RFC 5464).
    ServerMetadataChange,
    /// One of an extension.
    Other(Atom),
}

impl Happening {
    /// A message came, and nothing is asked about it.
    pub fn message_new() -> Self {
        Self::MessageNew(Vec::new())
    }

    /// What is asked about a new message.
    fn items(&self) -> &[FetchItem] {
        if let Self::MessageNew(items) = self { items } else { &[] }
    }

    fn is_of_message(&self) -> bool {
        matches!(
            self,
            Self::MessageNew(_)
                | Self::MessageExpunge
                | Self::FlagChange
                | Self::AnnotationChange
                | Self::Other(_)
        )
    }

    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(match self {
            Self::MessageNew(items) => {
                w.word("MessageNew");
                return if items.is_empty() {
                    Ok(())
                } else {
                    w.sp().list(items, |w, item| item.write(w)).map(drop)
                };
            }
            Self::Other(name) => {
                w.atom(name);
                return Ok(());
            }
            Self::MessageExpunge => "MessageExpunge",
            Self::FlagChange => "FlagChange",
            Self::AnnotationChange => "AnnotationChange",
            Self::MailboxName => "MailboxName",
            Self::SubscriptionChange => "SubscriptionChange",
            Self::MailboxMetadataChange => "MailboxMetadataChange",
            Self::ServerMetadataChange => "ServerMetadataChange",
        });
        Ok(())
    }
}

/// NOTIFY (RFC 5465 section 3): says which news to send from now on. Valid when authenticated, where the server
/// announces `NOTIFY`. News are events, as ever: EXISTS, EXPUNGE and FETCH of the selected mailbox, STATUS and LIST of
/// others. The last NOTIFY counts.
///
/// With [`Watched::Selected`] an EXPUNGE may come at any time, so that a message number may mean another message when
/// the server reads it: from then on commands that carry some end in [`CommandError::State`], and nothing is sent. Name
/// messages by UID, or watch [`Watched::SelectedDelayed`].
///
/// [`EncodeError::Invalid`] for what RFC 5465 section 8 rules out: `MessageNew` without `MessageExpunge` or the other way
/// round, `FlagChange` without both, other events for the selected mailbox, FETCH items for other mailboxes.
///
/// [`CommandError::State`]: crate::CommandError::State
///
/// ```
/// use imap_proto_core::command::FetchItem;
/// use imap_proto_core::ext::{Notify, notify::{Happening, Watched}};
/// let new = Happening::MessageNew(vec![FetchItem::Uid, FetchItem::Envelope]);
/// let notify = Notify::set()
///     .watch(Watched::SelectedDelayed, [new, Happening::MessageExpunge])
///     .watch(Watched::Personal, [Happening::message_new(), Happening::MessageExpunge, Happening::MailboxName]);
/// # let _ = notify;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Notify {
    groups: Option<Vec<(Watched, Vec<Happening>)>>,
    status: bool,
    unchecked: Unchecked,
}

impl Notify {
    /// Sends news as the groups that follow say, and no others.
    pub fn set() -> Self {
        Self { groups: Some(Vec::new()), status: false, unchecked: Unchecked::default() }
    }

    /// Sends no news unless a command asks.
    pub fn none() -> Self {
        Self { groups: None, ..Self::set() }
    }

    /// Sends a STATUS of each mailbox that is watched right away (RFC 5465 section 4).
    #[must_use]
    pub fn status(mut self) -> Self {
        self.status = true;
        self
    }

    /// Watches mailboxes; no event at all makes it not watch them, whatever a later group says.
    #[must_use]
    pub fn watch(mut self, mailboxes: Watched, events: impl IntoIterator<Item = Happening>) -> Self {
        self.groups.get_or_insert_default().push((mailboxes, events.into_iter().collect()));
        self
    }

    fn watches_selected(&self) -> bool {
        let any = |(watched, events): &(Watched, Vec<_>)| *watched == Watched::Selected && !events.is_empty();
        self.groups.iter().flatten().any(any)
    }

    fn check(&self) -> Result<(), EncodeError> {
        let groups = self.groups.iter().flatten();
        if groups.clone().filter(|(watched, _)| watched.is_selected()).count() > 1 {
            return invalid("the selected mailbox is watched once");
        }
        groups.into_iter().try_for_each(|(watched, events)| check_group(watched, events))
    }
}

unchecked!(Notify);

fn check_group(watched: &Watched, events: &[Happening]) -> Result<(), EncodeError> {
    let new = events.iter().any(|event| matches!(event, Happening::MessageNew(_)));
    let gone = events.contains(&Happening::MessageExpunge);
    let flags = events.iter().any(|e| matches!(e, Happening::FlagChange | Happening::AnnotationChange));
    let fetches =
        events.iter().any(|event| matches!(event, Happening::MessageNew(items) if !items.is_empty()));
    if new != gone {
        return invalid("MessageNew and MessageExpunge come together");
    }
    if flags && !new {
        return invalid("changes are told with MessageNew and MessageExpunge alone");
    }
    if watched.is_selected() && !events.iter().all(Happening::is_of_message) {
        return invalid("of the selected mailbox only events of messages are told");
    }
    if fetches && !watched.is_selected() {
        return invalid("FETCH items are for the selected mailbox");
    }
    Ok(())
}

fn invalid(why: &'static str) -> Result<(), EncodeError> {
    Err(EncodeError::Invalid { what: "NOTIFY", why })
}

impl Command for Notify {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "NOTIFY";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::Authenticated).with(|t| {
            t.effect = Effect::Notifies { any_time: self.watches_selected() };
        });
        let items = self.groups.iter().flatten().flat_map(|(_, events)| events).flat_map(Happening::items);
        let traits = traits.with(|t| items.filter_map(FetchItem::need).for_each(|need| t.add_need(need)));
        self.unchecked.needs(traits, Capability::of("NOTIFY"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.check()?;
        let Some(groups) = &self.groups else { return w.word("NOTIFY NONE").finish() };
        if groups.is_empty() {
            return invalid("it watches nothing; see Notify::none");
        }
        w.word("NOTIFY SET");
        if self.status {
            w.word(" STATUS");
        }
        for (watched, events) in groups {
            w.word(" (");
            watched.write(w)?;
            match events.as_slice() {
                [] => _ = w.word(" NONE"),
                events => _ = w.sp().list(events, |w, event| event.write(w))?,
            }
            w.word(")");
        }
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        done(tagged)
    }
}

/// `[BADEVENT (names)]`, of a NO (RFC 5465 section 5): the events that the server can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEvent(Vec<Atom>);

impl BadEvent {
    /// The events that the server knows.
    pub fn known(&self) -> &[Atom] {
        &self.0
    }
}

impl Extension for BadEvent {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut known = Vec::new();
        c.list_or_nil("event names", |c| {
            known.push(c.atom()?);
            Ok(())
        })?;
        Ok(Self(known))
    }
}

#[cfg(test)]
mod tests;
