//! What is aimed at, for the tables to show beside what was measured.

use crate::load::{Kind, Sized};

/// The goals for one load; `None` where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Goal {
    /// Instructions an octet, at most, the copy of received octets included.
    pub(crate) instructions: Option<f64>,
    /// Instructions an octet, at most, copies apart.
    pub(crate) without_copies: Option<f64>,
    /// How fast, at least.
    pub(crate) faster: Option<Faster>,
    /// Allocations a response, at most.
    pub(crate) allocations: Option<f64>,
}

/// How fast ours is to be, against what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Faster {
    /// Times the best peer, in chunks of 16 KiB.
    Best(f64),
    /// Times imap-next, in any chunks: the others are quadratic, but where the line comes whole.
    ImapNext(f64),
    /// Times our own rate for LIST, in chunks of 16 KiB, where no peer reads the load.
    OurList(f64),
}

/// No allocation a response: the blocks that received octets lie in are shared by many.
const NONE: f64 = 0.01;

/// Most that rows may cost through a connection where a command waits for them, against frame and parse alone. What the
/// commands themselves cost, which without rows is the same, is shown beside it.
pub(crate) const CONNECTION: f64 = 1.5;

/// Most that the costliest chunking may cost, against the cheapest.
pub(crate) const CHUNKING: f64 = 1.3;

/// Octets allocated for each octet of ENVELOPE and BODYSTRUCTURE, at most.
pub(crate) fn allocated(load: Sized) -> Option<f64> {
    (load.kind == Kind::Envbs).then_some(1.2)
}

/// Octets that a kept row of ENVELOPE and BODYSTRUCTURE costs for each octet of its input, at most.
pub(crate) fn kept(load: Sized) -> Option<f64> {
    (load.kind == Kind::Envbs).then_some(2.5)
}

pub(crate) fn of(kind: Kind) -> Goal {
    let least = |instructions| Goal { instructions: Some(instructions), ..Goal::default() };
    let goal = |instructions, faster| Goal { faster: Some(Faster::Best(faster)), ..least(instructions) };
    let line = |instructions| Goal { faster: Some(Faster::ImapNext(4.0)), ..least(instructions) };
    match kind {
        Kind::Flags => Goal { allocations: Some(NONE), ..goal(16.0, 4.0) },
        Kind::Envbs => Goal { allocations: Some(6.0), ..goal(11.5, 2.5) },
        Kind::List => Goal { allocations: Some(NONE), ..goal(16.5, 2.5) },
        Kind::Status => Goal { allocations: Some(NONE), ..goal(12.0, 3.0) },
        Kind::Search => line(6.5),
        Kind::Sort => line(8.0),
        Kind::Widths => Goal::default(),
        Kind::Esearch => Goal { faster: Some(Faster::OurList(1.5)), ..least(12.0) },
        Kind::Lit20k | Kind::Lit64m => {
            Goal { without_copies: Some(0.5), faster: Some(Faster::Best(1.0)), ..Goal::default() }
        }
        Kind::Mixed => goal(4.0, 3.0),
    }
}
