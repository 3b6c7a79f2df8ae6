//! Commands one by one and together, and what a session tells.

use std::sync::{Arc, Mutex};

use imap_async::Run;
use imap_async::core::command::{Capability, Fetch, Noop, Select};
use imap_async::core::conn::{Config, Event, State, Unsolicited};
use imap_async::core::types::SeqSet;
use imap_async::prelude::*;

use crate::stage::{Stage, demo, open, script};
use crate::world::Clock;

fn send<T: Send>(value: T) -> T {
    value
}

#[test]
fn every_future_is_send() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    drop(send(s.run(Noop::new())));
    drop(send(s.select("INBOX")));
    drop(send(s.greeting()));
    drop(send(s.flush()));
    drop(send(s.idle(None)));
    drop(send(s.append_from("INBOX", 1, &b"x"[..])));
    drop(send(s.rows(Fetch::new(SeqSet::all()).flags())));
    let ticket = s.submit(Fetch::new(SeqSet::all()).flags());
    drop(send(s.next_row(&ticket)));
    drop(send(s.close()));
    fn static_send<T: Send + 'static>() {}
    static_send::<Session<Stage>>();
    static_send::<Run<'static, Stage, Select>>();
}

#[test]
fn what_is_moved_is_small() {
    let clock = Clock::default();
    let stage = Stage::script(&clock, "");
    let apart = size_of::<Session<Stage>>() - size_of::<Stage>();
    assert!(apart <= 128, "{apart} octets of a session beside its transport");
    let inputs = size_of_val(&stage) + size_of_val(&clock) + size_of::<Config>();
    let opening = size_of_val(&Session::open(stage, clock, Config::default()));
    // Each is there twice: as an argument, and in the session that waits for the greeting.
    assert!(opening <= 2 * inputs + 512, "{opening} octets of a future of {inputs} octets of arguments");
}

#[test]
fn one_method_list_serves() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    clock.block_on(async {
        let selected = s.select("INBOX").await.unwrap();
        assert!(selected.exists > 0);
        assert_eq!(s.state(), State::Selected);
        s.noop().await.unwrap();
        assert!(s.capabilities().is_some());
        let error = s.select("no such mailbox").await.unwrap_err();
        assert!(error.refused().is_some(), "{error}");
        s.close().await.unwrap();
    });
}

#[test]
fn commands_fly_together_and_are_waited_for_in_any_order() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 NOOP
        C: $2 NOOP
        C: $3 CAPABILITY
        S: $2 OK second
        S: * CAPABILITY IMAP4rev1 X-ODD
        S: $3 OK third
        S: $1 OK first
        !eof
    ",
    );
    let (first, second) = (s.submit(Noop::new()), s.submit(Noop::new()));
    let third = s.submit(Capability::new());
    clock.block_on(async {
        s.flush().await.unwrap();
        assert!(s.wait(third).await.is_ok());
        s.wait(first).await.unwrap();
        s.wait(second).await.unwrap();
    });
}

#[test]
fn a_server_that_takes_nothing_while_it_speaks_is_read_all_the_same() {
    // Writing and reading go on side by side: the literal is refused while it is being sent.
    let clock = Clock::default();
    for most in [1, 7, 1000] {
        let stage = Stage::script(
            &clock,
            r"
            S: * PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi
            C: $1 NOOP
            S: * 1 EXISTS
            S: $1 OK done
            C: $2 NOOP
            S: $2 OK done
            !eof
        ",
        )
        .stuttering(most);
        let mut s = open(&clock, stage);
        clock.block_on(s.noop()).unwrap();
        clock.block_on(s.noop()).unwrap();
        assert_eq!(s.events().count(), 1);
    }
}

#[test]
fn events_come_in_order_or_to_the_listener() {
    let clock = Clock::default();
    let text = r"
        S: * PREAUTH hi
        C: $1 NOOP
        S: * 3 EXISTS
        S: * 4 EXISTS
        S: * OK [ALERT] mind the gap
        S: $1 OK done
        !eof
    ";
    let mut s = script(&clock, text);
    clock.block_on(s.noop()).unwrap();
    let events: Vec<_> = s.events().collect();
    assert_eq!(events[0], Event::Unsolicited(Unsolicited::Exists(4)));
    assert!(matches!(&events[1], Event::Unsolicited(Unsolicited::Alert { .. })), "{events:?}");
    assert_eq!(s.events().count(), 0);

    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut s = script(&clock, text);
    let listener = Arc::clone(&heard);
    s.on_event(move |event| listener.lock().unwrap().push(event));
    clock.block_on(s.noop()).unwrap();
    assert!(heard.lock().unwrap().len() >= 2);
    assert_eq!(s.events().count(), 0);
}

#[test]
fn a_tap_sees_both_ways_and_no_password() {
    let clock = Clock::default();
    let stage = Stage::script(
        &clock,
        r"
        S: * OK [CAPABILITY IMAP4rev1] hi
        C: $1 LOGIN ann ...
        S: $1 OK [CAPABILITY IMAP4rev1] in
        !eof
    ",
    );
    let said = Arc::clone(&stage.said);
    let lines = Arc::new(Mutex::new(String::new()));
    let mut s = open(&clock, stage);
    let tap = Arc::clone(&lines);
    s.set_tap(Some(Box::new(move |line| tap.lock().unwrap().push_str(&line.to_string()))));
    clock.block_on(s.login("ann", "wonderland")).unwrap();
    assert!(said.lock().unwrap().ends_with(b"\"wonderland\"\r\n"));
    let lines = lines.lock().unwrap();
    assert!(lines.contains("LOGIN ann") && lines.contains("OK") && !lines.contains("wonderland"), "{lines}");
}
