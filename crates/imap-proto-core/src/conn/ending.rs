//! How commands and the connection end: each ticket in exactly one outcome, the connection once.

use alloc::boxed::Box;

use bytes::Bytes;

use super::inflight::{Entry, RowContext};
use super::view::State;
use super::{CommandId, Connection, Event};
use crate::command::Effect;
use crate::error::{CloseReason, CommandError, ProtocolError};
use crate::response::{Status, StatusKind, Tagged};
use crate::types::Text;

impl Connection {
    /// The transport ended.
    ///
    /// While rows wait for [`next_item`](Connection::next_item), what is already here counts first.
    pub fn handle_eof(&mut self) {
        self.ended = true;
        if !self.blocked() {
            self.input_ended();
        }
    }

    pub(super) fn input_ended(&mut self) {
        if self.closed.is_some() {
            return;
        }
        let whole = self.framer.at_boundary();
        let logout = self.flying.iter().position(|entry| entry.traits.effect == Effect::LogsOut);
        match (logout, self.bye.clone()) {
            // BYE and then the end, without the tagged OK: QUIRKS 17.
            (Some(index), Some(_)) if whole => self.logged_out(index),
            (_, Some(bye)) => self.end(CloseReason::Bye(Box::new(bye))),
            (_, None) => self.end(CloseReason::Eof(!whole)),
        }
    }

    /// Ends the connection from outside: a transport error, an upload that fell short.
    pub fn close(&mut self, reason: CloseReason) {
        self.end(reason);
    }

    fn logged_out(&mut self, index: usize) {
        let status = Status::new(StatusKind::Ok, None, Text::from("closed after BYE"));
        if let Some(tag) = self.flying.get(index).and_then(|entry| entry.tag) {
            let tagged = Tagged::new(Bytes::copy_from_slice(tag.as_bytes()), status);
            self.complete(index, tagged);
        }
        self.end(CloseReason::LoggedOut);
    }

    pub(super) fn fatal(&mut self, error: ProtocolError) {
        self.end(CloseReason::Protocol(error));
    }

    /// The one way out: every ticket gets its error, nothing more is sent or read.
    pub(super) fn end(&mut self, reason: CloseReason) {
        if self.closed.is_some() {
            return;
        }
        self.closed = Some(reason.clone());
        self.view.state = State::Logout;
        self.view.selected = None;
        self.out.clear();
        let flying = core::mem::take(&mut self.flying);
        let held = core::mem::take(&mut self.held);
        let exists = self.view.exists();
        for mut entry in flying.into_entries().into_iter().chain(held) {
            // A NO that came while octets were owed is an answer all the same.
            let answered = entry.early.take().is_some_and(|tagged| {
                !entry.slot.on_tagged(*tagged, RowContext { exists, alone: true, streamed: false })
            });
            let error = (!answered).then(|| CommandError::Closed(reason.clone()));
            self.finish(entry, error);
        }
        self.events.push(Event::Closed(reason));
        self.refresh_timers();
    }

    /// A command leaves the connection, with `error` if it has no result of its own.
    pub(super) fn finish(&mut self, mut entry: Box<Entry>, error: Option<CommandError>) {
        if matches!(entry.traits.effect, Effect::Selects { .. }) && error.is_some() {
            self.selecting.failed(entry.id);
            self.rebind(entry.id, false);
        }
        if entry.traits.saves && (error.is_some() || entry.slot.has_failed()) {
            self.save_failed(entry.id);
        }
        self.selection_ended(entry.id);
        if let Some(error) = error {
            entry.slot.fail(error);
        }
        if entry.abandoned {
            return;
        }
        self.done.insert(entry.id, entry.slot);
        self.events.push(Event::Completed(CommandId { connection: self.nonce, serial: entry.id }));
    }
}
