//! What a piece of work costs the process that does it.

use std::fs;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::counted;

/// Runs from its start to [`stop`](Self::stop).
#[derive(Debug)]
pub(crate) struct Meter {
    cpu: Duration,
    wall: Instant,
    calls: (u64, u64),
    slowest: Duration,
}

/// What it read, as the line that a child prints.
#[derive(Debug)]
pub(crate) struct Reading(pub(crate) String);

impl Meter {
    /// Forgets the peak of memory so far, where the system lets it.
    pub(crate) fn start() -> Self {
        let _ = fs::write("/proc/self/clear_refs", "5");
        Self { cpu: processor(), calls: counted::calls(), slowest: Duration::ZERO, wall: Instant::now() }
    }

    /// Does one of several steps, the slowest of which is told.
    pub(crate) fn step<R>(&mut self, act: impl FnOnce() -> R) -> R {
        let begun = Instant::now();
        let done = act();
        self.step_since(begun);
        done
    }

    pub(crate) fn step_since(&mut self, begun: Instant) {
        self.slowest = self.slowest.max(begun.elapsed());
    }

    /// The work is done: it brought so many rows, and octets of what the workload is about.
    pub(crate) fn stop(self, rows: u64, octets: u64) -> Reading {
        let (wall, cpu) = (self.wall.elapsed(), processor() - self.cpu);
        let (reads, writes) = counted::calls();
        Reading(format!(
            "cpu={} wall={} slowest={} peak={} reads={} writes={} rows={rows} octets={octets}",
            cpu.as_nanos(),
            wall.as_nanos(),
            self.slowest.as_nanos(),
            memory("VmHWM:"),
            reads - self.calls.0,
            writes - self.calls.1,
        ))
    }
}

/// Processor time of this process, in the kernel and outside of it.
fn processor() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Octets, from the line of that name.
pub(crate) fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}
