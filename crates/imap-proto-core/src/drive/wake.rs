//! When a driver wakes, and how an IDLE ended, the same in every driver.

use core::time::Duration;

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

/// True if a transport whose waits are bounded by `set` need not be told that they should be by `wanted`: waking early
/// does no harm, and telling it costs a system call or two.
pub fn bound_fits(set: Option<Duration>, wanted: Option<Duration>) -> bool {
    match (set, wanted) {
        (Some(set), Some(wanted)) => set <= wanted + wanted / 16 && set >= wanted / 2,
        (set, wanted) => set == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_is_about_right() {
        let seconds = |n| Some(Duration::from_secs(n));
        for (set, wanted, fits) in [
            (None, None, true),
            (None, seconds(60), false),
            (seconds(60), None, false),
            (seconds(60), seconds(60), true),
            (seconds(63), seconds(60), true),
            (seconds(64), seconds(60), false),
            (seconds(30), seconds(60), true),
            (seconds(29), seconds(60), false),
        ] {
            assert_eq!(bound_fits(set, wanted), fits, "{set:?} {wanted:?}");
        }
    }
}
