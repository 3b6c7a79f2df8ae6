//! Failures that the caller has not seen yet: what he submits behind one was meant for what it should have brought about.
//!
//! A SELECT that cannot be sent leaves an older mailbox selected. A search that was to save its result (RFC 5182) and
//! failed leaves an empty `$` after NO, and what an older search saved after BAD or when it was never sent. A command
//! that changes mail, or makes a new `$` of the old one, must not run on either.

use super::Connection;
use super::hazard::{self, Bound};
use crate::command::{States, Traits};

/// The last command of a kind that was submitted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Last {
    /// 0 if there was none.
    id: u64,
    failed: bool,
}

impl Last {
    pub(super) fn submitted(&mut self, id: u64) {
        *self = Self { id, failed: false };
    }

    /// It came to nothing, or was given up before it could come to anything.
    pub(super) fn failed(&mut self, id: u64) {
        self.failed |= self.id == id;
    }

    /// The caller has its result.
    pub(super) fn seen(&mut self, id: u64) {
        self.failed &= self.id != id;
    }
}

impl Connection {
    /// A search that was to save failed: what was submitted behind it, and is not sent yet, was meant for its result.
    ///
    /// Such a command is held while a search that saves is in flight, so all of them are still here.
    pub(super) fn save_failed(&mut self, id: u64) {
        self.saving.failed(id);
        if self.flying.any_saving() && self.flying.iter().any(|entry| entry.traits.saves && entry.id > id) {
            return;
        }
        for entry in self.held.iter_mut().filter(|entry| entry.id > id) {
            entry.unsaved |= entry.traits.trusts_saved();
            if entry.traits.saves {
                break;
            }
        }
    }

    /// What becomes of a command on `$` that is submitted now: true if its `$` never came to be.
    pub(super) fn lacks_saved(&self, traits: &Traits) -> bool {
        traits.trusts_saved() && self.saving.failed
    }

    /// What a command is meant for that is submitted now.
    pub(super) fn bind(&self, traits: &Traits) -> Option<Bound> {
        if self.selecting.failed && traits.states == States::Selected {
            return Some(Bound::Refused);
        }
        hazard::bind(traits, self.opening, self.view.numbers)
    }
}
