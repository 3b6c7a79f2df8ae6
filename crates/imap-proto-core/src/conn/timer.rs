//! Deadlines without a clock: the driver says what time it is.

use core::ops::Add;
use core::time::Duration;

/// A moment, counted from an origin that the driver picks and never moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Tick(Duration);

impl Tick {
    /// The moment `since_origin` after the origin.
    pub const fn new(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// Time since the origin.
    pub const fn since_origin(self) -> Duration {
        self.0
    }

    /// Time from `earlier` to here; zero if it is not earlier.
    pub fn saturating_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Tick {
    type Output = Self;

    fn add(self, after: Duration) -> Self {
        Self(self.0.saturating_add(after))
    }
}

/// The deadlines of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deadline {
    /// From the start to the greeting. Default 30 s.
    Greeting,
    /// A layer's handshake. Default 30 s.
    Handshake,
    /// From the start, or from UNAUTHENTICATE, to authentication, all together. Default 90 s.
    PreAuth,
    /// Inside an unfinished line or literal, with a floor rate of 128 octets a second. Default 60 s.
    Stall,
    /// A command is in flight and nothing at all arrives. Default 5 min.
    Silence,
    /// From LOGOUT to its end. Default 5 s.
    Logout,
}

const COUNT: usize = 6;

impl Deadline {
    const ALL: [Self; COUNT] =
        [Self::Greeting, Self::Handshake, Self::PreAuth, Self::Stall, Self::Silence, Self::Logout];

    const fn index(self) -> usize {
        match self {
            Self::Greeting => 0,
            Self::Handshake => 1,
            Self::PreAuth => 2,
            Self::Stall => 3,
            Self::Silence => 4,
            Self::Logout => 5,
        }
    }
}

/// How long each deadline is.
#[derive(Clone, Debug)]
pub(crate) struct Deadlines([Option<Duration>; COUNT]);

impl Default for Deadlines {
    fn default() -> Self {
        Self([30, 30, 90, 60, 300, 5].map(|seconds| Some(Duration::from_secs(seconds))))
    }
}

impl Deadlines {
    pub(crate) fn set(&mut self, which: Deadline, after: Option<Duration>) {
        if let Some(slot) = self.0.get_mut(which.index()) {
            *slot = after;
        }
    }

    fn get(&self, which: Deadline) -> Option<Duration> {
        self.0.get(which.index()).copied().flatten()
    }
}

/// A timer that starts while input is handled has no time until the driver next says what time it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Timer {
    #[default]
    Off,
    Wanted,
    At(Tick),
}

impl Timer {
    fn arm(&mut self, now: Tick, after: Duration) -> Option<Tick> {
        if *self == Self::Wanted {
            // Never now, or a driver would come back at once and for ever.
            *self = Self::At(now + after.max(SHORTEST));
        }
        match *self {
            Self::At(at) => Some(at),
            Self::Off | Self::Wanted => None,
        }
    }
}

/// No timer is shorter.
const SHORTEST: Duration = Duration::from_millis(1);

/// Octets a second that an unfinished line or literal must grow by (SECURITY: the slow drip).
const FLOOR_RATE: u128 = 128;

/// All timers of a connection.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    named: [Timer; COUNT],
    renew: Timer,
    renew_after: Duration,
    /// Octets received when the stall timer was armed.
    stall_base: u64,
}

/// What a passed timer asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fired {
    Deadline(Deadline),
    Renew,
}

impl Timers {
    fn timer(&mut self, which: Deadline) -> &mut Timer {
        let [greeting, handshake, pre_auth, stall, silence, logout] = &mut self.named;
        match which {
            Deadline::Greeting => greeting,
            Deadline::Handshake => handshake,
            Deadline::PreAuth => pre_auth,
            Deadline::Stall => stall,
            Deadline::Silence => silence,
            Deadline::Logout => logout,
        }
    }

    /// Starts the timer unless it runs, or stops it.
    pub(crate) fn run(&mut self, which: Deadline, running: bool) {
        let timer = self.timer(which);
        match (running, *timer) {
            (true, Timer::Off) => *timer = Timer::Wanted,
            (false, _) => *timer = Timer::Off,
            (true, _) => {}
        }
    }

    /// Starts the timer anew if it runs.
    pub(crate) fn restart(&mut self, which: Deadline) {
        let timer = self.timer(which);
        if *timer != Timer::Off {
            *timer = Timer::Wanted;
        }
    }

    pub(crate) fn renew(&mut self, after: Option<Duration>) {
        match (after, self.renew) {
            (Some(after), Timer::Off) => {
                self.renew_after = after;
                self.renew = Timer::Wanted;
            }
            (None, _) => self.renew = Timer::Off,
            (Some(_), _) => {}
        }
    }

    /// Arms what was started since the last call; the moment of the next one.
    pub(crate) fn poll(&mut self, now: Tick, deadlines: &Deadlines, received: u64) -> Option<Tick> {
        if *self.timer(Deadline::Stall) == Timer::Wanted {
            self.stall_base = received;
        }
        let mut next = self.renew.arm(now, self.renew_after);
        for which in Deadline::ALL {
            if let Some(after) = deadlines.get(which) {
                let at = self.timer(which).arm(now, after);
                next = [next, at].into_iter().flatten().min();
            }
        }
        next
    }

    /// True if one has passed at `now`.
    #[inline]
    pub(crate) fn has_passed(&self, now: Tick) -> bool {
        self.named.iter().chain([&self.renew]).any(|timer| matches!(timer, Timer::At(at) if *at <= now))
    }

    /// The timers that have passed at `now`, most fatal first. Each fires once.
    pub(crate) fn fire(&mut self, now: Tick, deadlines: &Deadlines, received: u64) -> Option<Fired> {
        for which in Deadline::ALL {
            let timer = self.timer(which);
            if !matches!(*timer, Timer::At(at) if at <= now) {
                continue;
            }
            *timer = Timer::Wanted;
            let after = deadlines.get(which).unwrap_or_default();
            let grown = u128::from(received.saturating_sub(self.stall_base));
            let due = after.as_millis().saturating_mul(FLOOR_RATE) / 1000;
            if which == Deadline::Stall && grown >= due.max(1) {
                continue;
            }
            return Some(Fired::Deadline(which));
        }
        if matches!(self.renew, Timer::At(at) if at <= now) {
            self.renew = Timer::Off;
            return Some(Fired::Renew);
        }
        None
    }
}
