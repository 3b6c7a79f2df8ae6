//! The clock and the alarm, which come from the runtime.

use std::fmt;
use std::task::{Context, Poll};
use std::time::Duration;

/// A clock with one alarm. Each runtime implements it once; a test may simulate it.
///
/// ```
/// use imap_async::Timer;
/// use std::task::{Context, Poll};
/// use std::time::{Duration, Instant};
///
/// /// For a program that needs no deadlines.
/// #[derive(Debug)]
/// struct NoAlarm(Instant);
///
/// impl Timer for NoAlarm {
///     fn now(&self) -> Duration {
///         self.0.elapsed()
///     }
///     fn poll_until(&mut self, _: Duration, _: &mut Context<'_>) -> Poll<()> {
///         Poll::Pending
///     }
/// }
/// ```
pub trait Timer: fmt::Debug + Send {
    /// Time since a moment that never moves; it must not go back.
    fn now(&self) -> Duration;

    /// Ready once `now` has reached `at`; else the task is woken then. Only the last `at` counts.
    fn poll_until(&mut self, at: Duration, cx: &mut Context<'_>) -> Poll<()>;
}
