use core::time::Duration;

use super::{Idle, Idled};
use crate::command::testing::{Running, dialect, no, ok, show, tag, wire};
use crate::command::{Command, CommandWriter, Continue, Flow, Interrupt};
use crate::error::CommandError;
use crate::types::{Capability, NameForm, Text};

fn interrupt(running: &mut Running<Idle>, why: Interrupt) -> alloc::string::String {
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let mut writer = CommandWriter::for_response(&dialect, tag());
    running.command.on_interrupt(why, &mut writer);
    show(writer.into_segments())
}

fn proceed(running: &mut Running<Idle>) -> Continue {
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let mut writer = CommandWriter::for_response(&dialect, tag());
    let answer = running.command.on_continue(&Text::from("idling"), &mut writer);
    assert_eq!(show(writer.into_segments()), "");
    answer
}

#[test]
fn done_ends_it() {
    let mut running = Running::new(Idle::new());
    assert_eq!(proceed(&mut running), Continue::Hold);
    assert_eq!(proceed(&mut running), Continue::Unexpected, "one is enough");
    assert_eq!(interrupt(&mut running, Interrupt::Caller), "DONE");
    assert_eq!(interrupt(&mut running, Interrupt::Caller), "", "DONE is said once");
    assert_eq!(running.output(), Idled::Interrupted);
}

#[test]
fn it_is_renewed_once_for_each_renewal() {
    let mut running = Running::new(Idle::new());
    for _ in 0..2 {
        assert_eq!(wire(running.command.clone()), "IDLE");
        assert_eq!(proceed(&mut running), Continue::Hold);
        assert_eq!(interrupt(&mut running, Interrupt::Renew), "DONE");
        assert!(running.answer(ok()).is_none());
        let dialect = dialect(&[], NameForm::ModifiedUtf7);
        crate::command::testing::segments(&mut running.command, &dialect).unwrap();
    }
    assert_eq!(running.output(), Idled::EndedByServer, "nobody asked for this OK");
}

#[test]
fn an_interrupt_overtakes_a_renewal() {
    let mut running = Running::new(Idle::new());
    proceed(&mut running);
    assert_eq!(interrupt(&mut running, Interrupt::Renew), "DONE");
    assert_eq!(interrupt(&mut running, Interrupt::Caller), "");
    assert_eq!(running.output(), Idled::Interrupted);
    let mut running = Running::new(Idle::new());
    proceed(&mut running);
    assert_eq!(interrupt(&mut running, Interrupt::Caller), "DONE");
    assert_eq!(interrupt(&mut running, Interrupt::Renew), "");
    assert_eq!(running.output(), Idled::Interrupted);
}

#[test]
fn a_refusal_never_renews() {
    let mut running = Running::new(Idle::new());
    proceed(&mut running);
    interrupt(&mut running, Interrupt::Renew);
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn it_has_the_connection_to_itself() {
    let traits = Idle::default().traits();
    assert_eq!(traits.flow, Flow::Exclusive);
    assert_eq!(traits.renew_after, Some(Duration::from_secs(25 * 60)));
    assert_eq!(traits.needs, [Capability::Idle.into()]);
    assert!(Idle::new().unchecked().traits().needs.is_empty());
}
