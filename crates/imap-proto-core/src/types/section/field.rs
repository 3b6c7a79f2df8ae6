//! Names of header fields.

use alloc::boxed::Box;
use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};

use crate::error::EncodeError;
use crate::types::str::is_atom_char;

/// The name of a header field (RFC 5322 3.6.8). It keeps its spelling; case does not count.
#[derive(Clone)]
pub struct FieldName(Box<str>);

impl FieldName {
    /// Checks and copies.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] unless the name is printable ASCII without colon and space.
    pub fn new(name: &str) -> Result<Self, EncodeError> {
        let is_ftext = |octet: u8| matches!(octet, 0x21..=0x7e) && octet != b':';
        if name.is_empty() || !name.bytes().all(is_ftext) {
            let why = "it is empty or holds something other than printable ASCII without colon";
            return Err(EncodeError::Invalid { what: "header field name", why });
        }
        Ok(Self(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldName {
    /// As `astring`: quoted where the name is no atom.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `]` may stand in an astring, yet servers that look for the end of the section would stop there.
        if self.0.bytes().all(is_atom_char) {
            return f.write_str(&self.0);
        }
        f.write_char('"')?;
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('"')
    }
}

impl fmt::Debug for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl PartialEq for FieldName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for FieldName {}

impl Hash for FieldName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for octet in self.0.bytes() {
            state.write_u8(octet.to_ascii_lowercase());
        }
        state.write_u8(b':');
    }
}
