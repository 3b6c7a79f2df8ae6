//! THREAD (RFC 5256): SEARCH whose answer says which message is the reply to which.

use alloc::format;
use core::fmt;

use super::ExtData;
use crate::command::common::{self, Unchecked};
use crate::command::{
    Answers, Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, SearchKey, States, Traits,
};
use crate::error::{CommandError, EncodeError};
use crate::response::{Data, Tagged};
use crate::types::{Atom, Capability};

mod parse;
mod tree;

pub use tree::{Siblings, ThreadData, ThreadNode, Walk};

/// How messages are put into threads (RFC 5256 section 3). Each is a capability of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreadAlgorithm {
    /// `ORDEREDSUBJECT`: by subject; all messages of a thread are replies to its first one.
    OrderedSubject,
    /// `REFERENCES`: by References and In-Reply-To, and then by subject.
    References,
    /// `REFS`: by References and In-Reply-To alone; the thread with the newest message comes last.
    Refs,
    /// Another one.
    Ext(Atom),
}

impl fmt::Display for ThreadAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OrderedSubject => f.write_str("ORDEREDSUBJECT"),
            Self::References => f.write_str("REFERENCES"),
            Self::Refs => f.write_str("REFS"),
            Self::Ext(name) => name.fmt(f),
        }
    }
}

/// THREAD (RFC 5256 section 3): the numbers of the messages that a key matches, as threads. Valid when selected,
/// where the server announces `THREAD=` and the algorithm.
///
/// Threads come in the server's order; several responses are joined. With ORDEREDSUBJECT there are no grandchildren: what
/// a server sends as such becomes children, as RFC 5256 asks. The charset is `US-ASCII` unless a text needs `UTF-8`; a
/// server that cannot do that says `NO [BADCHARSET]`. [`CommandError::Incomplete`] if the server says OK and sent no
/// response.
///
/// ```
/// use imap_proto_core::SearchKey;
/// use imap_proto_core::ext::{Thread, ThreadAlgorithm};
/// let command = Thread::new(ThreadAlgorithm::References, SearchKey::all());
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct Thread(Work);

impl Thread {
    /// The algorithm, and what to look for.
    pub fn new(algorithm: ThreadAlgorithm, key: impl Into<SearchKey>) -> Self {
        Self(Work::new(algorithm, key.into()))
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// UID THREAD (RFC 5256 section 3): as [`Thread`], and finds UIDs.
///
/// ```
/// use imap_proto_core::SearchKey;
/// use imap_proto_core::ext::{ThreadAlgorithm, UidThread};
/// let command = UidThread::new(ThreadAlgorithm::OrderedSubject, SearchKey::unseen());
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct UidThread(Work);

impl UidThread {
    /// The algorithm, and what to look for.
    pub fn new(algorithm: ThreadAlgorithm, key: impl Into<SearchKey>) -> Self {
        Self(Work::new(algorithm, key.into()))
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// What both forms share.
#[derive(Clone, Debug)]
struct Work {
    algorithm: ThreadAlgorithm,
    key: SearchKey,
    unchecked: Unchecked,
    found: Option<ThreadData>,
}

impl Work {
    fn new(algorithm: ThreadAlgorithm, key: SearchKey) -> Self {
        Self { algorithm, key, unchecked: Unchecked::default(), found: None }
    }

    fn traits(&self, numbering: impl FnOnce(bool) -> Numbering) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_key(&self.key).with(|t| {
            t.answers = Answers::Sole("THREAD");
            t.numbering = numbering(self.key.carries_numbers());
            self.key.needs().into_iter().for_each(|need| t.add_need(need));
        });
        let name = format!("THREAD={}", self.algorithm);
        self.unchecked.needs(traits, Capability::Ext(Atom::from_wire(name.into())))
    }

    fn encode(&self, name: &'static str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(name).sp();
        match &self.algorithm {
            ThreadAlgorithm::Ext(name) => w.atom(common::sendable(name, "threading algorithm")?),
            known => w.display(known),
        };
        w.sp();
        self.key.encode_criteria(w)?;
        w.finish()
    }

    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Ext(ExtData::Thread(more)) => {
                match &mut self.found {
                    Some(found) => found.append(&more),
                    none => *none = Some(more),
                }
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn finish(&mut self, tagged: Tagged) -> Outcome<ThreadData> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|_| {
            let found = found.ok_or(CommandError::Incomplete("THREAD"))?;
            Ok(if self.algorithm == ThreadAlgorithm::OrderedSubject { found.flat() } else { found })
        }))
    }
}

impl Command for Thread {
    type Item = Never;
    type Output = ThreadData;
    const NAME: &'static str = "THREAD";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Frozen { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("THREAD", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<ThreadData> {
        self.0.finish(tagged)
    }
}

impl Command for UidThread {
    type Item = Never;
    type Output = ThreadData;
    const NAME: &'static str = "UID THREAD";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Free { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("UID THREAD", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<ThreadData> {
        self.0.finish(tagged)
    }
}

#[cfg(test)]
mod tests;
