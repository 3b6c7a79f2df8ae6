//! What a connection shows of itself, to whoever asks.

use super::{Connection, Mailbox, State};
use crate::error::CloseReason;
use crate::mirror::Mirror;
use crate::types::CapabilitySet;

impl Connection {
    /// Where the session stands (RFC 9051 section 3).
    pub fn state(&self) -> State {
        if self.closed.is_some() { State::Logout } else { self.view.state }
    }

    /// What the server announced, if it is known.
    pub fn capabilities(&self) -> Option<&CapabilitySet> {
        self.view.capabilities()
    }

    /// How many faults in what the server sent were forgiven, continuations that nobody waited for among them.
    pub fn tolerated(&self) -> u64 {
        self.framer.tolerated() + self.framer.blank_lines() + self.parser.tolerated() + u64::from(self.stray)
    }

    /// What ENABLE switched on (RFC 9051 6.3.1).
    pub fn enabled(&self) -> &CapabilitySet {
        self.view.enabled()
    }

    /// The selected mailbox as the news left it.
    pub fn selected(&self) -> Option<&Mailbox> {
        self.view.selected.as_deref()
    }

    /// Message numbers, UIDs and flags of the selected mailbox, where [`Config::mirror`](super::Config::mirror) wants them
    /// kept: as of the last response, also of those whose rows and events were not fetched yet.
    pub fn mirror(&self) -> Option<&Mirror> {
        self.view.mirror.as_deref()
    }

    /// Why the connection ended, if it has.
    pub fn closed(&self) -> Option<&CloseReason> {
        self.closed.as_ref()
    }

    /// Octets searched for line ends so far: wire octets without literals, however they were cut.
    pub fn searched(&self) -> u64 {
        self.framer.searched()
    }

    /// True when the last octet received ended a response.
    pub fn at_boundary(&self) -> bool {
        self.framer.at_boundary()
    }
}
