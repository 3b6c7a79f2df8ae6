//! Whose data is it (RFC 9051 5.2 and 5.5): the oldest command that claims it, else an event.

use core::num::NonZeroU64;

use super::hazard::{self, Crowd};
use super::inflight::{Entry, Offered, RowContext};
use super::view::State;
use super::{CommandId, Connection, Event, Unsolicited};
use crate::command::Answers;
use crate::limits::{LimitExceeded, Limits};
use crate::response::{Code, Data, Status, StatusKind, Violation};
use crate::types::Text;

/// What stays the same while data is offered to one command after the other.
struct Offer {
    exists: Option<u32>,
    crowd: Option<Crowd>,
    /// The only one to which it is offered.
    owner: Option<u64>,
    octets: usize,
}

impl Connection {
    /// Offers data to the commands in flight, oldest first; what nobody takes becomes an event. It stays where it is as
    /// long as nobody takes it: a row is large, and there are many. True if somebody did: then nothing is left of it.
    #[inline]
    pub(super) fn route(&mut self, data: &mut Data, octets: usize) -> bool {
        if self.view.state == State::NotAuthenticated && is_of_mailboxes(data) {
            // Whoever stands between could have sent it (SECURITY S21).
            self.violation(Violation::new("mailbox data before authentication", None));
            return false;
        }
        let form = self.view.dialect.name_form();
        match data {
            // A row of FETCH holds no names, and changes nothing that the view shows.
            Data::Fetch(row) => {
                row.resolve(form);
                self.view.reflect(data);
            }
            // Rows about mailboxes, the selected one too, change nothing at all.
            Data::List(entry) | Data::Lsub(entry) => entry.resolve(form),
            Data::MailboxStatus(status) => status.resolve(form),
            _ => {
                if !self.note(data, octets) {
                    return false;
                }
            }
        }
        let taken = self.offer(data, octets);
        if !taken {
            self.announce(data.take(), octets);
        }
        taken
    }

    /// Nobody took it: it is news.
    #[inline(never)]
    fn announce(&mut self, data: Data, octets: usize) {
        self.unclaimed = self.unclaimed.saturating_add(1);
        if !is_only_an_alert(&data) {
            let event = Event::Unsolicited(self.unsolicited(data));
            self.events.push_data(event, octets, &self.config.limits);
        }
    }

    /// A status may say which command it is about.
    fn unsolicited(&self, data: Data) -> Unsolicited {
        if let Data::Status(status) = &data
            && let Some(Code::Ext(code)) = &status.code
            && let Some(tag) = code.tag()
            && let Some(entry) = self.flying.iter().find(|entry| entry.is_tagged(tag) && !entry.abandoned)
        {
            let id = CommandId { connection: self.nonce, serial: entry.id };
            return Unsolicited::StatusOf { id, status: status.clone() };
        }
        Unsolicited::from(data)
    }

    /// Resolves names, and lets the view learn; false if nobody else shall hear of it.
    #[inline(never)]
    fn note(&mut self, data: &mut Data, octets: usize) -> bool {
        if let Data::Ext(data) = data {
            data.resolve(self.view.dialect.name_form());
        }
        if let Some(violation) = self.view.apply(data) {
            self.violation(violation);
            if matches!(data, Data::Expunge(_)) {
                // A number above EXISTS names no message: nobody shall act on it (SECURITY P15).
                return false;
            }
        }
        if matches!(data, Data::Expunge(_)) && hazard::stands_still(&self.flying) {
            // The numbers of rows that are still to come may be the old ones or the new ones (RFC 9051 7.5.1).
            self.violation(Violation::new("EXPUNGE during FETCH, STORE or SEARCH", None));
        }
        self.note_alert(data, octets);
        true
    }

    /// True if somebody takes it alone.
    #[inline]
    fn offer(&mut self, data: &mut Data, octets: usize) -> bool {
        // A row of which a command has literals already is that command's.
        let streaming = self.streaming.filter(|_| matches!(data, Data::Fetch(_)));
        let offer = Offer {
            exists: self.view.exists(),
            crowd: (self.flying.len() > 1).then(|| Crowd::of(&self.flying)),
            owner: streaming.map(NonZeroU64::get),
            octets,
        };
        // The oldest one's it is nearly always.
        self.offer_to(0, data, &offer) || (self.flying.len() > 1 && self.offer_further(data, &offer))
    }

    #[inline(never)]
    fn offer_further(&mut self, data: &mut Data, offer: &Offer) -> bool {
        (1..self.flying.len()).any(|index| self.offer_to(index, data, offer))
    }

    #[inline(always)]
    fn offer_to(&mut self, index: usize, data: &mut Data, offer: &Offer) -> bool {
        let Some(entry) = self.flying.get_mut(index) else { return false };
        if entry.line_end > self.out.written() || offer.owner.is_some_and(|owner| owner != entry.id) {
            return false;
        }
        let mut before = 0;
        if entry.is_muted() {
            if answers_alone(&entry.traits.answers, data) {
                self.unclaimed = self.unclaimed.saturating_add(1);
                drop(data.take());
                return true;
            }
            before = entry.slot.rows();
        }
        let alone = offer.crowd.is_none_or(|crowd| crowd.alone(&entry.traits.answers));
        let cx = RowContext { exists: offer.exists, alone, streamed: offer.owner.is_some() };
        let offered = entry.slot.on_data(data, cx);
        if offered != Offered::Passed {
            // It may now hold more than may wait.
            let progress = keep(entry, before, offer.octets, (self.waited, self.pulled), &self.config.limits);
            self.unclaimed = if progress { 0 } else { self.unclaimed.saturating_add(1) };
        }
        offered == Offered::Taken
    }

    pub(super) fn violation(&mut self, violation: Violation) {
        self.events.push_data(Event::Violation(violation), 0, &self.config.limits);
    }

    /// `[ALERT]` is always an event, also inside a status that a command claims (RFC 9051 7.1).
    fn note_alert(&mut self, data: &Data, octets: usize) {
        if let Data::Status(status) = data {
            self.alert(status.code.as_ref(), &status.text, octets);
        }
    }

    /// A tagged OK with a code that the result of the command has no place for.
    pub(super) fn remark(&mut self, serial: u64, status: &Status) {
        if status.kind == StatusKind::Ok && status.code.as_ref().is_some_and(Code::is_remark) {
            let id = CommandId { connection: self.nonce, serial };
            let remark = Unsolicited::StatusOf { id, status: status.clone() };
            self.events.push_data(Event::Unsolicited(remark), 0, &self.config.limits);
        }
    }

    pub(super) fn alert(&mut self, code: Option<&Code>, text: &Text, octets: usize) {
        if code == Some(&Code::Alert) {
            let alert = Unsolicited::Alert { text: text.clone(), secure: self.view.secure };
            self.events.push_data(Event::Unsolicited(alert), octets, &self.config.limits);
        }
    }
}

/// A command took data, and had `before` rows if it is muted. False if nobody wants it.
#[inline]
pub(super) fn keep(
    entry: &mut Entry,
    before: usize,
    octets: usize,
    (waited, pulled): (Option<u64>, Option<u64>),
    limits: &Limits,
) -> bool {
    if entry.is_muted() {
        entry.slot.truncate_rows(if entry.abandoned { 0 } else { before });
        return false;
    }
    entry.taken = entry.taken.saturating_add(1);
    entry.row_octets = entry.row_octets.saturating_add(octets);
    let pulled = pulled == Some(entry.id);
    // The input stops for a ticket being pulled, as long as it has rows.
    if !pulled || entry.row_octets as u64 > limits.collected {
        entry.overflow = excess(entry, waited == Some(entry.id), pulled, limits);
    }
    true
}

/// The limit that a command's data exceeds.
fn excess(entry: &Entry, waited: bool, pulled: bool, limits: &Limits) -> Option<LimitExceeded> {
    let octets = entry.row_octets as u64;
    let rows = entry.slot.rows();
    // What is streamed is never collected, so waiting for the end takes nothing off the queue.
    if (waited && !entry.traits.streams) || (pulled && rows == 0) {
        return (octets > limits.collected)
            .then(|| LimitExceeded::new("collected", limits.collected, octets));
    }
    if pulled {
        return None;
    }
    if rows > limits.queued_rows {
        return Some(LimitExceeded::new("queued_rows", limits.queued_rows as u64, rows as u64));
    }
    // One response may be larger: it was within the limits of a response.
    let several = rows > 1 || (rows == 0 && entry.taken > 1);
    let limit = limits.queued_octets as u64;
    (several && octets > limit).then(|| LimitExceeded::new("queued_octets", limit, octets))
}

/// Data of a kind that only one command in flight can have asked for. One that is muted need not see it, since it
/// may gather it elsewhere than in rows.
fn answers_alone(answers: &Answers, data: &Data) -> bool {
    let Answers::Sole(keyword) = answers else { return false };
    data.keyword().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
}

/// Data that only an authenticated session has (RFC 9051 section 3).
fn is_of_mailboxes(data: &Data) -> bool {
    matches!(
        data,
        Data::Exists(_)
            | Data::Recent(_)
            | Data::Expunge(_)
            | Data::Vanished { .. }
            | Data::Flags(_)
            | Data::Fetch(_)
            | Data::List(_)
            | Data::Lsub(_)
            | Data::MailboxStatus(_)
            | Data::Search(_)
            | Data::Enabled(_)
    )
}

fn is_only_an_alert(data: &Data) -> bool {
    matches!(data, Data::Status(status) if status.code == Some(Code::Alert))
}
