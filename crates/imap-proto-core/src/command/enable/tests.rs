use super::Enable;
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Command, Effect, Flow, States};
use crate::error::EncodeError;
use crate::response::Data;
use crate::types::{Capability, CapabilitySet};

#[test]
fn the_output_is_what_the_server_lists() {
    let listed: CapabilitySet = [Capability::Utf8Accept].into_iter().collect();
    let mut running = Running::new(Enable::new([Capability::Utf8Accept, Capability::Imap4Rev2]));
    assert_eq!(running.data(Data::Enabled(listed.clone())), Fate::Taken);
    assert_eq!(running.output(), listed);
    let mut silent = Running::new(Enable::new([Capability::Utf8Accept]));
    assert!(silent.output().is_empty(), "iCloud lists nothing; then nothing is known to be enabled");
    Running::new(Enable::new([Capability::Utf8Accept])).cannot_be_refused_into_success();
}

#[test]
fn names_are_atoms() {
    let condstore = Capability::ext("CONDSTORE").unwrap();
    assert_eq!(wire(Enable::new([Capability::Utf8Accept, condstore])), "ENABLE UTF8=ACCEPT CONDSTORE");
    assert!(Capability::ext("CONDSTORE\r\nX").is_err());
    assert!(Capability::ext("A B").is_err());
    assert!(matches!(refused(Enable::new([])), EncodeError::Invalid { .. }));
}

#[test]
fn it_stands_alone_before_a_mailbox_is_selected() {
    let traits = Enable::new([Capability::Utf8Accept]).traits();
    assert_eq!((traits.flow, traits.states), (Flow::Exclusive, States::AuthenticatedOnly));
    assert_eq!(traits.needs, [Capability::Enable.into()]);
    let asked = [Capability::Utf8Accept].into_iter().collect();
    assert_eq!(traits.effect, Effect::Enables { asked });
    assert!(Enable::new([Capability::Utf8Accept]).unchecked().traits().needs.is_empty());
}
