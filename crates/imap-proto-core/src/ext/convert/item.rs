//! What a CONVERT asks for.

use crate::command::CommandWriter;
use crate::types::{Partial, SectionPath};

/// An item of CONVERT (RFC 5259 section 10 `convert-att`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConvertItem {
    /// UID
    Uid,
    /// `BINARY[part]<partial>`: the converted part.
    Binary(SectionPath, Option<Partial>),
    /// `BINARY.SIZE[part]`: its octets.
    BinarySize(SectionPath),
    /// `BODYPARTSTRUCTURE[part]`: what it is after the conversion.
    BodyPartStructure(SectionPath),
    /// `BODY[HEADER]`, `BODY[1.HEADER]` or `BODY[1.MIME]`: a header, in another charset.
    Body(SectionPath),
    /// `AVAILABLECONVERSIONS[part]`: the media types that it can be converted into.
    AvailableConversions(SectionPath),
}

impl ConvertItem {
    /// The whole part.
    pub fn binary(path: SectionPath) -> Self {
        Self::Binary(path, None)
    }

    pub(super) fn write(&self, w: &mut CommandWriter<'_>) {
        let (word, path, partial) = match self {
            Self::Uid => {
                w.word("UID");
                return;
            }
            Self::Binary(path, partial) => ("BINARY[", path, *partial),
            Self::BinarySize(path) => ("BINARY.SIZE[", path, None),
            Self::BodyPartStructure(path) => ("BODYPARTSTRUCTURE[", path, None),
            Self::Body(path) => ("BODY[", path, None),
            Self::AvailableConversions(path) => ("AVAILABLECONVERSIONS[", path, None),
        };
        w.word(word).display(path).word("]");
        if let Some(partial) = partial {
            w.display(&partial);
        }
    }
}
