//! CONVERT (RFC 5259): parts of messages in another media type, converted by the server.

use alloc::vec::Vec;

use bytes::Bytes;

use super::Extension;
use super::shared::from_wire;
use crate::parse::{Cursor, Fail};

mod command;
mod conversions;
mod item;
mod row;

pub use command::{Convert, UidConvert};
pub use conversions::Conversions;
pub use item::ConvertItem;
pub use row::{Converted, ConvertedRow};

/// CONVERSION: one conversion that the server can do (RFC 5259 section 5).
///
/// ```
/// use imap_proto_core::ext::convert::ConversionData;
/// let found = ConversionData::from_wire(b"* CONVERSION \"image/gif\" \"image/jpeg\" (\"pix-x\" \"pix-y\")").unwrap();
/// assert_eq!((&found.to[..], found.params.len()), (b"image/jpeg".as_slice(), 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConversionData {
    /// The media type to convert.
    pub from: Bytes,
    /// The media type to convert it into.
    pub to: Bytes,
    /// Names of the parameters that say how.
    pub params: Vec<Bytes>,
}

from_wire! {
    ConversionData, Conversion, "CONVERSION response";
}

impl Extension for ConversionData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let from = c.string()?;
        c.space();
        let to = c.string()?;
        let mut params = Vec::new();
        if !c.at_list_end() {
            c.space();
            c.list_or_nil("transcoding-param-names", |c| {
                params.push(c.astring()?);
                Ok(())
            })?;
        }
        Ok(Self { from, to, params })
    }
}

/// `[MAXCONVERTMESSAGES n]` and `[MAXCONVERTPARTS n]`: how much one command may convert (RFC 5259 section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MaxConvert {
    /// So many messages, or parts of a message, and never 0.
    pub limit: u32,
}

impl Extension for MaxConvert {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        match c.number()? {
            0 => Err(c.impossible("CONVERT of at most 0", Some(0))),
            limit => Ok(Self { limit }),
        }
    }
}

#[cfg(test)]
mod tests;
