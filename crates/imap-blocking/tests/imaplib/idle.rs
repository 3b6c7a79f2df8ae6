//! IDLE and what belongs to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use imap_blocking::core::command::{Idle, Idled};
use imap_blocking::core::conn::Config;
use imap_blocking::core::{CommandError, Event, Unsolicited};
use imap_blocking::prelude::*;
use imap_blocking::{Pipe, Wake};

use crate::{Result, demo, ended, selected};

/// No test waits for so long: news comes, or the server has it ready.
const LONG: Duration = Duration::from_secs(600);

fn exists(event: Event) -> Option<u32> {
    if let Event::Unsolicited(Unsolicited::Exists(count)) = event { Some(count) } else { None }
}

#[test]
fn news() -> Result {
    let (peer, mut s) = selected(
        "IDLE",
        "C: $1 IDLE\nS: + idling\nS: * 5 EXISTS\nC: DONE\nS: * 6 EXISTS\nS: $1 OK done
        C: $2 IDLE\nS: * 7 EXISTS\nS: + idling\nC: DONE\nS: $2 OK done\n!eof",
    )?;
    let duration = LONG;
    assert_eq!(s.idle(Some(duration))?, Wake::Woken);
    let mut seen = Vec::new();
    for event in s.events() {
        seen.extend(exists(event));
    }
    // Of sizes in a row the last counts.
    assert_eq!(seen, [6]);
    // What comes before the `+` counts too.
    assert_eq!(s.idle(None)?, Wake::Woken);
    assert_eq!(s.events().filter_map(exists).collect::<Vec<_>>(), [7]);
    ended(peer, s)
}

#[test]
fn as_they_come() -> Result {
    let script = "C: $1 NOOP\nS: * 5 EXISTS\nS: * 6 EXISTS\nS: $1 OK done\n!eof";
    let (peer, mut s) = selected("IDLE", script)?;
    let last = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&last);
    let listener = move |event| seen.store(exists(event).unwrap_or(0), Ordering::Relaxed);
    s.on_event(listener);
    s.noop()?;
    assert_eq!(last.load(Ordering::Relaxed), 6);
    ended(peer, s)
}

#[test]
fn bursts() -> Result {
    let (peer, mut s) = selected(
        "IDLE",
        "C: $1 IDLE\nS: + idling\nS: * 5 EXISTS\nC: DONE\nS: $1 OK done
        C: $2 IDLE\nS: + idling\nS: * 6 EXISTS\nC: DONE\nS: $2 OK done
        C: $3 IDLE\nS: + idling\nS: $3 OK enough\n!eof",
    )?;
    // No test depends on a clock, so it is the server that ends the last pause here.
    let interval = LONG;
    s.idle(Some(LONG))?;
    while s.idle(Some(interval))? == Wake::Woken {}
    assert_eq!(s.events().filter_map(exists).collect::<Vec<_>>(), [6]);
    ended(peer, s)
}

#[test]
fn another_command_ends_it() -> Result {
    let (_server, mut s) = demo()?;
    let idle = s.submit(Idle::new().renew_after(Duration::from_secs(9 * 60)));
    s.noop()?;
    assert_eq!(s.wait(idle)?, Idled::Interrupted);
    Ok(())
}

#[test]
fn split_packets() -> Result {
    let (peer, mut s) =
        selected("IDLE", "C: $1 IDLE\nS: + idling\nS~ * 5 EXI\nC: DONE\nS~ STS\\r\\n\nS: $1 OK done\n!eof")?;
    // Half a line is no news, and is not lost when the time is up.
    s.idle(Some(Duration::from_millis(20)))?;
    assert_eq!(s.events().filter_map(exists).collect::<Vec<_>>(), [5]);
    ended(peer, s)
}

#[test]
fn without_the_capability() -> Result {
    let script = "C: $1 IDLE\nS: + idling\nC: DONE\nS: $1 OK done\nC: $2 NOOP\nS: $2 OK done\n!eof";
    let (peer, mut s) = selected("", script)?;
    let error = s.idle(Some(LONG)).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    let idle = s.submit(Idle::new().unchecked());
    s.noop()?;
    assert_eq!(s.wait(idle)?, Idled::Interrupted);
    ended(peer, s)
}

#[test]
fn over_a_pipe() -> Result {
    const SERVER: &str = "printf '* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi\\r\\n'; read tag rest
        printf '+ idling\\r\\n'; read done; printf '%s OK done\\r\\n' \"$tag\"; cat >/dev/null";
    let pipe = Pipe::spawn("sh", &["-c", SERVER])?;
    let mut s = Session::open(pipe, Config::default())?;
    assert_eq!(s.idle(Some(Duration::from_millis(20)))?, Wake::TimedOut);
    Ok(())
}
