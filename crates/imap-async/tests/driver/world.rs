//! A world of one task: an executor, and a clock that moves only when nothing else does.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use imap_async::Timer;

/// What time it is, and what has to happen when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<Mutex<Times>>);

#[derive(Debug, Default)]
struct Times {
    now: Duration,
    alarms: Vec<Duration>,
}

impl Clock {
    pub(crate) fn now(&self) -> Duration {
        self.0.lock().unwrap().now
    }

    /// Sets an alarm; true if the time has come.
    pub(crate) fn is_past(&self, at: Duration) -> bool {
        let mut times = self.0.lock().unwrap();
        times.alarms.push(at);
        at <= times.now
    }

    /// Moves to the next alarm, if there is one.
    fn advance(&self) -> bool {
        let mut times = self.0.lock().unwrap();
        let now = times.now;
        let next = times.alarms.drain(..).filter(|at| *at > now).min();
        times.now = next.unwrap_or(now);
        next.is_some()
    }
}

impl Timer for Clock {
    fn now(&self) -> Duration {
        Self::now(self)
    }

    fn poll_until(&mut self, at: Duration, _: &mut Context<'_>) -> Poll<()> {
        if self.is_past(at) { Poll::Ready(()) } else { Poll::Pending }
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Clock {
    /// Runs a future to its end. Time passes when it waits for nothing else; one that waits for nothing at all
    /// never ends, and that is a failure.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.poll_times(future, usize::MAX).unwrap_or_else(|| panic!("still not ready"))
    }

    /// Polls a future at most so many times, then drops it.
    pub(crate) fn poll_times<F: Future>(&self, future: F, times: usize) -> Option<F::Output> {
        let flag = Arc::new(Flag(AtomicBool::new(false)));
        let waker = Waker::from(Arc::clone(&flag));
        let mut cx = Context::from_waker(&waker);
        let mut future = pin!(future);
        for _ in 0..times {
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                return Some(output);
            }
            assert!(flag.0.swap(false, Ordering::Relaxed) || self.advance(), "it waits for nothing");
        }
        None
    }
}
