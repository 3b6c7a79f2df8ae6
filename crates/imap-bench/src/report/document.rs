//! `docs/performance.md`.

use super::saved::Saved;
use super::{grown, missed, tables};
use crate::load::Sized;
use crate::script::PIPELINED;
use crate::time::RUNS;

/// The whole document.
pub(super) fn text(saved: &Saved, clients: Option<&str>, loads: &[Sized]) -> String {
    let figures = &saved.figures;
    let method = METHOD.replace("{runs}", &RUNS.to_string()).replace("{pipelined}", &PIPELINED.to_string());
    let mut text = format!("{HEAD}\n{method}\nMade with, by `git rev-parse HEAD:crates`:\n\n");
    for (piece, stamp) in &saved.stamps {
        text += &format!("- {piece}: {stamp}\n");
    }
    for piece in saved.missing(loads) {
        text += &format!("- {piece}: **not measured**\n");
    }
    text += "\n## Time\n\n![Throughput by load and library](performance/throughput.svg)\n";
    text += "\nWithout a dot: the load is refused, or the subject was stopped.\n";
    text += &tables::time(figures, loads);
    text += "\n## Instructions\n";
    text += &tables::instructions(figures, loads);
    text += "\n## Memory\n\n![Peak memory against the size of one literal](performance/memory.svg)\n";
    text += &tables::memory(figures, loads);
    text += "\n## Growth\n\n![Time against the length of one line](performance/line.svg)\n";
    text += "\n![Time against the size of one literal](performance/literal.svg)\n";
    text += &grown::tables(figures);
    text += &missed::section(figures, loads);
    text + "\n## Whole clients\n\n" + CLIENTS + "\n" + clients.unwrap_or("**Not measured.**\n")
}

const HEAD: &str = "\
# Performance

Written by `cargo xtask bench --report`; do not edit. `cargo xtask bench` prints the tables of time, with `--instructions`,
`--memory` and `--scaling` the others, with `--clients` the last.
";

const CLIENTS: &str = "\
Ours, `imap-blocking` and `imap-async-std`, beside the clients imap 3.0.0-alpha.15, async-imap, io-imap and Python's
imaplib, on Dovecot through loopback. Each is a program of its own, and a process for each pass. The line above the table
says whether it had a processor for itself, away from the server's. Then every subject pays for fetching octets out of
another processor's cache, the floor as well, and quotients are nearer to 1 than where the system puts client and server
on one processor now and then; without it they are drawn by lot. `--shared` measures that. The first round only warms the server's caches. The floor sends the same
commands and drains the answers without a look: what the system and the server cost; floor-async does so on async-std,
which shows what that runtime costs. CPU is the client process's, in the kernel and outside of it; wall is mostly the
server's, and noisy. Peak RSS is that of the whole process, code and runtime included. `x floor` compares CPU. W8's memory
is what each connection adds. A dash: not offered. The wall target is the floor's median and a tenth, or its third
quartile.
";

const METHOD: &str = "\
## Method

Every subject reads the same octets in the same run, made by generators without a source of chance:

| load | what it is |
|---|---|
| flags100k | 100,000 FETCH rows of UID, FLAGS and MODSEQ |
| envbs20k | 20,000 FETCH rows of ENVELOPE and nested BODYSTRUCTURE |
| lit20k | 2,000 FETCH rows with a body of about 20 KB |
| lit64m | one FETCH row with a body of 64 MiB |
| search1m | one SEARCH line of 1,000,000 growing numbers |
| sort1m | one SEARCH line of the numbers from 1 to 1,000,000 in no order, as SORT answers |
| widths1m | one SEARCH line of 1,000,000 numbers of 1 to 10 digits, as many of each: harder than any server sends |
| esearch | 201 ESEARCH lines with large sets |
| list50k | 50,000 LIST rows: attributes, modified UTF-7, some literals |
| status50k | 50,000 STATUS rows with 6 items |
| mixed | a session of 35,267 responses: all of these but ESEARCH |

Subjects:

- **ours**: framer and parser; each value is owned, complete and typed, and is dropped when it was made. The octets are put
  in, as they are appended to the peers' buffers. The two below lend slots, as drivers do that read from a socket; for a
  large literal a slot is zeroed first.
- **connection**: the same in a whole `Connection`, where a command waits for the rows and gets them: FETCH and LIST rows
  one by one, SEARCH as the numbers found, sorted, ESEARCH as its ranges, STATUS as the counters of a mailbox. What
  reaches no command though one asked for it counts as refused. Only the news of `mixed` are events.
- **streamed**: a `FetchStream` waits instead; the bodies are taken in chunks, and dropped. Only for loads of bodies.
- **imap-proto** 0.17: parses what is pending from its front; makes room and waits for as many octets as it asks for, else
  tries again after the next read. Its values borrow from the buffer; they are not made owned here, which favours it.
- **async-imap** 0.12: `Client::read_response` over octets in memory. It reads at most 4 KiB at a time of its own accord.
- **imap-codec** 2.0.0-alpha.10: `ResponseCodec::decode`, retried after each read, a literal waited out. Values borrow.
- **imap-next** 0.3.4: `Client::enqueue_input` and `next`. Values are owned.

In chunks of the whole load, ours still takes what a slot has room for, at most 256 KiB, while imap-proto, imap-codec and
imap-next get all octets at once.

A peer that refuses a response refuses the load. One that is stopped, after 10 s, counts as 10 s.

Time is that of the processor where Linux tells it, the median of {runs} runs in processes of their own, in which the
subjects take turns; a pass of less than half a second is made twice and the second counts. It ends when the subject has
given all its memory back, for some give it back as they go and others at the end. Machines are noisy: read a
difference below 1.5 as nothing.

A STATUS asks of one mailbox, so `status50k` is 50,000 commands for a connection, {pipelined} in flight at a time, each
answered by its row and a tagged line; ESEARCH lines answer a command each, one behind the other. Time and memory of a
connection have all that in it: submitting, the tagged lines, the results. Its instructions are counted twice, once in full
and once for the same commands when the rows are left out (STATUS then ends in an error); the difference is what rows cost
that a command waits for, and that is what the goal is about. The copies of tagged lines from where they were received are
in neither.

Instructions are counted by callgrind. Making the load, start and end are left out, and so is the copy of the received
octets to where a subject wants them, for which 1 an octet is added for all. Other copies count as the machine makes them:
long ones at up to 1 an octet, so instructions overweight copies. For imap-next the growth of its input queue is left
out with that copy. Allocations are counted with a counting allocator, in another program than the one that is timed; a
block that grows counts as one more, of its new size. The blocks that a subject reads into are shared by many responses,
so a goal of no allocation a response is met below one in a hundred.
";
