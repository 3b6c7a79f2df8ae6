//! The peers, each through the loop that a program around it would have.

mod async_imap;
mod imap_codec;
mod imap_next;
mod imap_proto;
mod pending;

pub(crate) use async_imap::AsyncImap;
pub(crate) use imap_codec::ImapCodec;
pub(crate) use imap_next::ImapNext;
pub(crate) use imap_proto::ImapProto;

#[cfg(test)]
mod tests;
