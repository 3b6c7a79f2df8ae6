//! Events that wait for their reader, bounded as the core's own queue is.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::fmt;

use super::waiting::Waiting;
use crate::conn::{Event, Unsolicited};
use crate::limits::Limits;
use crate::response::StatusKind;

type Listener = Box<dyn FnMut(Event) + Send>;

pub(super) struct News {
    queue: VecDeque<Waiting>,
    octets: usize,
    most_events: usize,
    most_octets: usize,
    listener: Option<Listener>,
    /// News that came, dropped ones included.
    arrived: u64,
}

impl fmt::Debug for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("News").field("waiting", &self.queue.len()).finish_non_exhaustive()
    }
}

impl News {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            queue: VecDeque::new(),
            octets: 0,
            most_events: limits.queued_events,
            most_octets: limits.queued_octets,
            listener: None,
            arrived: 0,
        }
    }

    pub(super) fn arrived(&self) -> u64 {
        self.arrived
    }

    pub(super) fn listen(&mut self, listener: Listener) {
        self.listener = Some(listener);
    }

    pub(super) fn pop(&mut self) -> Option<Event> {
        let (event, octets) = self.queue.pop_front()?.into_event();
        self.octets = self.octets.saturating_sub(octets);
        if self.queue.is_empty() {
            self.queue = VecDeque::new();
        }
        Some(event)
    }

    /// TLS starts: what came in clear text is not to be believed and counts as lost. An alert says itself that it
    /// came without TLS.
    pub(super) fn distrust(&mut self) {
        let before = self.queue.len();
        self.queue.retain(Waiting::is_alert);
        self.octets = self.queue.iter().map(Waiting::octets).sum();
        let count = (before - self.queue.len()) as u64;
        if count > 0 {
            self.queue.push_back(Waiting::Lost(count));
        }
    }

    /// Hands the event to the listener, or queues it: what does not fit is counted, and said in its place.
    pub(super) fn push(&mut self, event: Event, octets: usize) {
        self.arrived += u64::from(is_news(&event));
        if let Some(listener) = &mut self.listener {
            return listener(event);
        }
        let room =
            self.queue.len() < self.most_events && self.octets.saturating_add(octets) <= self.most_octets;
        match (&event, self.queue.back_mut()) {
            (Event::Unsolicited(Unsolicited::Exists(new)), Some(Waiting::Exists(old, _))) => *old = *new,
            (Event::Closed(_), _) => self.queue.push_back(Waiting::new(event, 0)),
            _ if room => {
                self.octets += octets;
                self.queue.push_back(Waiting::new(event, octets));
            }
            (Event::Lost { count: more }, Some(Waiting::Lost(count))) => *count += more,
            (Event::Lost { count }, _) => self.queue.push_back(Waiting::Lost(*count)),
            (_, Some(Waiting::Lost(count))) => *count += 1,
            _ => self.queue.push_back(Waiting::Lost(1)),
        }
    }
}

/// An untagged OK that says nothing is a sign of life, not news: Dovecot sends one every two minutes of IDLE.
fn is_news(event: &Event) -> bool {
    match event {
        Event::Unsolicited(Unsolicited::Status(status)) => {
            status.code.is_some() || status.kind != StatusKind::Ok
        }
        Event::Unsolicited(_) | Event::Lost { .. } => true,
        _ => false,
    }
}
