use super::Expunge;
use crate::command::testing::{Fate, Running, wire};
use crate::ext::UidExpunge;
use crate::response::Data;
use crate::types::UidSet;

#[test]
fn everybody_hears_of_what_is_gone() {
    let mut running = Running::new(Expunge);
    for number in [3, 3, 5, 8] {
        assert_eq!(running.data(Data::Expunge(number)), Fate::Observed);
    }
    assert_eq!(running.data(Data::Exists(4)), Fate::Passed);
    assert_eq!(running.output(), [3, 3, 5, 8]);
    Running::new(Expunge).cannot_be_refused_into_success();
}

#[test]
fn by_uid_as_well() {
    let command = UidExpunge::new(UidSet::range(3000..=3002).unwrap());
    assert_eq!(wire(command.clone()), "UID EXPUNGE 3000:3002");
    let mut running = Running::new(command.clone());
    assert_eq!(running.data(Data::Expunge(3)), Fate::Observed);
    assert_eq!(running.output(), [3]);
    Running::new(command).cannot_be_refused_into_success();
    assert_eq!(wire(Expunge), "EXPUNGE");
}
