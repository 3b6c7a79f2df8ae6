//! Whose data is it (RFC 9051 5.2 and 5.5): the oldest command that claims it, else an event.

use super::hazard::{self, Crowd};
use super::inflight::{Entry, RowContext};
use super::view::State;
use super::{CommandId, Connection, Event, Unsolicited};
use crate::command::{Answers, Claim};
use crate::limits::{LimitExceeded, Limits};
use crate::response::{Code, Data, Violation};
use crate::types::Text;

impl Connection {
    /// Offers data to the commands in flight, oldest first; what nobody takes becomes an event.
    pub(super) fn route(&mut self, mut data: Data, octets: usize) {
        if self.view.state == State::NotAuthenticated && is_of_mailboxes(&data) {
            // Whoever stands between could have sent it (SECURITY S21).
            return self.violation(Violation::new("mailbox data before authentication", None));
        }
        // A row of FETCH holds no names, and changes nothing that the view shows.
        if let Data::Fetch(row) = &mut data {
            row.resolve(self.view.dialect.name_form());
            self.view.reflect(&data);
        } else if !self.note(&mut data, octets) {
            return;
        }
        let Some(data) = self.offer(data, octets) else { return };
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
    fn note(&mut self, data: &mut Data, octets: usize) -> bool {
        self.resolve_names(data);
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

    /// What nobody takes alone comes back.
    fn offer(&mut self, mut data: Data, octets: usize) -> Option<Data> {
        let (exists, written) = (self.view.exists(), self.out.written());
        let crowd = (self.flying.len() > 1).then(|| Crowd::of(&self.flying));
        // A row of which a command has literals already is that command's.
        let owner = self
            .streaming
            .as_ref()
            .filter(|_| matches!(data, Data::Fetch(_)))
            .map(|streaming| streaming.id());
        for index in 0..self.flying.len() {
            let entry = self.flying.get_mut(index)?;
            if entry.line_end > written || owner.is_some_and(|owner| owner != entry.id) {
                continue;
            }
            if entry.is_muted() && answers_alone(&entry.traits.answers, &data) {
                self.unclaimed = self.unclaimed.saturating_add(1);
                return None;
            }
            let before = entry.slot.rows();
            let alone = crowd.is_none_or(|crowd| crowd.alone(&entry.traits.answers));
            let cx = RowContext { exists, alone, streamed: owner.is_some() };
            match entry.slot.on_data(data, cx) {
                Claim::Pass(back) | Claim::Observe(back) => data = back,
                Claim::Take => {
                    let progress =
                        keep(entry, before, octets, (self.waited, self.pulled), &self.config.limits);
                    self.unclaimed = if progress { 0 } else { self.unclaimed.saturating_add(1) };
                    return None;
                }
            }
            if entry.slot.rows() > before {
                self.keep(index, before, octets);
            }
        }
        Some(data)
    }

    /// A command took data, and had `before` rows: it may now hold more than may wait.
    fn keep(&mut self, index: usize, before: usize, octets: usize) {
        let Some(entry) = self.flying.get_mut(index) else { return };
        let progress = keep(entry, before, octets, (self.waited, self.pulled), &self.config.limits);
        self.unclaimed = if progress { 0 } else { self.unclaimed.saturating_add(1) };
    }

    pub(super) fn violation(&mut self, violation: Violation) {
        self.events.push_data(Event::Violation(violation), 0, &self.config.limits);
    }

    /// Names become mailbox names by the form in force, of which the parser knows nothing.
    fn resolve_names(&self, data: &mut Data) {
        let form = self.view.dialect.name_form();
        match data {
            Data::List(entry) | Data::Lsub(entry) => entry.resolve(form),
            Data::MailboxStatus(status) => status.resolve(form),
            Data::Ext(data) => data.resolve(form),
            _ => {}
        }
    }

    /// `[ALERT]` is always an event, also inside a status that a command claims (RFC 9051 7.1).
    fn note_alert(&mut self, data: &Data, octets: usize) {
        if let Data::Status(status) = data {
            self.alert(status.code.as_ref(), &status.text, octets);
        }
    }

    pub(super) fn alert(&mut self, code: Option<&Code>, text: &Text, octets: usize) {
        if code == Some(&Code::Alert) {
            let alert = Unsolicited::Alert { text: text.clone(), secure: self.view.secure };
            self.events.push_data(Event::Unsolicited(alert), octets, &self.config.limits);
        }
    }
}

/// A command took data, and had `before` rows. False if nobody wants it.
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
    let excess = excess(entry, waited == Some(entry.id), pulled == Some(entry.id), limits);
    if excess.is_some() {
        entry.overflow = excess;
    }
    true
}

/// The limit that a command's data exceeds. The input stops for a ticket being pulled, as long as it has rows.
fn excess(entry: &Entry, waited: bool, pulled: bool, limits: &Limits) -> Option<LimitExceeded> {
    let octets = entry.row_octets as u64;
    if pulled && octets <= limits.collected {
        return None;
    }
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
