//! Tags: a prefix drawn from the seed and a serial number, never used twice (RFC 9051 2.2.1).

use crate::types::{Tag, TagPrefix};

#[derive(Debug)]
pub(crate) struct Tags {
    prefix: TagPrefix,
}

impl Tags {
    /// Four letters from the seed: a guess by an attacker is harder, which we never rely on.
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        let [a, b, ..] = *seed;
        Self { prefix: TagPrefix::from_random(u16::from_be_bytes([a, b])) }
    }

    pub(crate) fn tag(&self, serial: u64) -> Tag {
        Tag::new(&self.prefix, serial)
    }
}
