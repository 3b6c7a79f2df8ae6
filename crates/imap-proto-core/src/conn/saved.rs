//! What becomes of commands on `$` when the search that was to save it fails (RFC 5182).
//!
//! NO empties `$`; BAD, and a search that is never sent, leave what an older search saved. A command that changes mail,
//! or makes a new `$` of the old one, must not run on that.

use super::Connection;

impl Connection {
    /// A search that was to save failed: what was submitted behind it, and is not sent yet, was meant for its result.
    ///
    /// Such a command is held while a search that saves is in flight, so all of them are still here.
    pub(super) fn save_failed(&mut self, id: u64) {
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

    /// The last search that was to save has failed, and the caller has not taken its result yet: a command submitted
    /// now is meant for what it would have found.
    pub(super) fn save_failed_unseen(&self) -> bool {
        self.done.get(&self.saving).is_some_and(|slot| slot.has_failed())
    }
}
