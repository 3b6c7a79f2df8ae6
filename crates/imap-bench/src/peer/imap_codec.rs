//! imap-codec 2.0.0-alpha.10: a decoder that says when a response is incomplete, and when a literal begins.

use imap_codec::ResponseCodec;
use imap_codec::decode::{Decoder as _, ResponseDecodeError};
use imap_codec::imap_types::IntoStatic as _;
use imap_codec::imap_types::response::Response;

use super::pending::{Pending, Step};
use crate::load::Load;
use crate::subject::{Subject, Tally};

/// An incomplete response is tried again after the next read, a literal that begins is waited for. Values borrow,
/// and are made owned only to be kept.
#[derive(Debug, Default)]
pub(crate) struct ImapCodec {
    pending: Pending,
    kept: Option<Vec<Response<'static>>>,
}

impl Subject for ImapCodec {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let Self { pending, kept } = self;
        pending.read(&load.octets, chunk, |octets| match ResponseCodec::default().decode(octets) {
            Ok((rest, response)) => {
                if let Some(kept) = kept {
                    kept.push(response.into_static());
                }
                Step::Read { left: rest.len() }
            }
            Err(ResponseDecodeError::Incomplete) => Step::Wait { more: 0 },
            // It is found where the octets end with the announcement.
            Err(ResponseDecodeError::LiteralFound { length }) => Step::Wait { more: length as usize + 1 },
            Err(ResponseDecodeError::Failed) => Step::Refused,
        })
    }

    fn keep(&mut self, responses: usize) {
        self.kept = Some(Vec::with_capacity(responses));
    }
}
