//! Random legal histories, and the mirror beside a model that keeps everything.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::{Applied, Mirror};
use crate::parse::data;
use crate::response::Data;

fn say(mirror: &mut Mirror, wire: &str) -> Applied {
    mirror.apply(&data(wire.as_bytes()).unwrap())
}

/// What happens in a mailbox; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Act {
    Arrive(u32),
    Expunge(u32),
    Vanish(u32, u32),
    Fetch(u32),
    Flags(u32, bool),
    UidFetch(u32),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let one = prop_oneof![
        (1..40_u32).prop_map(Act::Arrive),
        any::<u32>().prop_map(Act::Expunge),
        (any::<u32>(), 0..20_u32).prop_map(|(at, more)| Act::Vanish(at, more)),
        any::<u32>().prop_map(Act::Fetch),
        any::<u32>().prop_map(Act::Fetch),
        any::<u32>().prop_map(Act::Fetch),
        (any::<u32>(), any::<bool>()).prop_map(|(at, seen)| Act::Flags(at, seen)),
        any::<u32>().prop_map(Act::UidFetch),
    ];
    prop::collection::vec(one, 1..300)
}

/// The mailbox itself: UIDs and flags, and which of it was told.
#[derive(Default)]
struct Model {
    messages: Vec<(u32, bool, bool)>,
    next: u32,
}

impl Model {
    fn at(&self, number: u32) -> Option<usize> {
        (!self.messages.is_empty()).then(|| number as usize % self.messages.len())
    }

    /// Acts, and gives what a server says of it.
    fn act(&mut self, act: &Act) -> Option<String> {
        match *act {
            Act::Arrive(count) => {
                for step in 0..count {
                    self.next += 1 + step % 3;
                    self.messages.push((self.next, false, false));
                }
                Some(format!("* {} EXISTS", self.messages.len()))
            }
            Act::Expunge(at) => {
                let at = self.at(at)?;
                self.messages.remove(at);
                Some(format!("* {} EXPUNGE", at + 1))
            }
            Act::Vanish(at, more) => {
                let at = self.at(at)?;
                let end = (at + more as usize + 1).min(self.messages.len());
                let uids: Vec<String> =
                    self.messages.drain(at..end).map(|(uid, ..)| format!("{uid}")).collect();
                Some(format!("* VANISHED {}", uids.join(",")))
            }
            Act::Fetch(at) => {
                let at = self.at(at)?;
                let (uid, seen, told) = &mut self.messages[at];
                *told = true;
                Some(format!("* {} FETCH (UID {uid} FLAGS ({}))", at + 1, if *seen { "\\Seen" } else { "" }))
            }
            Act::Flags(at, now) => {
                let at = self.at(at)?;
                let (_, seen, _) = &mut self.messages[at];
                *seen = now;
                Some(format!("* {} FETCH (FLAGS ({}))", at + 1, if now { "\\Seen" } else { "" }))
            }
            Act::UidFetch(at) => {
                let at = self.at(at)?;
                Some(format!("* VANISHED (EARLIER) {}", u64::from(self.messages[at].0) + 100_000))
            }
        }
    }

    fn check(&self, mirror: &Mirror) {
        assert_eq!(mirror.len() as usize, self.messages.len());
        let told: Vec<_> = self.messages.iter().enumerate().filter(|(_, (.., told))| *told).collect();
        assert_eq!(mirror.known(), told.len());
        let shown: Vec<_> = mirror.messages().map(|(number, message)| (number, message.uid)).collect();
        let known: Vec<_> = told.iter().map(|(at, (uid, ..))| (*at as u32 + 1, *uid)).collect();
        assert_eq!(shown, known);
        for (number, uid) in known {
            assert_eq!(mirror.number_of(uid), Some(number));
            let message = mirror.message(number).unwrap();
            let (_, seen, _) = self.messages[number as usize - 1];
            assert_eq!((message.uid, message.flags.as_ref().unwrap().is_seen()), (uid, seen));
        }
        let unknown: usize = mirror.unknown().map(|range| range.count()).sum();
        assert_eq!(unknown + mirror.known(), self.messages.len());
    }
}

proptest! {
    #[test]
    fn it_keeps_what_a_model_keeps(acts in acts()) {
        let (mut model, mut mirror) = (Model::default(), Mirror::new(usize::MAX));
        for act in &acts {
            let Some(said) = model.act(act) else { continue };
            let applied = say(&mut mirror, &said);
            prop_assert!(!matches!(applied, Applied::Reset(_) | Applied::Full), "{said}: {applied:?}");
            model.check(&mirror);
        }
    }
}

#[test]
fn an_announced_number_costs_nothing() {
    let mut mirror = Mirror::new(10);
    assert_eq!(say(&mut mirror, "* 4294967295 EXISTS"), Applied::Changed);
    say(&mut mirror, "* 4294967295 FETCH (UID 4294967295)");
    assert_eq!((mirror.len(), mirror.known()), (u32::MAX, 1));
    assert_eq!(say(&mut mirror, "* VANISHED 1:4294967295"), Applied::Changed);
    assert!(mirror.is_empty());
    assert_eq!(say(&mut mirror, "* VANISHED 1:5"), Applied::Reset("VANISHED more than there are"));
}

#[test]
fn contradictions_make_it_forget_and_go_on() {
    let mut mirror = Mirror::new(10);
    say(&mut mirror, "* 3 EXISTS");
    say(&mut mirror, "* 2 FETCH (UID 5 FLAGS ())");
    assert_eq!(say(&mut mirror, "* 3 FETCH (UID 5)"), Applied::Reset("UIDs that do not ascend"));
    assert_eq!((mirror.number_of(5), mirror.known()), (Some(3), 1));
    assert_eq!(say(&mut mirror, "* 3 FETCH (UID 6)"), Applied::Reset("another UID for a message"));
    assert_eq!((mirror.number_of(5), mirror.number_of(6)), (None, Some(3)));
    assert_eq!(say(&mut mirror, "* 4 EXPUNGE"), Applied::Reset("EXPUNGE above EXISTS"));
    assert_eq!(say(&mut mirror, "* 9 FETCH (UID 1)"), Applied::Reset("FETCH above EXISTS"));
    assert!(matches!(say(&mut mirror, "* 1 EXISTS"), Applied::Reset(_)));
    assert_eq!((mirror.len(), mirror.known()), (1, 0));
    say(&mut mirror, "* 1 FETCH (UID 7)");
    say(&mut mirror, "* OK [UIDVALIDITY 1] x");
    assert_eq!(mirror.known(), 1);
    assert_eq!(say(&mut mirror, "* OK [UIDVALIDITY 2] x"), Applied::Reset("UIDVALIDITY changed"));
    assert_eq!((mirror.len(), mirror.known()), (1, 0));
    say(&mut mirror, "* OK [CLOSED] x");
    assert!(mirror.is_empty());
}

#[test]
fn it_is_bounded() {
    let mut mirror = Mirror::new(2);
    say(&mut mirror, "* 3 EXISTS");
    assert_eq!(say(&mut mirror, "* 1 FETCH (UID 1)"), Applied::Changed);
    assert_eq!(say(&mut mirror, "* 2 FETCH (UID 2)"), Applied::Changed);
    assert_eq!(say(&mut mirror, "* 3 FETCH (UID 3)"), Applied::Full);
    assert_eq!(mirror.unknown().collect::<Vec<_>>(), [3..=3]);
    assert_eq!(say(&mut mirror, "* 1 EXPUNGE"), Applied::Changed);
    assert_eq!(say(&mut mirror, "* 2 FETCH (UID 3 FLAGS (\\Seen))"), Applied::Changed);
    assert_eq!(say(&mut mirror, "* 2 FETCH (FLAGS (\\Seen))"), Applied::Unchanged);
    assert_eq!(mirror.apply(&Data::Recent(3)), Applied::Unchanged);
}

#[test]
fn filling_and_emptying_leaves_few_blocks() {
    let mut mirror = Mirror::new(20_000);
    let mut uid = 0;
    for _ in 0..40 {
        let first = mirror.len() + 1;
        let last = mirror.len() + 600;
        say(&mut mirror, &format!("* {last} EXISTS"));
        for number in first..=last {
            uid += 1;
            say(&mut mirror, &format!("* {number} FETCH (UID {uid})"));
        }
        // All that came but one.
        (0..599).for_each(|_| _ = say(&mut mirror, &format!("* {first} EXPUNGE")));
    }
    assert_eq!((mirror.len(), mirror.known()), (40, 40));
    let (blocks, room) = mirror.runs.held();
    assert!(blocks <= 2 && room <= 1024, "{blocks} blocks with room for {room}");
}

#[test]
fn many_messages_go_in_blocks() {
    let mut mirror = Mirror::new(usize::MAX);
    say(&mut mirror, "* 5000 EXISTS");
    for number in (1..=5000).rev() {
        say(&mut mirror, &format!("* {number} FETCH (UID {})", number * 2));
    }
    assert_eq!(mirror.known(), 5000);
    assert_eq!((mirror.number_of(7000), mirror.number_of(7001)), (Some(3500), None));
    assert_eq!(say(&mut mirror, "* VANISHED 2,4,6"), Applied::Changed);
    assert_eq!(mirror.number_of(7000), Some(3497));
    (0..4997).for_each(|_| _ = say(&mut mirror, "* 1 EXPUNGE"));
    assert!(mirror.is_empty() && mirror.known() == 0);
}
