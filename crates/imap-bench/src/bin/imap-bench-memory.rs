//! The child that counts allocations. A program of its own, so that nothing else is timed with a counting allocator.

use std::process::ExitCode;

use imap_bench::Counted;

fn main() -> ExitCode {
    imap_bench::main_of_counter(|run| {
        let info = allocation_counter::measure(run);
        Counted {
            allocations: info.count_total,
            octets: info.bytes_total,
            peak: info.bytes_max,
            live: info.bytes_current,
        }
    })
}
