//! Which command may be sent now (RFC 9051 5.5; the table in ARCHITECTURE.md).
//!
//! A message number is sent only under the numbering it was submitted under, and two commands fly together only
//! when their rows can be told apart.

use alloc::collections::VecDeque;

use super::inflight::Entry;
use super::view::{Numbers, State};
use crate::command::{Answers, Effect, Flow, Numbering, States, Traits};

/// The numbering that a command's message numbers were chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// This one.
    To(Numbers),
    /// The one that this SELECT will open. Also commands without numbers are meant for the mailbox it names.
    Opening(u64),
    /// The SELECT it waited for came to nothing.
    Refused,
}

/// What a command that is submitted behind `earlier` is meant for: a numbering, or the mailbox being opened.
pub(crate) fn bind<'a>(
    traits: &Traits,
    mut earlier: impl Iterator<Item = &'a Entry>,
    now: Numbers,
) -> Option<Bound> {
    let carries = traits.numbering.carries();
    if !carries && traits.states != States::Selected {
        return None;
    }
    // Submission order: the last selection before it counts.
    let opening = earlier.find(|entry| matches!(entry.traits.effect, Effect::Selects { .. }));
    match opening {
        Some(entry) => Some(Bound::Opening(entry.id)),
        None => carries.then_some(Bound::To(now)),
    }
}

/// The state in which the server will meet a command sent now, if what is in flight goes well.
pub(crate) fn expected_state(now: State, flying: &VecDeque<Entry>) -> State {
    flying.iter().fold(now, |state, entry| match entry.traits.effect {
        Effect::Selects { .. } => State::Selected,
        Effect::Deselects => State::Authenticated,
        Effect::Authenticates => State::Authenticated,
        Effect::LogsOut => State::Logout,
        Effect::None | Effect::ForgetsCapabilities | Effect::Enables { .. } => state,
    })
}

/// True when `next` has to wait for something in flight.
pub(crate) fn must_wait(next: &Entry, flying: &VecDeque<Entry>, ambiguous: bool) -> bool {
    // Data that comes while a SELECT runs belongs to the mailbox it opens, so nothing older may run beside it.
    let alone = next.traits.flow != Flow::Pipelined || matches!(next.traits.effect, Effect::Selects { .. });
    if alone && !flying.is_empty() {
        return true;
    }
    flying.iter().any(|other| {
        other.traits.flow != Flow::Pipelined
            || other.negotiating()
            || numbers_may_move(next, other)
            || (next.traits.destructive && matches!(other.traits.effect, Effect::Selects { .. }))
            || (!ambiguous && confusable(&next.traits, &other.traits))
    })
}

/// EXPUNGE may come while `other` runs, and `next` carries message numbers.
fn numbers_may_move(next: &Entry, other: &Entry) -> bool {
    next.traits.numbering.carries() && matches!(other.traits.numbering, Numbering::Free { .. })
}

/// No command in flight lets the server send EXPUNGE (RFC 9051 7.5.1).
pub(crate) fn stands_still(flying: &VecDeque<Entry>) -> bool {
    let frozen = |entry: &Entry| matches!(entry.traits.numbering, Numbering::Frozen { .. });
    !flying.is_empty() && flying.iter().all(frozen)
}

/// Rows of the one could be taken for rows of the other.
fn confusable(a: &Traits, b: &Traits) -> bool {
    if (a.streams || b.streams) && takes_fetch(&a.answers) && takes_fetch(&b.answers) {
        // A row may bring its literals before its UID, and then nothing says whose they are.
        return true;
    }
    match (&a.answers, &b.answers) {
        (Answers::Sole(a), Answers::Sole(b)) => a == b,
        (Answers::FetchSeq(a), Answers::FetchSeq(b)) => !a.disjoint(b),
        (Answers::FetchUid(a), Answers::FetchUid(b)) => !a.disjoint(b),
        // A row answers either by number or by UID, and nothing in it says which was asked.
        (Answers::FetchSeq(_), Answers::FetchUid(_)) | (Answers::FetchUid(_), Answers::FetchSeq(_)) => true,
        (Answers::Status(a), Answers::Status(b)) => a == b,
        _ => false,
    }
}

fn takes_fetch(answers: &Answers) -> bool {
    matches!(answers, Answers::FetchSeq(_) | Answers::FetchUid(_))
}

/// How many commands in flight take rows that several may take at once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crowd {
    fetch: usize,
    status: usize,
}

impl Crowd {
    pub(crate) fn of(flying: &VecDeque<Entry>) -> Self {
        let mut crowd = Self::default();
        for entry in flying {
            match entry.traits.answers {
                Answers::FetchSeq(_) | Answers::FetchUid(_) => crowd.fetch += 1,
                Answers::Status(_) => crowd.status += 1,
                Answers::Nothing | Answers::Sole(_) => {}
            }
        }
        crowd
    }

    /// True when no other command in flight takes rows of this kind.
    pub(crate) fn alone(self, answers: &Answers) -> bool {
        match answers {
            Answers::FetchSeq(_) | Answers::FetchUid(_) => self.fetch <= 1,
            Answers::Status(_) => self.status <= 1,
            Answers::Nothing | Answers::Sole(_) => true,
        }
    }
}
