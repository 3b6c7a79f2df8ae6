//! imap-proto 0.17: a parser that is handed what has arrived, and says how much is missing if it knows.

use imap_proto::Response;
use nom::{Err, Needed};

use super::pending::{Pending, Step};
use crate::load::Load;
use crate::subject::{Subject, Tally};

/// After an incomplete response it waits for the octets that the parser asked for, or tries again after the next
/// read, as async-imap does. Values borrow, and are made owned only to be kept.
#[derive(Debug, Default)]
pub(crate) struct ImapProto {
    pending: Pending,
    kept: Option<Vec<Response<'static>>>,
}

impl Subject for ImapProto {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let Self { pending, kept } = self;
        pending.read(&load.octets, chunk, |octets| match Response::parse(octets) {
            Ok((rest, response)) => {
                if let Some(kept) = kept {
                    kept.push(response.into_owned());
                }
                Step::Read { left: rest.len() }
            }
            Err(Err::Incomplete(Needed::Size(more))) => Step::Wait { more: more.get() },
            Err(Err::Incomplete(Needed::Unknown)) => Step::Wait { more: 0 },
            Err(_) => Step::Refused,
        })
    }

    fn keep(&mut self, responses: usize) {
        self.kept = Some(Vec::with_capacity(responses));
    }
}
