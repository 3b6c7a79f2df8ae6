//! Rows on their way to whoever pulls them.

use alloc::collections::VecDeque;

use super::inflight::{Typed, is_full};
use super::{CommandId, Connection, Ticket};
use crate::command::Command;

/// What [`Connection::pull`] found.
pub(crate) enum Pull<I> {
    Item(I),
    /// The command is under way, and has no row.
    Nothing,
    /// More is to be looked at, or done.
    Unsure,
}

/// The rows that wait, and their octets.
pub(crate) struct Rows<'a, I> {
    items: &'a mut VecDeque<I>,
    octets: &'a mut usize,
}

impl<I> Rows<'_, I> {
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<I> {
        *self.octets -= *self.octets / self.items.len().max(1);
        self.items.pop_front()
    }

    /// A row that is not popped yet.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&I> {
        self.items.get(index)
    }
}

impl Connection {
    /// The next row of the ticket that is pulled already and holds nothing up: then there is nothing else to see to.
    #[inline]
    pub(crate) fn pull<C: Command>(&mut self, ticket: &Ticket<C>) -> Pull<C::Item> {
        match self.rows(ticket) {
            Pull::Item(mut rows) => rows.pop().map_or(Pull::Nothing, Pull::Item),
            Pull::Nothing => Pull::Nothing,
            Pull::Unsure => Pull::Unsure,
        }
    }

    /// As [`pull`](Self::pull), for who takes several: all that wait, and there is one.
    #[inline]
    pub(crate) fn rows<C: Command>(&mut self, ticket: &Ticket<C>) -> Pull<Rows<'_, C::Item>> {
        let CommandId { connection, serial } = ticket.id();
        if self.pulled != Some(serial) || connection != self.nonce || self.waited.is_some() {
            return Pull::Unsure;
        }
        let Some(entry) = self.flying.find_mut(serial).filter(|entry| !entry.abandoned) else {
            return Pull::Unsure;
        };
        let Some(Typed { items, .. }) = entry.slot.as_any().downcast_mut::<Typed<C>>() else {
            return Pull::Unsure;
        };
        if items.is_empty() {
            return Pull::Nothing;
        }
        if is_full(items.len(), entry.row_octets, &self.config.limits) {
            return Pull::Unsure;
        }
        Pull::Item(Rows { items, octets: &mut entry.row_octets })
    }
}
