//! One event that waits, in little memory: a session that idles keeps what its SELECT brought until it is read.

use alloc::boxed::Box;

use crate::conn::{Event, Unsolicited};
use crate::response::{Code, Status, StatusKind};
use crate::types::{FlagSet, Text};

/// An event and the octets that it is counted with. What a SELECT brings is told in few octets.
pub(super) enum Waiting {
    Exists(u32, u32),
    Recent(u32, u32),
    Expunge(u32, u32),
    Flags(Box<(FlagSet, u32)>),
    Numbered(Box<Numbered>),
    Lost(u64),
    Other(Box<(Event, usize)>),
}

/// A status whose code is a number, such as UIDNEXT.
pub(super) struct Numbered {
    octets: u32,
    number: u32,
    code: fn(u32) -> Code,
    kind: StatusKind,
    text: Box<[u8]>,
}

impl Waiting {
    pub(super) fn new(event: Event, octets: usize) -> Self {
        let Ok(small) = u32::try_from(octets) else { return Self::Other(Box::new((event, octets))) };
        match event {
            Event::Unsolicited(Unsolicited::Exists(messages)) => Self::Exists(messages, small),
            Event::Unsolicited(Unsolicited::Recent(messages)) => Self::Recent(messages, small),
            Event::Unsolicited(Unsolicited::Expunge(number)) => Self::Expunge(number, small),
            Event::Unsolicited(Unsolicited::Flags(flags)) => Self::Flags(Box::new((flags.compact(), small))),
            Event::Unsolicited(Unsolicited::Status(status)) => Self::status(status, small),
            Event::Lost { count } if octets == 0 => Self::Lost(count),
            event => Self::Other(Box::new((event, octets))),
        }
    }

    fn status(status: Status, octets: u32) -> Self {
        let (number, code): (u32, fn(u32) -> Code) = match status.code {
            Some(Code::Unseen(number)) => (number, Code::Unseen),
            Some(Code::UidValidity(number)) => (number, Code::UidValidity),
            Some(Code::UidNext(number)) => (number, Code::UidNext),
            _ => {
                // Few octets get memory of their own, or each text would keep the buffer it came in.
                let event = Event::Unsolicited(Unsolicited::Status(status.compact()));
                return Self::Other(Box::new((event, octets as usize)));
            }
        };
        let text = status.text.as_bytes().into();
        Self::Numbered(Box::new(Numbered { octets, number, code, kind: status.kind, text }))
    }

    pub(super) fn into_event(self) -> (Event, usize) {
        match self {
            Self::Exists(messages, octets) => told(Unsolicited::Exists(messages), octets),
            Self::Recent(messages, octets) => told(Unsolicited::Recent(messages), octets),
            Self::Expunge(number, octets) => told(Unsolicited::Expunge(number), octets),
            Self::Flags(flags) => told(Unsolicited::Flags(flags.0), flags.1),
            Self::Numbered(status) => {
                let Numbered { octets, number, code, kind, text } = *status;
                let status = Status::new(kind, Some(code(number)), Text::from_wire(text.into()));
                told(Unsolicited::Status(status), octets)
            }
            Self::Lost(count) => (Event::Lost { count }, 0),
            Self::Other(other) => *other,
        }
    }

    pub(super) fn octets(&self) -> usize {
        match self {
            Self::Exists(_, octets) | Self::Recent(_, octets) | Self::Expunge(_, octets) => *octets as usize,
            Self::Flags(flags) => flags.1 as usize,
            Self::Numbered(status) => status.octets as usize,
            Self::Lost(_) => 0,
            Self::Other(other) => other.1,
        }
    }

    pub(super) fn is_alert(&self) -> bool {
        matches!(self, Self::Other(other) if matches!(other.0, Event::Unsolicited(Unsolicited::Alert { .. })))
    }
}

fn told(news: Unsolicited, octets: u32) -> (Event, usize) {
    (Event::Unsolicited(news), octets as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn what_goes_in_comes_out() {
        let text = Text::from_wire(Bytes::from_static(b"one two").slice(4..));
        let status = Status::new(StatusKind::Ok, Some(Code::UidNext(9)), text);
        for news in [
            Unsolicited::Exists(1),
            Unsolicited::Recent(2),
            Unsolicited::Expunge(3),
            Unsolicited::Flags(FlagSet::new()),
            Unsolicited::Status(status.clone()),
            Unsolicited::Status(Status { code: Some(Code::Unseen(1)), ..status.clone() }),
            Unsolicited::Status(Status { code: Some(Code::UidValidity(2)), ..status.clone() }),
            Unsolicited::Status(Status { code: None, ..status.clone() }),
            Unsolicited::Bye(status),
        ] {
            let event = Event::Unsolicited(news);
            let waiting = Waiting::new(event.clone(), 70);
            assert_eq!(waiting.octets(), 70);
            assert_eq!(waiting.into_event(), (event, 70));
        }
        assert_eq!(Waiting::new(Event::Lost { count: 5 }, 0).into_event(), (Event::Lost { count: 5 }, 0));
        assert!(size_of::<Waiting>() <= 16);
    }

    #[test]
    fn a_text_does_not_keep_its_buffer() {
        let buffer = Bytes::from(alloc::vec![b'x'; 1000]);
        for code in [None, Some(Code::UidNext(7))] {
            let status = Status::new(StatusKind::Ok, code, Text::from_wire(buffer.slice(10..20)));
            let waiting = Waiting::new(Event::Unsolicited(Unsolicited::Status(status)), 84);
            assert!(buffer.is_unique());
            assert_eq!(waiting.octets(), 84);
        }
    }
}
