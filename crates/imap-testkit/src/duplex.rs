//! Two connected streams in memory, which block like sockets.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How much one end may write before the other reads; see [`pair_with_capacity`].
const CAPACITY: usize = 256 * 1024;

/// Two connected streams in memory.
///
/// ```
/// use std::io::{Read, Write};
///
/// let (mut a, mut b) = imap_testkit::pair();
/// a.write_all(b"hello")?;
/// drop(a);
/// let mut said = String::new();
/// b.read_to_string(&mut said)?;
/// assert_eq!(said, "hello");
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use]
pub fn pair() -> (Duplex, Duplex) {
    pair_with_capacity(CAPACITY)
}

/// Two connected streams; a writer blocks while so many octets were not read. At least one.
#[must_use]
pub fn pair_with_capacity(octets: usize) -> (Duplex, Duplex) {
    let (there, back) = (Arc::new(Pipe::new(octets)), Arc::new(Pipe::new(octets)));
    let end = |rx: &Arc<Pipe>, tx: &Arc<Pipe>| Duplex {
        end: Arc::new(End { rx: Arc::clone(rx), tx: Arc::clone(tx), timeouts: Mutex::default() }),
    };
    (end(&back, &there), end(&there, &back))
}

/// One end of a [`pair`]. Clones are the same end; when the last one is dropped, the other end reads to its end.
#[derive(Clone, Debug)]
pub struct Duplex {
    end: Arc<End>,
}

#[derive(Debug)]
struct End {
    rx: Arc<Pipe>,
    tx: Arc<Pipe>,
    timeouts: Mutex<Timeouts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Timeouts {
    read: Option<Duration>,
    write: Option<Duration>,
}

/// One direction.
#[derive(Debug)]
struct Pipe {
    state: Mutex<State>,
    changed: Condvar,
    capacity: usize,
}

#[derive(Default)]
struct State {
    octets: VecDeque<u8>,
    closed: bool,
}

/// Without the octets: there may be a password among them.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("octets", &self.octets.len()).field("closed", &self.closed).finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pipe {
    fn new(capacity: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), capacity: capacity.max(1) }
    }

    fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }

    /// Waits while `blocked` holds and the pipe is open.
    fn wait(
        &self,
        longest: Option<Duration>,
        blocked: impl Fn(&State) -> bool,
    ) -> io::Result<MutexGuard<'_, State>> {
        let state = lock(&self.state);
        let waits = |state: &mut State| !state.closed && blocked(state);
        let Some(longest) = longest else {
            return Ok(self.changed.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner));
        };
        let waited = self.changed.wait_timeout_while(state, longest, waits);
        let (state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(state) }
    }
}

impl Duplex {
    /// Reading fails with [`io::ErrorKind::TimedOut`] when nothing comes for so long; `None` waits for ever.
    pub fn set_read_timeout(&self, longest: Option<Duration>) {
        lock(&self.end.timeouts).read = longest;
    }

    /// Writing fails with [`io::ErrorKind::TimedOut`] when there is no room for so long; `None` waits for ever.
    pub fn set_write_timeout(&self, longest: Option<Duration>) {
        lock(&self.end.timeouts).write = longest;
    }

    /// Ends both directions, whoever else holds this end. What was written can still be read.
    pub fn close(&self) {
        self.end.close();
    }
}

impl End {
    fn close(&self) {
        self.rx.close();
        self.tx.close();
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.close();
    }
}

impl Read for Duplex {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let longest = lock(&self.end.timeouts).read;
        let mut state = self.end.rx.wait(longest, |state| state.octets.is_empty())?;
        let count = state.octets.read(buf)?;
        drop(state);
        self.end.rx.changed.notify_all();
        Ok(count)
    }
}

impl Write for Duplex {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let longest = lock(&self.end.timeouts).write;
        let pipe = &self.end.tx;
        let mut state = pipe.wait(longest, |state| state.octets.len() >= pipe.capacity)?;
        if state.closed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let room = pipe.capacity.saturating_sub(state.octets.len());
        let count = room.min(buf.len());
        state.octets.extend(buf.iter().take(count));
        drop(state);
        pipe.changed.notify_all();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_on_both_sides() {
        let (mut a, mut b) = pair_with_capacity(2);
        a.set_write_timeout(Some(Duration::from_millis(1)));
        b.set_read_timeout(Some(Duration::from_millis(1)));
        assert_eq!(b.read(&mut [0; 4]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(a.write(b"abc").unwrap(), 2);
        assert_eq!(a.write(b"c").unwrap_err().kind(), io::ErrorKind::TimedOut);
        let mut got = [0; 4];
        assert_eq!(b.read(&mut got).unwrap(), 2);
        assert_eq!(a.write(b"c").unwrap(), 1);
    }

    #[test]
    fn a_dropped_end() {
        let (mut a, b) = pair();
        let same = b.clone();
        drop(b);
        a.write_all(b"x").unwrap();
        drop(same);
        assert_eq!(a.write(b"y").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(a.read(&mut [0; 4]).unwrap(), 0);
    }
}
