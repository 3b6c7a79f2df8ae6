//! How an IDLE ended, the same in every driver.

use crate::command::Idled;

/// Why a driver's `idle` returned (RFC 2177).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wake {
    /// News came: read the events.
    Woken,
    /// The time was up.
    TimedOut,
    /// The server ended IDLE by itself and told nothing.
    EndedByServer,
}

impl Wake {
    /// From how the command ended, whether news came meanwhile, and whether the caller's time was up.
    pub fn new(idled: Idled, news: bool, late: bool) -> Self {
        match idled {
            _ if news => Self::Woken,
            Idled::EndedByServer if !late => Self::EndedByServer,
            _ => Self::TimedOut,
        }
    }
}
