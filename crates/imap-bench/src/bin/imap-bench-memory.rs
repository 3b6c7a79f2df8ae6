//! The child that counts allocations. A program of its own, so that nothing else is timed with a counting allocator.

use std::alloc::System;
use std::process::ExitCode;

use cap::Cap;
use imap_bench::Counted;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: Cap<&StatsAlloc<System>> = Cap::new(&INSTRUMENTED_SYSTEM, usize::MAX);

fn main() -> ExitCode {
    imap_bench::main_of_counter(count)
}

fn count(run: &mut dyn FnMut()) -> Counted {
    let calls = || {
        let stats = INSTRUMENTED_SYSTEM.stats();
        (stats.allocations + stats.reallocations) as u64
    };
    let (before, total, live) = (calls(), ALLOCATOR.total_allocated(), ALLOCATOR.allocated());
    run();
    Counted {
        allocations: calls() - before,
        octets: (ALLOCATOR.total_allocated() - total) as u64,
        // Since the program began; nothing before had more live than the load, which still is.
        peak: ALLOCATOR.max_allocated().saturating_sub(live) as u64,
        live: ALLOCATOR.allocated() as i64 - live as i64,
    }
}
