//! Commands under way, with their types erased: one entry a command, held or in flight.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;
use core::marker::PhantomData;

use super::flight;
use super::hazard::Bound;
use crate::command::{
    Claim, Command, CommandWriter, Continue, Interrupt, Items, LiteralHead, LiteralPiece, LiteralPlan,
    Outcome, Segment, Traits,
};
use crate::error::{CommandError, EncodeError, PartialOutput};
use crate::limits::Limits;
use crate::response::{Data, Status, StatusKind, Tagged};
use crate::types::{Tag, Text};

/// Names a command of one connection, for as long as the connection lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId {
    pub(crate) connection: u64,
    pub(crate) serial: u64,
}

/// The claim on a command's rows and result.
pub struct Ticket<C> {
    id: CommandId,
    command: PhantomData<fn() -> C>,
}

impl<C> Ticket<C> {
    pub(crate) fn new(id: CommandId) -> Self {
        Self { id, command: PhantomData }
    }

    /// The command's name in events.
    pub fn id(&self) -> CommandId {
        self.id
    }
}

impl<C> fmt::Debug for Ticket<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ticket").field(&self.id).finish()
    }
}

/// What a slot needs to know of the connection to claim a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowContext {
    pub(crate) exists: Option<u32>,
    pub(crate) alone: bool,
    /// Literals of this row were streamed to it.
    pub(crate) streamed: bool,
}

/// What became of data that was offered to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    /// The command made nothing of it.
    Passed,
    /// The command made rows of it; others shall hear of it too.
    Noted,
    /// It is the command's alone.
    Taken,
}

/// A command with its types erased.
pub(crate) trait Slot: Send {
    fn name(&self) -> &'static str;
    fn traits(&self) -> Traits;
    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError>;
    /// Leaves the data where it is, unless the command takes it.
    fn on_data(&mut self, data: &mut Data, cx: RowContext) -> Offered;
    fn on_literal(&mut self, head: &LiteralHead) -> LiteralPlan;
    fn on_streamed(&mut self, piece: LiteralPiece, cx: RowContext);
    fn on_continue(&mut self, text: &Text, w: &mut CommandWriter<'_>) -> Continue;
    fn on_interrupt(&mut self, why: Interrupt, w: &mut CommandWriter<'_>);
    /// True: it goes on under a new tag.
    fn on_tagged(&mut self, tagged: Tagged, cx: RowContext) -> bool;
    /// Ends it with this error, whatever its result was.
    fn fail(&mut self, error: CommandError);
    /// It has ended, and not well.
    fn has_failed(&self) -> bool;
    fn rows(&self) -> usize;
    /// Drops the rows behind the first `keep`.
    fn truncate_rows(&mut self, keep: usize);
    fn as_any(&mut self) -> &mut dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// A command, its rows and its result.
pub(crate) struct Typed<C: Command> {
    command: C,
    pub(crate) items: VecDeque<C::Item>,
    result: Option<Result<C::Output, CommandError>>,
    /// The OK that says that only a part was done.
    part: Option<Box<Status>>,
}

impl<C: Command> Typed<C> {
    pub(crate) fn boxed(command: C) -> Box<dyn Slot> {
        Box::new(Self { command, items: VecDeque::new(), result: None, part: None })
    }

    /// The result, with the rows that nobody pulled inside it.
    pub(crate) fn finish(self) -> Result<C::Output, CommandError> {
        match self.result {
            Some(Ok(mut output)) => {
                C::collect(&mut output, self.items);
                match self.part {
                    None => Ok(output),
                    Some(part) => Err(CommandError::Partial(Box::new(PartialOutput::new(*part, output)))),
                }
            }
            Some(Err(CommandError::No(mut refused))) => {
                refused.rows = Some(Box::new(Vec::from(self.items)));
                Err(CommandError::No(refused))
            }
            Some(Err(CommandError::Bad(mut refused))) => {
                refused.rows = Some(Box::new(Vec::from(self.items)));
                Err(CommandError::Bad(refused))
            }
            Some(Err(error)) => Err(error),
            None => Err(CommandError::UnknownTicket),
        }
    }

    fn items<'a>(items: &'a mut VecDeque<C::Item>, cx: RowContext) -> Items<'a, C::Item> {
        Items { queue: items, cx }
    }
}

impl<C: Command> Slot for Typed<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn traits(&self) -> Traits {
        self.command.traits()
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.command.encode(w)?;
        w.finish()
    }

    fn on_data(&mut self, data: &mut Data, cx: RowContext) -> Offered {
        let before = self.items.len();
        match self.command.on_data(data.take(), &mut Self::items(&mut self.items, cx)) {
            Claim::Take => Offered::Taken,
            Claim::Pass(back) | Claim::Observe(back) => {
                *data = back;
                if self.items.len() > before { Offered::Noted } else { Offered::Passed }
            }
        }
    }

    fn on_literal(&mut self, head: &LiteralHead) -> LiteralPlan {
        self.command.on_literal(head)
    }

    fn on_streamed(&mut self, piece: LiteralPiece, cx: RowContext) {
        self.command.on_streamed(piece, &mut Self::items(&mut self.items, cx));
    }

    fn on_continue(&mut self, text: &Text, w: &mut CommandWriter<'_>) -> Continue {
        self.command.on_continue(text, w)
    }

    fn on_interrupt(&mut self, why: Interrupt, w: &mut CommandWriter<'_>) {
        self.command.on_interrupt(why, w);
    }

    fn on_tagged(&mut self, tagged: Tagged, cx: RowContext) -> bool {
        let status = &tagged.status;
        let part = status.kind == StatusKind::Ok && self.command.is_partial(status);
        self.part = part.then(|| Box::new(status.clone()));
        match self.command.on_tagged(tagged, &mut Self::items(&mut self.items, cx)) {
            Outcome::Again => true,
            Outcome::Done(result) => {
                self.result = Some(result);
                false
            }
        }
    }

    fn fail(&mut self, error: CommandError) {
        self.result = Some(Err(error));
    }

    fn has_failed(&self) -> bool {
        matches!(self.result, Some(Err(_)))
    }

    fn rows(&self) -> usize {
        self.items.len()
    }

    fn truncate_rows(&mut self, keep: usize) {
        self.items.truncate(keep);
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// Where a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Not released yet.
    Held,
    /// A synchronising literal waits for its `+`.
    AwaitSync,
    /// The caller owes octets.
    AwaitOctets { left: u64 },
    /// Everything is in the output buffer; the tagged reply is due.
    Sent,
    /// It holds the connection (IDLE) until it is interrupted.
    Holding,
}

pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) tag: Option<Tag>,
    pub(crate) slot: Box<dyn Slot>,
    pub(crate) traits: Traits,
    /// A hash of the mailbox whose STATUS row it awaits, if it awaits one.
    pub(crate) mailbox: u64,
    pub(crate) stage: Stage,
    pub(crate) upload: bool,
    pub(crate) probe: bool,
    pub(crate) abandoned: bool,
    /// DONE or `*` is due as soon as the command holds a continuation.
    pub(crate) interrupt_wanted: bool,
    /// DONE or `*` is out.
    pub(crate) interrupted: bool,
    pub(crate) bound: Option<Bound>,
    /// The `$` it is meant for was never saved.
    pub(crate) unsaved: bool,
    /// Encoded and not yet queued for output.
    pub(crate) rest: VecDeque<Segment>,
    /// Octets that count against the window.
    pub(crate) octets: usize,
    /// Output position behind its first line: before that was written, a tagged reply cannot be ours.
    pub(crate) line_end: u64,
    /// Output position behind all that was queued of it.
    pub(crate) end: u64,
    /// Literals from the caller that were announced so far.
    pub(crate) parts: usize,
    /// A NO or BAD that came while the caller still owes octets.
    pub(crate) early: Option<Box<Tagged>>,
    /// Responses that it took.
    pub(crate) taken: usize,
    /// Octets of what it took and still holds.
    pub(crate) row_octets: usize,
    /// Its rows overflowed: the name and height of the limit.
    pub(crate) overflow: Option<crate::limits::LimitExceeded>,
}

impl Entry {
    pub(crate) fn new(id: u64, slot: Box<dyn Slot>, upload: bool) -> Self {
        let traits = slot.traits();
        Self {
            id,
            tag: None,
            slot,
            mailbox: flight::mailbox(&traits.answers),
            traits,
            stage: Stage::Held,
            upload,
            probe: false,
            abandoned: false,
            interrupt_wanted: false,
            interrupted: false,
            bound: None,
            unsaved: false,
            rest: VecDeque::new(),
            octets: 0,
            line_end: 0,
            end: 0,
            parts: 0,
            early: None,
            taken: 0,
            row_octets: 0,
            overflow: None,
        }
    }

    /// True while no later command may start (RFC 9051 5.5): a continuation is being negotiated.
    pub(crate) fn negotiating(&self) -> bool {
        matches!(self.stage, Stage::AwaitSync | Stage::AwaitOctets { .. } | Stage::Holding)
    }

    pub(crate) fn is_tagged(&self, tag: &[u8]) -> bool {
        self.tag.is_some_and(|own| own.as_bytes() == tag)
    }

    /// Its data is dropped: nobody wants it, or there was too much.
    #[inline]
    pub(crate) fn is_muted(&self) -> bool {
        self.abandoned || self.overflow.is_some()
    }

    /// That many rows are as many as may wait. Without rows there is nothing to pull, so nothing would ever let the
    /// input go on.
    #[inline]
    pub(crate) fn is_full(&self, rows: usize, limits: &Limits) -> bool {
        is_full(rows, self.row_octets, limits)
    }

    /// An upload that was announced must be filled or the connection closed. One that waits for a `+` owes what
    /// would come behind it: nobody can end the command half way.
    pub(crate) fn owes_octets(&self) -> bool {
        match self.stage {
            Stage::AwaitOctets { left } => left > 0,
            Stage::AwaitSync => self.rest.iter().any(|segment| matches!(segment, Segment::External(_))),
            Stage::Held | Stage::Sent | Stage::Holding => false,
        }
    }
}

/// As [`Entry::is_full`].
#[inline]
pub(crate) fn is_full(rows: usize, octets: usize, limits: &Limits) -> bool {
    rows > 0 && (rows >= limits.queued_rows || octets >= limits.queued_octets)
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id)
            .field("name", &self.slot.name())
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
