use super::{Capability, merge};
use crate::command::testing::{Fate, Running, no, ok_with, wire};
use crate::error::CommandError;
use crate::response::{Code, Data};
use crate::types::{self, CapabilitySet};

fn set(names: &[&str]) -> CapabilitySet {
    names.iter().map(|name| types::Capability::ext(name).unwrap()).collect()
}

#[test]
fn several_lines_are_merged() {
    let mut running = Running::new(Capability::new());
    assert_eq!(running.data(Data::Capability(set(&["X-A"]))), Fate::Taken);
    assert_eq!(running.data(Data::Capability(set(&["X-B"]))), Fate::Taken);
    assert_eq!(running.data(Data::Exists(1)), Fate::Passed);
    assert_eq!(running.output(), set(&["X-A", "X-B"]));
}

#[test]
fn the_code_of_the_ok_counts_where_no_line_came() {
    let mut running = Running::new(Capability::new());
    let output = running.answer(ok_with(Code::Capability(set(&["X-A"])))).unwrap().unwrap();
    assert_eq!(output, set(&["X-A"]));
}

#[test]
fn nothing_is_no_empty_list() {
    let mut running = Running::new(Capability::new());
    assert!(matches!(running.answer(crate::command::testing::ok()), Some(Err(CommandError::Incomplete(_)))));
    let mut running = Running::new(Capability::new());
    assert_eq!(running.data(Data::Capability(set(&["X-A"]))), Fate::Taken);
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn merging_into_nothing_is_the_list_itself() {
    let mut found = None;
    merge(&mut found, set(&["X-A"]));
    assert_eq!(found, Some(set(&["X-A"])));
    assert_eq!(wire(Capability::new()), "CAPABILITY");
}
