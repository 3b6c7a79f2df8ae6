//! The clock and the alarm of async-std.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use async_std::task::sleep;
use imap_async::Timer;

type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The system's clock, with alarms by async-std. For sessions over other streams than TCP.
pub struct Clock {
    origin: Instant,
    /// When it rings, and what waits for it.
    alarm: Option<(Duration, Sleep)>,
}

impl Clock {
    /// Starts at zero.
    pub fn new() -> Self {
        Self { origin: Instant::now(), alarm: None }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Timer for Clock {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn poll_until(&mut self, at: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let left = at.saturating_sub(self.now());
        if left.is_zero() {
            self.alarm = None;
            return Poll::Ready(());
        }
        let alarm = match self.alarm.take() {
            Some((set, alarm)) if set == at => alarm,
            _ => Box::pin(sleep(left)),
        };
        let (_, alarm) = self.alarm.insert((at, alarm));
        let ringing = alarm.as_mut().poll(cx);
        if ringing.is_ready() {
            self.alarm = None;
        }
        ringing
    }
}
