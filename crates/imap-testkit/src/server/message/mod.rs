//! What is inside a message: headers, MIME parts, and how FETCH shows them.

pub(crate) mod address;
pub(crate) mod encoded_word;
pub(crate) mod envelope;
pub(crate) mod header;
pub(crate) mod mime;
pub(crate) mod section;
pub(crate) mod structure;
