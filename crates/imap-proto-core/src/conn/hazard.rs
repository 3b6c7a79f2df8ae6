//! Which command may be sent now (RFC 9051 5.5; the table in ARCHITECTURE.md).
//!
//! A message number is sent only under the numbering it was submitted under, and two commands fly together only
//! when their rows can be told apart.

use super::flight::Flight;
use super::inflight::Entry;
use super::view::Numbers;
use crate::command::{Answers, Effect, Flow, States, Traits};

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

/// What a command is meant for that is submitted now: a numbering, or the mailbox that the last SELECT before it opens.
pub(crate) fn bind(traits: &Traits, opening: Option<u64>, now: Numbers) -> Option<Bound> {
    let carries = traits.numbering.carries();
    if !carries && traits.states != States::Selected {
        return None;
    }
    match opening {
        Some(id) => Some(Bound::Opening(id)),
        None => carries.then_some(Bound::To(now)),
    }
}

/// True when `next` has to wait for something in flight.
pub(crate) fn must_wait(next: &Entry, flying: &Flight, ambiguous: bool) -> bool {
    // Data that comes while a SELECT runs belongs to the mailbox it opens, so nothing older may run beside it.
    let alone = next.traits.flow != Flow::Pipelined || matches!(next.traits.effect, Effect::Selects { .. });
    if alone && !flying.is_empty() {
        return true;
    }
    flying.any_exclusive()
        || flying.negotiating().is_some()
        // EXPUNGE may come while one of them runs.
        || (next.traits.numbering.carries() && flying.any_free())
        || (next.traits.destructive && flying.any_selecting())
        // BAD would leave the old `$` (RFC 5182 2.1).
        || (next.traits.trusts_saved() && flying.any_saving())
        || (!ambiguous && flying.confusable(next))
}

/// No command in flight lets the server send EXPUNGE (RFC 9051 7.5.1).
pub(crate) fn stands_still(flying: &Flight) -> bool {
    !flying.is_empty() && !flying.any_free()
}

/// How many commands in flight take rows that several may take at once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crowd {
    fetch: usize,
    status: usize,
}

impl Crowd {
    pub(crate) fn of(flying: &Flight) -> Self {
        let (fetch, status) = flying.takers();
        Self { fetch, status }
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
